import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Grant } from '../../model/roles.ts'
import { startTestApp, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
before(async () => (app = await startTestApp()))
after(() => app.stop())

/** A word that stands in a deal is removed while the deal lies in the bin. */
async function removeWord(dealId: number, id: number): Promise<void> {
  await app.administrator.does('deals.remove', { id: dealId })
  await app.administrator.does('terms.remove', { id })
  await app.administrator.does('deals.restore', { id: dealId })
}

test('a copy is open, at the start of its pipeline, with the same client and lines; its history is its own', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const deal = await own.fullDeal({ amountFrom: 'products' })
  await administrator.does('deals.move', { id: deal.id, stageId: 7 })
  const copy = await administrator.does('deals.copy', { id: deal.id })
  assert.notEqual(copy.id, deal.id)
  assert.deepEqual([copy.title, copy.state, copy.stageId, copy.amount], [deal.title, 'open', deal.stageId, deal.amount])
  assert.deepEqual(
    [copy.companyId, copy.contactIds, copy.observerIds],
    [deal.companyId, deal.contactIds, deal.observerIds],
  )
  const plain = (products: typeof copy.products) => products!.lines.map(({ id: _id, ...line }) => line)
  assert.deepEqual(plain(copy.products), plain(deal.products))
  assert.deepEqual(
    (await administrator.does('deals.stages', { id: copy.id })).map(({ kind, leftAt }) => [kind, leftAt]),
    [['created', null]],
  )
  assert.equal(copy.returnCustomer, true, 'the client has bought before')
})

test('people who have left and words that are used no more do not come over, nor do they stand in the way', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const leaving = await app.person('Leaving', ['seller'])
  const [tag, kept] = [await own.tag(), await own.tag()]
  const [contact, gone] = [await own.contact(), await own.contact()]
  const deal = await own.deal({ observerIds: [leaving.id, 1], tagIds: [tag, kept], contactIds: [gone.id, contact.id] })
  await administrator.does('users.change', { id: leaving.id, fields: { active: false } })
  await removeWord(deal.id, tag)
  await administrator.does('contacts.remove', { id: gone.id })
  const copy = await administrator.does('deals.copy', { id: deal.id })
  assert.deepEqual([copy.observerIds, copy.tagIds, copy.contactIds], [[1], [kept], [contact.id]])
  // Editing the deal itself keeps what it has.
  const changed = await administrator.does('deals.change', {
    id: deal.id,
    fields: { contactIds: [gone.id, contact.id], title: 'Still' },
  })
  assert.deepEqual(
    [changed.contactIds, changed.observerIds],
    [
      [gone.id, contact.id],
      [leaving.id, 1],
    ],
  )
})

test('a line names its unit among the units, live or not; anything else is unknown', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const deal = await own.deal()
  const unit = (
    await administrator.does('terms.list', { filter: { field: 'dictionary', op: 'eq', value: 'unit' }, limit: 1 })
  ).items[0]!
  const set = (unitId: number | null) =>
    administrator.tries('deals.setProducts', { id: deal.id, lines: [{ name: 'Nails', price: '1', unitId }] })
  assert.equal(await set(unit.id), null)
  await removeWord(deal.id, unit.id)
  assert.equal(await set(null), null)
  assert.equal(await set(unit.id), null)
  for (const other of [await own.tag(), 2_000_000_000]) {
    const refused = await set(other)
    assert.deepEqual([refused?.status, refused?.details.field], [400, 'lines.0.unitId'])
  }
  const refused = await administrator.tries('deals.create', {
    lines: [{ name: 'Nails', price: '1', unitId: 2_000_000_000 }],
  })
  assert.equal(refused?.status, 400)
})

test('who adds more than he sees is answered with what he has made, and that it is gone from him', async () => {
  const { administrator } = app
  const role = await administrator.does('roles.create', {
    name: 'Adds for others',
    grants: [
      { record: 'deals', action: 'see', range: 'all', stageId: 2 },
      { record: 'deals', action: 'add', range: 'all' },
      { record: 'products', action: 'see', range: 'all' },
    ],
  })
  const adder = await app.person('Adder', [])
  await administrator.does('users.change', { id: adder.id, fields: { roleIds: [role.id] } })
  const lines = [{ name: 'Work', price: '100', quantity: '2' }]
  const made = await adder.does('deals.create', { title: 'For another', ownerId: 1, lines })
  assert.deepEqual([made.gone, made.amount, made.products?.lines.length], [true, '200.00', 1])
  assert.equal((await adder.tries('deals.get', { id: made.id }))?.status, 404)
  const seen = await makes(administrator).deal({ stageId: 2, lines })
  const copy = await adder.does('deals.copy', { id: seen.id })
  assert.deepEqual([copy.gone, copy.amount, copy.products?.lines.length], [true, '200.00', 1])
  assert.equal((await administrator.does('deals.get', { id: copy.id })).products?.lines[0]?.name, 'Work')
})

test('lines of products that one does not see: told without them, kept by who edits the others, taken back', async () => {
  const { administrator } = app
  const role = await administrator.does('roles.create', {
    name: 'Sees no products',
    grants: ['see', 'edit', 'add'].map((action) => ({ record: 'deals', action, range: 'all' }) as Grant),
  })
  const person = await app.person('Blind', [])
  await administrator.does('users.change', { id: person.id, fields: { roleIds: [role.id] } })
  const product = await makes(administrator).product({ name: 'Secret pump', price: '7' })
  const { id } = await makes(administrator).deal({ lines: [{ productId: product.id, name: 'Pump', quantity: '2' }] })
  const told = (await person.does('deals.get', { id })).products!.lines
  assert.deepEqual(
    told.map(({ productId, name }) => [productId, name]),
    [[null, 'Pump']],
  )
  const stored = async () =>
    (await administrator.does('deals.get', { id })).products!.lines.map(({ productId, name, price }) => [
      productId,
      name,
      price,
    ])
  const line = { name: 'Pump', price: '8', quantity: '2' }
  const work = { name: 'Work', price: '1', quantity: '1' }
  for (const productId of [null, product.id]) {
    await person.does('deals.setProducts', { id, lines: [{ ...line, productId }, work] })
    assert.deepEqual(await stored(), [
      [product.id, 'Pump', '8'],
      [null, 'Work', '1'],
    ])
  }
  const other = await makes(administrator).product()
  const naming = { id, lines: [{ ...line, productId: other.id }] }
  assert.equal((await person.tries('deals.setProducts', naming))?.key, 'error.unknown')
  await person.does('deals.setProducts', { id, lines: [work] })
  const { items } = await person.does('events.list', { record: 'deals', id })
  assert.ok(!JSON.stringify(items).includes(`"productId":${String(product.id)}`))
  assert.ok(JSON.stringify(items).includes('"productId":null'))
  await person.does('events.undo', { id: items[0]!.id })
  assert.deepEqual((await stored())[0], [product.id, 'Pump', '8'])
})
