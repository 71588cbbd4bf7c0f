import { passageKey } from '../../model/access.ts'
import type { RoleChange } from '../../model/audit.ts'
import type { RowOf } from '../../model/records.ts'
import { auditEntry, namesOf } from '../audit/audit.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from '../records/change.ts'

/** Tells the audit log which roles people, departments or groups have been given or have lost. */
export async function tellOfRoles<N extends 'users' | 'departments' | 'groups'>(
  ctx: Context,
  record: N,
  drafts: readonly Draft<N>[],
): Promise<void> {
  for (const { id, old, next } of drafts) {
    const [before, after] = [rolesOf(old), rolesOf(next)]
    if (before.join() === after.join()) continue
    const [from, to] = [await namesOf(ctx, 'roles', before), await namesOf(ctx, 'roles', after)]
    await auditEntry(ctx, 'rolesChanged', { about: { record, id }, details: { from, to } })
  }
}
const rolesOf = (row: object | null) =>
  [...((row as { roleIds: number[] } | null)?.roleIds ?? [])].sort((a, b) => a - b)

/** Tells the audit log that a role is there, is called or allows something else than before, cell by cell, or is gone. */
export async function tellOfRole(ctx: Context, drafts: readonly Draft<'roles'>[]): Promise<void> {
  const stages = await ctx.db
    .selectFrom('stages')
    .innerJoin('pipelines', 'pipelines.id', 'stages.pipelineId')
    .select(['stages.id', 'stages.name', 'stages.pipelineId', 'pipelines.name as pipeline'])
    .execute()
  const places: Places = {
    stages: new Map(stages.map(({ id, name, pipeline }) => [id, `${pipeline}: ${name}`])),
    pipelines: new Map(stages.map(({ pipelineId, pipeline }) => [pipelineId, pipeline])),
  }
  for (const { id, old, next } of drafts) {
    const about = { record: 'roles', id } as const
    if (old && old.removedAt !== next.removedAt) {
      await auditEntry(ctx, next.removedAt === null ? 'roleRestored' : 'roleRemoved', { about })
      continue
    }
    const changes = roleChanges(old, next, places)
    if (!old || changes.length)
      await auditEntry(ctx, old ? 'roleChanged' : 'roleMade', {
        about,
        details: { changes: changes.slice(0, mostTold) },
      })
  }
}
const mostTold = 500

interface Places {
  stages: ReadonlyMap<number, string>
  pipelines: ReadonlyMap<number, string>
}

/** What of a role differs, with places by their names of now; `null`: nothing was or is said of it. */
function roleChanges(old: RowOf<'roles'> | null, next: RowOf<'roles'>, { stages, pipelines }: Places): RoleChange[] {
  const placeOf = ({ stageId, pipelineId }: { stageId?: number | undefined; pipelineId?: number | undefined }) =>
    (stageId === undefined ? undefined : stages.get(stageId)) ??
    (pipelineId === undefined ? null : (pipelines.get(pipelineId) ?? null))
  const ranges = ({ grants }: RowOf<'roles'>) =>
    grants.map(({ range, ...cell }): Told => [
      [cell.record, cell.action, cell.pipelineId, cell.stageId].join(),
      { is: 'range', ...about(cell), what: cell.action },
      range,
    ])
  const rights = ({ fieldGrants }: RowOf<'roles'>) =>
    fieldGrants.map(({ right, ...cell }): Told => [
      [cell.record, cell.field, cell.pipelineId].join(),
      { is: 'field', ...about(cell), what: cell.field },
      right,
    ])
  const moves = ({ passages }: RowOf<'roles'>) =>
    passages.map(({ fromId, toId }): Told => [
      passageKey(fromId, toId),
      { is: 'move', place: stages.get(fromId) ?? null, what: toId === null ? '' : (stages.get(toId) ?? '') },
      'yes',
    ])
  const about = ({
    record,
    ...place
  }: {
    record: string
    stageId?: number | undefined
    pipelineId?: number | undefined
  }) => ({
    record,
    place: placeOf(place),
  })
  const named: RoleChange[] =
    old && old.name !== next.name ? [{ is: 'name', place: null, what: '', from: old.name, to: next.name }] : []
  const given: RoleChange[] =
    (old?.byDefault ?? false) === next.byDefault
      ? []
      : [{ is: 'byDefault', place: null, what: '', from: null, to: next.byDefault ? 'yes' : null }]
  return [...named, ...given, ...[ranges, rights, moves].flatMap((tell) => differing(old ? tell(old) : [], tell(next)))]
}

/** A cell of a role: what tells it from others, what it is about, and what is said there. */
type Told = [key: string, about: Omit<RoleChange, 'from' | 'to'>, said: string]

function differing(before: readonly Told[], after: readonly Told[]): RoleChange[] {
  const [was, is] = [before, after].map((cells) => new Map(cells.map(([key, , said]) => [key, said])))
  const cells = new Map([...before, ...after].map(([key, about]) => [key, about]))
  return [...cells].flatMap(([key, about]) => {
    const [from, to] = [was!.get(key) ?? null, is!.get(key) ?? null]
    return from === to ? [] : [{ ...about, from, to }]
  })
}

/** Tells the audit log who has come into a group, and who has left it; that it has gone with what it gave, or is back. */
export async function tellOfMembers(ctx: Context, drafts: readonly Draft<'groups'>[]): Promise<void> {
  for (const { id, old, next } of drafts) {
    if (old && old.removedAt !== next.removedAt)
      await auditEntry(ctx, next.removedAt === null ? 'groupRestored' : 'groupRemoved', {
        about: { record: 'groups', id },
      })
    const [before, after] = [old?.memberIds ?? [], next.memberIds]
    const [came, left] = [after.filter((one) => !before.includes(one)), before.filter((one) => !after.includes(one))]
    if (!came.length && !left.length) continue
    const [to, from] = [await namesOf(ctx, 'users', came), await namesOf(ctx, 'users', left)]
    await auditEntry(ctx, 'membersChanged', { about: { record: 'groups', id }, details: { from, to } })
  }
}
