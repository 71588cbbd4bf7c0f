import type { Action, FieldRight, Range } from '../../../model/access.ts'
import type { RecordName, RowOf } from '../../../model/records.ts'
import type { FieldGrant, Passage } from '../../../model/roles.ts'

export type Role = RowOf<'roles'>

/** A place in the table: a record, and of deals a pipeline or a stage of one. */
export interface Place {
  record: RecordName
  pipelineId?: number
  stageId?: number
}
export interface Cell extends Place {
  action: Action
}

/** What has been set and is not applied yet; null: as is said above. */
export interface Pending {
  grants: ReadonlyMap<string, { cell: Cell; range: Range | null }>
  fieldGrants: ReadonlyMap<string, { record: RecordName; field: string; pipelineId?: number; right: FieldRight | null }>
  passages: ReadonlyMap<number, readonly Passage[]>
}
export const nothing: Pending = { grants: new Map(), fieldGrants: new Map(), passages: new Map() }
export const countOf = ({ grants, fieldGrants, passages }: Pending): number =>
  grants.size + fieldGrants.size + passages.size

/** A stage's cell is told by the stage alone. */
export const cellKey = ({ record, action, pipelineId, stageId }: Cell): string =>
  `${record} ${action} ${stageId ? `s${String(stageId)}` : pipelineId ? `p${String(pipelineId)}` : ''}`
export const fieldKey = (record: RecordName, field: string, pipelineId?: number): string =>
  `${record} ${field} ${String(pipelineId ?? '')}`

export interface Shown {
  range: Range
  /** said at this very place, not above it */
  own: boolean
  changed: boolean
}

/** What a cell shows: what is said there, else what the row above it shows. */
export function shownAt(role: Role, pending: Pending, cell: Cell): Shown {
  const key = cellKey(cell)
  const changed = pending.grants.get(key)
  const kept = role.grants.find((grant) => cellKey(grant as Cell) === key)?.range ?? null
  const own = changed ? changed.range : kept
  if (own !== null) return { range: own, own: true, changed: changed !== undefined }
  const { stageId, pipelineId, ...rest } = cell
  const above = stageId !== undefined ? { ...rest, ...(pipelineId === undefined ? {} : { pipelineId }) } : rest
  if (stageId === undefined && pipelineId === undefined)
    return { range: 'nobody', own: true, changed: changed !== undefined }
  return { ...shownAt(role, pending, above), own: false, changed: changed !== undefined }
}

/** What may be done with a field of a record, or of deals in a pipeline. */
export function fieldAt(
  role: Role,
  pending: Pending,
  record: RecordName,
  field: string,
  pipelineId?: number,
): { right: FieldRight; own: boolean } {
  const changed = pending.fieldGrants.get(fieldKey(record, field, pipelineId))
  const kept = role.fieldGrants.find(
    (grant: FieldGrant) => grant.record === record && grant.field === field && grant.pipelineId === pipelineId,
  )?.right
  const own = changed ? changed.right : (kept ?? null)
  if (own !== null) return { right: own, own: true }
  if (pipelineId === undefined) return { right: 'edit', own: false }
  return { ...fieldAt(role, pending, record, field), own: false }
}

/** The moves that a role allows among the stages of a pipeline; none: every move. */
export const passagesIn = (
  role: Role,
  pending: Pending,
  pipelineId: number,
  stageIds: readonly number[],
): readonly Passage[] =>
  pending.passages.get(pipelineId) ?? role.passages.filter(({ fromId }) => stageIds.includes(fromId))

/** Sets a cell; what is as it was is no change. */
export function withRange(role: Role, pending: Pending, cell: Cell, range: Range | null): Pending {
  const key = cellKey(cell)
  const kept = role.grants.find((grant) => cellKey(grant as Cell) === key)?.range ?? null
  const grants = new Map(pending.grants)
  if (kept === range) grants.delete(key)
  else grants.set(key, { cell, range })
  return { ...pending, grants }
}

export function withField(
  role: Role,
  pending: Pending,
  record: RecordName,
  field: string,
  pipelineId: number | undefined,
  right: FieldRight | null,
): Pending {
  const key = fieldKey(record, field, pipelineId)
  const kept =
    role.fieldGrants.find(
      (grant: FieldGrant) => grant.record === record && grant.field === field && grant.pipelineId === pipelineId,
    )?.right ?? null
  const fieldGrants = new Map(pending.fieldGrants)
  if (kept === right) fieldGrants.delete(key)
  else fieldGrants.set(key, { record, field, right, ...(pipelineId === undefined ? {} : { pipelineId }) })
  return { ...pending, fieldGrants }
}

/** What is sent to the server. */
export const inputOf = (id: number, { grants, fieldGrants, passages }: Pending) => ({
  id,
  grants: [...grants.values()].map(({ cell: { record, action, pipelineId, stageId }, range }) => ({
    record,
    action,
    range,
    // A stage names its pipeline by itself.
    ...(stageId === undefined ? (pipelineId === undefined ? {} : { pipelineId }) : { stageId }),
  })),
  fieldGrants: [...fieldGrants.values()],
  passages: [...passages].map(([pipelineId, pairs]) => ({ pipelineId, pairs: [...pairs] })),
})
