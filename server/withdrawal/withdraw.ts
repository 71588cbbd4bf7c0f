import { sql } from 'kysely'
import type { RecordName, RowOf } from '../../model/records.ts'
import { binders, binding } from '../access/scope.ts'
import { appendDeltas } from '../deals/sums.ts'
import { anyOf } from '../platform/database.ts'
import { emit } from '../platform/events.ts'
import type { Context } from '../platform/method.ts'
import { markClients } from '../records/marking.ts'
import { loadRows } from '../records/read.ts'
import { dependants, keptOf, nodeOf, type Named, type Node } from './ties.ts'

/** The order in which records go: nothing that is left points at what goes. */
const order: readonly RecordName[] = [
  'activities',
  'deals',
  'contacts',
  'companies',
  'products',
  'productSections',
  'stages',
  'pipelines',
  'terms',
  'users',
  'departments',
]

type Going = ReadonlyMap<RecordName, readonly number[]>
const idsOf = (going: Going, name: RecordName) => going.get(name) ?? []

export interface Withdrawn {
  going: Going
  /** those that stay */
  kept: Named[]
  /** the events that tell the screens that the others are gone */
  goodbyes: number[]
}

/**
 * Takes records out for good, as if they had never been made, in the transaction of `ctx`: not into the bin. Those that
 * somebody has `worked` on stay, and so do those that something else needs, and what these need in turn. What has happened
 * to them stays in the log unless it is to be `forgotten`.
 */
export async function withdraw(
  ctx: Context,
  marked: readonly Named[],
  worked: readonly Node[],
  { forgotten, told }: { forgotten: boolean; told?(share: number): Promise<void> },
): Promise<Withdrawn> {
  const nodes = marked.map(({ record, recordId }) => nodeOf(record, recordId))
  const staying = keptOf(nodes, worked, await dependants(ctx, marked))
  const [kept, gone] = [marked.filter(isAmong(staying)), marked.filter((one) => !isAmong(staying)(one))]
  const going: Going = new Map(
    [...Map.groupBy(gone, ({ record }) => record)].map(([name, list]) => [name, list.map(({ recordId }) => recordId)]),
  )
  await told?.(0.3)
  for (const ids of someOf(idsOf(going, 'deals'))) {
    const deals = [...(await loadRows(ctx, 'deals', ids)).values()].filter(({ removedAt }) => removedAt === null)
    await appendDeltas(
      ctx,
      deals.map((old) => ({ id: old.id, old, next: { ...old, removedAt: ctx.now }, given: new Set<string>() })),
    )
  }
  const goodbyes = await farewell(ctx, going)
  await told?.(0.6)
  for (const table of await tablesByName(ctx))
    if (table !== 'events' || forgotten) await forget(ctx, table, going, table === 'events' ? goodbyes : [])
  await sql`update departments set head_id = null
    where id = any(${idsOf(going, 'departments')}::int[]) or head_id = any(${idsOf(going, 'users')}::int[])`.execute(
    ctx.db,
  )
  await forgetBound(ctx, going)
  for (const name of order)
    await sql`delete from ${sql.table(name)} where id = any(${idsOf(going, name)}::int[])`.execute(ctx.db)
  await forgetSums(ctx, going)
  for (const name of ['contacts', 'companies'] as const) await markClients(ctx, name, idsOf(going, name))
  await told?.(0.9)
  return { going, kept, goodbyes }
}

const isAmong =
  (nodes: ReadonlySet<Node>) =>
  ({ record, recordId }: Named) =>
    nodes.has(nodeOf(record, recordId))

/** So many at once fill neither the memory nor a turn that others wait for. */
const atOnce = 500
const someOf = (ids: readonly number[]): (readonly number[])[] =>
  Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, i) => ids.slice(i * atOnce, (i + 1) * atOnce))

/** Tells the screens what goes: those who saw it see it go. Gives the events. */
async function farewell(ctx: Context, going: Going): Promise<number[]> {
  const events: number[] = []
  const parts = [...going].flatMap(([record, all]) => someOf(all).map((ids) => [record, ids] as const))
  for (const [record, ids] of parts) {
    const rows = await loadRows(ctx, record, ids)
    const told = [...rows.values()].map((row) => {
      const { id, ownerId, opened, observerIds } = row as Partial<RowOf<'deals'>> & { id: number }
      const seen =
        ownerId === undefined
          ? {}
          : { ownerId: [ownerId, null], opened: [opened, false], observerIds: [observerIds, []] }
      return { id, changes: { removedAt: [null, ctx.now], ...seen } as Record<string, [unknown, unknown]> }
    })
    events.push(
      ...(await emit(
        ctx,
        told.map(({ id, changes }) => ({
          name: `${record}.removed` as const,
          record,
          recordId: id,
          version: 1,
          changes,
        })),
      )),
    )
  }
  return events
}

/**
 * The tables that name a record by its kind and number, without the database knowing. What clients are compared by goes in
 * the background: it is written there meanwhile.
 */
async function tablesByName(ctx: Context): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns where table_schema = current_schema() and column_name in ('record', 'record_id')
      and table_name not in ('duplicate_marks', 'duplicate_keys')
    group by table_name having count(*) = 2 order by table_name`.execute(ctx.db)
  return rows.map(({ name }) => name)
}

/** Takes out of a table what it says of the records, but for certain rows of it. */
async function forget(ctx: Context, table: string, going: Going, but: readonly number[] = []): Promise<void> {
  for (const [record, ids] of going) {
    const others = but.length ? sql`and id <> all(${but}::bigint[])` : sql``
    await sql`delete from ${sql.table(table)} where record = ${record} and record_id = any(${ids}::int[]) ${others}`.execute(
      ctx.db,
    )
  }
}

/** What is bound to nothing but what goes, goes with it. */
const forgetBound = (ctx: Context, going: Going) =>
  sql`delete from activities a
    where a.id in (select activity_id from activity_links l where ${among('l', going)})
      and not exists (select from activity_links l where l.activity_id = a.id and not coalesce(${among('l', going)}, false))`.execute(
    ctx.db,
  )
const among = (alias: string, going: Going) =>
  anyOf(
    binders.map((record) => sql`${sql.ref(`${alias}.${binding[record].other}`)} = any(${idsOf(going, record)}::int[])`),
  )

/** Sums of stages and people that are gone are noughts. */
async function forgetSums(ctx: Context, going: Going): Promise<void> {
  const [stages, people] = [idsOf(going, 'stages'), idsOf(going, 'users')]
  for (const table of ['deal_total_deltas', 'deal_totals', 'deal_totals_monthly'])
    await sql`delete from ${sql.table(table)} where stage_id = any(${stages}::int[]) or owner_id = any(${people}::int[])`.execute(
      ctx.db,
    )
}
