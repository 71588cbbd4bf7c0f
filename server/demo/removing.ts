import { sql } from 'kysely'
import type { RecordName, RowOf } from '../../model/records.ts'
import { appendDeltas } from '../deals/sums.ts'
import { stagesSubject } from '../pipelines/pipelines.ts'
import { emit } from '../platform/events.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords } from '../records/change.ts'
import { loadRows } from '../records/read.ts'
import { dependants, keptOf, nodeOf, type Node } from './ties.ts'

/** The order in which records go: nothing that is left points at what goes. */
const order: readonly RecordName[] = [
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

export interface Removed {
  /** how many of each record stay, because the person has changed or uses them */
  kept: Partial<Record<RecordName, number>>
  /** the events that tell the screens; to be forgotten once they have been told */
  events: number[]
}

/**
 * Takes the demo data out for good, with all that hangs on it, in the transaction of `ctx`. What somebody has worked on
 * since, and what others' records or such kept ones need, stays as it is.
 */
export async function removeDemo(ctx: Context, told: (share: number) => Promise<void>): Promise<Removed> {
  const demo = await ctx.db.selectFrom('demo').select(['rotten', 'traces', 'lastEvent']).executeTakeFirstOrThrow()
  const marked = await ctx.db.selectFrom('demoRecords').select(['record', 'recordId']).execute()
  const nodes = marked.map(({ record, recordId }) => nodeOf(record, recordId))
  const worked = await workedOn(ctx, demo.lastEvent)
  const kept = keptOf(nodes, worked, await dependants(ctx, marked))
  const going = Map.groupBy(
    marked.filter(({ record, recordId }) => !kept.has(nodeOf(record, recordId))),
    ({ record }) => record,
  )
  const idsOf = (name: RecordName) => (going.get(name) ?? []).map(({ recordId }) => recordId)
  await told(0.3)

  const deals = [...(await loadRows(ctx, 'deals', idsOf('deals'))).values()]
  await appendDeltas(
    ctx,
    deals.map((old) => ({ id: old.id, old, next: { ...old, removedAt: ctx.now }, given: new Set<string>() })),
  )
  const goodbyes = await farewell(ctx, going)
  goodbyes.push(...(await restoreRotten(ctx, demo.rotten, demo.traces)))
  await forgetTraces(ctx, going, goodbyes)
  await told(0.6)
  await sql`update departments set head_id = null
    where id = any(${idsOf('departments')}::int[]) or head_id = any(${idsOf('users')}::int[])`.execute(ctx.db)
  for (const name of order)
    await sql`delete from ${sql.table(name)} where id = any(${idsOf(name)}::int[])`.execute(ctx.db)
  await forgetSums(ctx, idsOf('stages'), idsOf('users'))
  await sql`delete from demo_records`.execute(ctx.db)
  await told(0.9)

  const stay = Map.groupBy(
    marked.filter(({ record, recordId }) => kept.has(nodeOf(record, recordId))),
    ({ record }) => record,
  )
  return { kept: Object.fromEntries([...stay].map(([record, list]) => [record, list.length])), events: goodbyes }
}

/** Where a deal stands and whose it is says nothing about what it is: who only tried out the board gets rid of it all. */
const placing = [
  'pipelineId',
  'stageId',
  'state',
  'stageSince',
  'closedAt',
  'position',
  'ownerId',
  'removedAt',
  'amountBase',
]

/** What somebody has put work of his own into since. */
async function workedOn(ctx: Context, lastEvent: number): Promise<Node[]> {
  const { rows } = await sql<{ record: RecordName; recordId: number }>`
    select distinct e.record, e.record_id from events e join demo_records d on d.record = e.record and d.record_id = e.record_id
    where e.id > ${lastEvent}::bigint and e.via <> 'system' and e.undoes is null and e.undone_by is null
      and exists (select 1 from jsonb_object_keys(e.changes) key
        where key <> all(${placing}::text[]) and not (e.name = 'deals.moved' and key = 'closeDate'))`.execute(ctx.db)
  return rows.map(({ record, recordId }) => nodeOf(record, recordId))
}

/** Tells the screens what goes: those who saw it see it go. Gives the events. */
async function farewell(
  ctx: Context,
  going: ReadonlyMap<RecordName, readonly { recordId: number }[]>,
): Promise<number[]> {
  const events: number[] = []
  for (const [record, list] of going) {
    const rows = await loadRows(
      ctx,
      record,
      list.map(({ recordId }) => recordId),
    )
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

/** The limits that were set for the demo data go, unless somebody has set others. Gives the events that tell of it. */
async function restoreRotten(
  ctx: Context,
  rotten: Record<number, number>,
  traces: readonly number[],
): Promise<number[]> {
  const ids = Object.keys(rotten).map(Number)
  const rows = [...(await loadRows(ctx, 'stages', ids)).values()].filter(
    ({ id, rottenAfter, removedAt }) => rottenAfter === rotten[id] && removedAt === null,
  )
  const changed = await changeRecords(
    ctx,
    stagesSubject,
    rows.map(({ id }) => ({ id, fields: { rottenAfter: null } })),
  )
  await sql`delete from events e where id = any(${traces}::bigint[]) and record_id = any(${changed}::int[])
    and not exists (select 1 from events u where u.undoes = e.id)`.execute(ctx.db)
  const { rows: told } = await sql<{ id: number }>`
    select id from events where record = 'stages' and record_id = any(${changed}::int[]) and xid = pg_current_xact_id()
      and name = 'stages.changed'`.execute(ctx.db)
  return told.map(({ id }) => id)
}

/** All that names a record by its kind and number, without the database knowing: events, words to be found by. */
async function forgetTraces(
  ctx: Context,
  going: ReadonlyMap<RecordName, readonly { recordId: number }[]>,
  goodbyes: readonly number[],
): Promise<void> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns where table_schema = current_schema() and column_name in ('record', 'record_id')
    group by table_name having count(*) = 2 order by table_name`.execute(ctx.db)
  for (const { name } of tables.filter((table) => table.name !== 'demo_records')) {
    for (const [record, list] of going) {
      const ids = list.map(({ recordId }) => recordId)
      const told = name === 'events' ? sql`and id <> all(${goodbyes}::bigint[])` : sql``
      await sql`delete from ${sql.table(name)} where record = ${record} and record_id = any(${ids}::int[]) ${told}`.execute(
        ctx.db,
      )
    }
  }
}

/** Sums of stages and people that are gone are noughts. */
async function forgetSums(ctx: Context, stages: readonly number[], people: readonly number[]): Promise<void> {
  for (const table of ['deal_total_deltas', 'deal_totals', 'deal_totals_monthly'])
    await sql`delete from ${sql.table(table)} where stage_id = any(${stages}::int[]) or owner_id = any(${people}::int[])`.execute(
      ctx.db,
    )
}
