import { sql } from 'kysely'
import { z } from 'zod'
import { integerId, textKey } from '../../model/fields.ts'
import type { RowOf } from '../../model/records.ts'
import { demandRight, scopeCondition, seesAll } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { loadRows } from '../records/read.ts'
import { begin, relocationJob, type Begun, type Relocation } from './relocation.ts'

type Stage = RowOf<'stages'>

export const removeStageInput = z.strictObject({
  id: integerId,
  /** a stage of the same pipeline that means the same: its deals go there */
  intoId: integerId,
})
export const removePipelineInput = z.strictObject({
  id: integerId,
  /** a stage in progress of another pipeline: open deals go there, won ones into its won stage */
  stageId: integerId,
  /** for lost deals whose reason that pipeline does not have by name; its first reason if left out */
  lostStageId: integerId.optional(),
})

/**
 * Removes a stage; its deals go to another one, each by a move of its own. Won deals stay won and lost ones lost: the
 * other stage means the same. Throws AppError.
 */
export async function removeStageInto(ctx: Context, { id, intoId }: z.output<typeof removeStageInput>): Promise<Begun> {
  demandRight(ctx.actor, 'stages', 'delete')
  const stages = await loadRows(ctx, 'stages', [id, intoId])
  const [stage, into] = [stages.get(id), stages.get(intoId)]
  if (!stage || stage.removedAt) throw new AppError('missing', 'error.missing')
  if (stage.meaning === 'won') throw new AppError('conflict', 'error.stage.won')
  const suits =
    into && !into.removedAt && id !== intoId && into.pipelineId === stage.pipelineId && into.meaning === stage.meaning
  if (!suits) throw new AppError('invalid', 'error.stage.into', {}, { field: 'intoId' })
  return begin(ctx, { record: 'stages', id, moves: [[id, intoId]] })
}

/** Removes a pipeline; its deals go to another one and stay in progress, won, or lost for the same reason if it has it. */
export async function removePipelineInto(
  ctx: Context,
  { id, stageId, lostStageId }: z.output<typeof removePipelineInput>,
): Promise<Begun> {
  demandRight(ctx.actor, 'pipelines', 'delete')
  const stages = await liveStages(ctx, [id])
  if (!stages.length) throw new AppError('missing', 'error.missing')
  const open = (await loadRows(ctx, 'stages', [stageId])).get(stageId)
  const others = open ? await liveStages(ctx, [open.pipelineId]) : []
  if (!open || open.removedAt || open.meaning !== 'open' || open.pipelineId === id || !others.length)
    throw new AppError('invalid', 'error.stage.into', {}, { field: 'stageId' })
  const lost = others.filter(({ meaning }) => meaning === 'lost')
  const otherwise = lostStageId === undefined ? lost[0] : lost.find((stage) => stage.id === lostStageId)
  if (!otherwise) throw new AppError('invalid', 'error.stage.into', {}, { field: 'lostStageId' })
  const won = others.find(({ meaning }) => meaning === 'won')!
  const target = ({ meaning, name }: Stage) =>
    meaning === 'open'
      ? open
      : meaning === 'won'
        ? won
        : (lost.find((stage) => textKey(stage.name) === textKey(name)) ?? otherwise)
  return begin(ctx, { record: 'pipelines', id, moves: stages.map((stage) => [stage.id, target(stage).id]) })
}

/** The stages of pipelines that are there, in their order. */
async function liveStages(ctx: Context, pipelineIds: readonly number[]): Promise<Stage[]> {
  const { rows } = await sql<{ id: number }>`
    select id from stages where removed_at is null and pipeline_id = any(${pipelineIds}::int[])`.execute(ctx.db)
  const stages = await loadRows(
    ctx,
    'stages',
    rows.map(({ id }) => id),
  )
  return [...stages.values()].sort((a, b) => a.position - b.position || a.id - b.id)
}

/** How far a removal in the background has come. */
export interface Removal extends Pick<Relocation, 'record' | 'id' | 'total'> {
  /** deals that are still to be moved */
  left: number
  /** it is being taken back */
  back: boolean
  state: 'running' | 'done' | 'failed'
  problem: string | null
}

/**
 * The removals of the last day that took or take longer than a request, newest first: all of them for those who see all
 * deals, one's own for others.
 */
export async function removals(ctx: Context): Promise<{ items: Removal[] }> {
  demandRight(ctx.actor, 'stages', 'delete')
  const { rows } = await sql<{ plan: Relocation & { problem?: string }; jobState: string; error: string | null }>`
    select payload plan, state job_state, error from jobs
    where kind = ${relocationJob} and ${seesAll(ctx.actor, 'deals') ? sql`true` : sql`(payload ->> 'byId')::int = ${ctx.actor.id}::int`}
      and (state in ('waiting', 'running') or ended_at > clock_timestamp() - interval '1 day')
    order by id desc limit 20`.execute(ctx.db)
  return {
    items: await Promise.all(
      rows.map(async ({ plan: { record, id, moves, total, undoes, problem }, jobState, error }): Promise<Removal> => {
        const failed = problem ?? (jobState === 'failed' ? error : null)
        const state = failed ? 'failed' : jobState === 'done' ? 'done' : 'running'
        const from = moves.map((move) => move[0])
        const here = state === 'running' ? await countIn(ctx, from) : 0
        const left = undoes === undefined ? here : Math.max(0, total - here)
        return { record, id, total, left, back: undoes !== undefined, state, problem: failed }
      }),
    ),
  }
}

async function countIn({ db, actor }: Context, stageIds: readonly number[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int count from deals d where d.removed_at is null and d.stage_id = any(${stageIds}::int[])
      and ${scopeCondition(actor, 'deals', 'see', 'd')}`.execute(db)
  return rows[0]!.count
}
