import { sql } from 'kysely'
import { passageOf, rangeOf, type Actor } from '../../model/access.ts'
import type { RowOf } from '../../model/records.ts'
import { inScope, reaches, scopeCondition, type ScopeFacts } from '../access/scope.ts'
import { AppError, sentence } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { deniedErrors, loadRows } from '../records/read.ts'

type Standing = ScopeFacts & Pick<RowOf<'deals'>, 'stageId' | 'pipelineId'>

/**
 * Judges where a deal comes to; that it may leave has been judged before. Who moves no deals at a stage brings none there
 * either, and into another pipeline only what he may add there. Throws AppError.
 */
export async function demandEntry(ctx: Context, old: Standing, next: Standing): Promise<void> {
  const why = refusal(ctx.actor, old, next)
  if (!why) return
  const stages = why === 'passage' ? await loadRows(ctx, 'stages', [old.stageId, next.stageId]) : null
  throw entryError(why, stages?.get(old.stageId)?.name, stages?.get(next.stageId)?.name)
}

/** Why a deal that may leave its stage may not come to another; null where it may. */
function refusal(actor: Actor, old: Standing, next: Standing): 'stage' | 'passage' | 'pipeline' | null {
  const elsewhere = old.pipelineId !== next.pipelineId
  if (old.stageId !== next.stageId) {
    if (rangeOf(actor, 'deals', 'move', next.stageId) === 'nobody') return 'stage'
    if (!reaches(actor, passageOf(actor, old.stageId, elsewhere ? null : next.stageId), old)) return 'passage'
  }
  return elsewhere && !inScope(actor, 'deals', 'add', next) ? 'pipeline' : null
}

const entryError = (why: 'stage' | 'passage' | 'pipeline', from = '', to = '') =>
  new AppError('denied', `error.denied.${why}`, why === 'passage' ? { from, to } : {}, { field: 'stageId' })

/** The stages that the actor can't bring a deal to, whatever else he does: stage → what is missing, in his language. */
export async function closedStages(ctx: Context, id: number): Promise<Record<number, string>> {
  const { actor } = ctx
  const { rows } = await sql<
    Standing & { observerIds: number[]; toId: number; toPipeline: number; name: string; from: string }
  >`
    select d.owner_id, d.opened, d.stage_id, d.pipeline_id, f.name as from, s.id to_id, s.pipeline_id to_pipeline, s.name,
      array(select o.user_id from deal_observers o where o.deal_id = d.id) observer_ids
    from deals d join stages f on f.id = d.stage_id join stages s on s.removed_at is null and s.id <> d.stage_id
    where d.id = ${id} and d.removed_at is null and ${scopeCondition(actor, 'deals', 'see', 'd')}`.execute(ctx.db)
  const [deal] = rows
  if (!deal) return {}
  const stays = inScope(actor, 'deals', 'move', deal)
    ? null
    : (await deniedErrors(ctx, 'deals', [{ action: 'move', row: deal }]))[0]!
  return Object.fromEntries(
    rows.flatMap(({ toId, toPipeline, name, from }) => {
      const why = stays ?? refusal(actor, deal, { ...deal, stageId: toId, pipelineId: toPipeline })
      if (!why) return []
      return [
        [toId, sentence(why instanceof AppError ? why : entryError(why, from, name), actor.language, actor.shape)],
      ]
    }),
  )
}
