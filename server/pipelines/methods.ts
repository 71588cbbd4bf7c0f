import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { records } from '../../model/records.ts'
import { reads, writes } from '../platform/method.ts'
import { arranges } from '../records/arranging.ts'
import { recordMethods } from '../records/methods.ts'
import { getRecord } from '../records/read.ts'
import { createPipeline, pipelinesSubject, stagesSubject, usualStages } from './pipelines.ts'
import { putBack } from './relocation.ts'
import { removals, removePipelineInput, removePipelineInto, removeStageInput, removeStageInto } from './removing.ts'

const one = z.strictObject({ id: integerId })

export const pipelineMethods = {
  ...recordMethods(pipelinesSubject),
  ...recordMethods(stagesSubject),
  'pipelines.arrange': arranges(pipelinesSubject),
  'stages.arrange': arranges(stagesSubject),
  /** A new pipeline comes with the usual stages. */
  'pipelines.create': writes(records.pipelines.create, async (ctx, { name }) =>
    getRecord(ctx, 'pipelines', await createPipeline(ctx, name, usualStages(ctx.actor.language))),
  ),
  /** Removes a pipeline whose deals go to another one; many of them in the background. */
  'pipelines.removeInto': writes(removePipelineInput, removePipelineInto),
  /** Takes such a removal back: the deals return, but for those that have moved on. */
  'pipelines.putBack': writes(one, (ctx, { id }) => putBack(ctx, { record: 'pipelines', id })),
  /** Removes a stage whose deals go to another one; many of them in the background. */
  'stages.removeInto': writes(removeStageInput, removeStageInto),
  /** Takes such a removal back: the deals return, but for those that have moved on. */
  'stages.putBack': writes(one, (ctx, { id }) => putBack(ctx, { record: 'stages', id })),
  /** How far removals in the background have come. */
  'stages.removals': reads(z.strictObject({}), removals),
}
