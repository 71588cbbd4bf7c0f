import { z } from 'zod'
import { arrangeable } from '../../model/asked.ts'
import { integerId } from '../../model/fields.ts'
import { layoutForSchema, sectionSchema } from '../../model/layouts.ts'
import { reads, writes } from '../platform/method.ts'
import { layoutOf, layoutsOf } from './reading.ts'
import { resetLayout, saveLayout } from './saving.ts'

const record = z.enum(arrangeable)
/** the version that one has begun with, null if there was none; left out: whatever it is */
const version = z.int().min(1).nullable().optional()

export const layoutMethods = {
  /** How the card of a record is arranged for whoever asks, of a deal in a pipeline, and what says so. */
  'layouts.get': reads(z.strictObject({ record, pipelineId: integerId.optional() }), layoutOf),
  /** The arrangements that one may change: one's own, and for who arranges cards for everybody those of others. */
  'layouts.list': reads(z.strictObject({ record }), async (ctx, { record }) => ({
    items: await layoutsOf(ctx, record),
  })),
  'layouts.save': writes(
    layoutForSchema.extend({
      version,
      sections: z.array(sectionSchema).max(50),
      /** what is on no card on purpose; left out: all that is in no section */
      leftOut: z.array(z.string().max(64)).max(1000).optional(),
    }),
    saveLayout,
  ),
  /** Takes an arrangement away: the next one holds. */
  'layouts.reset': writes(layoutForSchema.extend({ version }), resetLayout),
}
