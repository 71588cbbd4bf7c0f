import { z } from 'zod'
import { dictionaries } from '../../model/terms.ts'
import { AppError } from '../platform/errors.ts'
import { reads } from '../platform/method.ts'
import { arranges } from '../records/arranging.ts'
import type { Subject } from '../records/change.ts'
import { recordMethods } from '../records/methods.ts'
import { demandUnique } from '../records/unique.ts'
import { countUses, usesOf } from './uses.ts'

export const termsSubject: Subject<'terms'> = {
  name: 'terms',
  async prepare(ctx, drafts) {
    for (const { id, next } of drafts) {
      next.position ??= id
      next.active ??= true
    }
    await demandUnique(ctx, 'terms', 'name', drafts, { within: 'dictionary' })
    const leaving = drafts.filter(({ old, next }) => old?.removedAt === null && next.removedAt !== null)
    for (const [dictionary, words] of Map.groupBy(leaving, ({ next }) => next.dictionary)) {
      const count = await countUses(
        ctx,
        dictionary,
        words.map(({ id }) => id),
      )
      if (count) throw new AppError('conflict', 'error.term.used', { count })
    }
  },
}

export const termMethods = {
  ...recordMethods(termsSubject),
  'terms.arrange': arranges(termsSubject),
  /** How many records each word of a dictionary stands in. */
  'terms.uses': reads(z.strictObject({ dictionary: z.enum(dictionaries) }), (ctx, { dictionary }) =>
    usesOf(ctx, dictionary),
  ),
}
