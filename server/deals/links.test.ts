import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { cases, startTestApp, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
before(async () => (app = await startTestApp()))
after(() => app.stop())

const roleNamed = async (name: string) =>
  (await app.administrator.does('terms.list', { limit: 200 })).items.find(
    (term) => term.dictionary === 'contactRole' && term.name === name,
  )!.id
const lastEvent = async (record: 'deals' | 'contacts' | 'companies', id: number) =>
  (await app.administrator.does('events.list', { record, id })).items[0]!

/** Somebody who sees and edits what is his own alone. */
async function seller(name: string) {
  const { administrator } = app
  const own = (record: 'deals' | 'contacts' | 'companies') =>
    (['see', 'add', 'edit'] as const).map((action) => ({ record, action, range: 'own' as const }))
  const role = await administrator.does('roles.create', {
    name: `Own of ${name}`,
    grants: [...own('deals'), ...own('contacts'), ...own('companies')],
  })
  const person = await app.person(name, [])
  await administrator.does('users.change', { id: person.id, fields: { roleIds: [role.id] } })
  return person
}

test('a contact has a position in each of his companies: said one by one, in the history, taken back', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const [first, second] = [await own.company(), await own.company()]
  const contact = await own.contact({
    companyIds: [first.id, second.id],
    positions: { [first.id]: 'Director' },
  })
  assert.deepEqual(contact.positions, { [first.id]: 'Director' })
  const change = (positions: Record<string, string | null>, version?: number) =>
    administrator.does('contacts.change', { id: contact.id, ...(version ? { version } : {}), fields: { positions } })
  const both = await change({ [second.id]: '  Adviser ' })
  assert.deepEqual(both.positions, { [first.id]: 'Director', [second.id]: 'Adviser' })
  const { id: event, changes } = await lastEvent('contacts', contact.id)
  assert.deepEqual(changes, {
    positions: [{ [first.id]: 'Director' }, { [first.id]: 'Director', [second.id]: 'Adviser' }],
  })
  // Two people, each at a company of his own: both are kept; the same one is a conflict that names both.
  await change({ [first.id]: 'Chairman' }, contact.version)
  const refusal = await administrator.tries('contacts.change', {
    id: contact.id,
    version: both.version,
    fields: { positions: { [first.id]: 'Owner' } },
  })
  assert.deepEqual(
    [refusal?.status, refusal?.details['fields']],
    [409, { positions: { mine: { [first.id]: 'Owner' }, theirs: { [first.id]: 'Chairman' } } }],
  )
  await administrator.does('events.undo', { id: event })
  const undone = await administrator.does('contacts.get', { id: contact.id })
  assert.deepEqual(undone.positions, { [first.id]: 'Chairman' }, 'what was said elsewhere since stays')
  // With a company goes what was said of it, and with the undoing it comes back.
  await administrator.does('contacts.change', { id: contact.id, fields: { companyIds: [second.id] } })
  assert.deepEqual((await administrator.does('contacts.get', { id: contact.id })).positions, {})
  await administrator.does('events.undo', { id: (await lastEvent('contacts', contact.id)).id })
  assert.deepEqual((await administrator.does('contacts.get', { id: contact.id })).positions, { [first.id]: 'Chairman' })
  await change({ [first.id]: '' })
  assert.deepEqual((await administrator.does('contacts.get', { id: contact.id })).positions, {})
  assert.equal(
    (await administrator.tries('contacts.change', { id: contact.id, fields: { positions: { 999: 'x' } } }))?.key,
    'error.unknown',
  )
})

test('a contact has a role in a deal, of the dictionary, which is then in use', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const [one, two] = [await own.contact(), await own.contact()]
  const [decides, pays] = [await roleNamed('Decides'), await roleNamed('Pays')]
  const deal = await own.deal({ contactIds: [one.id, two.id], roles: { [one.id]: decides } })
  const changed = await administrator.does('deals.change', {
    id: deal.id,
    version: deal.version,
    fields: { roles: { [two.id]: pays } },
  })
  assert.deepEqual(changed.roles, { [one.id]: decides, [two.id]: pays })
  const tag = await own.tag()
  for (const role of [tag, 2_000_000])
    assert.equal(
      (await administrator.tries('deals.change', { id: deal.id, fields: { roles: { [one.id]: role } } }))?.key,
      'error.unknown',
    )
  assert.equal((await administrator.tries('terms.remove', { id: pays }))?.key, 'error.term.used')
  const copy = await administrator.does('deals.copy', { id: deal.id })
  assert.deepEqual(copy.roles, changed.roles)
})

test('what is said of whom one does not see is not told, and stays', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const person = await seller('Alone')
  const [seen, unseen] = [await own.contact({ ownerId: person.id }), await own.contact({ opened: false })]
  const decides = await roleNamed('Decides')
  const deal = await own.deal({
    ownerId: person.id,
    contactIds: [unseen.id, seen.id],
    roles: { [unseen.id]: decides, [seen.id]: decides },
  })
  const his = await person.does('deals.get', { id: deal.id })
  assert.deepEqual([his.contactIds, his.roles, his.hidden], [[seen.id], { [seen.id]: decides }, ['contactIds']])
  const pays = await roleNamed('Pays')
  await person.does('deals.change', { id: deal.id, fields: { contactIds: [seen.id], roles: { [seen.id]: pays } } })
  assert.deepEqual((await administrator.does('deals.get', { id: deal.id })).roles, {
    [unseen.id]: decides,
    [seen.id]: pays,
  })
  for (const fields of [{ roles: { [unseen.id]: pays } }, { roles: { [unseen.id]: null } }])
    assert.equal((await person.tries('deals.change', { id: deal.id, fields }))?.key, 'error.unknown')
  const history = await person.does('events.list', { record: 'deals', id: deal.id })
  assert.deepEqual(history.items[0]!.changes, { roles: [{ [seen.id]: decides }, { [seen.id]: pays }] })
  assert.deepEqual(history.items.at(-1)!.changes['roles'], [null, { [seen.id]: decides }])
})

test('related deals: each is among the other’s, with a version and a history of its own', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const [one, two, three] = [await own.deal(), await own.deal(), await own.deal()]
  await administrator.does('deals.change', { id: one.id, fields: { relatedIds: [two.id, three.id] } })
  const other = await administrator.does('deals.get', { id: two.id })
  assert.deepEqual([other.relatedIds, other.version, other.names['relatedIds']], [[one.id], 2, [one.title]])
  const told = await lastEvent('deals', two.id)
  assert.deepEqual(told.changes, { relatedIds: [[], [one.id]] })
  await administrator.does('events.undo', { id: told.id })
  assert.deepEqual((await administrator.does('deals.get', { id: one.id })).relatedIds, [three.id])
  const made = await own.deal({ relatedIds: [three.id] })
  assert.deepEqual((await administrator.does('deals.get', { id: three.id })).relatedIds, [one.id, made.id])
  assert.equal(
    (await administrator.tries('deals.change', { id: one.id, fields: { relatedIds: [one.id] } }))?.key,
    'error.related.self',
  )
  const found = await administrator.does('deals.list', {
    filter: { field: 'relatedIds', op: 'in', value: [three.id] },
    fields: ['id'],
    sort: ['id'],
  })
  assert.deepEqual(
    found.items.map(({ id }) => id),
    [one.id, made.id],
  )
})

test('a related deal out of sight is hidden: neither named, nor linked, nor taken off', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const person = await seller('Apart')
  const [mine, theirs, other] = [
    await own.deal({ ownerId: person.id, opened: false }),
    await own.deal({ opened: false }),
    await own.deal({ opened: false }),
  ]
  const his = await own.deal({ ownerId: person.id, opened: false })
  await administrator.does('deals.change', { id: mine.id, fields: { relatedIds: [theirs.id] } })
  const seen = await person.does('deals.get', { id: mine.id })
  assert.deepEqual([seen.relatedIds, seen.names['relatedIds'], seen.hidden], [[], [], ['relatedIds']])
  assert.equal(
    (await person.tries('deals.change', { id: mine.id, fields: { relatedIds: [other.id] } }))?.key,
    'error.unknown',
  )
  await person.does('deals.change', { id: mine.id, fields: { relatedIds: [his.id] } })
  assert.deepEqual((await administrator.does('deals.get', { id: mine.id })).relatedIds, [his.id, theirs.id])
  assert.deepEqual((await administrator.does('deals.get', { id: theirs.id })).relatedIds, [mine.id])
})

test('relations are symmetric whatever is done, one after another or at once', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const deals = await Promise.all(Array.from({ length: 4 }, () => own.deal()))
  const place = fc.integer({ min: 0, max: 3 })
  const step = fc.record({ at: place, to: fc.uniqueArray(place, { maxLength: 3 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 4 }), async (rounds) => {
      for (const round of rounds)
        await Promise.all(
          round.map(({ at, to }) =>
            administrator.does('deals.change', {
              id: deals[at]!.id,
              fields: { relatedIds: to.filter((one) => one !== at).map((one) => deals[one]!.id) },
            }),
          ),
        )
      const now = new Map<number, number[]>()
      for (const { id } of deals) now.set(id, (await administrator.does('deals.get', { id })).relatedIds)
      for (const [id, related] of now) for (const other of related) assert.ok(now.get(other)!.includes(id))
    }),
    { numRuns: cases(15, 300) },
  )
})

test('a company does not come to stand above itself', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const top = await own.company()
  const middle = await own.company({ parentId: top.id })
  const low = await own.company({ parentId: middle.id })
  const refusal = await administrator.tries('companies.change', { id: top.id, fields: { parentId: low.id } })
  assert.deepEqual([refusal?.status, refusal?.key], [400, 'error.circle.companies'])
})
