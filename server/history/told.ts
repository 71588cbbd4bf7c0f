import { sql } from 'kysely'
import type { Actor } from '../../model/access.ts'
import { isCustomKey } from '../../model/customFields.ts'
import type { Changes, EventName } from '../../model/events.ts'
import { records, type RecordName } from '../../model/records.ts'
import { isHidden, type Place } from '../access/fields.ts'
import { inScope, scopeCondition, seesAll } from '../access/scope.ts'
import { withoutUnseen, type StoredLine } from '../deals/lines.ts'
import type { Context } from '../platform/method.ts'
import { targetOf } from '../records/columns.ts'
import { idsIn } from '../records/conflict.ts'
import { fieldsOf } from '../records/custom.ts'

/** An event as it is stored, whoever asks. */
export interface StoredEvent {
  id: number
  name: EventName
  record: RecordName
  /** another one than was asked for: of what has become part of it */
  recordId: number
  at: string
  actorId: number | null
  via: string
  /** the robot or the key that has done it, by its name */
  cause: string | null
  /** field → [before, after]; references by id */
  changes: Changes
  undoneBy: number | null
  undoes: number | null
}
/** What happened to a record, as the actor may see it. */
export interface HistoryEntry extends StoredEvent {
  /** id → name, of the visible contacts, companies and so on that the changes name */
  names: Partial<Record<RecordName, Record<number, string>>>
}
/** Where records stand whose events are told; null: nobody knows any more. */
export type Places = ReadonlyMap<string, Place | null>
export const placeKey = (record: RecordName, id: number): string => `${record} ${String(id)}`

/** What has become part of a record is told as far as it was seen where it stood. */
export async function placesOfParts(
  ctx: Context,
  record: RecordName,
  parts: readonly number[],
): Promise<[string, Place | null][]> {
  if (record !== 'deals') return parts.map((part) => [placeKey(record, part), {}])
  const { rows } = parts.length
    ? await sql<{ id: number; pipelineId: number }>`
        select id, pipeline_id from deals where id = any(${parts}::int[])`.execute(ctx.db)
    : { rows: [] }
  const known = new Map(rows.map((row) => [row.id, row]))
  return parts.map((part) => [placeKey(record, part), known.get(part) ?? null])
}

/** Of what is gone for good nobody knows where it stood: a field that is hidden anywhere is hidden. */
const isHiddenAt = ({ actor }: Context, record: RecordName, key: string, place: Place | null): boolean =>
  place ? isHidden(actor, record, key, place) : actor.limits[record]?.hidden.has(key) === true

export const eventColumns = sql`e.id, e.name, e.record, e.record_id, e.at, e.actor_id, e.via, e.cause, e.changes, e.undone_by, e.undoes`

/**
 * Takes out what the actor may not see: hidden fields, links to records out of his sight, and events that have changed
 * nothing else. Names the rest.
 */
export async function toldEvents<E extends StoredEvent>(
  ctx: Context,
  events: readonly E[],
  places: Places,
): Promise<(E & HistoryEntry)[]> {
  const wanted = new Map<RecordName, Set<number>>()
  const hides = ({ record, recordId }: E, key: string) =>
    isHiddenAt(ctx, record, key, places.get(placeKey(record, recordId)) ?? null)
  for (const event of events) {
    const { record, changes } = event
    for (const [key, to] of guardedOf(ctx.actor, record)) {
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
  return events.flatMap((event) => {
    const { record } = event
    const guarded = guardedOf(ctx.actor, record)
    // Where the deals of a removed stage went, and how many: of everybody's.
    const tellsDeals = seesAll(ctx.actor, 'deals') && inScope(ctx.actor, record, 'edit', {})
    const changes = Object.fromEntries(
      Object.entries(event.changes).flatMap(([key, [before, after]]) => {
        if (hides(event, key) || (key === 'dealsTo' && !tellsDeals)) return []
        // Of a field that the company has taken away nobody can tell from whom it was hidden.
        if (isCustomKey(key) && !(key in fieldsOf(ctx.actor, record))) return []
        if (key === 'mergedInto' && !places.has(placeKey(record, after as number))) return []
        // A copy of what the deal's lines were.
        if (key === 'lines') {
          const told = (lines: unknown): unknown => withoutUnseen(ctx, (lines ?? []) as StoredLine[])
          return [[key, [told(before), told(after)] as [unknown, unknown]]]
        }
        const to = guarded.get(key)
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
    return invisible ? [] : [{ ...event, changes, names: namedIn(changes, guarded, names) }]
  })
}

/** The fields of a record that point at what not everybody sees all of: field → what it points at. */
function guardedOf(actor: Actor, record: RecordName): ReadonlyMap<string, RecordName> {
  const fields = Object.entries(fieldsOf(actor, record))
  return new Map<string, RecordName>([
    // What was made anew of a deal is told with it, and is no field of it.
    ...(record === 'deals' ? [['copyId', 'deals'] as const] : []),
    ...fields.flatMap(([key, field]): [string, RecordName][] => {
      const to = targetOf(record, field)
      return to && (records[to].owned || records[to].bound) ? [[key, to]] : []
    }),
  ])
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
