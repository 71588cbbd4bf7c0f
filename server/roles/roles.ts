import { sql } from 'kysely'
import { passageKey } from '../../model/access.ts'
import type { RecordName, RowOf } from '../../model/records.ts'
import { coveredBy, grantable, hideable, limitable } from '../../model/rights.ts'
import { stagePlaces } from '../access/actor.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft, Subject } from '../records/change.ts'
import { records } from '../../model/records.ts'
import type { Shape } from '../../model/shape.ts'
import { isCustomKey } from '../../model/customFields.ts'
import { demandUnique } from '../records/unique.ts'
import { tellOfRole } from './telling.ts'

type Role = RowOf<'roles'>

export const rolesSubject: Subject<'roles'> = {
  name: 'roles',
  async prepare(ctx, drafts) {
    for (const { next } of drafts) {
      next.administrator ??= false
      next.byDefault ??= false
      next.position ??= 0
    }
    await demandUnique(ctx, 'roles', 'name', drafts)
    for (const { old, next } of drafts) {
      if (next.removedAt !== null && next.administrator) throw new AppError('conflict', 'error.role.administrator')
      if (next.removedAt !== null && next.byDefault) throw new AppError('conflict', 'error.role.default')
      if (old?.administrator && saying.some((key) => next[key] !== old[key]))
        throw new AppError('conflict', 'error.role.administrator')
    }
    const saysAnew = drafts.filter(({ old, next }) => saying.some((key) => !old || next[key] !== old[key]))
    if (saysAnew.length) await demandSense(ctx, saysAnew)
    const binned = drafts.filter(({ old, next }) => old && old.removedAt !== next.removedAt)
    await demandCovered(ctx, [...saysAnew, ...binned])
  },
  written: tellOfRole,
}
const saying = ['grants', 'fieldGrants', 'passages'] as const

/** Whether what roles say can be. Throws AppError. */
async function demandSense(ctx: Context, drafts: readonly Draft<'roles'>[]): Promise<void> {
  const places = await knownPlaces(ctx)
  for (const { old, next } of drafts) {
    demandGrants(next, old, places)
    demandFieldGrants(next, old, places, ctx.actor.shape)
    demandPassages(next, old, places)
  }
}

/**
 * Nobody writes a role that allows more than he may himself, nor narrows one that did: whoever has it would be in his
 * hands. Throws AppError.
 */
async function demandCovered(ctx: Context, drafts: readonly Draft<'roles'>[]): Promise<void> {
  if (ctx.actor.administrator || !drafts.length) return
  const stages = await stagePlaces(ctx.db)
  for (const role of drafts.flatMap(({ old, next }) => (old ? [old, next] : [next])))
    if (!coveredBy(ctx.actor, role, stages)) throw new AppError('denied', 'error.role.above')
}

interface Places {
  pipelines: ReadonlySet<number>
  /** stage → its pipeline, of those that are there */
  stages: ReadonlyMap<number, number>
}
async function knownPlaces(ctx: Context): Promise<Places> {
  const { rows } = await sql<{ id: number; pipelineId: number }>`
    select s.id, s.pipeline_id from stages s join pipelines p on p.id = s.pipeline_id
    where s.removed_at is null and p.removed_at is null`.execute(ctx.db)
  return {
    pipelines: new Set(rows.map(({ pipelineId }) => pipelineId)),
    stages: new Map(rows.map(({ id, pipelineId }) => [id, pipelineId])),
  }
}

function demandGrants(next: Role, old: Role | null, { pipelines, stages }: Places): void {
  const known = new Set((old?.grants ?? []).map((grant) => JSON.stringify(grant)))
  const seen = new Set<string>()
  const kept = next.grants.filter((grant) => {
    const { record, action, range, pipelineId, stageId } = grant
    const name = Object.hasOwn(records, record) ? (record as RecordName) : null
    if (!name || !grantable(name).includes(action)) throw unknown('grants', `${record}.${action}`)
    if (!records[name].owned && range !== 'nobody' && range !== 'all') throw unknown('grants', `${record}.${action}`)
    if ((pipelineId ?? stageId) !== undefined && name !== 'deals') throw unknown('grants', record)
    const gone =
      (stageId !== undefined && !stages.has(stageId)) || (pipelineId !== undefined && !pipelines.has(pipelineId))
    // What was said of a stage that has been deleted since is forgotten; nothing new is said of it.
    if (gone && !known.has(JSON.stringify(grant)))
      throw new AppError(
        'invalid',
        stageId === undefined ? 'error.role.pipeline' : 'error.role.stage',
        {},
        { field: 'grants' },
      )
    const key = [record, action, pipelineId, stageId].join()
    if (seen.has(key)) throw unknown('grants', key)
    seen.add(key)
    return !gone
  })
  if (kept.length < next.grants.length) next.grants = kept
}

/** A grant as one text, whichever order its keys stand in. */
const grantedOf = ({ record, field, right, pipelineId }: Role['fieldGrants'][number]): string =>
  [record, field, right, pipelineId].join()

function demandFieldGrants(next: Role, old: Role | null, { pipelines }: Places, shape: Shape): void {
  const known = new Set((old?.fieldGrants ?? []).map((grant) => JSON.stringify(grant)))
  // Of a field in the bin what was granted stays, whoever changes the role: it comes back with the field.
  const resting = (old?.fieldGrants ?? []).filter(
    ({ record, field }) => isCustomKey(field) && !(field in shape.fields[record as RecordName]),
  )
  const rests = new Set(resting.map(grantedOf))
  const seen = new Set<string>()
  const kept = next.fieldGrants.filter((grant) => {
    const { record, field, right, pipelineId } = grant
    if (rests.has(grantedOf(grant))) return false
    const name = Object.hasOwn(records, record) ? (record as RecordName) : null
    if (!name || !limitable(name, shape).includes(field)) throw unknown('fieldGrants', `${record}.${field}`)
    if (right === 'hidden' && !hideable(name, field))
      throw new AppError('invalid', 'error.role.named', { field: `${record}.${field}` }, { field: 'fieldGrants' })
    if (pipelineId !== undefined && name !== 'deals') throw unknown('fieldGrants', record)
    const key = [record, field, pipelineId].join()
    if (seen.has(key)) throw unknown('fieldGrants', key)
    seen.add(key)
    const gone = pipelineId !== undefined && !pipelines.has(pipelineId)
    if (gone && !known.has(JSON.stringify(grant)))
      throw new AppError('invalid', 'error.role.pipeline', {}, { field: 'fieldGrants' })
    return !gone
  })
  if (kept.length < next.fieldGrants.length || resting.length) next.fieldGrants = [...kept, ...resting]
}

function demandPassages(next: Role, old: Role | null, { stages }: Places): void {
  const known = new Set((old?.passages ?? []).map(({ fromId, toId }) => passageKey(fromId, toId)))
  const kept = next.passages.filter(({ fromId, toId }) => {
    const [from, to] = [stages.get(fromId), toId === null ? null : stages.get(toId)]
    if (from !== undefined && to !== undefined && to !== null && (to !== from || fromId === toId))
      throw unknown('passages', `${fromId} ${String(toId)}`)
    const gone = from === undefined || to === undefined
    if (gone && !known.has(passageKey(fromId, toId)))
      throw new AppError('invalid', 'error.role.stage', {}, { field: 'passages' })
    return !gone
  })
  if (kept.length < next.passages.length) next.passages = kept
}

const unknown = (field: string, value: string) => new AppError('invalid', 'error.role.grant', { value }, { field })
