import { sql } from 'kysely'
import type { Changes, EventName } from '../../model/events.ts'
import {
  builtInLayout,
  isBuiltIn,
  keysOf,
  mayComeBack,
  placeable,
  withUnseen,
  type Layout,
  type LayoutFor,
  type Section,
} from '../../model/layouts.ts'
import { lacking } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { emit } from '../platform/events.ts'
import type { Context } from '../platform/method.ts'
import { seesOn, type LayoutRow } from './reading.ts'

interface Saved extends LayoutFor {
  version?: number | null | undefined
  sections: Section[]
  leftOut?: string[] | undefined
}

/** Keeps an arrangement; what its editor does not see keeps its place. Gives its version. Throws AppError. */
export async function saveLayout(ctx: Context, input: Saved): Promise<{ version: number }> {
  const { record, own, roleId, pipelineId } = input
  await demandPlace(ctx, input)
  const sees = seesOn(ctx, record, pipelineId)
  await demandSense(ctx, input, sees)
  const { found, base } = await begunWith(ctx, input)
  const placed = new Set(keysOf(input))
  const leftOut = input.leftOut ?? placeable(ctx.actor.shape, record).filter((key) => sees(key) && !placed.has(key))
  const next = withUnseen({ sections: input.sections, leftOut }, found ?? base, sees)
  const values = sql`${JSON.stringify(next.sections)}::jsonb, ${JSON.stringify(next.leftOut)}::jsonb, ${ctx.now}::timestamptz, ${ctx.actor.id}::int`
  const { rows } = found
    ? await sql<{ version: number }>`
        update card_layouts set version = version + 1, (sections, left_out, updated_at, updated_by) = (select ${values})
        where id = ${found.id} returning version`.execute(ctx.db)
    : await sql<{ version: number }>`
        insert into card_layouts (record, user_id, role_id, pipeline_id, sections, left_out, updated_at, updated_by)
        values (${record}, ${own ? ctx.actor.id : null}::int, ${roleId}::int, ${pipelineId}::int, ${values})
        on conflict do nothing returning version`.execute(ctx.db)
  // Somebody has made it at the same moment.
  if (!rows[0]) throw changedMeanwhile()
  await tell(ctx, input, 'layouts.changed', rows[0].version, [found ? contents(found) : null, next])
  return rows[0]
}

/** Takes an arrangement away. Throws AppError. */
export async function resetLayout(ctx: Context, input: LayoutFor & { version?: number | null | undefined }) {
  await demandPlace(ctx, input)
  const { found } = await begunWith(ctx, input)
  if (!found) throw new AppError('missing', 'error.missing')
  await sql`delete from card_layouts where id = ${found.id}`.execute(ctx.db)
  await tell(ctx, input, 'layouts.removed', found.version, [contents(found), null])
  return {}
}

/** Whether the actor may arrange this card there, and there is such a role and pipeline. Throws AppError. */
async function demandPlace({ db, actor }: Context, { record, own, roleId, pipelineId }: LayoutFor): Promise<void> {
  const range = actor.may[record].layout
  if (own ? range === 'nobody' : range !== 'all') throw lacking(record, 'layout')
  if (roleId !== null && actor.may.roles.see !== 'all') throw lacking('roles', 'see')
  if (own && (roleId !== null || actor.id === null)) throw misplaced('roleId')
  if (pipelineId !== null && record !== 'deals') throw misplaced('pipelineId')
  const { rows } = await sql<{ role: boolean; pipeline: boolean }>`
    select ${roleId}::int is null or exists (select from roles where id = ${roleId}::int and removed_at is null) role,
      ${pipelineId}::int is null or exists (select from pipelines where id = ${pipelineId}::int and removed_at is null) pipeline`.execute(
    db,
  )
  if (!rows[0]!.role || !rows[0]!.pipeline) throw new AppError('missing', 'error.missing')
}
const misplaced = (field: string) => new AppError('invalid', 'error.layout.for', {}, { field })

/**
 * Whether each field is one that the actor sees and stands once, and each section can be called. A field that has been
 * taken away since may stand: it comes back with it. Throws AppError.
 */
async function demandSense(ctx: Context, input: Saved, sees: (key: string) => boolean): Promise<void> {
  const { record, sections, leftOut = [] } = input
  const ids = sections.map(({ id }) => id)
  if (new Set(ids).size < ids.length) throw new AppError('invalid', 'error.used', {}, { field: 'sections' })
  for (const { id, nameEn, nameRu } of sections)
    if (nameEn === null && nameRu === null && !isBuiltIn(record, id))
      throw new AppError('invalid', 'error.layout.name', {}, { field: 'sections' })
  const placed = keysOf(input)
  const twice = placed.find((key, i) => placed.indexOf(key) < i)
  if (twice !== undefined) throw new AppError('invalid', 'error.layout.twice', named(record, twice), { field: twice })
  const strange = [...placed, ...leftOut].filter((key) => !sees(key))
  const there = new Set(placeable(ctx.actor.shape, record))
  const gone = strange.filter((key) => mayComeBack(key) && !there.has(key))
  const { rows } = gone.length
    ? await sql<{ key: string }>`
        select concat('f', id) key from custom_fields where record = ${record} and concat('f', id) = any(${gone}::text[])`.execute(
        ctx.db,
      )
    : { rows: [] }
  const unknown = strange.find((key) => !rows.some((one) => one.key === key))
  // Said alike of what there is not and of what he does not see.
  if (unknown !== undefined) throw new AppError('invalid', 'error.field', { field: unknown }, { field: unknown })
}
const named = (record: string, key: string) => ({ field: `${record}.${key}` })

type Found = LayoutRow & { id: number }
/**
 * The arrangement that is to be changed, locked, and what a new one begins with: the one that would hold in its place.
 * Throws AppError where it is another than the actor has begun with.
 */
async function begunWith(
  ctx: Context,
  { record, own, roleId, pipelineId, version }: LayoutFor & { version?: number | null | undefined },
): Promise<{ found: Found | undefined; base: Layout }> {
  const whose = own ? sql`user_id = ${ctx.actor.id}::int` : sql`user_id is null`
  const { rows } = await sql<Found>`
    select id, version, user_id, role_id, pipeline_id, sections, left_out from card_layouts
    where record = ${record} and (${whose} and role_id is not distinct from ${roleId}::int or user_id is null and role_id is null)
      and (pipeline_id is null or pipeline_id = ${pipelineId}::int)
    order by user_id is null, role_id is null, pipeline_id is null, id for update`.execute(ctx.db)
  const found = rows.find(
    (row) => (row.userId !== null) === own && row.roleId === roleId && row.pipelineId === pipelineId,
  )
  if (version !== undefined && (found?.version ?? null) !== version) throw changedMeanwhile()
  return { found, base: rows[0] ?? builtInLayout(ctx.actor.shape, record) }
}
const changedMeanwhile = () => new AppError('conflict', 'error.layout.changed')

const contents = ({ sections, leftOut }: Layout): Layout => ({ sections, leftOut })

async function tell(ctx: Context, of: LayoutFor, name: EventName, version: number, change: [unknown, unknown]) {
  const { record, own, roleId, pipelineId } = of
  const changes: Changes = {
    [record]: change,
    ...(roleId ? { roleId: [roleId, roleId] } : {}),
    ...(pipelineId ? { pipelineId: [pipelineId, pipelineId] } : {}),
  }
  await emit(ctx, [{ name, record: 'layouts', recordId: own ? ctx.actor.id! : 0, version, changes }])
}
