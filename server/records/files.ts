import { sql, type RawBuilder } from 'kysely'
import type { RecordName } from '../../model/records.ts'
import { isHidden, type Place } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { tellable } from './read.ts'

/**
 * Something that files hang on: a record or, by `part`, one of its fields (`f12`) or what else belongs to it
 * (`comments/7`). Who sees the record, and the field, reads them.
 */
export interface Holder {
  record: RecordName
  recordId: number
  part: string | null
}

/**
 * Has something hold just these files, in this order no matter: uploads of the actor's own that wait are hung there, what
 * hung there and is not named goes into the bin, and comes out of it when it is named again. The caller has judged that
 * the actor may change what they hang on, and tells of it. Two statements, however many. Throws AppError.
 */
export async function setFiles(
  ctx: Context,
  held: readonly { holder: Holder; ids: readonly number[] }[],
): Promise<void> {
  const rows = held.flatMap(({ holder, ids }) =>
    [...new Set(ids)].map((id) => ({ id, record: holder.record, record_id: holder.recordId, part: holder.part })),
  )
  const {
    rows: [hung],
  } = await sql<{ count: number }>`
    with wanted as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as x(id int, record text, record_id int, part text)
    ), hung as (
      update files f set record = w.record, record_id = w.record_id, part = w.part, removed_at = null, removed_by = null
      from wanted w where f.id = w.id and ((f.record is null and f.created_by = ${ctx.actor.id}::int)
        or (f.record = w.record and f.record_id = w.record_id and f.part is not distinct from w.part))
      returning f.id
    ) select count(*)::int as count from hung`.execute(ctx.db)
  if (hung!.count < rows.length) throw new AppError('invalid', 'error.file.unknown')
  const holders = held.map(({ holder, ids }) => ({
    record: holder.record,
    record_id: holder.recordId,
    part: holder.part,
    ids,
  }))
  await sql`
    update files f set removed_at = ${ctx.now}, removed_by = ${ctx.actor.id}
    from json_to_recordset(${JSON.stringify(holders)}::json) as h(record text, record_id int, part text, ids json)
    where f.record = h.record and f.record_id = h.record_id and f.part is not distinct from h.part and f.removed_at is null
      and f.id not in (select value::int from json_array_elements_text(h.ids))`.execute(ctx.db)
}

/** Takes all files of a record, or these, to another of its kind, as merging does, in whatever part they are. Gives which. */
export async function moveFiles(
  ctx: Context,
  record: RecordName,
  fromId: number,
  toId: number,
  ids?: readonly number[],
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    update files set record_id = ${toId} where record = ${record} and record_id = ${fromId}
      and ${ids ? sql`id = any(${ids}::int[])` : sql`true`} returning id`.execute(ctx.db)
  return rows.map(({ id }) => id)
}

/** What of a record the actor has to do with its files: where it is, and whether he may change it. */
export interface Sight extends Place {
  edit: boolean
}

/** A record as far as its files are concerned; null where the actor does not see it, or not what lies in the bin. */
export async function sightOf(ctx: Context, record: RecordName, id: number): Promise<Sight | null> {
  const {
    rows: [seen],
  } = await sql<Sight>`
    select ${record === 'deals' ? sql`d.pipeline_id,` : sql``} d.removed_at is null and ${scopeCondition(ctx.actor, record, 'edit', 'd')} as edit
    from ${sql.table(record)} d where d.id = ${id} and ${tellable(ctx, record, 'd')}`.execute(ctx.db)
  return seen ?? null
}

/** Whether the actor may read what hangs on a part of a record that he sees. */
export const seesPart = ({ actor }: Context, record: RecordName, part: string | null, place: Place): boolean =>
  part === null || !isHidden(actor, record, part, place)

/** The same as a condition on the rows of `f`. */
export const partsSeen = ({ actor }: Context, record: RecordName, place: Place): RawBuilder<boolean> => {
  const hidden = [...(actor.limits[record]?.hidden.keys() ?? [])].filter((field) =>
    isHidden(actor, record, field, place),
  )
  return hidden.length ? sql<boolean>`(f.part is null or f.part <> all(${hidden}::text[]))` : sql<boolean>`true`
}
