import { sql } from 'kysely'
import { textKey } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { createPipeline, stagesSubject } from '../pipelines/pipelines.ts'
import { AppError, sentence } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { createRecords } from '../records/change.ts'
import type { EnsuredPipeline } from './mapping.ts'

/** Makes, where absent, the pipelines and stages that an import needs. Gives how many of each. Throws AppError. */
export async function ensurePipelines(
  ctx: Context,
  wanted: readonly EnsuredPipeline[],
  importId: number,
): Promise<Record<string, number>> {
  const made: Partial<Record<RecordName, number>> = {}
  for (const pipeline of wanted) {
    try {
      const { pipelines, stages } = await ensurePipeline(ctx, pipeline, importId)
      made.pipelines = (made.pipelines ?? 0) + pipelines
      made.stages = (made.stages ?? 0) + stages
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      throw new AppError(error.code, 'error.import.ensure', {
        problem: sentence(error, ctx.actor.language, ctx.actor.shape),
      })
    }
  }
  return Object.fromEntries(Object.entries(made).filter(([, count]) => count > 0))
}

/** Makes a pipeline, or the stages that it lacks. */
async function ensurePipeline(
  ctx: Context,
  { name, stages }: EnsuredPipeline,
  importId: number,
): Promise<{ pipelines: number; stages: number }> {
  const input = stages.map(({ name: stage, meaning, color }) => ({ name: stage, meaning, ...(color ? { color } : {}) }))
  // One at a time, or two imports would make two.
  await sql`select pg_advisory_xact_lock(hashtext('pipelines of imports'))`.execute(ctx.db)
  const { rows } = await sql<{ id: number; stages: string[]; last: number }>`
    select p.id, array(select s.name_key from stages s where s.pipeline_id = p.id and s.removed_at is null) stages,
      coalesce((select max(s.position) from stages s where s.pipeline_id = p.id), 0) last
    from pipelines p where p.name_key = ${textKey(name)} and p.removed_at is null order by p.id limit 1`.execute(ctx.db)
  const there = rows[0]
  if (!there) {
    await createPipeline(ctx, name, input, { importId })
    return { pipelines: 1, stages: input.length }
  }
  const lacking = input.filter((stage) => !there.stages.includes(textKey(stage.name)))
  await createRecords(
    ctx,
    stagesSubject,
    lacking.map((stage, i) => ({ ...stage, pipelineId: there.id, position: there.last + 1 + i })),
    { importId },
  )
  return { pipelines: 0, stages: lacking.length }
}
