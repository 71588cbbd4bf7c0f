import type { RecordName } from '../model/records.ts'
import { activitiesSubject } from './activities/activities.ts'
import { companiesSubject } from './companies/methods.ts'
import { contactsSubject } from './contacts/methods.ts'
import { currenciesSubject } from './currencies/methods.ts'
import { dealsSubject } from './deals/deals.ts'
import { customFieldsSubject } from './customFields/customFields.ts'
import { departmentsSubject } from './departments/methods.ts'
import { groupsSubject } from './groups/methods.ts'
import { pipelinesSubject, stagesSubject } from './pipelines/pipelines.ts'
import { productSectionsSubject, productsSubject } from './products/methods.ts'
import type { Subject } from './records/change.ts'
import { rolesSubject } from './roles/roles.ts'
import { termsSubject } from './terms/methods.ts'
import { usersSubject } from './users/users.ts'

/** How each record is written. */
export const subjects: { [N in RecordName]: Subject<N> } = {
  users: usersSubject,
  departments: departmentsSubject,
  groups: groupsSubject,
  roles: rolesSubject,
  currencies: currenciesSubject,
  pipelines: pipelinesSubject,
  stages: stagesSubject,
  terms: termsSubject,
  customFields: customFieldsSubject,
  contacts: contactsSubject,
  companies: companiesSubject,
  productSections: productSectionsSubject,
  products: productsSubject,
  deals: dealsSubject,
  activities: activitiesSubject,
}
