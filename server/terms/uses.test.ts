import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readyGrants } from '../roles/ready.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
let seller: Person
let boss: Person
before(async () => {
  app = await startTestApp()
  seller = await app.person('Seller', ['seller'])
  boss = app.administrator
})
after(() => app.stop())

const uses = async (dictionary: 'tag' | 'source' | 'unit', id: number) =>
  (await boss.does('terms.uses', { dictionary })).items.find((one) => one.id === id)?.count ?? 0
const word = async (dictionary: 'source' | 'unit', name: string) =>
  (await boss.does('terms.create', { dictionary, name })).id

test('a stranger and a seller keep no dictionaries and count nothing', async () => {
  const id = await makes(boss).tag()
  for (const [method, input] of [
    ['terms.uses', { dictionary: 'tag' }],
    ['terms.remove', { id }],
    ['terms.change', { id, fields: { active: false } }],
  ] as const) {
    assert.equal((await app.inject(method, input)).status, 403, method)
    assert.equal((await seller.tries(method, input))?.status, 403, method)
  }
})

test('every place where a word stands is counted; a word in use stays, and may be switched off', async () => {
  const [tag, source, unit] = [await makes(boss).tag(), await word('source', 'Billboard'), await word('unit', 'litre')]
  const deal = await makes(seller).deal({
    tagIds: [tag],
    sourceId: source,
    lines: [{ name: 'Paint', price: '5', unitId: unit }],
  })
  await makes(seller).contact({ sourceId: source })
  assert.deepEqual([await uses('tag', tag), await uses('source', source), await uses('unit', unit)], [1, 2, 1])
  for (const id of [tag, source, unit]) assert.equal((await boss.tries('terms.remove', { id }))?.key, 'error.term.used')
  await boss.does('terms.change', { id: source, fields: { active: false } })
  assert.equal((await seller.does('deals.get', { id: deal.id })).sourceId, source)
  await seller.does('deals.remove', { id: deal.id })
  assert.equal(await uses('tag', tag), 0)
  await boss.does('terms.remove', { id: tag })
  await boss.does('terms.restore', { id: tag })
})

test('who keeps the dictionaries and sees little is told how often a word stands in what he sees', async () => {
  const keeper = await app.person('Keeper', ['seller'])
  const grants = [{ record: 'terms', action: 'edit' as const, range: 'all' as const }]
  const role = await boss.does('roles.create', { name: 'Keeps words', grants })
  const { roleIds } = await boss.does('users.get', { id: keeper.id })
  await boss.does('users.change', { id: keeper.id, fields: { roleIds: [...roleIds, role.id] } })
  const [tag, unit, unseen] = [await makes(boss).tag(), await word('unit', 'gallon'), await makes(boss).tag()]
  const lines = [{ name: 'Paint', price: '5', unitId: unit }]
  await makes(boss).deal({ tagIds: [tag, unseen], lines })
  const own = await makes(keeper).deal({ tagIds: [tag], lines })
  const seen = async (dictionary: 'tag' | 'unit', id: number) =>
    (await keeper.does('terms.uses', { dictionary })).items.find((one) => one.id === id)?.count
  assert.deepEqual([await seen('tag', tag), await seen('tag', unseen), await seen('unit', unit)], [1, undefined, 1])
  const refusal = async (id: number) => (await keeper.tries('terms.remove', { id }))!
  assert.match((await refusal(tag)).message, /"count":1/)
  assert.equal((await refusal(unseen)).key, 'error.term.used.unseen')
  await boss.does('roles.change', {
    id: role.id,
    fields: {
      grants: [...grants, ...readyGrants('all')],
      fieldGrants: [
        { record: 'deals', field: 'tagIds', right: 'hidden' },
        { record: 'deals', field: 'amount', right: 'hidden' },
      ],
    },
  })
  await boss.does('users.change', { id: keeper.id, fields: { roleIds: [role.id] } })
  assert.deepEqual([await seen('tag', tag), await seen('unit', unit)], [undefined, undefined])
  await boss.does('deals.remove', { id: own.id })
})
