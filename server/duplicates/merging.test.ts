import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { startTestApp, type InputOf, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { duplicateJobs } from './jobs.ts'

let app: TestApp
let boss: Person
let one: Person
let two: Person
before(async () => {
  app = await startTestApp()
  boss = app.administrator
  one = await app.person('One', ['seller'])
  two = await app.person('Two', ['seller'])
})
after(() => app.stop())

const phone = (value: string) => [{ type: 'work' as const, value }]
const last = async (record: 'deals' | 'contacts' | 'companies', id: number, who = boss) =>
  (await who.does('events.list', { record, id, limit: 1 })).items[0]!
/** What a record says, without what counts its changes. */
async function said(method: 'companies.get' | 'contacts.get' | 'deals.get', id: number, who = boss): Promise<object> {
  const { version: _v, updatedAt: _u, updatedBy: _b, ...rest } = await who.does(method, { id })
  return JSON.parse(
    JSON.stringify(rest, (key, value: unknown) => (key === 'id' && value !== id ? undefined : value)),
  ) as object
}

/** Two entries of one company with deals, people and a subsidiary. */
async function twins() {
  const own = makes(boss)
  const a = await own.company({
    name: 'АО «Севернефтемаш»',
    phones: phone('+73452551200'),
    address: 'Тюмень',
    comment: 'First',
  })
  const b = await own.company({
    name: 'СЕВЕРНЕФТЕМАШ, АО',
    phones: [...phone('+73452551200'), ...phone('+73452551201')],
    taxNumber: '7204118830',
    address: 'Tyumen',
    comment: 'Second',
    observerIds: [one.id],
  })
  const deals = [
    await own.deal({ companyId: a.id }),
    await own.deal({ companyId: b.id }),
    await own.deal({ companyId: b.id }),
  ]
  const person = await own.contact({ companyIds: [b.id, a.id] })
  const daughter = await own.company({ parentId: b.id })
  return { a, b, deals: deals.map(({ id }) => id), person, daughter }
}

test('a stranger is refused; who may not change and delete all of them merges none, and what he does not see is not there', async () => {
  const [mine, theirs] = [await makes(one).company({ opened: false }), await makes(two).company({ opened: false })]
  const input = { ids: [mine.id, theirs.id], into: mine.id }
  assert.equal((await app.inject('companies.merge', input, { 'sec-fetch-site': 'same-origin' })).status, 401)
  for (const method of ['companies.merge', 'companies.compare'])
    assert.equal((await one.tries(method, input))?.status, 404, method)
  await boss.does('companies.change', { id: theirs.id, fields: { observerIds: [one.id] } })
  assert.equal((await one.tries('companies.merge', input))?.status, 403)
  assert.deepEqual((await one.does('companies.compare', input)).withheld, [theirs.id])
  assert.equal((await one.does('companies.get', { id: theirs.id })).removedAt, null)
  for (const bad of [
    { ids: [mine.id], into: mine.id },
    { ids: [mine.id, mine.id], into: mine.id },
    { ids: [mine.id, theirs.id], into: 1_000_000 },
  ])
    assert.equal((await boss.tries('companies.merge', bad))?.status, 400)
})

test('a merge unites what there are several of, takes the rest as chosen, and carries along all that is linked', async () => {
  const { a, b, deals, person, daughter } = await twins()
  const compared = await boss.does('companies.compare', { ids: [a.id, b.id] })
  assert.deepEqual([compared.into, compared.withheld, compared.gain], [b.id, [], [{ id: one.id, name: 'One' }]])
  assert.deepEqual(compared.linked[b.id], { 'contacts.companyIds': 1, 'companies.parentId': 1, 'deals.companyId': 2 })
  assert.equal(compared.chosen['comment'], 'all')
  await boss.does('companies.merge', {
    ids: [a.id, b.id],
    into: a.id,
    take: { name: a.id, address: b.id },
    shows: true,
  })
  const merged = await boss.does('companies.get', { id: a.id })
  assert.deepEqual(
    [
      merged.name,
      merged.address,
      merged.taxNumber,
      merged.phones.map(({ value }) => value),
      merged.comment,
      merged.observerIds,
    ],
    ['АО «Севернефтемаш»', 'Tyumen', '7204118830', ['+73452551200', '+73452551201'], 'First\n\nSecond', [one.id]],
  )
  for (const id of deals) assert.equal((await boss.does('deals.get', { id })).companyId, a.id)
  assert.deepEqual((await boss.does('contacts.get', { id: person.id })).companyIds, [a.id])
  assert.equal((await boss.does('companies.get', { id: daughter.id })).parentId, a.id)
  // An old number leads to the one that stayed; writing to it says so; it is in the bin.
  assert.equal((await boss.does('companies.get', { id: b.id })).id, a.id)
  const refused = await boss.tries('companies.change', { id: b.id, fields: { name: 'x' } })
  assert.deepEqual([refused?.key, refused?.details.mergedInto], ['error.merged', a.id])
  const { items } = await boss.does('companies.list', { removed: true, limit: 500 })
  assert.ok(items.some(({ id }) => id === b.id))
  assert.equal((await boss.tries('companies.merge', { ids: [a.id, b.id], into: a.id }))?.key, 'error.merged')
  // The history of both, and who did it.
  const events = (await boss.does('events.list', { record: 'companies', id: a.id })).items
  assert.deepEqual(new Set(events.map(({ recordId }) => recordId)), new Set([a.id, b.id]))
  assert.deepEqual(
    [events[0]!.name, events[0]!.actorId, events[0]!.changes['merged']![1]],
    ['companies.merged', 1, [{ id: b.id, name: b.name }]],
  )
  const told = await last('deals', deals[1]!)
  assert.deepEqual([told.name, told.actorId, told.changes['companyId']], ['deals.changed', 1, [b.id, a.id]])
})

test('undone, everything is as it was; what was changed since is named and stays', async () => {
  const { a, b, deals, person, daughter } = await twins()
  const state = async () => [
    await said('companies.get', a.id),
    await said('companies.get', b.id),
    await said('companies.get', daughter.id),
    await said('contacts.get', person.id),
    await Promise.all(deals.map((id) => said('deals.get', id))),
    await boss.does('companies.totals', {}),
  ]
  const before = await state()
  const { eventId } = await boss.does('companies.merge', { ids: [a.id, b.id], into: a.id, shows: true })
  assert.notDeepEqual(await state(), before)
  const { left, id: undoing } = await boss.does('events.undo', { id: eventId })
  assert.equal(left, undefined)
  assert.deepEqual(await state(), before)
  assert.equal((await boss.tries('events.undo', { id: eventId }))?.status, 409)
  assert.equal((await boss.tries('events.undo', { id: undoing }))?.key, 'error.undo.kind')

  const again = await boss.does('companies.merge', { ids: [b.id, a.id], into: b.id, shows: true })
  // Somebody gives a deal to another company, and adds a person: the first stays there, the second is kept.
  const third = await makes(boss).company()
  await boss.does('deals.change', { id: deals[0]!, fields: { companyId: third.id } })
  await boss.does('contacts.change', { id: person.id, fields: { companyIds: [third.id, b.id] } })
  assert.equal(await boss.tries('events.undo', { id: (await last('companies', b.id)).id }), null)
  assert.equal((await boss.does('deals.get', { id: deals[0]! })).companyId, third.id)
  assert.deepEqual((await boss.does('contacts.get', { id: person.id })).companyIds, [third.id, b.id, a.id])
  assert.equal((await boss.does('companies.get', { id: a.id })).removedAt, null)
  assert.ok(again.eventId > eventId)

  const once = await boss.does('companies.merge', { ids: [a.id, b.id], into: a.id, shows: true })
  await boss.does('companies.change', { id: a.id, fields: { phones: phone('+79120000000') } })
  const refused = await boss.tries('events.undo', { id: once.eventId })
  assert.deepEqual([refused?.key, refused?.details.field], ['error.undo.changed', 'phones'])
  assert.equal((await boss.does('companies.get', { id: b.id })).id, a.id)
})

test('one who went to the bin by a merge does not come back by undoing that alone', async () => {
  const { a, b } = await twins()
  await boss.does('companies.merge', { ids: [a.id, b.id], into: a.id, shows: true })
  const { items } = await boss.does('events.list', { record: 'companies', id: a.id, limit: 10 })
  const removed = items.find(({ name, recordId }) => name === 'companies.removed' && recordId === b.id)!
  assert.equal((await boss.tries('events.undo', { id: removed.id }))?.key, 'error.undo.merge')
  // Taken out of the bin by hand it stands for itself again, with nothing linked.
  await boss.does('companies.restore', { id: b.id })
  assert.equal((await boss.does('companies.get', { id: b.id })).id, b.id)
  const event = items.find(({ name }) => name === 'companies.merged')!
  assert.equal((await boss.tries('events.undo', { id: event.id }))?.key, 'error.undo.since')
})

test('nobody sees more by a merge unless that is meant, and who would is named', async () => {
  const [mine, theirs] = [
    await makes(one).company({ opened: false, address: 'Seen by one' }),
    await makes(two).company({ opened: false, comment: 'Seen by two' }),
  ]
  const input: InputOf<'companies.merge'> = { ids: [mine.id, theirs.id], into: mine.id }
  const refused = await boss.tries('companies.merge', input)
  assert.deepEqual([refused?.status, refused?.key], [409, 'error.merge.shows'])
  assert.match(refused!.message, /One/)
  const { gain, lose } = await boss.does('companies.compare', input)
  assert.deepEqual([gain.map(({ id }) => id), lose.map(({ id }) => id)], [[one.id], [two.id]])
  assert.equal((await one.does('companies.get', { id: mine.id })).comment, null)
  // Given to who sees both anyway, nobody sees more.
  await boss.does('companies.change', { id: theirs.id, fields: { ownerId: boss.id } })
  await boss.does('companies.merge', { ...input, take: { ownerId: theirs.id } })
  assert.equal((await one.tries('companies.get', { id: mine.id }))?.status, 404)
  // One that is open to all and one that is not: not open.
  const [open, closed] = [await makes(boss).company({ opened: true }), await makes(boss).company({ opened: false })]
  await boss.does('companies.merge', { ids: [open.id, closed.id], into: open.id })
  assert.equal((await boss.does('companies.get', { id: open.id })).opened, false)
})

test('hidden fields are neither shown nor lost, and what is only to be read is not chosen', async () => {
  const role = await boss.does('roles.create', {
    name: 'Merges',
    grants: (['see', 'edit', 'delete', 'assign'] as const).flatMap((action) =>
      (['companies', 'deals'] as const).map((record) => ({ record, action, range: 'all' as const })),
    ),
    fieldGrants: [
      { record: 'companies', field: 'comment', right: 'hidden' },
      { record: 'companies', field: 'address', right: 'read' },
      { record: 'deals', field: 'amount', right: 'hidden', pipelineId: 1 },
    ],
  })
  const clerk = await app.person('Clerk', [])
  await boss.does('users.change', { id: clerk.id, fields: { roleIds: [role.id] } })
  const own = makes(boss)
  const [a, b] = [await own.company({ address: 'One' }), await own.company({ address: 'Two', comment: 'A secret' })]
  const compared = await clerk.does('companies.compare', { ids: [a.id, b.id], into: a.id })
  assert.doesNotMatch(JSON.stringify(compared), /secret/)
  assert.deepEqual(compared.fixed, ['address'])
  for (const take of [{ comment: b.id }, { address: b.id }, { nonsense: b.id }, { name: 'all' as const }])
    assert.ok((await clerk.tries('companies.merge', { ids: [a.id, b.id], into: a.id, take }))!.status < 500)
  const { eventId } = await clerk.does('companies.merge', { ids: [a.id, b.id], into: a.id })
  const merged = await boss.does('companies.get', { id: a.id })
  assert.deepEqual([merged.comment, merged.address], ['A secret', 'One'])
  assert.doesNotMatch(JSON.stringify(await clerk.does('events.list', { record: 'companies', id: a.id })), /secret/)
  await clerk.does('events.undo', { id: eventId })
  assert.deepEqual(
    [
      (await boss.does('companies.get', { id: a.id })).comment,
      (await boss.does('companies.get', { id: b.id })).comment,
    ],
    [null, 'A secret'],
  )
  // A deal out of a pipeline where the amount is hidden into one where it is not: that would show it.
  const { id: second } = await boss.does('pipelines.create', { name: 'Second' })
  const [far, near] = [await own.deal({ pipelineId: second }), await own.deal({ amount: '31337' })]
  assert.equal((await boss.tries('deals.merge', { ids: [far.id, near.id], into: far.id }))?.key, 'error.merge.shows')
  await boss.does('deals.merge', { ids: [far.id, near.id], into: near.id })
  assert.doesNotMatch(JSON.stringify(await clerk.does('events.list', { record: 'deals', id: near.id })), /31337/)
})

test('deals become one: lines once, the amount chosen, sums equal to the list, and back again', async () => {
  const own = makes(boss)
  const line = { name: 'Work', price: '100', quantity: '2' }
  const a = await own.deal({ lines: [line, { name: 'More', price: '5' }], comment: 'A' })
  const b = await own.deal({ lines: [line, { name: 'Other', price: '7' }], comment: 'B', amount: null })
  const c = await own.deal({ amount: '999.00', observerIds: [1] })
  const sums = async () => {
    const [kept, added] = [
      await boss.does('deals.totals', {}),
      await boss.does('deals.totals', { filter: { field: 'id', op: 'filled' } }),
    ]
    assert.deepEqual(kept.amount, added.amount)
    return kept
  }
  const state = async () => [
    await said('deals.get', a.id),
    await said('deals.get', b.id),
    await said('deals.get', c.id),
    await sums(),
  ]
  const before = await state()
  const { eventId } = await boss.does('deals.merge', { ids: [a.id, b.id, c.id], into: a.id })
  const merged = await boss.does('deals.get', { id: c.id })
  assert.deepEqual(
    [merged.id, merged.amount, merged.products!.lines.map(({ name }) => name), merged.comment],
    [a.id, '212.00', ['Work', 'More', 'Other'], 'A\n\nB'],
  )
  await sums()
  await boss.does('events.undo', { id: eventId })
  assert.deepEqual(await state(), before)
  const byHand = await boss.does('deals.merge', { ids: [a.id, c.id], into: a.id, take: { amount: c.id, lines: a.id } })
  const chosen = await boss.does('deals.get', { id: a.id })
  assert.deepEqual([chosen.amount, chosen.amountFrom], ['999.00', 'hand'])
  await boss.does('events.undo', { id: byHand.eventId })
  assert.deepEqual(await state(), before)
  const { items: money } = await boss.does('currencies.list', { filter: { field: 'code', op: 'eq', value: 'EUR' } })
  await boss.does('currencies.setRate', { id: money[0]!.id, rate: '1.1' })
  const euro = await own.deal({ currency: 'EUR', amount: null, lines: [line] })
  assert.equal(
    (await boss.tries('deals.merge', { ids: [a.id, euro.id], into: a.id, take: { lines: 'all' } }))?.key,
    'error.merge.currency',
  )
})

test('what was looked at before somebody changed it is a conflict; two merges at once make one', async () => {
  const { a, b } = await twins()
  const seen = [a, b].map(({ id, version }) => ({ id, version }))
  await boss.does('companies.change', { id: b.id, fields: { address: 'Moved' } })
  const refused = await boss.tries('companies.merge', { ids: [a.id, b.id], into: a.id, seen, shows: true })
  assert.deepEqual([refused?.status, refused?.key, refused?.details.fields], [409, 'error.merge.changed', { id: b.id }])
  const both = await Promise.all([
    boss.tries('companies.merge', { ids: [a.id, b.id], into: a.id, shows: true }),
    boss.tries('companies.merge', { ids: [b.id, a.id], into: b.id, shows: true }),
    boss.tries('companies.change', { id: a.id, fields: { employees: 7 } }),
  ])
  assert.equal(both.slice(0, 2).filter((one) => one === null).length, 1, JSON.stringify(both))
  assert.ok(both.every((one) => one === null || one.status === 409))
  const stayed = await boss.does('companies.get', { id: a.id })
  assert.equal(stayed.id, (await boss.does('companies.get', { id: b.id })).id)
})

test('what is linked with one while it goes is carried after it', async () => {
  const { a, b } = await twins()
  const { eventId } = await boss.does('companies.merge', { ids: [a.id, b.id], into: a.id, shows: true })
  const late = await makes(boss).deal()
  await sql`update deals set company_id = ${b.id} where id = ${late.id}`.execute(app.app.installation.db)
  const carry = duplicateJobs(app.app.installation)['duplicates.carryLate']!
  await carry(
    { id: 1, kind: '', payload: { record: 'companies', eventId }, personId: 1, attempts: 1 },
    new AbortController().signal,
  )
  assert.equal((await boss.does('deals.get', { id: late.id })).companyId, a.id)
  await boss.does('events.undo', { id: eventId })
  assert.equal((await boss.does('deals.get', { id: late.id })).companyId, b.id)
})

test("a company's own fields are compared, chosen, hidden and carried like any other", async () => {
  let count = 0
  const field = async (fields: Omit<InputOf<'customFields.create'>, 'nameEn'>) =>
    `f${String((await boss.does('customFields.create', { nameEn: `Own ${String(++count)}`, ...fields })).id)}`
  const [note, code, secret, seller] = [
    await field({ record: 'companies', kind: 'text' }),
    await field({ record: 'companies', kind: 'text', distinct: true }),
    await field({ record: 'companies', kind: 'text' }),
    await field({ record: 'deals', kind: 'record', target: 'companies' }),
  ]
  const own = makes(boss)
  const a = await own.company({ [note]: 'Here' })
  const b = await own.company({ [note]: 'There', [code]: 'C-1', [secret]: 'Untold' })
  const deal = await own.deal({ [seller]: b.id })
  await boss.does('comments.create', { record: 'companies', recordId: b.id, text: 'Said' })
  const role = await boss.does('roles.create', {
    name: 'Own fields',
    grants: (['see', 'edit', 'delete'] as const).flatMap((action) =>
      (['companies', 'deals'] as const).map((record) => ({ record, action, range: 'all' as const })),
    ),
    fieldGrants: [
      { record: 'companies', field: secret, right: 'hidden' },
      { record: 'companies', field: note, right: 'read' },
      { record: 'deals', field: seller, right: 'hidden' },
    ],
  })
  const clerk = await app.person('Own clerk', [])
  await boss.does('users.change', { id: clerk.id, fields: { roleIds: [role.id] } })
  const ids = [a.id, b.id]
  const compared = await clerk.does('companies.compare', { ids, into: a.id })
  assert.doesNotMatch(JSON.stringify(compared), /Untold/)
  assert.deepEqual([compared.chosen[note], compared.chosen[code], compared.fixed], [a.id, b.id, [note]])
  assert.equal(compared.linked[b.id]![`deals.${seller}`], undefined)
  const { linked } = await boss.does('companies.compare', { ids })
  assert.deepEqual([linked[a.id], linked[b.id]], [{}, { [`deals.${seller}`]: 1, comments: 1 }])
  for (const take of [{ [secret]: b.id }, { [note]: b.id }])
    assert.equal((await clerk.tries('companies.merge', { ids, into: a.id, take }))?.status, 403)
  const { eventId } = await boss.does('companies.merge', { ids, into: a.id, take: { [note]: b.id }, shows: true })
  const merged = (await boss.does('companies.get', { id: a.id })) as unknown as Record<string, unknown>
  assert.deepEqual([merged[note], merged[code], merged[secret]], ['There', 'C-1', 'Untold'])
  const pointing = async () =>
    ((await boss.does('deals.get', { id: deal.id })) as unknown as Record<string, unknown>)[seller]
  assert.equal(await pointing(), a.id)
  await boss.does('events.undo', { id: eventId })
  const back = (await boss.does('companies.get', { id: b.id })) as unknown as Record<string, unknown>
  assert.deepEqual([back[note], back[code], await pointing()], ['There', 'C-1', b.id])
})
