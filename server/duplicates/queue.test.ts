import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { cases, startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { keysOf, likenessOf, type Known } from './alike.ts'
import { lookForDuplicates } from './looking.ts'

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

type Client = 'contacts' | 'companies'
const phones = (value: string) => [{ type: 'work' as const, value }]
const emails = phones
const look = async () => {
  while (await lookForDuplicates(app.app.installation.db));
}
/** The groups that somebody is shown, by numbers, with why. */
async function groups(record: Client, who = boss): Promise<[number[], string[]][]> {
  await look()
  const { groups: found } = await who.does('duplicates.list', { record })
  return found.map(({ items, pairs }) => [
    items.map(({ id }) => id).toSorted((a, b) => a - b),
    [...new Set(pairs.flatMap(({ by }) => by))],
  ])
}
const among = async (record: Client, ids: number[], who = boss) =>
  (await groups(record, who)).filter(([found]) => found.some((id) => ids.includes(id)))

test('a stranger is refused; one sees groups of those alone whom he sees, by what he sees of them', async () => {
  for (const method of ['duplicates.list', 'duplicates.sure', 'duplicates.keepApart', 'duplicates.bringTogether'])
    assert.equal((await app.inject(method, {}, { 'sec-fetch-site': 'same-origin' })).status, 401, method)
  const own = { phones: phones('+79121110001'), opened: false }
  const [a, b] = [await makes(one).contact(own), await makes(one).contact(own)]
  const theirs = await makes(two).contact(own)
  assert.deepEqual(await among('contacts', [a.id]), [[[a.id, b.id, theirs.id], ['phone']]])
  assert.deepEqual(await groups('contacts', one), [[[a.id, b.id], ['phone']]])
  assert.deepEqual(await groups('contacts', two), [])
  const input = { record: 'contacts' as const, ids: [a.id, theirs.id] }
  assert.equal((await two.tries('duplicates.keepApart', input))?.status, 404)
  await boss.does('contacts.change', { id: a.id, fields: { observerIds: [two.id] } })
  assert.deepEqual(await groups('contacts', two), [[[a.id, theirs.id], ['phone']]])
  assert.equal((await two.tries('duplicates.keepApart', input))?.status, 403)
  // Who does not see phones is not told that they are the same.
  const role = await boss.does('roles.create', {
    name: 'No phones',
    grants: [{ record: 'contacts', action: 'see', range: 'all' }],
    fieldGrants: [{ record: 'contacts', field: 'phones', right: 'hidden' }],
  })
  const clerk = await app.person('Clerk', [])
  await boss.does('users.change', { id: clerk.id, fields: { roleIds: [role.id] } })
  assert.deepEqual(await among('contacts', [a.id], clerk), [])
  assert.deepEqual(await clerk.does('duplicates.sure', { record: 'contacts' }), [])
})

test('the same phone, email, tax number or name is found, in whatever script, with a letter wrong, and after each change', async () => {
  const own = makes(boss)
  const company = (name: string, more = {}) => own.company({ name, ...more }).then(({ id }) => id)
  const north = await company('АО «Севернефтемаш»', { taxNumber: '7204118830' })
  const latin = await company('Severneftemash LLC')
  const wrong = await company('Севернефтимаш', { emails: emails('a@north.ru') })
  const number = await company('Other name', { taxNumber: '7204 118 830' })
  const [[ids, by], ...rest] = (await among('companies', [north])) as unknown as [[number[], string[]]]
  assert.deepEqual([ids, by.toSorted(), rest], [[north, latin, wrong, number], ['name', 'near', 'tax'], []])
  // Two of one name with different tax numbers are two.
  const [east, west] = [
    await company('Восток', { taxNumber: '7204118831' }),
    await company('Vostok', { taxNumber: '7204118832' }),
  ]
  assert.deepEqual(await among('companies', [east, west]), [])
  await boss.does('companies.change', { id: west, fields: { emails: emails('x@east.ru') } })
  await boss.does('companies.change', { id: east, fields: { emails: emails('X@EAST.ru') } })
  assert.deepEqual(await among('companies', [east]), [
    [
      [east, west],
      ['email', 'name'],
    ],
  ])
  await boss.does('companies.change', { id: west, fields: { emails: [] } })
  assert.deepEqual(await among('companies', [east]), [])
  await boss.does('companies.remove', { id: number })
  assert.deepEqual((await among('companies', [number])).length, 0)
  await boss.does('companies.restore', { id: number })
  assert.deepEqual((await among('companies', [number])).length, 1)
  const person = (firstName: string, lastName: string, middleName?: string) =>
    own.contact({ firstName, lastName, middleName }).then(({ id }) => id)
  const people = [
    await person('Виктор', 'Лапин', 'Сергеевич'),
    await person('Viktor', 'Lapin'),
    await person('Лапин', 'Виктор', 'С'),
    await person('Виктор', 'Липин'),
  ]
  const stranger = await person('Виктор', 'Лапин', 'Олегович')
  const [[found]] = (await among('contacts', people)) as unknown as [[number[]]]
  assert.deepEqual(found, [...people, stranger], 'one without a middle name may be either')
  const { groups: told } = await boss.does('duplicates.list', { record: 'contacts' })
  const pairs = told.flatMap((group) => group.pairs)
  assert.ok(!pairs.some(({ a, b }) => a === people[0] && b === stranger))
  for (const first of ['Ольга', 'Ольга']) await own.contact({ firstName: first, lastName: null })
  assert.ok(!(await groups('contacts')).some(([, why]) => why.length === 0))
})

test('a pair that is said to be two stays so, whatever is changed, until that is taken back', async () => {
  const own = makes(boss)
  const [a, b] = [
    await own.contact({ phones: phones('+79121110002') }),
    await own.contact({ phones: phones('+79121110002') }),
  ]
  const input = { record: 'contacts' as const, ids: [b.id, a.id] }
  await boss.does('duplicates.keepApart', input)
  assert.deepEqual(await among('contacts', [a.id]), [])
  await boss.does('contacts.change', { id: a.id, fields: { emails: emails('a@b.ru') } })
  await boss.does('contacts.change', { id: b.id, fields: { emails: emails('a@b.ru') } })
  assert.deepEqual(await among('contacts', [a.id]), [])
  const [event] = (await boss.does('events.list', { record: 'contacts', id: b.id })).items.filter(
    ({ name }) => name === 'contacts.keptApart',
  )
  assert.deepEqual(event?.changes, { apart: [null, true] })
  assert.equal((await boss.tries('events.undo', { id: event!.id }))?.key, 'error.undo.kind')
  await boss.does('duplicates.bringTogether', input)
  assert.deepEqual(await among('contacts', [a.id]), [
    [
      [a.id, b.id],
      ['phone', 'email'],
    ],
  ])
})

test('those that are so beyond doubt are told to who may merge them, and are none once they are merged', async () => {
  const own = makes(boss)
  const same = { firstName: 'Анна', lastName: 'Верная', phones: phones('+79121110003') }
  const [a, b] = [await own.contact(same), await own.contact({ ...same, jobTitle: 'Director' })]
  const alone = await own.contact({ firstName: 'Anna', lastName: 'Vernaya' })
  await look()
  const sure = await boss.does('duplicates.sure', { record: 'contacts' })
  const mine = sure.find(({ ids }) => ids.includes(a.id))
  assert.deepEqual([mine?.ids.toSorted(), mine?.into], [[a.id, b.id], b.id])
  assert.ok(!(await one.does('duplicates.sure', { record: 'contacts' })).some(({ ids }) => ids.includes(a.id)))
  const { eventId } = await boss.does('contacts.merge', { ids: [a.id, b.id], into: b.id })
  assert.ok(!(await among('contacts', [b.id])).some(([ids]) => ids.includes(a.id)))
  assert.deepEqual((await among('contacts', [b.id]))[0]?.[0], [b.id, alone.id])
  await boss.does('events.undo', { id: eventId })
  assert.deepEqual((await among('contacts', [b.id]))[0]?.[0], [a.id, b.id, alone.id])
})

test('what many have in common tells nobody apart; pages give each group once, and what is left is told', async () => {
  const own = makes(boss)
  const house: number[] = []
  for (let i = 0; i < 25; i++) house.push((await own.company({ phones: phones('+73452000000') })).id)
  const twins = []
  for (let i = 0; i < 60; i++) {
    const email = emails(`twin${String(i)}@example.com`)
    twins.push([(await own.company({ emails: email })).id, (await own.company({ emails: email })).id])
  }
  assert.ok((await boss.does('duplicates.list', { record: 'companies' })).left >= 145)
  await look()
  const seen: string[] = []
  let pages = 0
  for (let after: { rank: number; a: number; b: number } | null | undefined; after !== null; pages++) {
    const page = await boss.does('duplicates.list', { record: 'companies', ...(after ? { after } : {}) })
    assert.equal(page.left, 0)
    seen.push(
      ...page.groups.map(({ items }) =>
        items
          .map(({ id }) => id)
          .toSorted((x, y) => x - y)
          .join(' '),
      ),
    )
    after = page.next
  }
  assert.ok(pages > 1)
  assert.equal(new Set(seen).size, seen.length)
  for (const pair of twins) assert.ok(seen.includes(pair.join(' ')), pair.join(' '))
  assert.ok(!seen.some((ids) => ids.split(' ').some((id) => house.includes(Number(id)))))
  const { rows } = await sql<{ count: number }>`select count(*)::int count from duplicate_marks`.execute(
    app.app.installation.db,
  )
  assert.equal(rows[0]!.count, 0)
})

test('whoever are alike have a number in common by which they are found', () => {
  const word = fc.constantFrom(
    'Лапин',
    'Lapin',
    'Лпаин',
    'Виктор',
    'Victor',
    'Викторр',
    'Vasiliev',
    'Васильев',
    'Вася',
    'A',
    'Щука',
    'Bond',
  )
  const channel = (values: string[]) =>
    fc.subarray(values).map((list) => list.map((value) => ({ type: 'work' as const, value })))
  const client = fc.record({
    firstName: fc.option(word, { nil: null }),
    middleName: fc.option(fc.constantFrom('Олегович', 'О', 'Olegovich', 'Львович'), { nil: null }),
    lastName: fc.option(word, { nil: null }),
    name: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
    taxNumber: fc.option(fc.constantFrom('7204118830', '7204118831'), { nil: null }),
    phones: channel(['+79120000001', '+79120000001;ext=5', '+79120000002']),
    emails: channel(['a@b.ru', 'b@b.ru']),
  })
  let alike = 0
  fc.assert(
    fc.property(client, client, fc.constantFrom<Client>('contacts', 'companies'), (a, b, record) => {
      const [left, right]: Known[] = [
        { id: 1, ...a },
        { id: 2, ...b },
      ]
      const likeness = likenessOf(record, left!, right!)
      assert.deepEqual(likeness, likenessOf(record, right!, left!))
      if (!likeness) return
      alike++
      const keys = new Set(keysOf(record, left!))
      assert.ok(keysOf(record, right!).some((key) => keys.has(key)))
    }),
    { numRuns: cases(1000) },
  )
  assert.ok(alike > 100)
})
