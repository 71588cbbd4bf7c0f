import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import fc from 'fast-check'
import { channelTypes, textKey, type Field } from '../../model/fields.ts'
import { records } from '../../model/records.ts'
import { readyRoles } from '../../model/roles.ts'
import type { Language } from '../../model/users.ts'
import { bareShape } from '../../model/shape.ts'
import type { Download } from '../platform/download.ts'
import { cases } from '../test/app.ts'
import { installed, type Installed } from '../test/importing.ts'
import { columnsOf } from './exportColumns.ts'
import type { Written } from './mapping.ts'
import { readHead, readRows } from './reading.ts'

type Brought = 'companies' | 'contacts' | 'deals' | 'products'
type Format = 'csv' | 'xlsx'
type Of<A> = A extends fc.Arbitrary<infer T> ? T : never

const signs = 'ab1 ,;"\'\n=+-@\t|:«ы＝_x000A_&<'
const text = (most = 12) =>
  fc
    .string({ unit: fc.constantFrom(...signs), minLength: 1, maxLength: most })
    .map((one) => one.normalize('NFC').trim())
    .filter(Boolean)
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null, freq: 3 })
const digits = (whole: number, scale: number) =>
  fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** BigInt(whole) - 1n }), fc.nat({ max: 10 ** scale - 1 }))
    .map(([a, b]) => `${String(a)}.${String(b).padStart(scale, '0')}`)
const day = fc
  .date({ min: new Date('1850-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))
const channels = (value: fc.Arbitrary<string>) =>
  fc.uniqueArray(fc.record({ type: fc.constantFrom(...channelTypes), value }), {
    maxLength: 4,
    selector: ({ type, value: one }) => `${type} ${one}`,
  })
const phone = fc.integer({ min: 1_000_000, max: 9_999_999 }).map((n) => `+7912${String(n)}`)
const reachable = {
  phones: channels(phone),
  emails: channels(fc.integer({ min: 1 }).map((n) => `a${String(n)}@example.com`)),
  sites: channels(text()),
  messengers: channels(text()),
}
const some = (list: fc.Arbitrary<string>) => fc.uniqueArray(list, { maxLength: 3, selector: textKey })

const company = fc.record({
  name: text(),
  address: maybe(text()),
  comment: maybe(text(40)),
  employees: maybe(fc.nat({ max: 2_000_000_000 })),
  revenue: maybe(digits(15, 2)),
  revenueCurrency: fc.constant('USD'),
  opened: fc.boolean(),
  type: maybe(text()),
  ...reachable,
})
const contact = fc.record({
  firstName: text(),
  middleName: maybe(text()),
  lastName: text(),
  jobTitle: maybe(text()),
  birthDate: maybe(day),
  comment: maybe(text(40)),
  opened: fc.boolean(),
  companies: some(text()),
  ...reachable,
})
const deal = fc.record({
  title: text(),
  amount: maybe(digits(12, 2)),
  sign: fc.constantFrom('', '-'),
  probability: maybe(fc.nat({ max: 100 })),
  days: fc.tuple(maybe(day), maybe(day)),
  comment: maybe(text(40)),
  sourceText: maybe(text()),
  opened: fc.boolean(),
  source: maybe(text()),
  tags: some(text()),
  company: maybe(text()),
  contacts: some(text()),
  /** the stage and the person responsible, of those there are */
  stage: fc.nat(),
  owner: fc.nat(),
  info: maybe(text(40)),
  utmSource: maybe(text()),
  utmMedium: maybe(text()),
  utmCampaign: maybe(text()),
  utmContent: maybe(text()),
  utmTerm: maybe(text()),
})
const product = fc.record({
  name: text(),
  article: maybe(text()),
  price: maybe(digits(10, 4)),
  currency: fc.constant('USD'),
  taxRate: maybe(digits(2, 2)),
  taxIncluded: fc.boolean(),
  active: fc.boolean(),
  description: maybe(text(40)),
  section: maybe(text()),
  unit: maybe(text()),
})

/** Ids by name: made once, whatever asks for them. */
function namesIn(at: Installed) {
  const known = new Map<string, Promise<number>>()
  type Named = 'terms' | 'companies' | 'contacts' | 'productSections'
  return (record: Named, name: string, dictionary?: string): Promise<number> => {
    const key = `${record} ${dictionary ?? ''} ${textKey(name)}`
    const make = () =>
      at.ask<{ id: number }>(at.admin, `${record}.create`, {
        [record === 'contacts' ? 'firstName' : 'name']: name,
        ...(dictionary ? { dictionary } : {}),
      })
    const found = known.get(key) ?? make().then(({ id }) => id)
    known.set(key, found)
    return found
  }
}

/** Columns of a record that a file brings back. */
const written = (record: Brought) =>
  Object.entries(records[record].fields as Record<string, Field>)
    .filter(([key, { readonly, kind }]) => !readonly && kind !== 'said' && key !== 'observerIds')
    .map(([key]) => key)

async function exported(at: Installed, record: Brought, format: Format, language: Language, ids: number[]) {
  const input = {
    format,
    language,
    fields: written(record),
    filter: { field: 'id', op: 'in', value: ids },
    sort: ['id'],
  }
  return buffer((await at.ask<Download>(at.admin, `${record}.export`, input)).body)
}

function mappingFor(record: Brought, format: Format, language: Language, key: string[], set: object = {}) {
  const as: Written =
    format === 'csv' && language === 'ru' ? { separator: ';', decimal: ',', date: 'DD.MM.YYYY' } : { separator: ';' }
  const columns = columnsOf(bareShape, record, written(record), 'names', language)
    .filter((column) => !(column.key in set))
    .map(({ key: field, heading }) => ({ column: heading, field }))
  return { record, columns, as, key, set, existing: 'overwrite' }
}

test('what is exported and imported again changes nothing', async () => {
  await using at = await installed()
  const idOf = namesIn(at)
  const people = [at.admin.id!]
  for (const name of ['Boris; "B"', "O'Neil"])
    people.push((await at.person({ name, roleIds: [readyRoles.seller] })).id!)
  const stages = (await at.rows('select id, pipeline_id from stages order by position')).map(({ id }) => Number(id))
  let run = 0
  const make = async (record: Brought, fields: object) =>
    (await at.ask<{ id: number }>(at.admin, `${record}.create`, fields)).id
  /** Two names that differ only as numbers of the run are no hindrance to telling records apart. */
  const told = (name: string, i: number) => `${name} ${String(run)}.${String(i)}`
  const makeAll = async (record: Brought, rows: readonly unknown[]) => {
    const ids: number[] = []
    for (const [i, row] of rows.entries()) {
      if (record === 'companies') {
        const { type, ...fields } = row as Of<typeof company>
        const typeId = type === null ? null : await idOf('terms', type, 'companyType')
        ids.push(await make(record, { ...fields, name: told(fields.name, i), typeId }))
      } else if (record === 'contacts') {
        const { companies, ...fields } = row as Of<typeof contact>
        const companyIds = await Promise.all(companies.map((name) => idOf('companies', `of ${name}`)))
        ids.push(await make(record, { ...fields, lastName: told(fields.lastName, i), companyIds }))
      } else if (record === 'products') {
        const { section, unit, ...fields } = row as Of<typeof product>
        const sectionId = section === null ? null : await idOf('productSections', section)
        const unitId = unit === null ? null : await idOf('terms', unit, 'unit')
        ids.push(await make(record, { ...fields, name: told(fields.name, i), sectionId, unitId }))
      } else {
        const { sign, days, source, tags, amount, company, contacts, stage, owner, ...fields } = row as Of<typeof deal>
        const companyId = company === null ? null : await idOf('companies', `of ${company}`)
        const contactIds = await Promise.all(contacts.map((name) => idOf('contacts', `with ${name}`)))
        const stageId = stages[stage % stages.length]
        const ownerId = people[owner % people.length]
        const linked = { companyId, contactIds, stageId, ownerId }
        const [beginDate, closeDate] = days[0] && days[1] ? [...days].sort() : days
        const sourceId = source === null ? null : await idOf('terms', source, 'source')
        const tagIds = await Promise.all(tags.map((name) => idOf('terms', name, 'tag')))
        const more = {
          amount: amount === null ? null : sign + amount,
          beginDate,
          closeDate,
          sourceId,
          tagIds,
          ...linked,
        }
        ids.push(await make(record, { ...fields, ...more, originator: 'test', origin: told('', i).trim() }))
      }
    }
    return ids
  }
  const keys: Record<Brought, string[]> = {
    companies: ['name'],
    contacts: ['firstName', 'lastName'],
    deals: ['originator', 'origin'],
    products: ['name'],
  }
  const rows = fc.oneof(
    fc.tuple(fc.constant<Brought>('companies'), fc.array(company, { minLength: 1, maxLength: 4 })),
    fc.tuple(fc.constant<Brought>('contacts'), fc.array(contact, { minLength: 1, maxLength: 4 })),
    fc.tuple(fc.constant<Brought>('deals'), fc.array(deal, { minLength: 1, maxLength: 4 })),
    fc.tuple(fc.constant<Brought>('products'), fc.array(product, { minLength: 1, maxLength: 4 })),
  )
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.constantFrom<Format>('csv', 'xlsx'),
      fc.constantFrom<Language>('ru', 'en'),
      async ([record, given], format, language) => {
        run++
        const ids = await makeAll(record, given)
        const file = await exported(at, record, format, language, ids)
        const ended = await at.bring(at.admin, { mapping: mappingFor(record, format, language, keys[record]), file })
        assert.deepEqual(await at.refusals(ended.id), [])
        const { created, updated, unchanged } = ended
        assert.deepEqual({ created, updated, unchanged }, { created: {}, updated: {}, unchanged: given.length })
        if (record !== 'deals') return
        // Brought as deals of their own, they are the same deals.
        const set = { originator: `copy ${String(run)}` }
        const copied = await at.bring(at.admin, {
          mapping: mappingFor(record, format, language, keys[record], set),
          file,
        })
        assert.deepEqual(await at.refusals(copied.id), [])
        const copies = await at.rows(`select id from deals where originator = '${set.originator}' order by id`)
        const again = await exported(
          at,
          record,
          format,
          language,
          copies.map(({ id }) => Number(id)),
        )
        assert.deepEqual(await tableOf(again, 'test'), await tableOf(file, 'test'))
      },
    ),
    { numRuns: cases(120), includeErrorInReport: true },
  )
})

/** The cells of a file, without that by which copies differ. */
async function tableOf(file: Buffer, originator: string) {
  const head = await readHead(file)
  const rows = await readRows(file, head)
  return rows.map(({ cells }) => cells.map((cell) => (/^copy \d+$/.test(cell) ? originator : cell)))
}
