import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestApp, type InputOf, type Person, type TestApp } from '../test/app.ts'

let app: TestApp
let one: Person
let two: Person
let ids: { victor: number; olga: number; north: number }
before(async () => {
  app = await startTestApp()
  one = await app.person('One', ['seller'])
  two = await app.person('Two', ['seller'])
  const north = await one.does('companies.create', {
    name: 'АО «Севернефтемаш»',
    address: 'Тюмень',
    taxNumber: '7204 118 830',
    phones: [{ type: 'work', value: '+7 (3452) 55-12-00 доб. 214' }],
  })
  const victor = await one.does('contacts.create', {
    firstName: 'Виктор',
    lastName: 'Лапин',
    jobTitle: 'главный инженер',
    companyIds: [north.id],
    phones: [{ type: 'mobile', value: '+79126403307' }],
    emails: [{ type: 'work', value: 'Lapin@Example.com' }],
  })
  const olga = await one.does('contacts.create', { firstName: 'Ольга', lastName: 'Лапина-Северская' })
  ids = { victor: victor.id, olga: olga.id, north: north.id }
})
after(() => app.stop())

const contacts = async (input: InputOf<'contacts.similar'>, person = one) =>
  (await person.does('contacts.similar', input)).map(({ id, by }) => [id, ...by])
const companies = async (input: InputOf<'companies.similar'>, person = one) =>
  (await person.does('companies.similar', input)).map(({ id, by }) => [id, ...by])

test('a stranger is refused; whoever does not see a client is not told of it', async () => {
  for (const method of ['contacts.similar', 'companies.similar'])
    assert.equal((await app.inject(method, {}, { 'sec-fetch-site': 'same-origin' })).status, 401)
  const known = { name: 'Лапин', phones: ['+79126403307'], emails: ['lapin@example.com'] }
  assert.deepEqual(await contacts(known, two), [])
  assert.deepEqual(await companies({ name: 'Севернефтемаш', phones: ['+73452551200'] }, two), [])
  assert.equal((await contacts(known, app.administrator)).length, 2)
})

test('a phone is found in any notation, and a half typed one finds nothing', async () => {
  for (const phone of ['8 912 640-33-07', '+7 (912) 640 33 07', '9126403307', '89126403307 доб. 5'])
    assert.deepEqual(await contacts({ phones: [phone] }), [[ids.victor, 'phone']], phone)
  for (const phone of ['', '+7 912', '%', '640-33-07']) assert.deepEqual(await contacts({ phones: [phone] }), [], phone)
  // The switchboard of a company, without the extension.
  assert.deepEqual(await companies({ phones: ['8 3452 55-12-00'] }), [[ids.north, 'phone']])
})

test('an email is found whatever its case, but not by a part of it', async () => {
  assert.deepEqual(await contacts({ emails: ['LAPIN@example.com'] }), [[ids.victor, 'email']])
  assert.deepEqual(await contacts({ emails: ['apin@example.com'] }), [])
  assert.deepEqual(await contacts({ emails: ['lapin@'] }), [])
})

test('a name is found by the beginnings of its words in any order; a company without its legal form', async () => {
  assert.deepEqual(await contacts({ name: 'лапин виктор' }), [[ids.victor, 'name']])
  assert.deepEqual(await contacts({ name: 'Лапин В' }), [[ids.victor, 'name']])
  assert.deepEqual(await contacts({ name: 'Северская' }), [[ids.olga, 'name']])
  assert.deepEqual(await contacts({ name: 'тор' }), [])
  assert.deepEqual(await contacts({ name: 'Ла' }), [])
  for (const name of ['СЕВЕРНЕФТЕМАШ, АО', 'ООО "Севернефтемаш"', 'севернефте'])
    assert.deepEqual(await companies({ name }), [[ids.north, 'name']], name)
})

test('a name is found in the other script, and with a letter wrong where nothing else is called so', async () => {
  for (const name of ['Lapin Viktor', 'Lapin V', 'лапин виктр', 'Лпаин Виктор', 'Lapyn Victor'])
    assert.deepEqual(await contacts({ name }), [[ids.victor, 'name']], name)
  for (const name of ['Severneftemash', 'Севернефтимаш', 'Severneftimash LLC'])
    assert.deepEqual(await companies({ name }), [[ids.north, 'name']], name)
  assert.deepEqual(await contacts({ name: 'Лопатин Виктор' }), [])
  assert.deepEqual(await contacts({ name: 'Lapin Viktor' }, two), [])
})

test('a tax number is found however it is parted, and one that makes no sense is refused on the record', async () => {
  for (const taxNumber of ['7204118830', '72 04 11 88 30', '7204-118-830'])
    assert.deepEqual(await companies({ taxNumber }), [[ids.north, 'tax']], taxNumber)
  assert.deepEqual(await companies({ taxNumber: '720411883' }), [])
  assert.deepEqual(await companies({ taxNumber: '7204118830' }, two), [])
  assert.equal((await one.does('companies.get', { id: ids.north })).taxNumber, '7204118830')
  for (const taxNumber of ['none', '12', 'a'.repeat(30)])
    assert.equal(
      (await one.tries('companies.change', { id: ids.north, fields: { taxNumber } }))?.status,
      400,
      taxNumber,
    )
  const vat = await one.does('companies.create', { name: 'Berliner Pumpen', taxNumber: 'de 136 695 976' })
  assert.equal(vat.taxNumber, 'DE136695976')
  const found = await one.does('search.find', { text: '7204118830' })
  assert.deepEqual(
    found.map(({ id }) => id),
    [ids.north],
  )
})

test('what is surer comes first; the record itself and what is in the bin are left out', async () => {
  const input = { name: 'Лапин', phones: ['8 912 640 33 07'], emails: ['lapin@example.com'] }
  assert.deepEqual(await contacts(input), [
    [ids.victor, 'phone', 'email', 'name'],
    [ids.olga, 'name'],
  ])
  const [found] = await one.does('contacts.similar', input)
  assert.deepEqual(found, {
    id: ids.victor,
    name: 'Виктор Лапин',
    about: 'главный инженер, АО «Севернефтемаш»',
    phone: '+79126403307',
    by: ['phone', 'email', 'name'],
  })
  assert.deepEqual(await contacts({ ...input, not: ids.victor }), [[ids.olga, 'name']])
  await one.does('contacts.remove', { id: ids.olga })
  assert.deepEqual(await contacts({ ...input, not: ids.victor }), [])
})

test('whoever may see the contact but not the company is not told the company', async () => {
  await app.administrator.does('contacts.change', { id: ids.victor, fields: { observerIds: [two.id] } })
  const [found] = await two.does('contacts.similar', { phones: ['89126403307'] })
  assert.equal(found?.about, 'главный инженер')
})
