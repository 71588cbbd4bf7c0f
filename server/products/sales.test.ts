import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readyGrants } from '../roles/ready.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
let seller: Person
before(async () => {
  app = await startTestApp()
  seller = await app.person('Seller', ['seller'])
})
after(() => app.stop())

const stageOf = async (meaning: string) => {
  const { items } = await app.administrator.does('stages.list', { sort: ['position'] })
  return items.find((stage) => stage.meaning === meaning)!.id
}

test('a stranger is told nothing', async () => {
  for (const method of ['products.sales', 'products.deals'])
    assert.equal((await app.inject(method, { id: 1 })).status, 403, method)
})

test('what a product has brought: its lines in won deals, in the base currency, of those that one sees', async () => {
  const boss = app.administrator
  const make = makes(boss)
  const currencies = await boss.does('currencies.list', {})
  const euro = currencies.items.find(({ code }) => code === 'EUR')!
  await boss.does('currencies.setRate', { id: euro.id, rate: '2' })
  const [pump, other] = [await make.product({ price: '100' }), await make.product({ price: '7' })]
  const won = await stageOf('won')
  const line = (quantity: string) => ({ productId: pump.id, quantity })
  const first = await make.deal({ stageId: won, lines: [line('2'), line('1'), { productId: other.id, quantity: '1' }] })
  const second = await makes(seller).deal({
    stageId: won,
    currency: 'EUR',
    lines: [{ ...line('1'), price: '50', name: 'Pump' }],
  })
  const third = await make.deal({ lines: [line('4')] })
  const removed = await make.deal({ stageId: won, lines: [line('9')] })
  await boss.does('deals.remove', { id: removed.id })

  assert.deepEqual(await boss.does('products.sales', { id: pump.id }), {
    won: { count: 2, quantity: '4', amount: '400.00' },
    open: { count: 1, quantity: '4', amount: '400.00' },
    currency: 'USD',
  })
  assert.deepEqual(await seller.does('products.sales', { id: pump.id }), {
    won: { count: 1, quantity: '1', amount: '100.00' },
    open: { count: 0, quantity: '0', amount: '0' },
    currency: 'USD',
  })
  assert.deepEqual(await boss.does('products.deals', { id: pump.id }), {
    ids: [third.id, second.id, first.id],
    next: null,
  })
  const page = await boss.does('products.deals', { id: pump.id, limit: 2 })
  assert.deepEqual(page, { ids: [third.id, second.id], next: second.id })
  assert.deepEqual((await boss.does('products.deals', { id: pump.id, limit: 2, after: page.next! })).ids, [first.id])
  assert.deepEqual((await seller.does('products.deals', { id: pump.id })).ids, [second.id])
})

test('what a product has brought is told of the pipelines whose lines one sees, and not at all where one sees none', async () => {
  const boss = app.administrator
  const make = makes(boss)
  const product = await make.product({ price: '100' })
  const { id: closed } = await boss.does('pipelines.create', { name: 'Closed' })
  const lines = [{ productId: product.id, quantity: '2' }]
  const [open] = [await make.deal({ lines }), await make.deal({ lines, pipelineId: closed })]
  const partner = await app.person('Partner', [])
  const { id: roleId } = await boss.does('roles.create', { name: 'Partner', grants: readyGrants('all') })
  await boss.does('users.change', { id: partner.id, fields: { roleIds: [roleId] } })
  const hide = (place: object) =>
    boss.does('roles.change', {
      id: roleId,
      fields: { fieldGrants: [{ record: 'deals', field: 'amount', right: 'hidden', ...place }] },
    })
  await hide({ pipelineId: closed })
  assert.deepEqual((await partner.does('products.sales', { id: product.id })).open, {
    count: 1,
    quantity: '2',
    amount: null,
  })
  assert.deepEqual((await partner.does('products.deals', { id: product.id })).ids, [open.id])
  await hide({})
  const untold = { count: null, quantity: null, amount: null }
  const told = await partner.does('products.sales', { id: product.id })
  assert.deepEqual([told.won, told.open], [untold, untold])
  assert.equal((await partner.tries('products.deals', { id: product.id }))?.details.field, 'lines')
})
