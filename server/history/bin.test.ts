import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readyGrants } from '../roles/ready.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
let one: Person
let two: Person
before(async () => {
  app = await startTestApp()
  one = await app.person('One', ['seller'])
  two = await app.person('Two', ['seller'])
})
after(() => app.stop())

const count = async (person: Person, record: string) =>
  (await person.does('bin.get', {})).kinds.find((kind) => kind.record === record)?.count

test('a stranger and another seller take nothing out of the bin, and count nothing in it', async () => {
  const deal = await makes(one).deal()
  await one.does('deals.remove', { id: deal.id })
  assert.equal((await app.inject('bin.restore', { record: 'deals', ids: [deal.id] })).status, 403)
  assert.equal((await two.tries('bin.restore', { record: 'deals', ids: [deal.id] }))?.status, 404)
  assert.equal(await count(two, 'deals'), 0)
  assert.equal(await count(one, 'deals'), 1)
  assert.equal(await count(one, 'products'), undefined, 'he may delete none')
})

test('who sees and may not delete reads nothing of what lies in the bin', async () => {
  const boss = app.administrator
  const grants = readyGrants('all').filter(({ action }) => action !== 'delete')
  const role = await boss.does('roles.create', { name: 'Deletes nothing', grants })
  const reader = await app.person('Reader', [])
  await boss.does('users.change', { id: reader.id, fields: { roleIds: [role.id] } })
  const { id } = await makes(boss).fullDeal()
  const questions = [
    ['deals.get', { id }],
    ['deals.products', { id }],
    ['deals.stages', { id }],
    ['events.list', { record: 'deals', id }],
    ['access.who', { record: 'deals', id }],
  ] as const
  for (const [method, input] of questions) assert.equal(await reader.tries(method, input), null, method)
  await boss.does('deals.remove', { id })
  for (const [method, input] of questions) {
    assert.equal((await reader.tries(method, input))?.status, 404, method)
    assert.equal(await boss.tries(method, input), null, method)
  }
})

test('several come back at once, or none does', async () => {
  const own = makes(one)
  const ids = [await own.company(), await own.company()].map(({ id }) => id)
  for (const id of ids) await one.does('companies.remove', { id })
  const foreign = await makes(two).company()
  await two.does('companies.remove', { id: foreign.id })
  assert.equal((await one.tries('bin.restore', { record: 'companies', ids: [...ids, foreign.id] }))?.status, 404)
  assert.equal(await count(one, 'companies'), 2)
  await one.does('bin.restore', { record: 'companies', ids })
  assert.equal(await count(one, 'companies'), 0)
  assert.equal((await one.does('companies.list', {})).items.length, 2)
})
