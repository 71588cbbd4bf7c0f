import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { companiesSubject } from '../companies/methods.ts'
import { jobHandlers } from '../jobs.ts'
import type { Job } from '../platform/jobs.ts'
import { createRecords } from './change.ts'
import { searchEntry } from './searchEntries.ts'
import { query } from '../test/postgres.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'

let app: TestApp
let one: Person
let two: Person
before(async () => {
  app = await startTestApp()
  one = await app.person('One', ['seller'])
  two = await app.person('Two', ['seller'])
})
after(() => app.stop())

const names = async (person: Person, text: string, each = true) =>
  (await person.does('search.find', { text, each })).map(({ record, name }) => `${record} ${name}`)

test('a stranger finds nothing and is shown nothing', async () => {
  const deal = await one.does('deals.create', { title: 'Northern terminal' })
  const item = { record: 'deals', id: deal.id } as const
  for (const method of ['search.find', 'search.glance'])
    assert.equal((await app.inject(method, {}, { 'sec-fetch-site': 'same-origin' })).status, 401)
  assert.deepEqual(await names(two, 'north'), [])
  assert.deepEqual(await two.does('search.glance', { items: [item] }), [])
  assert.equal((await one.does('search.glance', { items: [item] }))[0]?.name, 'Northern terminal')
})

test('a deal is found by its client too, if the client is seen', async () => {
  const client = await one.does('companies.create', { name: 'Eastern oil' })
  const person = await one.does('contacts.create', { lastName: 'Easterling' })
  const byCompany = await one.does('deals.create', { title: 'Boiler', companyId: client.id })
  await one.does('deals.create', { title: 'Chiller', contactIds: [person.id] })
  assert.deepEqual(await names(one, 'easter', false), ['contacts Easterling', 'companies Eastern oil'])
  assert.deepEqual((await names(one, 'easter')).sort(), [
    'companies Eastern oil',
    'contacts Easterling',
    'deals Boiler',
    'deals Chiller',
  ])
  // Handed over, the deal is seen; its client is not, and does not lead to it.
  await app.administrator.does('deals.change', { id: byCompany.id, fields: { ownerId: two.id } })
  assert.deepEqual(await names(two, 'boiler'), ['deals Boiler'])
  assert.deepEqual(await names(two, 'eastern'), [])
  const [shown] = await two.does('search.glance', { items: [{ record: 'deals', id: byCompany.id }] })
  assert.equal(shown?.about, null)
})

test('a glance tells records apart, in the order asked, without what is in the bin', async () => {
  const company = await one.does('companies.create', { name: 'Acme', address: 'Tyumen' })
  const contact = await one.does('contacts.create', {
    lastName: 'Severin',
    jobTitle: 'supplies',
    companyIds: [company.id],
    phones: [{ type: 'work', value: '+79126401855' }],
  })
  const deal = await one.does('deals.create', { title: 'Fans', amount: '1960.50', companyId: company.id })
  const gone = await one.does('deals.create', { title: 'Gone' })
  await one.does('deals.remove', { id: gone.id })
  const product = await app.administrator.does('products.create', { name: 'Filter', price: '12.5', article: 'F-7' })
  const shown = await one.does('search.glance', {
    items: [
      { record: 'products', id: product.id },
      { record: 'deals', id: gone.id },
      { record: 'contacts', id: contact.id },
      { record: 'deals', id: deal.id },
      { record: 'companies', id: company.id },
    ],
  })
  assert.deepEqual(
    shown.map(({ record, name, about, amount, currency, phone, state }) => [
      record,
      name,
      about,
      amount,
      currency,
      phone,
      state,
    ]),
    [
      ['products', 'Filter', 'F-7', '12.50', 'USD', null, null],
      ['contacts', 'Severin', 'supplies, Acme', null, null, '+79126401855', null],
      ['deals', 'Fans', 'Acme', '1960.50', 'USD', null, 'open'],
      ['companies', 'Acme', 'Tyumen', null, null, null, null],
    ],
  )
})

test('one’s own are found whole and in the same order, however many out of sight have the same word', async () => {
  const make = (count: number, ownerId: number, name: (i: number) => string) =>
    app.system((ctx) =>
      createRecords(
        ctx,
        companiesSubject,
        Array.from({ length: count }, (_, i) => ({ name: name(i), ownerId })),
      ),
    )
  const mine = await make(600, two.id, (i) => (i % 100 ? `Kvarzit ${String(i)}` : 'Plant of kvarzit'))
  const limit = 201
  const ask = async (text: string, more: object = {}) => two.does('search.find', { text, limit, ...more })
  const queries = ['kvarzit', 'rdfhpbn', 'kvarzit 7', 'kvrazit', 'plant kvarzit', 'plant kvrazit']
  const found = () =>
    Promise.all(queries.flatMap((text) => [ask(text), ask(text, { each: true, record: 'companies' })]))
  const before = await found()
  assert.deepEqual(before[0]!.map(({ name }) => name.replace(/ \d+$/, '')).slice(0, 3), [
    'Kvarzit',
    'Kvarzit',
    'Kvarzit',
  ])
  assert.equal(before[0]!.length, limit)
  for (const rows of before) assert.ok(rows.length > 0)
  await make(2100, app.administrator.id, (i) => (i % 2 ? `Kvarzit hidden ${String(i)}` : 'Plant of kvarzit'))
  const after = await found()
  queries.forEach((text, i) => assert.deepEqual(after.slice(2 * i, 2 * i + 2), before.slice(2 * i, 2 * i + 2), text))
  // Each of them by its own name, the oldest too.
  assert.deepEqual((await ask('kvarzit 1')).at(0)?.id, mine[1])
  const plants = (await ask('plant kvarzit')).map(({ id }) => id)
  assert.deepEqual(
    plants.toSorted((a, b) => a - b),
    mine.filter((_, i) => i % 100 === 0),
  )
})

test('a word that is nearly everywhere finds what is called exactly so, and one’s own', async () => {
  const own = await one.does('companies.create', { name: 'Old Omnia yard' })
  const exact = await app.administrator.does('companies.create', { name: 'Omnia' })
  await app.system((ctx) =>
    createRecords(
      ctx,
      companiesSubject,
      Array.from({ length: 2100 }, (_, i) => ({ name: `Omnia ${String(i)}`, ownerId: app.administrator.id })),
    ),
  )
  const found = await app.administrator.does('search.find', { text: 'omnia', limit: 3 })
  assert.deepEqual(
    found.map(({ id, name }) => [id === exact.id, name]),
    [
      [true, 'Omnia'],
      [false, 'Omnia 2099'],
      [false, 'Omnia 2098'],
    ],
  )
  assert.deepEqual(await one.does('search.find', { text: 'omnia', limit: 3 }), [
    { record: 'companies', id: own.id, name: 'Old Omnia yard', by: 'words' },
  ])
})

test('a word with a letter wrong is looked for among those that were written, also by another at the same time', async () => {
  await Promise.all([
    one.does('contacts.create', { lastName: 'Zagoruiko' }),
    two.does('contacts.create', { lastName: 'Zagoruiko' }),
  ])
  const found = await one.does('search.find', { text: 'zagoriuko' })
  assert.deepEqual(
    found.map(({ name, by }) => [name, by]),
    [['Zagoruiko', 'near']],
  )
  await one.does('contacts.change', { id: found[0]!.id, fields: { lastName: 'Verkhovenskaya' } })
  assert.deepEqual(await names(one, 'zagoriuko'), [])
  assert.deepEqual(await names(one, 'verhovenskja'), ['contacts Verkhovenskaya'])
})

test('what one does not see changes nothing of what one finds: not the order, not whether a letter may be wrong', async () => {
  const mine = ['Quentin Marlowe', 'Quentine Marlow', 'Marlowe and sons', 'Kwentin', 'Old marlowe road']
  for (const name of mine)
    await two.does('companies.create', { name, phones: [{ type: 'work', value: '+79995550101' }] })
  const tag = await app.administrator.does('terms.create', { dictionary: 'tag', name: 'Marlowe' })
  await two.does('deals.create', { title: 'Tagged', tagIds: [tag.id] })
  const queries = ['quentin', 'marlowe', 'marlwoe', 'quentin marlowe', '999 555 01', 'йгутешт', 'marl', 'ro', 'kventin']
  const found = () =>
    Promise.all(queries.flatMap((text) => [true, false].map((each) => two.does('search.find', { text, each }))))
  const before = await found()
  assert.ok(before.every((rows) => rows.length > 0))
  for (const name of [...mine, 'Marlowe', 'Quentin', 'Quentim', 'Marlwoe', 'Ro', 'Kventin']) {
    const { id } = await one.does('companies.create', { name, phones: [{ type: 'work', value: '+79995550101' }] })
    await one.does('deals.create', { title: `${name} of others`, companyId: id, tagIds: [tag.id] })
  }
  assert.deepEqual(await found(), before)
})

test('a deal is found by its number elsewhere, a person by email, by those who see these fields', async () => {
  const { id } = await one.does('deals.create', { title: 'Вентиляция', originator: 'bitrix', origin: 'LEAD-88417' })
  const found = async (person: Person, text: string) =>
    (await person.does('search.find', { text, each: true })).map((row) => `${row.record} ${String(row.id)} ${row.by}`)
  const [deal, person] = [`deals ${String(id)} words`, `users ${String(two.id)} words`]
  await app.administrator.does('users.change', { id: two.id, fields: { email: 'vtoroj.prodavec@example.com' } })
  for (const text of ['88417', 'lead-88417', 'LEAD 884']) assert.deepEqual(await found(one, text), [deal], text)
  for (const text of ['vtoroj.prodavec@example.com', 'prodavec', 'второй продавец']) {
    assert.deepEqual(await found(app.administrator, text), [person], text)
    assert.deepEqual(await found(one, text), [], 'emails are seen by those who manage people')
  }
  assert.deepEqual(await found(one, 'two'), [person])
  await app.administrator.does('deals.change', { id, fields: { origin: '90210' } })
  assert.deepEqual(await found(one, '88417'), [])
  assert.deepEqual(await found(one, '90210'), [deal])

  const { id: role } = await app.administrator.does('roles.create', {
    name: 'Without numbers',
    grants: [{ record: 'deals', action: 'see', range: 'all' }],
    fieldGrants: [{ record: 'deals', field: 'origin', right: 'hidden' }],
  })
  const blind = await app.person('Blind', [])
  await app.administrator.does('users.change', { id: blind.id, fields: { roleIds: [role] } })
  for (const text of ['90210', 'вентиляция 90210']) assert.deepEqual(await found(blind, text), [], text)
  // By its title as ever: however it is typed, and with a letter wrong.
  for (const text of ['вентил', 'ventilyatsiya', 'dtynbkzwbz']) assert.deepEqual(await found(blind, text), [deal], text)
  assert.deepEqual(await found(blind, 'вентиляцея'), [deal.replace('words', 'near')])
})

test('a figure finds the deal of that number, and what has it for a word', async () => {
  const { id } = await one.does('deals.create', { title: 'Numbered' })
  await one.does('companies.create', { name: 'Plant 7' })
  await one.does('companies.create', { name: 'Road 78' })
  assert.equal((await one.does('search.find', { text: String(id) })).at(0)?.id, id)
  assert.deepEqual(
    (await one.does('search.find', { text: '7' }))
      .filter(({ record }) => record === 'companies')
      .map(({ name }) => name),
    ['Plant 7'],
  )
})

test('what was there before a field was searched is found by it: as it is written at once, as it sounds by a job', async () => {
  const { installation } = app.app
  const { id } = await one.does('deals.create', { title: 'Before', originator: 'crm', origin: 'Заявка-5150' })
  const words = async () =>
    (
      await sql<{
        words: string
      }>`select words from search_entries where record = 'deals' and record_id = ${id}`.execute(installation.db)
    ).rows[0]!.words
  const whole = await words()
  await sql`update search_entries set words = ${searchEntry(['title', 'origin'], { title: 'Before' }).words}
    where record = 'deals' and record_id = ${id}`.execute(installation.db)
  const filtered = async () =>
    (await one.does('deals.list', { filter: { field: 'origin', op: 'contains', value: 'заявка-51' } })).items.length
  assert.equal(await filtered(), 0, 'the filter looks into the words')
  await query(
    app.database.connectionString,
    readFileSync(new URL('../migrations/0002_searched.sql', import.meta.url), 'utf8'),
  )
  assert.equal(await filtered(), 1)
  assert.equal((await one.does('search.find', { text: '5150' })).length, 1)
  assert.equal((await one.does('search.find', { text: 'zayavka-5150' })).length, 0)
  const { rows } = await sql<Job>`
    select id, kind, payload, person_id, attempts from jobs where kind = 'records.renewWords' and state = 'waiting'`.execute(
    installation.db,
  )
  assert.deepEqual(
    rows.map(({ payload }) => payload).sort((a, b) => (String(a['record']) < String(b['record']) ? -1 : 1)),
    [
      { record: 'deals', field: 'origin' },
      { record: 'users', field: 'email' },
    ],
  )
  for (const job of rows) await jobHandlers(installation)[job.kind]!(job, new AbortController().signal)
  assert.equal(await words(), whole)
  assert.equal((await one.does('search.find', { text: 'zayavka-5150' })).length, 1)
})
