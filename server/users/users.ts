import { sql } from 'kysely'
import { textKey } from '../../model/fields.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft, Subject } from '../records/change.ts'
import { demandUnique } from '../records/unique.ts'
import { tidyEmail } from '../records/values.ts'
import { endResets, shutOut } from './ways.ts'
import { tellOfRights } from './rights.ts'

export const usersSubject: Subject<'users'> = {
  name: 'users',
  async prepare(ctx, drafts) {
    const settings = await ctx.db.selectFrom('settings').select('timeZone').executeTakeFirst()
    for (const { next, given } of drafts) {
      next.email &&= tidyEmail(next.email, 'email')
      if (!next.roles.length) next.roles = ['seller']
      next.active ??= true
      next.invited = (next.invited ?? false) && next.active && next.removedAt === null
      next.language ??= ctx.actor.language
      next.timeZone ??= settings?.timeZone ?? 'UTC'
      next.theme ??= 'auto'
      if (given.has('timeZone')) demandZone(next.timeZone)
    }
    demandAdministratorOver(ctx, drafts)
    await demandUnique(ctx, 'users', 'email', drafts, { key: 'error.email.used' })
    await demandAdministrator(ctx, drafts)
  },
  async written(ctx, drafts) {
    const gone = drafts.filter(({ next }) => !next.active || next.removedAt !== null).map(({ id }) => id)
    if (gone.length) await shutOut(ctx, gone)
    // A link made for somebody with another address or other rights is not one for who he is now.
    const others = drafts.filter(({ old, next }) => old && (old.email !== next.email || (!rules(old) && rules(next))))
    if (others.length)
      await endResets(
        ctx,
        others.map(({ id }) => id),
        'revoked',
      )
    await tellOfRights(ctx, drafts)
  },
}

/** Refuses a name that is no IANA time zone. Throws AppError. */
export function demandZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    throw new AppError('invalid', 'error.zone', { zone }, { field: 'timeZone' })
  }
}

/** Whether somebody is an administrator who can come in. */
const rules = (row: Draft<'users'>['next'] | null): boolean =>
  row !== null && row.active && row.removedAt === null && row.roles.includes('administrator')

/** What lets an administrator in, or makes one, is an administrator's to change: an address is where links go to. */
function demandAdministratorOver({ actor }: Context, drafts: readonly Draft<'users'>[]): void {
  if (actor.administrator) return
  const isOne = (row: Draft<'users'>['next'] | null) => row?.roles.includes('administrator') ?? false
  const over = drafts.some(
    ({ old, next }) =>
      isOne(old) !== isOne(next) ||
      (old !== null &&
        isOne(old) &&
        (old.email !== next.email || old.active !== next.active || rules(old) !== rules(next))),
  )
  if (over) throw new AppError('denied', 'error.denied.administrator')
}

/** Somebody can always let others in again. */
async function demandAdministrator(ctx: Context, drafts: Draft<'users'>[]): Promise<void> {
  const losing = drafts.filter(({ old, next }) => rules(old) && !rules(next)).map(({ id }) => id)
  if (!losing.length) return
  const { rows } = await sql`
    select 1 from users where 'administrator' = any(roles) and active and removed_at is null and id <> all(${losing}::int[])
    for update`.execute(ctx.db)
  if (!rows.length && !drafts.some(({ next }) => rules(next))) throw new AppError('invalid', 'error.administrator.last')
}

/** The active person with this address, or null. */
export async function userByEmail(db: Context['db'], email: string): Promise<{ id: number } | null> {
  const row = await db
    .selectFrom('users')
    .select('id')
    .where(sql.ref('emailKey'), '=', textKey(email.trim()))
    .where('active', '=', true)
    .where('removedAt', 'is', null)
    .executeTakeFirst()
  return row ?? null
}
