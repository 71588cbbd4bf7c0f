import { sql } from 'kysely'
import type { RowOf } from '../../model/records.ts'
import { demandRight, scopeCondition } from '../access/scope.ts'
import { dealsSubject } from '../deals/deals.ts'
import { AppError } from '../platform/errors.ts'
import { enqueue } from '../platform/jobs.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, removeRecords, restoreRecords } from '../records/change.ts'
import { pipelinesSubject, stagesSubject } from './pipelines.ts'

/** A stage or a pipeline that goes, and where its deals go; or that comes back, and they with it. */
export interface Relocation {
  record: 'stages' | 'pipelines'
  id: number
  /** from which stage to which */
  moves: [from: number, to: number][]
  /** when the removal began */
  since: string
  /** whose removal it is: what others have moved is not brought back */
  byId: number | null
  total: number
  /** the event of the removal that is taken back */
  undoes?: number
}
export const relocationJob = 'stages.relocate'
export interface Begun {
  id: number
  /** more than a request can wait for: it goes on in the background */
  running: boolean
  total: number
}

/** More than so many are moved in the background. */
export const mostAtOnce = 2000
const chunk = 500
const undoHours = 24
/** By so much the clocks of two servers may differ. */
const clockDrift = 5000

/** Removes what the plan says, once its deals are elsewhere. Throws AppError. */
export async function begin(ctx: Context, plan: Pick<Relocation, 'record' | 'id' | 'moves'>): Promise<Begun> {
  const from = plan.moves.map(([stage]) => stage)
  await demandQuiet(ctx, plan)
  const moved = sql`d.stage_id = any(${from}::int[]) and ${scopeCondition(ctx.actor, 'deals', 'move', 'd')}`
  const {
    rows: [counted],
  } = await sql<{ total: number }>`
    select (select count(*) from deals d where d.removed_at is null and ${moved})::int
      + (select count(*) from deals d where d.removed_at is not null and ${moved})::int total`.execute(ctx.db)
  return run(ctx, { ...plan, since: ctx.now, byId: ctx.actor.id, total: counted!.total })
}

/** Brings back a removed stage or pipeline with those of its deals that have not moved on since. Throws AppError. */
export async function putBack(
  ctx: Context,
  { record, id }: { record: Relocation['record']; id: number },
): Promise<Begun> {
  demandRight(ctx.actor, record, 'delete')
  const {
    rows: [event],
  } = await sql<{ id: number; undoneBy: number | null; age: number; actorId: number | null; moved: Moved | null }>`
    select id, undone_by, actor_id, extract(epoch from clock_timestamp() - at) / 3600 as age, changes -> 'dealsTo' -> 1 as moved
    from events where record = ${record} and record_id = ${id} and name = ${`${record}.removed`} order by id desc limit 1 for update`.execute(
    ctx.db,
  )
  if (!event) throw new AppError('missing', 'error.missing')
  if (event.undoneBy !== null) throw new AppError('conflict', 'error.undo.twice')
  if (event.age > undoHours) throw new AppError('conflict', 'error.undo.late')
  if (!event.moved) throw new AppError('conflict', 'error.undo.kind')
  await (record === 'stages'
    ? restoreRecords(ctx, stagesSubject, [id], { undoes: event.id })
    : restoreRecords(ctx, pipelinesSubject, [id], { undoes: event.id }))
  await sql`update events set undone_by = (select max(id) from events where undoes = ${event.id}) where id = ${event.id}`.execute(
    ctx.db,
  )
  return run(ctx, { record, id, ...event.moved, byId: event.actorId, undoes: event.id })
}
type Moved = Pick<Relocation, 'moves' | 'since' | 'total'>

async function run(ctx: Context, plan: Relocation): Promise<Begun> {
  const running = plan.total > mostAtOnce
  if (running) await enqueue(ctx.db, relocationJob, { ...plan }, { personId: ctx.actor.id })
  else for (let more = true; more;) more = await goOn(ctx, plan)
  return { id: plan.id, running, total: plan.total }
}

/** Two at once would send the same deals to different places. */
async function demandQuiet(ctx: Context, { record, id }: Pick<Relocation, 'record' | 'id'>): Promise<void> {
  const { rows } = await sql`
    select 1 from jobs where kind = ${relocationJob} and state in ('waiting', 'running')
      and payload ->> 'record' = ${record} and (payload ->> 'id')::int = ${id} limit 1`.execute(ctx.db)
  if (rows.length) throw new AppError('conflict', 'error.removal.running')
}

/** One step of a plan: some hundred deals, and at last the removal itself. Gives whether there is more to do. */
export async function goOn(ctx: Context, plan: Relocation): Promise<boolean> {
  if (plan.undoes !== undefined) return moveSome(ctx, plan, returning)
  if (await moveSome(ctx, plan, leaving)) return true
  // From here on nobody can move anything in: what came in at the last moment goes too.
  const from = plan.moves.map(([stage]) => stage)
  await sql`select id from stages where id = any(${from}::int[]) order by id for update`.execute(ctx.db)
  while (await moveSome(ctx, plan, leaving));
  const { record, id, moves, since, total } = plan
  const options = {
    also: new Map([[id, { dealsTo: [null, { moves, since, total } satisfies Moved] as [unknown, unknown] }]]),
  }
  await (record === 'stages'
    ? removeRecords(ctx, stagesSubject, [id], options)
    : removeRecords(ctx, pipelinesSubject, [id], options))
  return false
}

/** Which deals a move is about, as `d`, and where they are to go. */
type Selection = (
  plan: Relocation,
  move: Relocation['moves'][number],
) => { where: ReturnType<typeof sql<boolean>>; at: number; to: number }

const leaving: Selection = (_plan, [from, to]) => ({ where: sql<boolean>`true`, at: from, to })
/** Those that the removal took there and that have stood there since. */
const returning: Selection = ({ since, byId }, [from, to]) => ({
  where: sql<boolean>`exists (select 1 from stage_entries e where e.deal_id = d.id and e.left_at is null and e.from_stage_id = ${from}
    and e.actor_id is not distinct from ${byId}::int
    and e.entered_at >= ${new Date(Date.parse(since) - clockDrift).toISOString()}::timestamptz)`,
  at: to,
  to: from,
})

/** Moves some hundred deals, in the bin or not, keeping the order of their column. Gives whether there were any. */
async function moveSome(ctx: Context, plan: Relocation, selection: Selection): Promise<boolean> {
  for (const move of plan.moves) {
    const { where, at, to } = selection(plan, move)
    const inReach = sql<boolean>`d.stage_id = ${at} and ${scopeCondition(ctx.actor, 'deals', 'move', 'd')} and ${where}`
    // Whoever arrives stands on top of the column: the lowest goes first.
    const { rows: found } = await sql<{ id: number }>`
      (select d.id from deals d where d.removed_at is null and ${inReach} order by d.position desc, d.id desc limit ${chunk})
      union all (select d.id from deals d where d.removed_at is not null and ${inReach} order by d.id limit ${chunk}) limit ${chunk}`.execute(
      ctx.db,
    )
    if (!found.length) continue
    const { rows: locked } = await sql<Pick<RowOf<'deals'>, 'id' | 'removedAt'>>`
      select d.id, d.removed_at from deals d where d.id = any(${found.map(({ id }) => id)}::int[]) and d.stage_id = ${at}
      order by d.id for update of d`.execute(ctx.db)
    const deals = new Map(locked.map((deal) => [deal.id, deal]))
    await changeRecords(
      ctx,
      dealsSubject,
      found.flatMap(({ id }) => {
        const deal = deals.get(id)
        // What lies in the bin stays there, but could not be restored into a stage that is gone.
        return deal ? [{ id, fields: { stageId: to, ...(deal.removedAt ? { removedAt: deal.removedAt } : {}) } }] : []
      }),
      { event: 'deals.moved', action: 'move', unasked: true },
    )
    return true
  }
  return false
}
