import { sql } from 'kysely'
import { auditEntry, namesOf } from '../audit/audit.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft, Subject } from '../records/change.ts'
import { recordMethods } from '../records/methods.ts'
import { demandTree } from '../records/unique.ts'
import { demandGivable, demandGiven, demandSafeGiving, departmentRoles, lockGiving } from '../roles/giving.ts'
import { tellOfRoles } from '../roles/telling.ts'

export const departmentsSubject: Subject<'departments'> = {
  name: 'departments',
  async prepare(ctx, drafts) {
    await lockGiving(ctx)
    await demandTree(ctx, 'departments', drafts)
    await demandEmpty(ctx, drafts)
    await hangAnew(ctx, drafts)
    await demandGiven(ctx, drafts)
    // What is hung under a department gets the roles of it and those above; what is taken from there loses them.
    const parents = drafts.flatMap(({ old, next }) =>
      next.parentId === old?.parentId ? [] : [old?.parentId, next.parentId],
    )
    const moved = await departmentRoles(
      ctx,
      parents.filter((id) => id != null),
    )
    await demandGivable(ctx, moved)
  },
  async written(ctx, drafts) {
    await demandSafeGiving(ctx)
    await tellOfRoles(ctx, 'departments', drafts)
    for (const { id, old, next } of drafts) {
      const { headId, parentId } = old ?? { headId: null, parentId: null }
      if (headId !== next.headId) await tell(ctx, 'headChanged', id, 'users', [headId, next.headId])
      if (parentId !== next.parentId) await tell(ctx, 'parentChanged', id, 'departments', [parentId, next.parentId])
    }
  },
}

/** Who heads a department, and what it belongs to, is how far the rights of people reach. */
async function tell(
  ctx: Context,
  kind: 'headChanged' | 'parentChanged',
  id: number,
  of: 'users' | 'departments',
  ids: readonly [number | null, number | null],
): Promise<void> {
  const [from, to] = await namesOf(ctx, of, ids)
  await auditEntry(ctx, kind, { about: { record: 'departments', id }, details: { from, to } })
}

/** A department goes once nobody is in it and nothing is below it. Throws AppError. */
async function demandEmpty(ctx: Context, drafts: readonly Draft<'departments'>[]): Promise<void> {
  const going = drafts.filter(({ old, next }) => old?.removedAt === null && next.removedAt !== null).map(({ id }) => id)
  if (!going.length) return
  const { rows } = await sql<{ people: number; departments: number }>`
    select (select count(*)::int from users where department_id = any(${going}::int[]) and removed_at is null) people,
      (select count(*)::int from departments where parent_id = any(${going}::int[]) and removed_at is null and id <> all(${going}::int[])) departments`.execute(
    ctx.db,
  )
  const { people, departments } = rows[0]!
  if (people || departments) throw new AppError('conflict', 'error.department.used', { people, departments })
}

/** What comes back from the bin while its parent has gone stands at the top. */
async function hangAnew(ctx: Context, drafts: readonly Draft<'departments'>[]): Promise<void> {
  const back = drafts.filter(({ old, next }) => old?.removedAt && next.removedAt === null && next.parentId !== null)
  if (!back.length) return
  const { rows } = await sql<{ id: number }>`
    select id from departments where id = any(${back.map(({ next }) => next.parentId)}::int[]) and removed_at is null`.execute(
    ctx.db,
  )
  const live = new Set(rows.map(({ id }) => id))
  for (const { next } of back) if (!live.has(next.parentId!)) next.parentId = null
}

export const departmentMethods = recordMethods(departmentsSubject)
