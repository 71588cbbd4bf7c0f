import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import type { RowOf } from '../../model/records.ts'
import { AppError } from '../platform/errors.ts'
import { writes } from '../platform/method.ts'
import { changeRecords, type Subject } from './change.ts'

/** The records that people put in an order of their own. */
type Ordered = 'currencies' | 'pipelines' | 'stages' | 'terms' | 'productSections' | 'customFields'

const input = z.strictObject({ ids: z.array(integerId).min(1).max(500) })

/** Puts records in the given order, all at once. */
export const arranges = <N extends Ordered>(subject: Subject<N>) =>
  writes(input, async (ctx, { ids }) => {
    if (new Set(ids).size < ids.length) throw new AppError('invalid', 'error.used', {}, { field: 'ids' })
    // Each of these records has a position.
    const at = (position: number) => ({ position }) as unknown as Partial<RowOf<N>>
    await changeRecords(
      ctx,
      subject,
      ids.map((id, position) => ({ id, fields: at(position) })),
    )
    return { ids }
  })
