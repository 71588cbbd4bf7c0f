import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { repeatInput } from '../../model/repetition.ts'
import { reads, writes, type Context } from '../platform/method.ts'
import { pauseRepetition, removeRepetition, resumeRepetition, setRepetition, shownRepetition } from './repetitions.ts'

const one = z.strictObject({ dealId: integerId })
const doing = (act: (ctx: Context, dealId: number) => Promise<void>) =>
  writes(one, async (ctx, { dealId }) => {
    await act(ctx, dealId)
    return shownRepetition(ctx, dealId)
  })

export const repetitionMethods = {
  /** How a deal repeats, and the next days. */
  'repetitions.get': reads(one, (ctx, { dealId }) => shownRepetition(ctx, dealId)),
  /** Has a deal be made anew by itself, with the rights of whoever asks for it. */
  'repetitions.set': writes(
    repeatInput.extend({ dealId: integerId, version: z.int().min(1).optional() }),
    async (ctx, { dealId, version, ...repetition }) => {
      await setRepetition(ctx, dealId, repetition, version)
      return shownRepetition(ctx, dealId)
    },
  ),
  'repetitions.pause': doing(pauseRepetition),
  /** Goes on with the next day; what has passed meanwhile is not made up for. */
  'repetitions.resume': doing(resumeRepetition),
  'repetitions.remove': doing(removeRepetition),
}
