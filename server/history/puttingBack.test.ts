import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { contentsOf } from '../test/contents.ts'
import { makes } from '../test/make.ts'

let app: TestApp
let anna: Person
let boris: Person
let vera: Person
before(async () => {
  app = await startTestApp()
  anna = app.administrator
  boris = await app.person('Boris', ['seller'])
  vera = await app.person('Vera', ['seller'])
})
after(() => app.stop())

const last = async (id: number, person = anna, record: 'deals' | 'contacts' = 'deals') =>
  (await person.does('events.list', { record, id, limit: 1 })).items[0]!

test('who does not see a record, or may not change it or the field, puts nothing back', async () => {
  const deal = await makes(boris).deal({ amount: '5' })
  await boris.does('deals.change', { id: deal.id, fields: { amount: '6' } })
  const { id } = await last(deal.id)
  const role = await anna.does('roles.create', {
    name: 'Reads',
    grants: [{ record: 'deals', action: 'see', range: 'all' }],
  })
  const limited = await anna.does('roles.create', {
    name: 'Without amounts',
    grants: (['see', 'edit'] as const).map((action) => ({ record: 'deals', action, range: 'all' })),
    fieldGrants: [{ record: 'deals', field: 'amount', right: 'hidden' }],
  })
  const [reader, partner] = [await app.person('Reader', []), await app.person('Partner', [])]
  await anna.does('users.change', { id: reader.id, fields: { roleIds: [role.id] } })
  await anna.does('users.change', { id: partner.id, fields: { roleIds: [limited.id] } })
  const before = await contentsOf(app.app.installation.db)
  for (const [person, status] of [
    [vera, 404],
    [reader, 403],
    [partner, 403],
  ] as const)
    assert.equal((await person.tries('events.putBack', { id, field: 'amount' }))?.status, status)
  assert.equal((await anna.tries('events.putBack', { id: 999_999_999, field: 'amount' }))?.status, 404)
  assert.equal(await contentsOf(app.app.installation.db), before)
})

test('one field goes back, however long ago it was changed and by whomever; the others stay', async () => {
  const deal = await makes(boris).deal({ title: 'Before', probability: 10 })
  await boris.does('deals.change', { id: deal.id, fields: { title: 'After', probability: 90 } })
  const { id } = await last(deal.id)
  await sql`update events set at = at - interval '1 year' where id = ${id}`.execute(app.app.installation.db)
  await anna.does('events.putBack', { id, field: 'title' })
  const { title, probability } = await anna.does('deals.get', { id: deal.id })
  assert.deepEqual([title, probability], ['Before', 90])
  const back = await last(deal.id)
  assert.deepEqual([back.changes, back.undoes, back.actorId], [{ title: ['After', 'Before'] }, id, anna.id])
  // Changed since, it is refused; so is what follows from others, what was made with the record, and what is no field.
  const again = await anna.tries('events.putBack', { id, field: 'title' })
  assert.deepEqual([again?.key, again?.details.field], ['error.undo.changed', 'title'])
  const { items } = await anna.does('events.list', { record: 'deals', id: deal.id })
  const first = items.find(({ name }) => name === 'deals.created')!
  assert.equal((await anna.tries('events.putBack', { id: first.id, field: 'title' }))?.key, 'error.putBack.field')
  for (const field of ['state', 'nothing', '__proto__', 'id'])
    assert.equal((await anna.tries('events.putBack', { id, field }))?.key, 'error.putBack.field')
})

test('a stage, links and a responsible go back by the rules that hold for them', async () => {
  const deal = await makes(anna).deal({ ownerId: boris.id })
  await anna.does('deals.move', { id: deal.id, stageId: deal.stageId + 1 })
  await boris.does('events.putBack', { id: (await last(deal.id)).id, field: 'stageId' })
  const moved = await last(deal.id)
  assert.deepEqual([moved.name, moved.changes.stageId], ['deals.moved', [deal.stageId + 1, deal.stageId]])
  const [one, two] = [await makes(anna).contact({ opened: false }), await makes(anna).contact()]
  await anna.does('deals.change', { id: deal.id, fields: { contactIds: [one.id] } })
  await anna.does('deals.change', { id: deal.id, fields: { contactIds: [two.id] } })
  const linked = await last(deal.id)
  // Boris does not see the contact that was linked before.
  assert.notEqual(await boris.tries('events.putBack', { id: linked.id, field: 'contactIds' }), null)
  await anna.does('events.putBack', { id: linked.id, field: 'contactIds' })
  assert.deepEqual((await anna.does('deals.get', { id: deal.id })).contactIds, [one.id])
  await anna.does('deals.change', { id: deal.id, fields: { ownerId: vera.id } })
  const given = await last(deal.id)
  assert.equal((await boris.tries('events.putBack', { id: given.id, field: 'ownerId' }))?.status, 404)
  await anna.does('events.putBack', { id: given.id, field: 'ownerId' })
  assert.equal((await anna.does('deals.get', { id: deal.id })).ownerId, boris.id)
  await anna.does('deals.remove', { id: deal.id })
  assert.notEqual(await anna.tries('events.putBack', { id: linked.id, field: 'contactIds' }), null)
})
