import { sql } from 'kysely'
import { textKey } from '../../model/fields.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft, Subject } from '../records/change.ts'
import { demandUnique } from '../records/unique.ts'
import {
  demandGivable,
  demandGiven,
  demandAbove,
  demandSafeGiving,
  departmentRoles,
  lockGiving,
} from '../roles/giving.ts'
import { tidyEmail } from '../records/values.ts'
import { endLinks, invitedByOthers } from './links.ts'
import { shutOut } from './ways.ts'
import { tellOfRights } from './rights.ts'

export const usersSubject: Subject<'users'> = {
  name: 'users',
  async prepare(ctx, drafts) {
    const settings = await ctx.db.selectFrom('settings').select('timeZone').executeTakeFirst()
    for (const { next, given } of drafts) {
      next.email &&= tidyEmail(next.email, 'email')
      next.active ??= true
      next.invited = (next.invited ?? false) && next.active && next.removedAt === null
      next.language ??= ctx.actor.language
      next.timeZone ??= settings?.timeZone ?? 'UTC'
      next.theme ??= 'auto'
      if (given.has('timeZone')) demandZone(next.timeZone)
    }
    await lockGiving(ctx)
    await giveDefault(ctx, drafts)
    await demandOverThem(ctx, drafts)
    await demandUnique(ctx, 'users', 'email', drafts, { key: 'error.email.used' })
    await demandGiven(ctx, drafts)
    await demandGivable(ctx, await rolesOfDepartments(ctx, drafts))
    await disinvite(ctx, drafts)
  },
  async written(ctx, drafts) {
    const gone = drafts.filter(({ next }) => !next.active || next.removedAt !== null).map(({ id }) => id)
    if (gone.length) await shutOut(ctx, gone)
    await demandSafeGiving(ctx)
    const { readdressed, regraded } = others(drafts)
    if (readdressed.length) await endLinks(ctx.db, readdressed, 'revoked')
    if (regraded.length) await endLinks(ctx.db, regraded, 'revoked', undefined, ctx.actor.id)
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

/** What lets somebody in is changed by who may himself what he may: an address is where links go to. Throws AppError. */
async function demandOverThem(ctx: Context, drafts: readonly Draft<'users'>[]): Promise<void> {
  const concerned = drafts.filter(
    ({ old, next }) =>
      old && (old.email !== next.email || old.active !== next.active || old.removedAt !== next.removedAt),
  )
  await demandAbove(
    ctx,
    concerned.map(({ id }) => id),
  )
}

/**
 * A link made for somebody with another address or other rights is not one for who he is now; that of who gives the rights
 * himself stays.
 */
function others(drafts: readonly Draft<'users'>[]): { readdressed: number[]; regraded: number[] } {
  const there = drafts.flatMap(({ id, old, next }) => (old ? [{ id, old, next }] : []))
  const ids = (changed: (one: (typeof there)[number]) => boolean) => there.filter(changed).map(({ id }) => id)
  return {
    readdressed: ids(({ old, next }) => old.email !== next.email),
    regraded: ids(({ old, next }) => !sameRoles(old, next) || old.departmentId !== next.departmentId),
  }
}

/** Whose invitation ends by this is not invited any more. */
async function disinvite(ctx: Context, drafts: readonly Draft<'users'>[]): Promise<void> {
  const { readdressed, regraded } = others(drafts.filter(({ next, given }) => next.invited && !given.has('invited')))
  if (!readdressed.length && !regraded.length) return
  const ended = new Set(readdressed).union(await invitedByOthers(ctx.db, regraded, ctx.actor.id))
  for (const { id, next } of drafts) if (ended.has(id)) next.invited = false
}

const sameRoles = (a: { roleIds: number[] }, b: { roleIds: number[] }) =>
  [...a.roleIds].sort().join() === [...b.roleIds].sort().join()

/** A new person for whom no role is named gets the one that the company has chosen for that. */
async function giveDefault(ctx: Context, drafts: readonly Draft<'users'>[]): Promise<void> {
  const fresh = drafts.filter(({ old, given }) => !old && !given.has('roleIds'))
  if (!fresh.length) return
  const { rows } = await sql<{ id: number }>`select id from roles where by_default and removed_at is null`.execute(
    ctx.db,
  )
  for (const { next } of fresh) next.roleIds = rows.map(({ id }) => id)
}

/** The roles that people get by the department they come into, and those they lose with the one they leave. */
function rolesOfDepartments(ctx: Context, drafts: readonly Draft<'users'>[]): Promise<number[]> {
  const changed = drafts.flatMap(({ old, next }) =>
    next.departmentId === old?.departmentId ? [] : [old?.departmentId, next.departmentId],
  )
  return departmentRoles(
    ctx,
    changed.filter((id) => id != null),
  )
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
