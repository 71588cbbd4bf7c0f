import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { askedAt } from '../../model/asked.ts'
import { meanings } from '../../model/pipelines.ts'
import { readyGrants } from '../roles/ready.ts'
import { cases, startTestApp, type Person, type TestApp } from '../test/app.ts'
import { installed } from '../test/importing.ts'
import { makes } from '../test/make.ts'

let app: TestApp
let boss: Person
let seller: Person
/** New, Qualified, Proposal, Negotiation, Contract, Payment; Won; the reasons of loss */
let stages: number[]
before(async () => {
  app = await startTestApp()
  boss = app.administrator
  seller = await app.person('Seller', ['seller'])
  const { items } = await boss.does('stages.list', { sort: ['position', 'id'], limit: 50 })
  stages = items.map(({ id }) => id)
  await ask(2, ['probability'])
  await ask(4, ['sourceId', 'contactIds'])
  await ask(7, ['comment'])
})
after(() => app.stop())

const ask = (stage: number, asked: string[]) => boss.does('stages.change', { id: stages[stage]!, fields: { asked } })
const lacks = (refusal: Awaited<ReturnType<Person['tries']>>) => {
  assert.equal(refusal?.key, 'error.asked')
  assert.deepEqual([refusal.status, refusal.details.needs], [400, 'fields'])
  return Object.keys(refusal.details.fields ?? {}).sort()
}
const term = async () =>
  (await boss.does('terms.create', { dictionary: 'source', name: `Word ${String(Math.random())}` })).id

test('who may not change pipelines says nothing about what stages ask for, nor what always must be filled in', async () => {
  assert.equal((await seller.tries('stages.change', { id: stages[1], fields: { asked: ['sourceId'] } }))?.status, 403)
  assert.equal(
    (await seller.tries('settings.require', { record: 'deals', field: 'sourceId', required: true }))?.status,
    403,
  )
})

test('only what people fill in can be asked for', async () => {
  for (const name of ['title', 'stageId', 'amountBase', 'returnCustomer', 'nothing', 'constructor'])
    assert.equal((await boss.tries('stages.change', { id: stages[0], fields: { asked: [name] } }))?.status, 400, name)
  assert.equal(
    (await boss.tries('settings.require', { record: 'contacts', field: 'name', required: true }))?.status,
    400,
  )
  const { asked } = await boss.does('stages.change', { id: stages[8]!, fields: { asked: ['comment', 'comment'] } })
  assert.deepEqual(asked, ['comment'])
  await ask(8, [])
})

test('a move into a stage, or past it, is held until what it asks for is filled in, and then done with it at once', async () => {
  const own = makes(seller)
  const { id } = await own.deal({ stageId: stages[0]! })
  assert.deepEqual(lacks(await seller.tries('deals.move', { id, stageId: stages[3] })), ['probability'])
  const { stageId } = await seller.does('deals.get', { id })
  assert.equal(stageId, stages[0])
  await seller.does('deals.move', { id, stageId: stages[1]! })
  assert.deepEqual(lacks(await seller.tries('deals.move', { id, stageId: stages[5], fields: { comment: 'said' } })), [
    'contactIds',
    'probability',
    'sourceId',
  ])
  assert.equal((await seller.does('deals.get', { id })).comment, null)
  const contact = await own.contact()
  const fields = { probability: 0, sourceId: await term(), contactIds: [contact.id] }
  const moved = await seller.does('deals.move', { id, stageId: stages[4]!, fields })
  assert.deepEqual([moved.stageId, moved.probability, moved.contactIds], [stages[4], 0, [contact.id]])
  const { items } = await boss.does('events.list', { record: 'deals', id })
  assert.deepEqual([items[0]!.name, Object.keys(items[0]!.changes).includes('probability')], ['deals.moved', true])
  // Back and on again nothing is asked anew.
  await seller.does('deals.move', { id, stageId: stages[0]! })
  await seller.does('deals.move', { id, stageId: stages[5]! })
})

test('winning asks for all that the stages ask for; losing for what the reason asks for alone', async () => {
  const { id } = await makes(seller).deal()
  assert.deepEqual(lacks(await seller.tries('deals.move', { id, stageId: stages[6] })), [
    'contactIds',
    'probability',
    'sourceId',
  ])
  assert.deepEqual(lacks(await seller.tries('deals.move', { id, stageId: stages[7] })), ['comment'])
  await seller.does('deals.move', { id, stageId: stages[8]! })
})

test('a deal made at a stage has what it asks for, as one that comes from another pipeline', async () => {
  assert.deepEqual(lacks(await seller.tries('deals.create', { stageId: stages[2] })), ['probability'])
  const { id } = await makes(seller).deal({ stageId: stages[2]!, probability: 5 })
  const other = await boss.does('pipelines.create', { name: 'Tenders' })
  const { items } = await boss.does('stages.list', {
    filter: { field: 'pipelineId', op: 'eq', value: other.id },
    sort: ['position'],
  })
  await boss.does('stages.change', { id: items[0]!.id, fields: { asked: ['info'] } })
  assert.deepEqual(lacks(await seller.tries('deals.move', { id, stageId: items[1]!.id })), ['info'])
  await seller.does('deals.move', { id, stageId: items[1]!.id, fields: { info: 'told' } })
  assert.deepEqual(lacks(await seller.tries('deals.create', { pipelineId: other.id })), ['info'])
})

test('what a stage asks for is not emptied while the deal is there', async () => {
  const { id } = await makes(seller).deal({ stageId: stages[2]!, probability: 5, info: 'told' })
  assert.deepEqual(lacks(await seller.tries('deals.change', { id, fields: { probability: null, info: null } })), [
    'probability',
  ])
  await seller.does('deals.change', { id, fields: { info: null, probability: 6 } })
})

test('what always must be filled in is asked of new records and at every move, and can’t be emptied', async () => {
  const { id: old } = await makes(seller).deal()
  const { id: contact } = await makes(seller).contact()
  await boss.does('settings.require', { record: 'deals', field: 'typeId', required: true })
  await boss.does('settings.require', { record: 'contacts', field: 'phones', required: true })
  try {
    assert.deepEqual(lacks(await seller.tries('deals.create', { stageId: stages[2] })), ['probability', 'typeId'])
    assert.deepEqual(lacks(await seller.tries('contacts.create', { lastName: 'Silent' })), ['phones'])
    // What was there before is changed as ever, until it moves.
    await seller.does('deals.change', { id: old, fields: { info: 'told' } })
    await seller.does('contacts.change', { id: contact, fields: { jobTitle: 'Head' } })
    assert.deepEqual(lacks(await seller.tries('deals.move', { id: old, stageId: stages[1] })), ['typeId'])
    const { id: typeId } = await boss.does('terms.create', { dictionary: 'dealType', name: 'A sale of a kind' })
    await seller.does('deals.move', { id: old, stageId: stages[1]!, fields: { typeId } })
    assert.deepEqual(lacks(await seller.tries('deals.change', { id: old, fields: { typeId: null } })), ['typeId'])
    const phones = [{ type: 'work' as const, value: '+79123456789' }]
    await seller.does('contacts.change', { id: contact, fields: { phones } })
    assert.deepEqual(lacks(await seller.tries('contacts.change', { id: contact, fields: { phones: [] } })), ['phones'])
    const { company } = await seller.does('session.get', {})
    assert.deepEqual(company.required, { deals: ['typeId'], contacts: ['phones'] })
  } finally {
    await boss.does('settings.require', { record: 'deals', field: 'typeId', required: false })
    await boss.does('settings.require', { record: 'contacts', field: 'phones', required: false })
  }
})

test('nobody is asked for a field that he does not see or may not change, nor who moves and changes nothing', async () => {
  const limited = await boss.does('roles.create', {
    name: 'Partner',
    grants: readyGrants('all'),
    fieldGrants: [
      { record: 'deals', field: 'sourceId', right: 'hidden' },
      { record: 'deals', field: 'contactIds', right: 'read' },
    ],
  })
  const moving = await boss.does('roles.create', {
    name: 'Mover',
    grants: readyGrants('all').filter(({ action }) => action !== 'edit'),
  })
  const [partner, mover] = [await app.person('Partner', []), await app.person('Mover', [])]
  await boss.does('users.change', { id: partner.id, fields: { roleIds: [limited.id] } })
  await boss.does('users.change', { id: mover.id, fields: { roleIds: [moving.id] } })
  const { id } = await makes(seller).deal()
  assert.deepEqual(lacks(await partner.tries('deals.move', { id, stageId: stages[5] })), ['probability'])
  await partner.does('deals.move', { id, stageId: stages[5]!, fields: { probability: 1 } })
  const { id: another } = await makes(seller).deal()
  await mover.does('deals.move', { id: another, stageId: stages[5]! })
  // Who comes after them is asked.
  assert.deepEqual(lacks(await seller.tries('deals.move', { id: another, stageId: stages[4] })), [
    'contactIds',
    'probability',
    'sourceId',
  ])
})

test('an undone move, a copy, a restored deal and a removed stage ask nobody', async () => {
  const { id } = await makes(seller).deal({ stageId: stages[2]!, probability: 5 })
  await seller.does('deals.move', { id, stageId: stages[0]! })
  await seller.does('deals.change', { id, fields: { probability: null } })
  const { items } = await seller.does('events.list', { record: 'deals', id })
  await seller.does('events.undo', { id: items.find(({ name }) => name === 'deals.moved')!.id })
  assert.equal((await seller.does('deals.get', { id })).stageId, stages[2])
  await seller.does('deals.remove', { id })
  await seller.does('deals.restore', { id })
  await ask(0, ['info'])
  const { stageId } = await seller.does('deals.copy', { id })
  assert.equal(stageId, stages[0])
  await ask(0, [])
  await boss.does('stages.removeInto', { id: stages[2]!, intoId: stages[4]! })
  assert.equal((await seller.does('deals.get', { id })).stageId, stages[4])
})

test('of any pipeline: a stage asks for its own and, unless the deal is lost there, for what those before it ask', () => {
  const stage = fc.record({
    meaning: fc.constantFrom(...meanings),
    position: fc.integer({ min: 0, max: 4 }),
    asked: fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd'), { maxLength: 3 }),
  })
  const pipeline = fc.array(stage, { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(pipeline, (list) => {
      const all = list.map((one, i) => ({ ...one, id: i + 1, pipelineId: 1 }))
      const way = all.filter(({ meaning }) => meaning === 'open').sort((a, b) => a.position - b.position || a.id - b.id)
      for (const one of all) {
        const told = askedAt([...all, { ...one, id: 99, pipelineId: 2, asked: ['e'] }], one)
        const names = told.map(({ name }) => name)
        assert.equal(new Set(names).size, names.length)
        const passed = one.meaning === 'won' ? way : one.meaning === 'open' ? way.slice(0, way.indexOf(one)) : []
        assert.deepEqual(new Set(names), new Set([...passed, one].flatMap(({ asked }) => asked)))
        // Said to come from where it is asked first.
        for (const { name, from } of told)
          assert.equal(from.id, [...passed, one].find(({ asked }) => asked.includes(name))!.id)
      }
    }),
    { numRuns: cases(200) },
  )
})

test('an import brings what the file has, whatever is asked for', async () => {
  await using own = await installed()
  await own.ask(own.admin, 'settings.require', { record: 'deals', field: 'sourceId', required: true })
  await own.ask(own.admin, 'stages.change', { id: 1, fields: { asked: ['probability'] } })
  const mapping = { record: 'deals', columns: [{ column: 'Title', field: 'title' }], key: ['title'] }
  const { created, refused } = await own.bring(own.admin, { mapping, file: 'Title\nOne\nTwo\n' })
  assert.deepEqual([created, refused], [{ deals: 2 }, 0])
})
