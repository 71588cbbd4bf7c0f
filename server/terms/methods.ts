import { z } from 'zod'
import { records } from '../../model/records.ts'
import { reads } from '../platform/method.ts'
import { arranges } from '../records/arranging.ts'
import type { Subject } from '../records/change.ts'
import { recordMethods } from '../records/methods.ts'
import { demandUnique } from '../records/unique.ts'
import { demandUnused, usesOf } from './uses.ts'

export const termsSubject: Subject<'terms'> = {
  name: 'terms',
  async prepare(ctx, drafts) {
    for (const { id, next } of drafts) {
      next.position ??= id
      next.active ??= true
    }
    await demandUnique(ctx, 'terms', 'name', drafts, { within: 'dictionary' })
    const leaving = drafts.filter(({ old, next }) => old?.removedAt === null && next.removedAt !== null)
    for (const [dictionary, words] of Map.groupBy(leaving, ({ next }) => next.dictionary))
      await demandUnused(
        ctx,
        dictionary,
        words.map(({ id }) => id),
      )
  },
}

export const termMethods = {
  ...recordMethods(termsSubject),
  'terms.arrange': arranges(termsSubject),
  /** In how many records that one sees each word of a dictionary stands. */
  'terms.uses': reads(z.strictObject({ dictionary: records.terms.fields.dictionary.schema }), (ctx, { dictionary }) =>
    usesOf(ctx, dictionary),
  ),
}
