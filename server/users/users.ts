import { sql } from 'kysely'
import { textKey } from '../../model/fields.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft, Subject } from '../records/change.ts'
import { demandUnique } from '../records/unique.ts'
import { tidyEmail } from '../records/values.ts'

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
    await demandUnique(ctx, 'users', 'email', drafts, { key: 'error.email.used' })
    await demandAdministrator(ctx, drafts)
  },
  async written(ctx, drafts) {
    const gone = drafts.filter(({ next }) => !next.active || next.removedAt !== null).map(({ id }) => id)
    if (gone.length) await shutOut(ctx, gone)
  },
}

/** Ends every way in that some people have: what they were signed in by, their keys, the links that invite them. */
async function shutOut({ db, now }: Context, people: number[]): Promise<void> {
  await Promise.all([
    db.deleteFrom('sessions').where('userId', 'in', people).execute(),
    db
      .updateTable('apiKeys')
      .set({ revokedAt: now })
      .where('userId', 'in', people)
      .where('revokedAt', 'is', null)
      .execute(),
    db
      .updateTable('invitations')
      .set({ ended: 'revoked', endedAt: now })
      .where('userId', 'in', people)
      .where('ended', 'is', null)
      .execute(),
  ])
}

/** Refuses a name that is no IANA time zone. Throws AppError. */
export function demandZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch {
    throw new AppError('invalid', 'error.zone', { zone }, { field: 'timeZone' })
  }
}

/** Somebody can always let others in again. */
async function demandAdministrator(ctx: Context, drafts: Draft<'users'>[]): Promise<void> {
  const rules = (row: Draft<'users'>['next'] | null) =>
    row !== null && row.active && row.removedAt === null && row.roles.includes('administrator')
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
