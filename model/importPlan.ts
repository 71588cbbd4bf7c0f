import { z } from 'zod'

/** What the rows of a file may be for the one who brings it by hand. */
export const planRecords = ['deals', 'contacts', 'companies', 'products'] as const
export type PlanRecord = (typeof planRecords)[number]

/** Where a column of a file goes: `deals.amount`, `companies.name`, `lines.price`. */
export type Place = `${PlanRecord | 'lines'}.${string}`

const word = z.string().min(1).max(255)
/** How days may be written. */
export const planDates = ['YYYY-MM-DD', 'DD.MM.YYYY', 'DD.MM.YY', 'DD/MM/YYYY', 'MM/DD/YYYY'] as const
const written = z.strictObject({
  date: z.enum(planDates).optional(),
  decimal: z.enum(['.', ',']).optional(),
  separator: z.string().min(1).max(3).optional(),
})
export const planSchema = z.strictObject({
  record: z.enum(planRecords),
  columns: z
    .array(
      z.strictObject({
        column: word,
        /** null: left out */
        place: z
          .string()
          .max(80)
          .regex(/^(deals|contacts|companies|products|lines)\.[A-Za-z]+$/)
          .transform((text) => text as Place)
          .nullable(),
        as: written.optional(),
        /** what becomes of a name that is not there */
        missing: z.enum(['create', 'refuse', 'empty']).optional(),
      }),
    )
    .max(500),
  /** what becomes of records that are there already */
  existing: z.enum(['skip', 'fill', 'overwrite']),
  /** the place by which the records of the rows are recognised; null: every row is a new one */
  key: z.string().max(80).nullable(),
  /** the pipeline that deals without one come into; null: the first */
  pipeline: word.nullable(),
  /** stages to be made in it */
  newStages: z.array(z.string().min(1).max(120)).max(100),
  /** column → what is written → what it means */
  values: z.record(word, z.record(z.string().max(1000), z.string().max(1000))),
})
/** By what the records of a file may be recognised, the surest first. */
export const planKeys: Record<PlanRecord, readonly Place[]> = {
  deals: ['deals.origin', 'deals.title'],
  contacts: ['contacts.name', 'contacts.lastName', 'contacts.phones', 'contacts.emails'],
  companies: ['companies.name', 'companies.phones', 'companies.emails'],
  products: ['products.article', 'products.name'],
}
/** What they are recognised by until somebody says otherwise: the name of a deal is no key unasked. */
export const usualKey = (record: PlanRecord, columns: readonly { place: Place | null }[]): Place | null =>
  planKeys[record].find((key) => key !== 'deals.title' && columns.some(({ place }) => place === key)) ?? null

/** How a file is imported, as the one who brings it decides column by column. */
export type Plan = z.output<typeof planSchema>
export type PlannedColumn = Plan['columns'][number]

/** The originator of deals that carry a number of another system, so that they are recognised when they come again. */
const originator = 'import'

/** The mapping that a plan comes to: documented in docs/import.md. */
export function mappingOf({ record, columns, existing, key, pipeline, newStages, values }: Plan): object {
  const leftOut = columns.filter(({ place }) => !place).map(({ column }) => column)
  const of = (name: PlanRecord | 'lines') =>
    columns
      .filter(({ place }) => place?.startsWith(`${name}.`))
      .map(({ column, place, as, missing }) => ({
        column,
        field: place!.slice(name.length + 1),
        ...(as ? { as } : {}),
        ...(missing ? { missing } : {}),
      }))
  const common = { values, leftOut }
  const has = (list: readonly { field: string }[], ...fields: string[]) =>
    list.some(({ field }) => fields.includes(field))
  if (record !== 'deals') {
    const given = of(record)
    const by = key?.slice(record.length + 1)
    // Of those of one family name, the first name tells who it is.
    const parts = by === 'lastName' ? ['lastName', 'firstName', 'middleName'].filter((field) => has(given, field)) : []
    return { record, columns: given, key: parts.length ? parts : by ? [by] : [], existing, ...common }
  }
  const rows: object[] = []
  const links: Record<string, string> = {}
  const companies = of('companies')
  if (has(companies, 'name')) {
    rows.push({ record: 'companies', called: 'company', columns: companies, key: ['name'], existing })
    links['companyId'] = 'company'
  } else leftOut.push(...companies.map(({ column }) => column))
  const contacts = of('contacts')
  if (has(contacts, 'name', 'lastName', 'firstName')) {
    const named = has(contacts, 'name') ? ['name'] : ['lastName', 'firstName'].filter((field) => has(contacts, field))
    // The same person under another spelling of the name has the same phone.
    const channel = ['phones', 'emails'].find((field) => has(contacts, field))
    const firstBy = channel === undefined ? {} : { firstBy: channel }
    rows.push({ record: 'contacts', called: 'contact', columns: contacts, key: named, ...firstBy, existing })
    links['contactIds'] = 'contact'
  } else leftOut.push(...contacts.map(({ column }) => column))

  const deals = of('deals')
  const byNumber = key === 'deals.origin' && has(deals, 'origin')
  const own = byNumber ? ['originator', 'origin'] : key && has(deals, key.slice(6)) ? [key.slice(6)] : []
  const lines = of('lines')
  const at = (field: string) => lines.find((one) => one.field === field)
  const product = at('product')
  if (!product) leftOut.push(...lines.map(({ column }) => column))
  const amount = deals.find(({ field }) => field === 'amount')
  const figure = (field: 'quantity' | 'price') => {
    // A deal of one product for a sum: the sum is its price.
    const found = at(field) ?? (field === 'price' && !at('quantity') ? amount : undefined)
    return found ? { [field]: { column: found.column, ...(found.as ? { as: found.as } : {}) } } : {}
  }
  const named = [product, companies.find(({ field }) => field === 'name')].flatMap((one) => one?.column ?? [])
  const set = {
    ...(has(deals, 'origin') ? { originator } : {}),
    ...(pipeline !== null && !has(deals, 'pipelineId') ? { pipelineId: { name: pipeline } } : {}),
  }
  rows.push({
    record,
    columns: deals,
    set,
    links,
    key: own,
    existing,
    ...(has(deals, 'title') || !named.length ? {} : { templates: { title: titles(named) } }),
    ...(product
      ? {
          lines: [
            {
              product: { column: product.column, missing: product.missing ?? 'refuse' },
              ...figure('quantity'),
              ...figure('price'),
            },
          ],
          ...(own.length ? { repeated: 'lines' } : {}),
        }
      : {}),
  })
  const ensure =
    pipeline !== null && newStages.length
      ? {
          ensure: {
            pipelines: [{ name: pipeline, stages: newStages.map((name) => ({ name, meaning: meaningOf(name) })) }],
          },
        }
      : {}
  return { rows, ...ensure, ...common }
}

/** What a stage means by its name, as far as it tells. */
const meaningOf = (name: string): 'won' | 'lost' | 'open' =>
  /\b(lost|failed|rejected)\b|проигр|провал|отказ/i.test(name)
    ? 'lost'
    : /\b(won|success)\b|выигр|успеш/i.test(name)
      ? 'won'
      : 'open'

/** A deal without a name is named after what is sold to whom. */
function titles(columns: readonly string[]): string[] {
  const all = columns.map((column) => `{${column}}`)
  return [all.join(' — '), ...(all.length > 1 ? [all[0]!] : [])]
}
