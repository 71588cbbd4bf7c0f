import type { Range } from '../../model/access.ts'
import { grantable } from '../../model/rights.ts'
import { readyRoles, type Grant, type ReadyRole } from '../../model/roles.ts'
import type { Language } from '../../model/users.ts'
import type { Context } from '../platform/method.ts'
import { createRecords } from '../records/change.ts'
import { rolesSubject } from './roles.ts'

const names: Record<ReadyRole, Record<Language, string>> = {
  administrator: { en: 'Administrator', ru: 'Администратор' },
  head: { en: 'Head of department', ru: 'Руководитель отдела' },
  seller: { en: 'Seller', ru: 'Продавец' },
}

/** Everything that can be done to deals and clients, as far as a range, and a look at the products. */
export const readyGrants = (range: Range): Grant[] => [
  ...(['deals', 'contacts', 'companies'] as const).flatMap((record) =>
    grantable(record).map((action) => ({ record, action, range: action === 'layout' ? 'own' : range })),
  ),
  ...(['see', 'export'] as const).map((action): Grant => ({ record: 'products', action, range: 'all' })),
]

/** Makes the roles that an installation begins with; their ids are those of `readyRoles`. */
export async function makeRoles(ctx: Context): Promise<void> {
  const role = (key: ReadyRole, more: object) => ({
    name: names[key][ctx.actor.language],
    position: readyRoles[key],
    ...more,
  })
  // The first of these two is marked by the server alone.
  await createRecords(ctx, rolesSubject, [
    role('administrator', { administrator: true }),
    role('head', { grants: readyGrants('below') }),
    role('seller', { grants: readyGrants('own'), byDefault: true }),
  ])
}
