import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { demandMoney } from '../currencies/money.ts'
import { tellAssigned } from '../notifications/assignment.ts'
import { reads } from '../platform/method.ts'
import type { Subject } from '../records/change.ts'
import { markForComparing } from '../records/marking.ts'
import { recordMethods } from '../records/methods.ts'
import { similarClients, similarInput } from '../records/similar.ts'
import { demandTree } from '../records/unique.ts'
import { familyOf } from './family.ts'

export const companiesSubject: Subject<'companies'> = {
  name: 'companies',
  async prepare(ctx, drafts) {
    await demandMoney(ctx, 'companies', drafts)
    await demandTree(ctx, 'companies', drafts)
  },
  async written(ctx, drafts) {
    await Promise.all([tellAssigned(ctx, 'companies', drafts), markForComparing(ctx, 'companies', drafts)])
  },
}

export const companyMethods = {
  ...recordMethods(companiesSubject),
  /** The companies above and below one. */
  'companies.family': reads(z.strictObject({ id: integerId }), (ctx, { id }) => familyOf(ctx, id)),
  /** Companies that one which is being written down may already be. */
  'companies.similar': reads(similarInput, (ctx, input) => similarClients(ctx, 'companies', input)),
}
