import { sql, type RawBuilder } from 'kysely'
import type { RecordName } from '../../model/records.ts'
import type { TimelineKind } from '../../model/timeline.ts'
import type { Place } from '../access/fields.ts'
import type { ScopeFacts } from '../access/scope.ts'
import { mayDelete, mayEdit } from '../comments/comments.ts'
import { eventColumns, placeKey, toldEvents, type StoredEvent } from '../history/told.ts'
import type { Context } from '../platform/method.ts'

/** A record whose doings are gathered: the one that is looked at, or one that hangs on it. */
export interface Gathered {
  record: RecordName
  id: number
  /** null: it is the one that is looked at */
  name: string | null
  /** what amounts are in, where a change does not say */
  currency: string | null
  /** null: nobody knows any more where it stood */
  place: Place | null
  /** what the rule looks at */
  facts: ScopeFacts
  edit: boolean
}

/** What a source is asked for: the newest of these kinds before a place, or certain entries. */
export interface Wanted {
  gathered: readonly Gathered[]
  kinds: ReadonlySet<TimelineKind>
  /** entries older than this; of the same moment those with a smaller id */
  before: { at: string; id: number } | null
  limit: number
  ids?: readonly number[]
}

/** What every entry says of itself. */
export interface Entry {
  kind: TimelineKind
  id: number
  at: string
  actorId: number | null
  record: RecordName
  recordId: number
}

/** Something that happens to records. It tells as much as the actor may see of those that were gathered, newest first. */
export interface Source<E extends Entry> {
  kinds: readonly TimelineKind[]
  read(ctx: Context, wanted: Wanted): Promise<E[]>
}

/** All that a timeline is made of. A new source is a line here. */
export const sources = [comments(), events()] as const
export type TimelineEntry = Awaited<ReturnType<(typeof sources)[number]['read']>>[number]

/** The newest rows of a table, `x`, about what is gathered: by its index on record, moment and id. */
export function newestOf(
  { gathered, before, limit, ids }: Wanted,
  table: string,
  condition: RawBuilder<boolean>,
): RawBuilder<unknown> {
  const place = before ? sql`and (x.at, x.id) < (${before.at}::timestamptz, ${before.id}::bigint)` : sql``
  return sql`unnest(${gathered.map(({ record }) => record)}::text[], ${gathered.map(({ id }) => id)}::int[]) g(record, id)
    cross join lateral (
      select x.* from ${sql.table(table)} x where x.record = g.record and x.record_id = g.id and ${condition} ${place}
        ${ids ? sql`and x.id = any(${ids}::bigint[])` : sql``}
      order by x.at desc, x.id desc limit ${limit})`
}

/** What colleagues say. */
function comments(): Source<Entry & { kind: 'comment'; comment: Comment }> {
  return {
    kinds: ['comment'],
    async read(ctx, wanted) {
      const { rows } = await sql<StoredComment>`
        select c.id, c.record, c.record_id, c.text, c.author_id, c.at, c.edited_at
        from ${newestOf(wanted, 'comments', sql`x.removed_at is null`)} c
        order by c.at desc, c.id desc limit ${wanted.limit}`.execute(ctx.db)
      const of = gatheredBy(wanted.gathered)
      return rows.map(({ id, record, recordId, text, authorId, at, editedAt }) => {
        const { edit, facts } = of(record, recordId)
        const may = {
          edit: edit && mayEdit(ctx, { authorId }),
          delete: edit && mayDelete(ctx, { authorId, record }, facts),
        }
        return { kind: 'comment', id, at, actorId: authorId, record, recordId, comment: { text, editedAt, may } }
      })
    },
  }
}
interface Comment {
  text: string
  editedAt: string | null
  may: { edit: boolean; delete: boolean }
}
interface StoredComment {
  id: number
  record: RecordName
  recordId: number
  text: string
  authorId: number | null
  at: string
  editedAt: string | null
}

/** What was done to the records themselves: made, moved, changed, put into the bin. */
function events(): Source<Entry & { kind: 'stage' | 'change' | 'file'; event: ToldEvent }> {
  return {
    kinds: ['stage', 'change', 'file'],
    async read(ctx, wanted) {
      const places = new Map(wanted.gathered.map(({ record, id, place }) => [placeKey(record, id), place]))
      const kinds = [...wanted.kinds]
      const condition = sql<boolean>`not (x.changes ?| '{said,pinned}') and (case when x.changes ? 'stageId' and x.name <> x.record || '.created' then 'stage'
        when x.changes ? 'files' then 'file' else 'change' end) = any(${kinds}::text[])`
      const found: (Entry & { kind: 'stage' | 'change' | 'file'; event: ToldEvent })[] = []
      // Where much of what happened is hidden, the further looks are longer.
      for (let { before, limit } = wanted; ; limit = Math.min(limit * 4, 1000)) {
        const { rows } = await sql<StoredEvent>`
          select ${eventColumns} from ${newestOf({ ...wanted, before, limit }, 'events', condition)} e
          order by e.at desc, e.id desc limit ${limit}`.execute(ctx.db)
        const told = await toldEvents(ctx, rows, places)
        found.push(
          ...told.map(({ id, at, actorId, record, recordId, ...event }) => {
            const { changes, name } = event
            const kind =
              'stageId' in changes && !name.endsWith('.created') ? 'stage' : 'files' in changes ? 'file' : 'change'
            return { kind, id, at, actorId, record, recordId, event } as const
          }),
        )
        const last = rows.at(-1)
        if (!last || rows.length < limit || found.length >= wanted.limit) return found
        before = { at: last.at, id: last.id }
      }
    },
  }
}
type ToldEvent = Omit<
  Awaited<ReturnType<typeof toldEvents<StoredEvent>>>[number],
  'id' | 'at' | 'actorId' | 'record' | 'recordId'
>

function gatheredBy(gathered: readonly Gathered[]): (record: RecordName, id: number) => Gathered {
  const known = new Map(gathered.map((one) => [`${one.record} ${String(one.id)}`, one]))
  return (record, id) => known.get(`${record} ${String(id)}`)!
}
