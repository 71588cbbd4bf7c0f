import { sql } from 'kysely'
import type { Language } from '../../model/users.ts'
import { askable } from '../records/askable.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import {
  createRecords,
  removeRecords,
  restoreRecords,
  type NewOf,
  type Subject,
  type WriteOptions,
} from '../records/change.ts'

export const pipelinesSubject: Subject<'pipelines'> = {
  name: 'pipelines',
  async prepare(ctx, drafts) {
    for (const { id, next } of drafts) next.position ??= id
    const leaving = drafts
      .filter(({ old, next }) => old?.removedAt === null && next.removedAt !== null)
      .map(({ id }) => id)
    if (!leaving.length) return
    const { rows: stages } = await sql<{ id: number }>`
      select id from stages where pipeline_id = any(${leaving}::int[]) order by id for update`.execute(ctx.db)
    if (
      await areUsed(
        ctx,
        stages.map(({ id }) => id),
      )
    )
      throw new AppError('conflict', 'error.pipeline.used')
    const { rows: others } =
      await sql`select 1 from pipelines where removed_at is null and id <> all(${leaving}::int[]) for update`.execute(
        ctx.db,
      )
    if (!others.length) throw new AppError('conflict', 'error.pipeline.last')
  },
  /** After the writing: the stages go with their pipeline, and those that went with it come back with it. */
  async written(ctx, drafts) {
    for (const { id, old, next } of drafts) {
      if (!old || old.removedAt === next.removedAt) continue
      const gone = sql<boolean>`${old.removedAt === null ? sql`removed_at is null` : sql`removed_at = ${old.removedAt}::timestamptz`}`
      const { rows } = await sql<{ id: number }>`
        select id from stages where pipeline_id = ${id} and ${gone} order by id`.execute(ctx.db)
      const ids = rows.map((stage) => stage.id)
      await (next.removedAt === null ? restoreRecords(ctx, stagesSubject, ids) : removeRecords(ctx, stagesSubject, ids))
    }
  },
}

export const stagesSubject: Subject<'stages'> = {
  name: 'stages',
  async prepare(ctx, drafts) {
    for (const { id, old, next } of drafts) {
      next.meaning ??= 'open'
      next.color ??= next.meaning === 'won' ? 'green' : next.meaning === 'lost' ? 'red' : 'sky'
      next.position ??= id
      if (old && old.pipelineId !== next.pipelineId)
        throw new AppError('invalid', 'error.stage.pipeline', {}, { field: 'pipelineId' })
      next.asked = askable(ctx, 'deals', next.asked, old?.asked ?? [])
    }
    const changed = drafts
      .filter(({ old, next }) => old && (old.removedAt !== next.removedAt || old.meaning !== next.meaning))
      .map(({ id }) => id)
    if (!changed.length) return
    if (await areUsed(ctx, changed)) throw new AppError('conflict', 'error.stage.used')
  },
  /** After the writing: a pipeline still has stages in progress, exactly one won, and at least one lost. */
  async written(ctx, drafts) {
    await demandWholePipelines(ctx, [...new Set(drafts.map(({ next }) => next.pipelineId))])
  },
}

/** Whether deals stand in these stages, in the bin or not: each of the two has its index. */
async function areUsed(ctx: Context, stageIds: readonly number[]): Promise<boolean> {
  const { rows } = await sql`
    (select 1 from deals where removed_at is null and stage_id = any(${stageIds}::int[]) limit 1)
    union all (select 1 from deals where removed_at is not null and stage_id = any(${stageIds}::int[]) limit 1)`.execute(
    ctx.db,
  )
  return rows.length > 0
}

async function demandWholePipelines(ctx: Context, pipelineIds: readonly number[]): Promise<void> {
  const { rows } = await sql<{ open: number; won: number; lost: number }>`
    select count(*) filter (where meaning = 'open')::int open, count(*) filter (where meaning = 'won')::int won, count(*) filter (where meaning = 'lost')::int lost
    from pipelines p left join stages s on s.pipeline_id = p.id and s.removed_at is null
    where p.id = any(${pipelineIds}::int[]) and p.removed_at is null group by p.id`.execute(ctx.db)
  for (const { open, won, lost } of rows) {
    if (won !== 1) throw new AppError('invalid', 'error.stage.won', {}, { field: 'meaning' })
    if (lost < 1) throw new AppError('invalid', 'error.stage.lost', {}, { field: 'meaning' })
    if (open < 1) throw new AppError('invalid', 'error.stage.open', {}, { field: 'meaning' })
  }
}

type StageStart = Omit<NewOf<'stages'>, 'pipelineId'>

/** Makes a pipeline with its stages: the usual ones in a language, or the given. */
export async function createPipeline(
  ctx: Context,
  name: string,
  stages: readonly StageStart[],
  options: WriteOptions = {},
): Promise<number> {
  const [id] = await createRecords(ctx, pipelinesSubject, [{ name }], options)
  await createRecords(
    ctx,
    stagesSubject,
    stages.map((stage, position) => ({ position, ...stage, pipelineId: id! })),
    options,
  )
  return id!
}

/** The stages that a new pipeline starts with. */
export function usualStages(language: Language): StageStart[] {
  const words = usual[language]
  return [
    ...words.open.map((name, i): StageStart => ({ name, meaning: 'open', color: openColors[i]! })),
    { name: words.won, meaning: 'won', color: 'green' },
    ...words.lost.map((name): StageStart => ({ name, meaning: 'lost', color: 'red' })),
  ]
}
const openColors = ['slate', 'sky', 'cyan', 'teal', 'amber', 'orange'] as const
const usual = {
  en: {
    open: ['New', 'Qualified', 'Proposal', 'Negotiation', 'Contract', 'Payment'],
    won: 'Won',
    lost: ['Too expensive', 'Chose another', 'No budget', 'No answer'],
  },
  ru: {
    open: ['Новая заявка', 'Квалификация', 'Предложение', 'Переговоры', 'Договор', 'Оплата'],
    won: 'Выиграна',
    lost: ['Дорого', 'Выбрали других', 'Нет бюджета', 'Не дозвонились'],
  },
} as const
