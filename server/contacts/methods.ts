import { tellAssigned } from '../notifications/assignment.ts'
import { AppError } from '../platform/errors.ts'
import { reads } from '../platform/method.ts'
import type { Subject } from '../records/change.ts'
import { markForComparing } from '../records/marking.ts'
import { recordMethods } from '../records/methods.ts'
import { similarClients, similarInput } from '../records/similar.ts'

export const contactsSubject: Subject<'contacts'> = {
  name: 'contacts',
  async prepare(_ctx, drafts) {
    for (const { next } of drafts) {
      const name = [next.firstName, next.middleName, next.lastName].filter(Boolean).join(' ')
      if (!next.firstName && !next.lastName)
        throw new AppError('invalid', 'error.contact.name', {}, { field: 'lastName' })
      next.name = name
    }
  },
  async written(ctx, drafts) {
    await Promise.all([tellAssigned(ctx, 'contacts', drafts), markForComparing(ctx, 'contacts', drafts)])
  },
}

export const contactMethods = {
  ...recordMethods(contactsSubject),
  /** Contacts that somebody who is being written down may already be. */
  'contacts.similar': reads(similarInput, (ctx, input) => similarClients(ctx, 'contacts', input)),
}
