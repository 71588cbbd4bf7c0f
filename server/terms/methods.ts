import type { Subject } from '../records/change.ts'
import { recordMethods } from '../records/methods.ts'
import { demandUnique } from '../records/unique.ts'

export const termsSubject: Subject<'terms'> = {
  name: 'terms',
  async prepare(ctx, drafts) {
    for (const { id, next } of drafts) {
      next.position ??= id
      next.active ??= true
    }
    await demandUnique(ctx, 'terms', 'name', drafts, { within: 'dictionary' })
  },
}

export const termMethods = recordMethods(termsSubject)
