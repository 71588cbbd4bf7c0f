import { sql } from 'kysely'
import { z } from 'zod'
import type { Changes, EventName } from '../../model/events.ts'
import { integerId } from '../../model/fields.ts'
import { recordNames, records, type RecordName } from '../../model/records.ts'
import { isHidden, type Place } from '../access/fields.ts'
import { inScope, scopeCondition, seesAll } from '../access/scope.ts'
import { withoutUnseen, type StoredLine } from '../deals/lines.ts'
import { AppError } from '../platform/errors.ts'
import { reads, writes, type Context } from '../platform/method.ts'
import { targetOf } from '../records/columns.ts'
import { idsIn } from '../records/conflict.ts'
import { fieldsOf } from '../records/custom.ts'
import { binKinds } from '../records/bin.ts'
import { restoreRecords, type Subject } from '../records/change.ts'
import { partsOf } from '../records/merged.ts'
import { tellable } from '../records/read.ts'
import { openCursor, sealCursor } from '../records/cursor.ts'
import { subjects } from '../subjects.ts'
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

/** What happened to a record, as the actor may see it. */
export interface HistoryEntry {
  id: number
  name: EventName
  /** another one than was asked for: of what has become part of it */
  recordId: number
  at: string
  actorId: number | null
  via: string
  /** field → [before, after]; references by id */
  changes: Changes
  /** id → name, of the visible contacts, companies and so on that the changes name */
  names: Partial<Record<RecordName, Record<number, string>>>
  undoneBy: number | null
  undoes: number | null
}

async function history(
  ctx: Context,
  { record, id, limit, after }: z.output<typeof listInput>,
): Promise<{ items: HistoryEntry[]; next: string | null }> {
  const question = ['events', record, id]
  let from = after === undefined ? null : openCursor(ctx, question, after)[0]
  // Where much of what happened is hidden, the further looks are longer.
  let batch = limit + 1
  const [place, parts] = await Promise.all([
    sql<Place>`select ${record === 'deals' ? sql`d.pipeline_id` : sql`1`} from ${sql.table(record)} d where d.id = ${id} and ${tellable(ctx, record, 'd')}`.execute(
      ctx.db,
    ),
    partsOf(ctx, record, id),
  ])
  if (!place.rows.length) throw new AppError('missing', 'error.missing')
  // What has become part of it is told as far as it was seen where it stood.
  const places = new Map<number, Place | null>([[id, place.rows[0]!]])
  for (const part of parts) places.set(part, record === 'deals' ? null : {})
  if (record === 'deals' && parts.length) {
    const { rows } = await sql<{ id: number; pipelineId: number }>`
      select id, pipeline_id from deals where id = any(${parts}::int[])`.execute(ctx.db)
    for (const row of rows) places.set(row.id, row)
  }
  const read = async () => {
    const { rows } = await sql<Happened>`
      select id, name, record_id, at, actor_id, via, changes, undone_by, undoes from events
      where record = ${record} and ${parts.length ? sql`record_id = any(${[id, ...parts]}::int[])` : sql`record_id = ${id}`}
        ${from ? sql`and id < ${from}::bigint` : sql``} order by id desc limit ${batch}`.execute(ctx.db)
    return rows
  }
  const items: HistoryEntry[] = []
  for (let rows = await read(); ; rows = await read()) {
    items.push(...(await withNames(ctx, record, places, rows)))
    if (items.length > limit || rows.length < batch) break
    from = rows.at(-1)!.id
    batch = Math.min(batch * 4, 1000)
  }
  const page = items.slice(0, limit)
  return { items: page, next: items.length > limit ? sealCursor(ctx, question, [page.at(-1)!.id]) : null }
}
type Happened = Omit<HistoryEntry, 'names'>

/**
 * Takes out what the actor may not see: hidden fields, links to records out of his sight, and events that have changed
 * nothing else. Names the rest.
 */
async function withNames(
  ctx: Context,
  record: RecordName,
  places: ReadonlyMap<number, Place | null>,
  events: readonly Happened[],
): Promise<HistoryEntry[]> {
  const fields = fieldsOf(ctx.actor, record)
  const wanted = new Map<RecordName, Set<number>>()
  const guarded = Object.entries(fields).flatMap(([key, field]): [string, RecordName][] => {
    const to = targetOf(record, field)
    return to && records[to].owned ? [[key, to]] : []
  })
  const guardedTo = new Map(guarded)
  const hides = ({ recordId }: Happened, key: string) => isHiddenAt(ctx, record, key, places.get(recordId) ?? null)
  for (const event of events) {
    const { changes } = event
    for (const [key, to] of guarded) {
      if (hides(event, key)) continue
      const ids = wanted.get(to) ?? wanted.set(to, new Set()).get(to)!
      for (const id of (changes[key] ?? []).flatMap(idsIn)) ids.add(id)
    }
  }
  const names: HistoryEntry['names'] = {}
  const asked = [...wanted].filter(([, ids]) => ids.size)
  if (asked.length) {
    const found = asked.map(
      ([to, ids]) => sql`
      select ${to}::text as record, t.id, ${sql.ref(`t.${records[to].named}`)} as name from ${sql.table(to)} t
      where t.id = any(${[...ids]}::int[]) and ${scopeCondition(ctx.actor, to, 'see', 't')}`,
    )
    const { rows } = await sql<{ record: RecordName; id: number; name: string }>`
      ${sql.join(found, sql` union all `)}`.execute(ctx.db)
    for (const { record: to, id, name } of rows) (names[to] ??= {})[id] = name
  }
  // Where the deals of a removed stage went, and how many: of everybody's.
  const tellsDeals = seesAll(ctx.actor, 'deals') && inScope(ctx.actor, record, 'edit', {})
  return events.flatMap((event) => {
    const changes = Object.fromEntries(
      Object.entries(event.changes).flatMap(([key, [before, after]]) => {
        if (hides(event, key) || (key === 'dealsTo' && !tellsDeals)) return []
        if (key === 'mergedInto' && !places.has(after as number)) return []
        // A copy of what the deal's lines were.
        if (key === 'lines') {
          const told = (lines: unknown): unknown => withoutUnseen(ctx, (lines ?? []) as StoredLine[])
          return [[key, [told(before), told(after)] as [unknown, unknown]]]
        }
        const to = guardedTo.get(key)
        if (!to) return [[key, [before, after] as [unknown, unknown]]]
        const known = names[to] ?? {}
        const visible = (value: unknown) =>
          Array.isArray(value)
            ? value.filter((id) => (id as number) in known)
            : typeof value === 'object' && value !== null
              ? Object.fromEntries(Object.entries(value).filter(([id]) => id in known))
              : value !== null && (value as number) in known
                ? value
                : null
        const [a, b] = [visible(before), visible(after)]
        return JSON.stringify(a) === JSON.stringify(b) ? [] : [[key, [a, b] as [unknown, unknown]]]
      }),
    )
    const invisible = !Object.keys(changes).length && Object.keys(event.changes).length > 0
    return invisible ? [] : [{ ...event, changes, names: namedIn(changes, guardedTo, names) }]
  })
}

/** The names that these changes need: those of other events read with them would tell how many of them are hidden. */
function namedIn(
  changes: Changes,
  guarded: ReadonlyMap<string, RecordName>,
  names: HistoryEntry['names'],
): HistoryEntry['names'] {
  const needed: HistoryEntry['names'] = {}
  for (const [key, values] of Object.entries(changes)) {
    const to = guarded.get(key)
    const known = to && names[to]
    if (!known) continue
    for (const id of values.flatMap(idsIn)) if (id in known) (needed[to] ??= {})[id] = known[id]!
  }
  return needed
}

/** Of what is gone for good nobody knows where it stood: a field that is hidden anywhere is hidden. */
const isHiddenAt = ({ actor }: Context, record: RecordName, key: string, place: Place | null): boolean =>
  place ? isHidden(actor, record, key, place) : actor.limits[record]?.hidden.has(key) === true

export const historyMethods = {
  /** What happened to a record, newest first. */
  'events.list': reads(listInput, history),
  /** Takes a change back by a new, opposite one, under the same rights and checks. */
  'events.undo': writes(z.strictObject({ id: integerId }), undoEvent),
  /** What lies in the bin and for how long; what is there itself is told by `list` with `removed`. */
  'bin.get': reads(z.strictObject({}), async (ctx) => ({ kinds: await binKinds(ctx) })),
  /** Takes records of one kind out of the bin: all of them or, if one can't be, none. */
  'bin.restore': writes(restoreInput, async (ctx, { record, ids }) => ({
    // Each record's subject is that of its name.
    ids: await restoreRecords(ctx, subjects[record] as Subject<RecordName>, ids),
  })),
}
