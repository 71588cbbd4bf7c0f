import { sql, type RawBuilder } from 'kysely'
import { farthest } from '../../model/access.ts'
import type { NoticeData, NoticeKind } from '../../model/notifications.ts'
import { recordNames, records, type RecordName } from '../../model/records.ts'
import { hiddenFields, hiddenSomewhere } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { allOf } from '../platform/database.ts'
import type { Context } from '../platform/method.ts'
import { openCursor, sealCursor } from '../records/cursor.ts'

/** Something that a person was told. */
export interface Told {
  id: number
  kind: NoticeKind
  at: string
  /** who did it; null: it came by itself */
  actorId: number | null
  record: RecordName | null
  recordId: number | null
  /** what it is about is called so */
  name: string | null
  data: NoticeData
  readAt: string | null
}

/** Nobody looks further than "many". */
export const mostCounted = 100

/** What the actor was told, newest first, as far as he still sees what it is about. */
export async function listTold(
  ctx: Context,
  { limit, after, unread }: { limit: number; after?: string | undefined; unread: boolean },
): Promise<{ items: Told[]; next: string | null }> {
  const question = ['notifications', unread]
  const from = after === undefined ? null : (openCursor(ctx, question, after)[0] as number)
  const rows = await told(ctx, {
    where: allOf([
      sql`n.in_app and n.withdrawn_at is null`,
      ...(unread ? [sql`n.read_at is null`] : []),
      ...(from === null ? [] : [sql`n.id < ${from}::bigint`]),
    ]),
    limit: limit + 1,
  })
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? sealCursor(ctx, question, [items.at(-1)!.id]) : null }
}

/** Notifications of the actor, as far as he still sees what they are about. One statement. */
export async function told(
  ctx: Context,
  { where, limit }: { where: RawBuilder<unknown>; limit: number },
): Promise<Told[]> {
  const { rows } = await sql<Told>`
    select n.id, n.kind, n.at, n.actor_id, n.record, n.record_id, about.name, n.data, n.read_at
    from notifications n left join lateral (${aboutOf(ctx)}) about on true
    where n.person_id = ${ctx.actor.id}::int and ${where} and (n.record_id is null or about.name is not null)
    order by n.id desc limit ${limit}`.execute(ctx.db)
  return rows
}

/** How many the actor has not read; many are `mostCounted`. */
export async function countUnread(ctx: Context): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select 1 from notifications n left join lateral (${aboutOf(ctx)}) about on true
      where n.person_id = ${ctx.actor.id}::int and n.in_app and n.withdrawn_at is null and n.read_at is null
        and (n.record_id is null or about.name is not null)
      order by n.id desc limit ${mostCounted}) unread`.execute(ctx.db)
  return rows[0]!.count
}

/** The name of what a notification `n` is about, where the actor sees it, and the field that it tells of. */
function aboutOf(ctx: Context): RawBuilder<unknown> {
  const seen = recordNames.filter(
    (name) => (records[name].owned || records[name].bound) && farthest(ctx.actor, name, 'see') !== 'nobody',
  )
  const arms = seen.map(
    (name) => sql`
      select ${sql.ref(`d.${records[name].named}`)} as name from ${sql.table(name)} d
      where n.record = ${name} and d.id = n.record_id and d.removed_at is null and ${scopeCondition(ctx.actor, name, 'see', 'd')}
        and ${fieldShown(ctx, name)}`,
  )
  return sql.join([sql`select null as name where false`, ...arms], sql` union all `)
}

function fieldShown({ actor }: Context, name: RecordName): RawBuilder<boolean> {
  const somewhere = [...hiddenSomewhere(actor, name)].map(
    ([field, pipelines]) => sql`(n.field is distinct from ${field} or d.pipeline_id <> all(${[...pipelines]}::int[]))`,
  )
  return allOf([sql`coalesce(n.field <> all(${[...hiddenFields(actor, name)]}::text[]), true)`, ...somewhere])
}
