import { sql } from 'kysely'
import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { recordNames, type RecordName } from '../../model/records.ts'
import type { Place } from '../access/fields.ts'
import { AppError } from '../platform/errors.ts'
import { reads, writes, type Context } from '../platform/method.ts'
import { binKinds } from '../records/bin.ts'
import { restoreRecords, type Subject } from '../records/change.ts'
import { partsOf } from '../records/merged.ts'
import { tellable } from '../records/read.ts'
import { openCursor, sealCursor } from '../records/cursor.ts'
import { subjects } from '../subjects.ts'
import { putBack, putBackInput } from './puttingBack.ts'
import { eventColumns, placeKey, placesOfParts, toldEvents, type HistoryEntry, type StoredEvent } from './told.ts'
import { undoEvent } from './undo.ts'

const listInput = z.strictObject({
  record: z.enum(recordNames as [RecordName, ...RecordName[]]),
  id: integerId,
  limit: z.int().min(1).max(200).default(30),
  after: z.string().max(2000).optional(),
})

const restoreInput = z.strictObject({
  record: z.enum(recordNames as [RecordName, ...RecordName[]]),
  ids: z.array(integerId).min(1).max(200),
})

async function history(
  ctx: Context,
  { record, id, limit, after }: z.output<typeof listInput>,
): Promise<{ items: HistoryEntry[]; next: string | null }> {
  const question = ['events', record, id]
  let from = after === undefined ? null : (openCursor(ctx, question, after) as [at: string, id: number])
  // Where much of what happened is hidden, the further looks are longer.
  let batch = limit + 1
  const [place, parts] = await Promise.all([
    sql<Place>`select ${record === 'deals' ? sql`d.pipeline_id` : sql`1`} from ${sql.table(record)} d where d.id = ${id} and ${tellable(ctx, record, 'd')}`.execute(
      ctx.db,
    ),
    partsOf(ctx, record, id),
  ])
  if (!place.rows.length) throw new AppError('missing', 'error.missing')
  const places = new Map([[placeKey(record, id), place.rows[0]!], ...(await placesOfParts(ctx, record, parts))])
  const read = async () => {
    const { rows } = await sql<StoredEvent>`
      select ${eventColumns} from events e
      where e.record = ${record} and ${parts.length ? sql`e.record_id = any(${[id, ...parts]}::int[])` : sql`e.record_id = ${id}`}
        ${from ? sql`and (e.at, e.id) < (${from[0]}::timestamptz, ${from[1]}::bigint)` : sql``}
      order by e.at desc, e.id desc limit ${batch}`.execute(ctx.db)
    return rows
  }
  const items: HistoryEntry[] = []
  for (let rows = await read(); ; rows = await read()) {
    items.push(...(await toldEvents(ctx, rows, places)))
    if (items.length > limit || rows.length < batch) break
    from = markOf(rows.at(-1)!)
    batch = Math.min(batch * 4, 1000)
  }
  const page = items.slice(0, limit)
  return { items: page, next: items.length > limit ? sealCursor(ctx, question, markOf(page.at(-1)!)) : null }
}
const markOf = ({ at, id }: StoredEvent): [at: string, id: number] => [at, id]

export const historyMethods = {
  /** What happened to a record, newest first. */
  'events.list': reads(listInput, history),
  /** Takes a change back by a new, opposite one, under the same rights and checks. */
  'events.undo': writes(z.strictObject({ id: integerId }), undoEvent),
  /** Puts one field back to what it was before a change, where nobody has changed it since. */
  'events.putBack': writes(putBackInput, putBack),
  /** What lies in the bin and for how long; what is there itself is told by `list` with `removed`. */
  'bin.get': reads(z.strictObject({}), async (ctx) => ({ kinds: await binKinds(ctx) })),
  /** Takes records of one kind out of the bin: all of them or, if one can't be, none. */
  'bin.restore': writes(restoreInput, async (ctx, { record, ids }) => ({
    // Each record's subject is that of its name.
    ids: await restoreRecords(ctx, subjects[record] as Subject<RecordName>, ids),
  })),
}
