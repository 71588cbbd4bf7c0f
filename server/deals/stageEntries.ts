import { sql } from 'kysely'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from '../records/change.ts'
import { tellable } from '../records/read.ts'

/** The log of stages: each entry ends where the next begins, the last one is open. */
export async function writeStageEntries(ctx: Context, drafts: readonly Draft<'deals'>[]): Promise<void> {
  const entering = drafts.filter(({ old, next }) => old?.stageId !== next.stageId)
  if (!entering.length) return
  const left = entering.filter(({ old }) => old !== null).map(({ id, next }) => ({ id, at: next.stageSince }))
  const leaving =
    left.length > 0 &&
    sql`update stage_entries e set left_at = greatest(x.at, e.entered_at)
      from json_to_recordset(${JSON.stringify(left)}::json) as x(id int, at timestamptz) where e.deal_id = x.id and e.left_at is null`.execute(
      ctx.db,
    )
  const entries = entering.map(({ id, old, next }) => ({
    id,
    from: old?.stageId ?? null,
    stage: next.stageId,
    pipeline: next.pipelineId,
    at: next.stageSince,
    kind: !old
      ? 'created'
      : old.pipelineId !== next.pipelineId
        ? 'pipeline'
        : next.state === 'open'
          ? 'moved'
          : 'closed',
  }))
  const arriving =
    sql`insert into stage_entries (deal_id, kind, from_stage_id, stage_id, pipeline_id, entered_at, actor_id)
    select id, kind, "from", stage, pipeline, at, ${ctx.actor.id}::int
    from json_to_recordset(${JSON.stringify(entries)}::json) as x(id int, kind text, "from" int, stage int, pipeline int, at timestamptz)`.execute(
      ctx.db,
    )
  await Promise.all([leaving, arriving])
}

/** One stay of a deal in a stage. */
export interface StageStay {
  dealId: number
  stageId: number
  pipelineId: number
  enteredAt: string
}

/** Writes the whole log of deals anew, as told by the system that they came from: stays in the order of time. */
export async function rewriteStageEntries(
  ctx: Context,
  dealIds: readonly number[],
  stays: readonly StageStay[],
): Promise<void> {
  await sql`delete from stage_entries where deal_id = any(${dealIds}::int[])`.execute(ctx.db)
  await insertStays(ctx, stays)
}

/** Writes the log of deals that have none: stays in the order of time. */
export async function insertStays(ctx: Context, stays: readonly StageStay[]): Promise<void> {
  if (!stays.length) return
  await sql`insert into stage_entries (deal_id, kind, from_stage_id, stage_id, pipeline_id, entered_at, left_at, actor_id)
    select deal_id, case when n = 1 then 'created' when before_pipeline <> pipeline_id then 'pipeline' when meaning = 'open' then 'moved' else 'closed' end,
      before, stage_id, pipeline_id, entered_at, until, ${ctx.actor.id}::int
    from (
      select x.deal_id, x.stage_id, x.pipeline_id, x.entered_at, s.meaning, row_number() over w n,
        lag(x.stage_id) over w before, lag(x.pipeline_id) over w before_pipeline, lead(x.entered_at) over w until
      from json_to_recordset(${JSON.stringify(stays.map((s, i) => ({ n: i, deal_id: s.dealId, stage_id: s.stageId, pipeline_id: s.pipelineId, entered_at: s.enteredAt })))}::json)
        as x(n int, deal_id int, stage_id int, pipeline_id int, entered_at timestamptz) join stages s on s.id = x.stage_id
      window w as (partition by x.deal_id order by x.entered_at, x.n)) stays order by deal_id, n`.execute(ctx.db)
}

/** The stays of deals as they are logged, oldest first. */
export async function loggedStays(ctx: Context, dealIds: readonly number[]): Promise<StageStay[]> {
  const { rows } = await sql<StageStay>`
    select deal_id, stage_id, pipeline_id, entered_at from stage_entries where deal_id = any(${dealIds}::int[])
    order by deal_id, entered_at, id`.execute(ctx.db)
  return rows
}

export interface Stay {
  stageId: number
  pipelineId: number
  kind: 'created' | 'moved' | 'closed' | 'pipeline'
  enteredAt: string
  /** null: still there */
  leftAt: string | null
  actorId: number | null
}

/** The log of a deal's stages, oldest first. Throws AppError where the deal is not visible. */
export async function stageStays(ctx: Context, dealId: number): Promise<Stay[]> {
  const { rows } = await sql<Stay>`
    select e.stage_id, e.pipeline_id, e.kind, e.entered_at, e.left_at, e.actor_id
    from deals d left join stage_entries e on e.deal_id = d.id
    where d.id = ${dealId} and ${tellable(ctx, 'deals', 'd')} order by e.id`.execute(ctx.db)
  if (!rows.length) throw new AppError('missing', 'error.missing')
  return rows
}
