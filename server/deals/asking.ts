import { sql } from 'kysely'
import { askedAt } from '../../model/asked.ts'
import type { RowOf } from '../../model/records.ts'
import type { Context } from '../platform/method.ts'
import type { Draft, WriteOptions } from '../records/change.ts'
import { companyOf } from '../records/company.ts'
import { areAsked, emptied } from '../records/required.ts'

/**
 * Notes what deals must have where they come to: what the stage asks for, and what always must be filled in. Where a deal
 * stays, what its stage asks for is not emptied.
 */
export async function askFields(ctx: Context, drafts: readonly Draft<'deals'>[], options: WriteOptions): Promise<void> {
  if (!areAsked(ctx, options)) return
  const judged = drafts.filter((draft) => comes(draft) || emptied(draft).length)
  if (!judged.length) return
  const [{ rows: stages }, company] = await Promise.all([
    sql<Pick<RowOf<'stages'>, 'id' | 'pipelineId' | 'meaning' | 'position' | 'asked'>>`
      select id, pipeline_id, meaning, position, asked from stages
      where removed_at is null and pipeline_id = any(${judged.map(({ next }) => next.pipelineId)}::int[])`.execute(
      ctx.db,
    ),
    companyOf(ctx),
  ])
  for (const draft of judged) {
    const stage = stages.find(({ id }) => id === draft.next.stageId)!
    const here = askedAt(stages, stage).map(({ name }) => name)
    draft.asked = comes(draft)
      ? [...here, ...(company.required.deals ?? [])]
      : here.filter((name) => emptied(draft).includes(name))
  }
}

const comes = ({ old, next }: Draft<'deals'>) => old?.stageId !== next.stageId
