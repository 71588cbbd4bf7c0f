import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { readyRoles } from '../../model/roles.ts'
import { cases, startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
let clients: { companies: number[]; contacts: number[]; tags: number[]; product: number }
let stageIds: number[]
before(async () => {
  app = await startTestApp()
  const { administrator } = app
  const own = makes(administrator)
  const euro = (await administrator.does('currencies.list', { filter: { field: 'code', op: 'eq', value: 'EUR' } }))
    .items[0]!
  await administrator.does('currencies.setRate', { id: euro.id, rate: '1.0873' })
  await administrator.does('pipelines.create', { name: 'Second' })
  stageIds = (await administrator.does('stages.list', { limit: 100 })).items.map(({ id }) => id)
  clients = {
    companies: [(await own.company()).id, (await own.company()).id],
    contacts: [(await own.contact()).id, (await own.contact()).id, (await own.contact()).id],
    tags: [await own.tag(), await own.tag()],
    product: (await own.product({ taxRate: '20', price: '19.99' })).id,
  }
})
after(() => app.stop())

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const among = (list: () => number[]) => fc.nat().map((at) => list()[at % list().length]!)
const several = (list: () => number[]) => fc.uniqueArray(among(list), { maxLength: 3 })
const text = fc.constantFrom(null, 'Ёлка', 'a', 'the other')
const fields = fc.record({
  title: maybe(fc.constantFrom('One', 'Two', 'Три')),
  amount: maybe(fc.constantFrom(null, '0', '12.34', '-5', '1000000')),
  currency: maybe(fc.constantFrom('USD', 'EUR')),
  amountFrom: maybe(fc.constantFrom('products' as const, 'hand' as const)),
  probability: maybe(fc.constantFrom(null, 0, 100)),
  beginDate: maybe(fc.constantFrom(null, '2026-01-31')),
  closeDate: maybe(fc.constantFrom(null, '2026-02-01', '2027-12-31')),
  opened: maybe(fc.boolean()),
  observerIds: maybe(fc.constantFrom([], [1])),
  companyId: maybe(
    fc.option(
      among(() => clients.companies),
      { nil: null },
    ),
  ),
  contactIds: maybe(several(() => clients.contacts)),
  tagIds: maybe(several(() => clients.tags)),
  comment: maybe(text),
  utmTerm: maybe(text),
})
const line = fc.record({
  name: fc.constantFrom('Work', 'Parts'),
  price: maybe(fc.constantFrom('0', '10', '0.0125')),
  quantity: fc.constantFrom('1', '2.5', '-1'),
  discount: fc.constantFrom('0', '7.5'),
  taxRate: maybe(fc.constantFrom(null, '20')),
  productId: fc.boolean(),
})
const lines = fc.array(line, { maxLength: 3 }).map((list) =>
  list.map(({ productId, price, ...rest }) => ({
    ...rest,
    price: productId ? price : (price ?? '5'),
    ...(productId ? { productId: clients.product } : {}),
  })),
)
type Act = { method: string; fields?: object; lines?: object[]; stage?: number }
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ method: fc.constant('deals.change'), fields }) },
  {
    weight: 4,
    arbitrary: fc.record({
      method: fc.constant('deals.move'),
      stage: fc.nat({ max: 21 }),
      fields: fc.oneof(fc.constant({}), fields),
    }),
  },
  { weight: 2, arbitrary: fc.record({ method: fc.constant('deals.setProducts'), lines }) },
  { weight: 1, arbitrary: fc.constant({ method: 'deals.remove' }) },
)

/** A deal as people see it; what tells when it was touched apart. */
async function shown(person: Person, id: number): Promise<object> {
  const {
    version: _version,
    updatedAt: _at,
    updatedBy: _by,
    stageSince: _since,
    closedAt,
    removedAt,
    products,
    may: _may,
    ...deal
  } = await person.does('deals.get', { id })
  return {
    ...deal,
    closed: closedAt !== null,
    removed: removedAt !== null,
    ...products,
    lines: products!.lines.map(({ id: _id, ...one }) => one),
  }
}

test('whatever was done to a deal, undoing it brings back what was; undoing that does it again', async () => {
  const { administrator } = app
  const undone: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(fields, lines, fc.array(act, { minLength: 1, maxLength: 5 }), async (start, first, acts) => {
      const id = await administrator.does('deals.create', { ...start, lines: first } as object).then(
        (deal) => deal.id,
        () => null,
      )
      // Dates or amounts that don't go together are refused, as they should be.
      if (id === null) return
      const last = async () => (await administrator.does('events.list', { record: 'deals', id, limit: 1 })).items[0]!
      for (const { method, stage, ...rest } of acts) {
        const before = await shown(administrator, id)
        const event = await last()
        const refused = await administrator.tries(method, {
          id,
          ...rest,
          ...(stage === undefined ? {} : { stageId: stageIds[stage % stageIds.length] }),
        })
        assert.notEqual(refused?.status, 500, `${method}: ${refused?.message ?? ''}`)
        const done = await last()
        if (done.id === event.id) {
          assert.deepEqual(await shown(administrator, id), before)
          continue
        }
        const after = await shown(administrator, id)
        await administrator.does('events.undo', { id: done.id })
        assert.deepEqual(await shown(administrator, id), before, `${method} ${JSON.stringify(done.changes)}`)
        const undoing = await last()
        assert.equal(undoing.undoes, done.id)
        await administrator.does('events.undo', { id: undoing.id })
        assert.deepEqual(await shown(administrator, id), after, `again: ${method} ${JSON.stringify(done.changes)}`)
        undone[method] = (undone[method] ?? 0) + 1
        if (method === 'deals.remove') break
      }
    }),
    { numRuns: cases(40) },
  )
  for (const method of ['deals.change', 'deals.move', 'deals.setProducts', 'deals.remove'])
    assert.ok((undone[method] ?? 0) > 3, `${method}: ${String(undone[method])}`)
})

test('clients, people and the rest are brought back too', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const [contact, company, department] = [await own.contact(), await own.company(), await own.department()]
  const person = await app.person('Changing', ['seller'])
  const changes: [string, number, object][] = [
    [
      'contacts',
      contact.id,
      {
        firstName: 'Another',
        phones: [{ type: 'work', value: '+79123456789' }],
        companyIds: clients.companies,
        birthDate: '1990-01-01',
      },
    ],
    [
      'companies',
      company.id,
      { name: 'Other', parentId: clients.companies[0], revenue: '10.00', revenueCurrency: 'EUR', employees: 3 },
    ],
    ['departments', department.id, { name: 'Other', headId: 1 }],
    [
      'users',
      person.id,
      { name: 'Other', email: 'other@example.com', roleIds: [readyRoles.head], departmentId: department.id },
    ],
    ['products', clients.product, { name: 'Other', price: '5.5', taxRate: null }],
    ['stages', stageIds[0]!, { name: 'Other', rottenAfter: 5 }],
  ]
  for (const [name, id, values] of changes) {
    const get = async () => {
      const {
        version: _v,
        updatedAt: _u,
        updatedBy: _b,
        ...rest
      } = (await administrator.does(`${name}.get` as 'deals.get', { id })) as unknown as Record<string, unknown>
      return rest
    }
    const before = await get()
    await administrator.does(`${name}.change` as 'deals.change', { id, fields: values })
    assert.notDeepEqual(await get(), before)
    const { items } = await administrator.does('events.list', { record: name as 'deals', id, limit: 1 })
    await administrator.does('events.undo', { id: items[0]!.id })
    assert.deepEqual(await get(), before, name)
  }
})

test('what people can’t write can’t be taken back by them, and that is said', async () => {
  const { administrator } = app
  const rubles = (await administrator.does('currencies.list', { filter: { field: 'code', op: 'eq', value: 'RUB' } }))
    .items[0]!
  await administrator.does('currencies.setRate', { id: rubles.id, rate: '0.0123' })
  const { items } = await administrator.does('events.list', { record: 'currencies', id: rubles.id, limit: 1 })
  const refused = await administrator.tries('events.undo', { id: items[0]!.id })
  assert.deepEqual([refused?.status, refused?.key], [409, 'error.undo.kind'])
})
