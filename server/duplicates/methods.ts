import type { MergeName } from '../../model/merging.ts'
import { reads, writes, type Method } from '../platform/method.ts'
import { apartInput, keepApart } from './apart.ts'
import { compareRecords, type Comparison } from './comparing.ts'
import { mergeRecords } from './merging.ts'
import { compareInput, mergeInput } from './plan.ts'
import { duplicateQueue, queueInput, sureDuplicates } from './queue.ts'

/** `eventId`: by it the merge can be undone. */
interface Merged {
  id: number
  eventId: number
}
type MergeMethods<N extends MergeName> = { [K in `${N}.compare`]: Method<typeof compareInput, Comparison<N>> } & {
  [K in `${N}.merge`]: Method<typeof mergeInput, Merged>
}

function mergeMethods<N extends MergeName>(name: N): MergeMethods<N> {
  const methods = {
    /** Several records beside one another, and what they would become. */
    [`${name}.compare`]: reads(compareInput, (ctx, input) => compareRecords(ctx, name, input)),
    /** Makes one record of several, field by field. */
    [`${name}.merge`]: writes(mergeInput, async (ctx, input) => ({
      id: input.into,
      eventId: await mergeRecords(ctx, name, input),
    })),
  }
  // Computed keys lose their names for the compiler; they are written out in MergeMethods.
  return methods as unknown as MergeMethods<N>
}

export const duplicateMethods = {
  ...mergeMethods('contacts'),
  ...mergeMethods('companies'),
  ...mergeMethods('deals'),
  /** Groups of clients that may be one and the same. */
  'duplicates.list': reads(queueInput, duplicateQueue),
  /** Those groups that are so beyond doubt, for who would merge them all. */
  'duplicates.sure': reads(queueInput.pick({ record: true }), sureDuplicates),
  /** These are not the same: nobody is asked again. */
  'duplicates.keepApart': writes(apartInput, (ctx, input) => keepApart(ctx, input, true)),
  /** Takes that back. */
  'duplicates.bringTogether': writes(apartInput, (ctx, input) => keepApart(ctx, input, false)),
}
