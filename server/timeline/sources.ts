import { sql, type RawBuilder } from 'kysely'
import { bindings, type ActivityKind } from '../../model/activities.ts'
import type { RecordName } from '../../model/records.ts'
import type { TimelineKind } from '../../model/timeline.ts'
import type { Place } from '../access/fields.ts'
import { scopeCondition, type ScopeFacts } from '../access/scope.ts'
import { mayDelete, mayEdit, partOf } from '../comments/comments.ts'
import { filesOfParts, type File } from '../files/reading.ts'
import { eventColumns, placeKey, toldEvents, type StoredEvent } from '../history/told.ts'
import type { Context } from '../platform/method.ts'
import { ifShown } from '../records/columns.ts'

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
export const sources = [comments(), activities(), events()] as const
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

/** What colleagues say; where files are asked for, what is said with files. */
function comments(): Source<Entry & { kind: 'comment'; comment: Comment }> {
  return {
    kinds: ['comment', 'file'],
    async read(ctx, wanted) {
      const condition = wanted.kinds.has('comment')
        ? sql<boolean>`x.removed_at is null`
        : sql<boolean>`x.removed_at is null and exists (select 1 from files f where f.record = x.record and f.record_id = x.record_id
            and f.part = 'comments/' || x.id and f.removed_at is null)`
      const { rows } = await sql<StoredComment>`
        select c.id, c.record, c.record_id, c.text, c.author_id, c.at, c.edited_at
        from ${newestOf(wanted, 'comments', condition)} c
        order by c.at desc, c.id desc limit ${wanted.limit}`.execute(ctx.db)
      const of = gatheredBy(wanted.gathered)
      const parts = rows.map(({ id, record, recordId }) => ({ record, recordId, part: partOf(id) }))
      const held = await filesOfParts(ctx, parts)
      return rows.map(({ id, record, recordId, text, authorId, at, editedAt }) => {
        const { edit, facts } = of(record, recordId)
        const may = {
          edit: edit && mayEdit(ctx, { authorId }),
          delete: edit && mayDelete(ctx, { authorId, record }, facts),
        }
        const comment = { text, files: held.get(partOf(id)) ?? [], editedAt, may }
        return { kind: 'comment', id, at, actorId: authorId, record, recordId, comment }
      })
    },
  }
}
interface Comment {
  text: string
  files: File[]
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

/** What was planned and has been done, as far as the actor sees it: of several records once, at the first of them. */
function activities(): Source<Entry & { kind: 'activity'; activity: Done }> {
  return {
    kinds: ['activity'],
    async read(ctx, { gathered, before, limit, ids }) {
      const shown = <T>(field: string, value: RawBuilder<T>) => ifShown(ctx.actor, 'activities', field, 'd', value)
      const bound = Object.values(bindings).map((record) => {
        const own = gathered.filter((one) => one.record === record).map(({ id }) => id)
        const column = sql.ref(`l.${columnOf[record]}`)
        return sql`select l.activity_id, ${record}::text as record, ${column} as record_id from activity_links l where ${column} = any(${own}::int[])`
      })
      const [first] = gathered as [Gathered]
      const { rows } = await sql<Done & Pick<Entry, 'id' | 'at' | 'actorId' | 'record' | 'recordId'>>`
        select * from (
          select distinct on (d.id) d.id, d.finished_at as at, ${shown('finishedBy', sql`d.finished_by`)} as actor_id, l.record, l.record_id,
            ${shown('kind', sql`d.kind`)} as "of", ${shown('title', sql`d.title`)} as title, ${shown('result', sql`d.result`)} as result
          from (${sql.join(bound, sql` union all `)}) l join activities d on d.id = l.activity_id
          where ${shown('finishedAt', sql`d.finished_at`)} is not null and d.removed_at is null and ${scopeCondition(ctx.actor, 'activities', 'see', 'd')}
            ${before ? sql`and (d.finished_at, d.id) < (${before.at}::timestamptz, ${before.id}::bigint)` : sql``}
            ${ids ? sql`and d.id = any(${ids}::bigint[])` : sql``}
          order by d.id, (l.record = ${first.record} and l.record_id = ${first.id}) desc, l.record, l.record_id
        ) x order by at desc, id desc limit ${limit}`.execute(ctx.db)
      return rows.map(({ id, at, actorId, record, recordId, of, title, result }) => {
        return { kind: 'activity', id, at, actorId, record, recordId, activity: { of, title, result } }
      })
    },
  }
}
const columnOf = { deals: 'dealId', contacts: 'contactId', companies: 'companyId' } as const
interface Done {
  of: ActivityKind | null
  title: string | null
  result: string | null
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
