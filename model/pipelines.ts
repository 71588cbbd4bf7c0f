import { choice, integer, list, record, ref, text } from './fields.ts'
import { z } from 'zod'

export const meanings = ['open', 'won', 'lost'] as const
/** What being in a stage means for a deal: in progress, won, or lost for some reason. */
export type Meaning = (typeof meanings)[number]
export const stageColors = ['slate', 'sky', 'cyan', 'teal', 'green', 'olive', 'amber', 'orange', 'red', 'pink'] as const

export const pipelines = record(
  'pipelines',
  {
    name: text(120, { required: true }),
    position: integer({ min: 0 }, { required: true, made: true }),
  },
  { named: 'name', actions: ['edit'] },
)

/** A pipeline has stages in progress, then exactly one won, then at least one lost. */
export const stages = record(
  'stages',
  {
    pipelineId: ref('pipelines', { required: true }),
    name: text(120, { required: true }),
    color: choice(stageColors, { required: true, made: true }),
    meaning: choice(meanings, { required: true, made: true }),
    position: integer({ min: 0 }, { required: true, made: true }),
    /** days after which a deal that stands here is marked as rotten */
    rottenAfter: integer({ min: 1, max: 3650 }),
    /** the fields of a deal that must be filled in here, and from here on */
    asked: list(z.string().max(64), 100),
  },
  { named: 'name', rightsOf: 'pipelines' },
)
