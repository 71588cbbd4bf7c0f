import { sql } from 'kysely'
import type { RecordName } from '../../model/records.ts'
import { stagesSubject } from '../pipelines/pipelines.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords } from '../records/change.ts'
import { loadRows } from '../records/read.ts'
import { nodeOf, type Node } from '../withdrawal/ties.ts'
import { withdraw } from '../withdrawal/withdraw.ts'

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
  const worked = await workedOn(ctx, demo.lastEvent)
  // It was never meant to be true: not even the log tells of it.
  const { kept, goodbyes } = await withdraw(ctx, marked, worked, { forgotten: true, told })
  goodbyes.push(...(await restoreRotten(ctx, demo.rotten, demo.traces)))
  await sql`delete from demo_records`.execute(ctx.db)
  const stay = Map.groupBy(kept, ({ record }) => record)
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
