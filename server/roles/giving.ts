import { sql } from 'kysely'
import type { Actor } from '../../model/access.ts'
import { coveredBy } from '../../model/rights.ts'
import { readyRoles } from '../../model/roles.ts'
import { loadActor, loadRoles, stagePlaces } from '../access/actor.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from '../records/change.ts'

type Holder = 'users' | 'departments' | 'groups'
type Asking = Pick<Context, 'db' | 'actor'>

/**
 * Nobody gives a role that allows more than he may himself, or takes it away: who has lost it would be in his hands.
 * Throws AppError.
 */
export async function demandGivable(ctx: Asking, roleIds: Iterable<number>): Promise<void> {
  const ids = [...new Set(roleIds)]
  if (!ids.length || ctx.actor.administrator) return
  const [roles, stages] = await Promise.all([loadRoles(ctx.db, ids), stagePlaces(ctx.db)])
  for (const role of roles.values())
    if (!coveredBy(ctx.actor, role, stages)) throw new AppError('denied', 'error.role.above', {}, { field: 'roleIds' })
}

/** Nobody sees to how somebody comes in who may more than he himself. Throws AppError. */
export async function demandAbove(ctx: Asking, people: readonly number[]): Promise<void> {
  const others = people.filter((id) => id !== ctx.actor.id)
  if (!others.length || ctx.actor.administrator) return
  const { rows } = await sql<{ id: number }>`
    select distinct role_id as id from role_holders where user_id = any(${others}::int[])`.execute(ctx.db)
  if (rows.some(({ id }) => id === readyRoles.administrator)) throw new AppError('denied', 'error.denied.administrator')
  await demandGivable(
    ctx,
    rows.map(({ id }) => id),
  )
}

/** Who may more than the actor himself. */
export async function peopleAbove({ db, actor }: Asking): Promise<Set<number>> {
  if (actor.administrator) return new Set()
  const { rows } = await sql<{ userId: number; roleId: number }>`
    select distinct user_id, role_id from role_holders where user_id is distinct from ${actor.id}::int`.execute(db)
  const [roles, stages] = await Promise.all([
    loadRoles(db, [...new Set(rows.map((row) => row.roleId))]),
    stagePlaces(db),
  ])
  const wider = new Set([...roles].flatMap(([id, role]) => (coveredBy(actor, role, stages) ? [] : [id])))
  return new Set(rows.flatMap(({ userId, roleId }) => (wider.has(roleId) ? [userId] : [])))
}

/** The roles of departments and of all above them: those who work there have them. */
export async function departmentRoles(ctx: Context, departmentIds: readonly number[]): Promise<number[]> {
  if (!departmentIds.length) return []
  const { rows } = await sql<{ id: number }>`
    with recursive above(id) as (
      select unnest(${departmentIds}::int[])
      union select d.parent_id from departments d join above on d.id = above.id)
    select distinct role_id as id from department_roles where department_id in (select id from above)`.execute(ctx.db)
  return rows.map(({ id }) => id)
}

/** Judges the roles that people, departments or groups get or lose. What is in the bin gives none. Throws AppError. */
export function demandGiven<N extends Holder>(ctx: Context, drafts: readonly Draft<N>[]): Promise<void> {
  return demandGivable(
    ctx,
    drafts.flatMap(({ old, next }) => [...new Set(givenBy(old)).symmetricDifference(new Set(givenBy(next)))]),
  )
}
const givenBy = (row: object | null): number[] => {
  const holder = row as { roleIds: number[]; removedAt: string | null } | null
  return holder?.removedAt === null ? holder.roleIds : []
}

/**
 * What a change of people, departments or groups must not have done once it is written: take the last administrator who
 * can sign in, or widen what the one who did it may. Throws AppError.
 */
export async function demandSafeGiving(ctx: Context): Promise<void> {
  const { rows } = await sql<{ administrators: number }>`
    select count(distinct h.user_id)::int administrators from role_holders h join users u on u.id = h.user_id
      join credentials c on c.user_id = u.id
    where h.role_id = ${readyRoles.administrator} and u.active and u.removed_at is null`.execute(ctx.db)
  const setUp = ctx.actor.via !== 'system'
  if (setUp && !rows[0]!.administrators) throw new AppError('invalid', 'error.administrator.last')
  if (ctx.actor.administrator || ctx.actor.id === null) return
  const now = await loadActor(ctx.db, ctx.actor.id, ctx.actor.via)
  if (now && gained(ctx.actor, now)) throw new AppError('denied', 'error.role.gain')
}

const gained = (before: Actor, now: Actor) =>
  (['department', 'below'] as const).some((people) => [...now[people]].some((id) => !before[people].has(id)))

/** One at a time: two administrators who take each other's role at once would leave none. */
export const lockGiving = (ctx: Context) =>
  sql`select pg_advisory_xact_lock(hashtext('administrators'))`.execute(ctx.db)
