import { sql } from 'kysely'
import { z } from 'zod'
import type { Changes } from '../../model/events.ts'
import { integerId } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { discussed, timelineKinds, type TimelineKind } from '../../model/timeline.ts'
import { AppError } from '../platform/errors.ts'
import { emit } from '../platform/events.ts'
import { reads, writes, type Context } from '../platform/method.ts'
import { openCursor, sealCursor } from '../records/cursor.ts'
import { lockRows } from '../records/read.ts'
import { gather } from './gathering.ts'
import { sources, type Gathered, type TimelineEntry, type Wanted } from './sources.ts'

const listInput = z.strictObject({
  record: z.enum(discussed),
  id: integerId,
  /** what of it; left out: all */
  kinds: z.array(z.enum(timelineKinds)).min(1).max(timelineKinds.length).optional(),
  limit: z.int().min(1).max(100).default(30),
  after: z.string().max(2000).optional(),
})
const pinInput = z.strictObject({
  record: z.enum(discussed),
  id: integerId,
  kind: z.enum(timelineKinds),
  entryId: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  pinned: z.boolean(),
})

/** So many stand first at most: beyond that none is found among them. */
const mostPinned = 20

/** An entry, and which record it is of where that is not the one that is looked at. */
export type Told = TimelineEntry & { of: { name: string | null; currency: string | null } }
export interface Timeline {
  items: Told[]
  next: string | null
  /** what stands first, on the first page */
  pinned: Told[]
  /** whether the actor may add to it */
  may: { edit: boolean }
}

/** The place after which a page begins: a moment, the source of its last entry, and its id. */
type Mark = [at: string, source: number, id: number]

export const timelineMethods = {
  /** What happened to a record, newest first; to a client with what happened to his deals. */
  'timeline.list': reads(listInput, timeline),
  /** Has an entry of a record stand first, or no more. */
  'timeline.pin': writes(pinInput, pin),
}

async function timeline(ctx: Context, input: z.output<typeof listInput>): Promise<Timeline> {
  const { record, id, limit, after } = input
  const question = ['timeline', record, id, input.kinds ?? null]
  const from = after === undefined ? null : (openCursor(ctx, question, after) as Mark)
  const kinds = new Set(input.kinds ?? timelineKinds)
  const gathered = await gather(ctx, record, id)
  const [own] = gathered as [Gathered]
  const wanted = { gathered, kinds, limit: limit + 1 }
  const [found, pinned] = await Promise.all([
    Promise.all(
      sources.map(async (source, i) => {
        if (!source.kinds.some((kind) => kinds.has(kind))) return []
        const entries: TimelineEntry[] = await source.read(ctx, { ...wanted, before: placeIn(i, from) })
        return entries.map((entry) => ({ entry, source: i }))
      }),
    ),
    from ? [] : pinnedOf(ctx, own, gathered, kinds),
  ])
  const all = found.flat().sort((a, b) => byTime(a.entry, b.entry) || a.source - b.source || b.entry.id - a.entry.id)
  const page = all.slice(0, limit)
  const last = page.at(-1)
  const of = (entry: TimelineEntry): Told => {
    const about = gathered.find((one) => one.record === entry.record && one.id === entry.recordId)!
    return { ...entry, of: { name: about.name, currency: about.currency } }
  }
  return {
    items: page.map(({ entry }) => of(entry)),
    next: all.length > limit && last ? sealCursor(ctx, question, [last.entry.at, last.source, last.entry.id]) : null,
    pinned: pinned.map(of),
    may: { edit: own.edit },
  }
}

const byTime = (a: TimelineEntry, b: TimelineEntry) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)

/** Where a source goes on: of one moment, the sources tell in their order. */
function placeIn(source: number, from: Mark | null): Wanted['before'] {
  if (!from) return null
  const [at, of, id] = from
  return { at, id: source === of ? id : source < of ? 0 : Number.MAX_SAFE_INTEGER }
}

/** What stands first of the record itself, what was put there last before the others. */
async function pinnedOf(
  ctx: Context,
  own: Gathered,
  all: readonly Gathered[],
  kinds: ReadonlySet<TimelineKind>,
): Promise<TimelineEntry[]> {
  // With what has become part of it.
  const gathered = all.filter(({ name }) => name === null)
  const { rows } = await sql<{ kind: TimelineKind; entryId: number }>`
    select kind, entry_id from timeline_pins where record = ${own.record} and record_id = ${own.id} and kind = any(${[...kinds]}::text[])
    order by at desc, entry_id desc limit ${mostPinned}`.execute(ctx.db)
  if (!rows.length) return []
  const found = await Promise.all(
    sources.map(async (source): Promise<TimelineEntry[]> => {
      const ids = rows.filter(({ kind }) => source.kinds.some((one) => one === kind)).map(({ entryId }) => entryId)
      return ids.length ? source.read(ctx, { gathered, kinds, before: null, limit: mostPinned, ids }) : []
    }),
  )
  return rows.flatMap(({ kind, entryId }) => found.flat().find((one) => one.kind === kind && one.id === entryId) ?? [])
}

async function pin(ctx: Context, input: z.output<typeof pinInput>): Promise<{ pinned: boolean }> {
  const { record, id, kind, entryId, pinned } = input
  const row = (await lockRows(ctx, record as RecordName, [id], 'edit')).get(id)! as {
    version: number
    removedAt: string | null
  }
  if (row.removedAt !== null) throw new AppError('conflict', 'error.removed')
  const own = (await gather(ctx, record, id))[0]!
  const wanted = { gathered: [own], kinds: new Set([kind]), before: null, limit: 1, ids: [entryId] }
  const telling = sources.filter(({ kinds }) => kinds.some((other) => other === kind))
  const found = await Promise.all(telling.map((one): Promise<TimelineEntry[]> => one.read(ctx, wanted)))
  if (!found.flat().some((one) => one.kind === kind)) throw new AppError('missing', 'error.missing')
  const entry = { record, recordId: id, kind, entryId }
  if (pinned) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from timeline_pins where record = ${record} and record_id = ${id}`.execute(ctx.db)
    if (rows[0]!.count >= mostPinned) throw new AppError('conflict', 'error.pins', { count: mostPinned })
    await ctx.db
      .insertInto('timelinePins')
      .values({ ...entry, at: ctx.now })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  } else
    await sql`delete from timeline_pins where record = ${record} and record_id = ${id} and kind = ${kind} and entry_id = ${entryId}`.execute(
      ctx.db,
    )
  const changes: Changes = { pinned: pinned ? [null, entryId] : [entryId, null] }
  await emit(ctx, [{ name: `${record}.pinned`, record, recordId: id, version: row.version, changes }])
  return { pinned }
}
