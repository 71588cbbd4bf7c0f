import type { InputOf, OutputOf, Person } from './app.ts'

let number = 0
/** A name that nothing else has. */
const fresh = (what: string): string => `${what} ${String(++number)}`

/** Makes records as somebody, inventing what is not given and the records that they hang on. */
export const makes = (person: Person) => ({
  deal: (fields: InputOf<'deals.create'> = {}): Promise<OutputOf<'deals.create'>> =>
    person.does('deals.create', { title: fresh('Deal'), ...fields }),
  company: (fields: Partial<InputOf<'companies.create'>> = {}): Promise<OutputOf<'companies.create'>> =>
    person.does('companies.create', { name: fresh('Company'), ...fields }),
  contact: (fields: Partial<InputOf<'contacts.create'>> = {}): Promise<OutputOf<'contacts.create'>> =>
    person.does('contacts.create', { lastName: fresh('Contact'), ...fields }),
  activity: (fields: InputOf<'activities.create'> = {}): Promise<OutputOf<'activities.create'>> =>
    person.does('activities.create', { kind: 'task', title: fresh('Task'), ...fields }),
  product: (fields: Partial<InputOf<'products.create'>> = {}): Promise<OutputOf<'products.create'>> =>
    person.does('products.create', { name: fresh('Product'), price: '10', ...fields }),
  department: (fields: Partial<InputOf<'departments.create'>> = {}): Promise<OutputOf<'departments.create'>> =>
    person.does('departments.create', { name: fresh('Department'), ...fields }),
  tag: async (): Promise<number> => (await person.does('terms.create', { dictionary: 'tag', name: fresh('Tag') })).id,
  /** A deal with a company, two contacts, a tag, an observer and two lines, one of them from the catalogue. */
  async fullDeal(fields: InputOf<'deals.create'> = {}): Promise<OutputOf<'deals.create'>> {
    const own = makes(person)
    const company = await own.company()
    const contacts = [await own.contact({ companyIds: [company.id] }), await own.contact()]
    return own.deal({
      companyId: company.id,
      contactIds: contacts.map(({ id }) => id),
      observerIds: [1],
      lines: [{ name: 'Work', price: '100', quantity: '3' }],
      ...fields,
    })
  },
})
