import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { lineInput } from '../../model/lines.ts'
import { records } from '../../model/records.ts'
import { sums } from '../access/fields.ts'
import { AppError } from '../platform/errors.ts'
import { reads, writes } from '../platform/method.ts'
import { changeRecords, type NewOf } from '../records/change.ts'
import { following } from '../records/merged.ts'
import { recordMethods } from '../records/methods.ts'
import { writtenRecord } from '../records/read.ts'
import { totalsInput, totalsOf, foldTotals, type Totals } from '../records/totals.ts'
import { baseCurrency } from '../records/rates.ts'
import { board, boardInput } from './board.ts'
import { copyDeal } from './copying.ts'
import { createDeals } from './creating.ts'
import { dealsSubject, moveDeal } from './deals.ts'
import { dealLines, dealWithLines, setProducts, writtenDeal } from './lines.ts'
import { stageStays } from './stageEntries.ts'
import { keptSums } from './sums.ts'

const one = z.strictObject({ id: integerId })
const moveInput = z.strictObject({
  id: integerId,
  stageId: integerId,
  after: integerId.nullable().optional(),
  version: z.int().min(1).optional(),
  fields: records.deals.change.optional(),
})
const changeInput = z.strictObject({ id: integerId, version: z.int().min(1).optional(), fields: records.deals.change })
const productsInput = z.strictObject({
  id: integerId,
  version: z.int().min(1).optional(),
  lines: z.array(lineInput).max(500),
})

export const dealMethods = {
  ...recordMethods(dealsSubject),
  'deals.get': reads(one, (ctx, { id }) => following(ctx, 'deals', id, (one) => dealWithLines(ctx, one))),
  /** A new deal, with its product lines if they are given. */
  'deals.create': writes(
    records.deals.createWith({ lines: z.array(lineInput).max(500).optional() }),
    async (ctx, { lines, ...fields }) => {
      const [id] = await createDeals(ctx, [fields as NewOf<'deals'>], [{ lines: lines ?? [] }])
      return writtenDeal(ctx, id!)
    },
  ),
  'deals.change': writes(changeInput, async (ctx, { id, version, fields }) => {
    if (fields.stageId !== undefined || fields.pipelineId !== undefined)
      throw new AppError('invalid', 'error.move', {}, { field: 'stageId' })
    await changeRecords(ctx, dealsSubject, [{ id, version, fields: fields as object }])
    return writtenRecord(ctx, 'deals', id)
  }),
  'deals.move': writes(moveInput, async (ctx, input) => {
    await moveDeal(ctx, input)
    return writtenRecord(ctx, 'deals', input.id)
  }),
  'deals.board': reads(boardInput, board),
  'deals.products': reads(one, (ctx, { id }) => dealLines(ctx, id)),
  'deals.setProducts': writes(productsInput, async (ctx, { id, version, lines }) => {
    await setProducts(ctx, id, lines, { version })
    return dealWithLines(ctx, id)
  }),
  /** A new deal like this one, open, at the start of its pipeline, with the same client and products. */
  'deals.copy': writes(one, async (ctx, { id }) => writtenDeal(ctx, await copyDeal(ctx, id))),
  /** How long the deal stood in which stage. */
  'deals.stages': reads(one, (ctx, { id }) => stageStays(ctx, id)),
  /** The sums of the stages come from the kept sums, anything else is added up. */
  'deals.totals': reads(totalsInput, async (ctx, input): Promise<Totals> => {
    if (input.filter || (input.group !== undefined && input.group !== 'stageId')) return totalsOf(ctx, 'deals', input)
    const [kept, currency] = await Promise.all([keptSums(ctx, null), baseCurrency(ctx)])
    return foldTotals(
      kept.map(({ stageId, count, amount }) => ({ key: stageId, count, amount })),
      currency,
      sums(ctx.actor, 'deals', undefined) !== null,
      input.group !== undefined,
    )
  }),
}
