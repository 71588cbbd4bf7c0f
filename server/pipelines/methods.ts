import { writes } from '../platform/method.ts'
import { records } from '../../model/records.ts'
import { recordMethods } from '../records/methods.ts'
import { getRecord } from '../records/read.ts'
import { createPipeline, pipelinesSubject, stagesSubject, usualStages } from './pipelines.ts'

export const pipelineMethods = {
  ...recordMethods(pipelinesSubject),
  ...recordMethods(stagesSubject),
  /** A new pipeline comes with the usual stages. */
  'pipelines.create': writes(records.pipelines.create, async (ctx, { name }) =>
    getRecord(ctx, 'pipelines', await createPipeline(ctx, name, usualStages(ctx.actor.language))),
  ),
}
