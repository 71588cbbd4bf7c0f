import { activities } from './activities.ts'
import { companies } from './companies.ts'
import { contacts } from './contacts.ts'
import { currencies } from './currencies.ts'
import { customFields } from './customFields.ts'
import { deals } from './deals.ts'
import { departments } from './departments.ts'
import type { Row } from './fields.ts'
import { groups } from './groups.ts'
import { pipelines, stages } from './pipelines.ts'
import { productSections, products } from './products.ts'
import { roles } from './roles.ts'
import { terms } from './terms.ts'
import { users } from './users.ts'

/** Every record that there is, by name. */
export const records = {
  users,
  departments,
  groups,
  roles,
  currencies,
  pipelines,
  stages,
  terms,
  customFields,
  contacts,
  companies,
  productSections,
  products,
  deals,
  activities,
}
export type Records = typeof records
export type RecordName = keyof Records
export type RowOf<N extends RecordName> = Row<Records[N]['fields']>
export const recordNames = Object.keys(records) as RecordName[]
/** The word for a field: `deals.title`. Every one has a name in every language. */
export type FieldKey = { [N in RecordName]: `${N}.${keyof Records[N]['fields'] & string}` }[RecordName]
