import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readyRoles } from '../../model/roles.ts'
import { mappingOf, type Plan } from '../../model/importPlan.ts'
import { loadActor } from '../access/actor.ts'
import { readyGrants } from '../roles/ready.ts'
import { installed, type Installed } from '../test/importing.ts'

const plan = (over: Partial<Plan>): Plan => ({
  record: 'contacts',
  columns: [
    { column: 'Surname', place: 'contacts.lastName' },
    { column: 'Name', place: 'contacts.firstName' },
    { column: 'Phone', place: 'contacts.phones', as: { separator: ',' } },
    { column: 'Mail', place: 'contacts.emails' },
    { column: 'Post', place: 'contacts.jobTitle' },
  ],
  existing: 'fill',
  key: 'contacts.phones',
  pipeline: null,
  newStages: [],
  values: {},
  ...over,
})
const bring = (place: Installed, rows: string[], over: Partial<Plan> = {}) =>
  place.bring(place.admin, {
    mapping: mappingOf(plan(over)),
    file: ['Surname;Name;Phone;Mail;Post', ...rows].join('\r\n'),
  })
const contacts = async (place: Installed) =>
  (
    await place.rows(`select name, job_title post, phones, emails from contacts where removed_at is null order by id`)
  ).map(({ name, post, phones, emails }) => [
    name,
    post,
    (phones as { value: string }[]).map(({ value }) => value).join(' '),
    (emails as { value: string }[]).map(({ value }) => value).join(' '),
  ])

test('contacts are recognised by a phone, however it is written, also within the file', async () => {
  await using place = await installed()
  await place.ask(place.admin, 'contacts.create', {
    lastName: 'Lapin',
    phones: [
      { type: 'work', value: '+7 345 255-12-00 ext. 4' },
      { type: 'mobile', value: '+79126403307' },
    ],
  })
  const state = await bring(place, [
    'Lapin;Denis;8 (912) 640-33-07;d@lapin.example;buyer', // 2: is there, by the second one
    'Orlova;Vera;+7 495 111-22-33;;', // 3: new
    'Orlova;Vera;8 495 111 22 33, 8 495 111 22 44;;head', // 4: the same, and one phone more
    'Orlova;;84951112244;;', // 5: the same by the phone that came with the row before
    ';;+7 345 255 12 00;office@lapin.example;', // 6: the switchboard is one, whatever the extension
    'Nobody;No;;;', // 7: can't be recognised
  ])
  assert.deepEqual(await contacts(place), [
    ['Denis Lapin', 'buyer', '+73452551200;ext=4 +79126403307', 'd@lapin.example'],
    ['Vera Orlova', 'head', '+74951112233 +74951112244', ''],
  ])
  assert.deepEqual(await place.refusals(state.id), [
    [7, '“Phones” is empty, and the row can’t be recognised without it'],
  ])
})

test('several with the same phone are refused by name of the field, and what is out of sight is nobody', async () => {
  await using place = await installed()
  const phones = [{ type: 'work', value: '+74957770102' }]
  for (const lastName of ['Twin', 'Twain']) await place.ask(place.admin, 'contacts.create', { lastName, phones })
  const seller = await place.person({ name: 'Sam', roleIds: [readyRoles.seller] })
  const rows = ['New;;+7 495 777-01-02;;', 'Other;;+7 495 777-01-03;;']
  const state = await bring(place, rows)
  assert.deepEqual(await place.refusals(state.id), [[2, 'There are several with the same: Phones']])
  const file = ['Surname;Name;Phone;Mail;Post', ...rows].join('\r\n')
  const own = await place.bring(seller, { mapping: mappingOf(plan({})), file })
  assert.deepEqual([own.created, own.refused], [{ contacts: 2 }, 0])
})

test('by email; overwritten, a contact keeps the addresses the file does not name', async () => {
  await using place = await installed()
  const emails = [
    { type: 'work', value: 'Vera@Orlova.example' },
    { type: 'home', value: 'v@home.example' },
  ]
  await place.ask(place.admin, 'contacts.create', { lastName: 'Orlova', jobTitle: 'head', emails })
  const over = { key: 'contacts.emails', existing: 'overwrite' } as const
  const rows = ['Petrova;Vera;;VERA@orlova.example;director', 'X;;;vera@orlova.example.org;']
  await bring(place, rows, over)
  const expected = [
    ['Vera Petrova', 'director', '', 'vera@orlova.example v@home.example'],
    ['X', null, '', 'vera@orlova.example.org'],
  ]
  assert.deepEqual(await contacts(place), expected)
  const again = await bring(place, rows, over)
  assert.deepEqual([again.created, again.updated, await contacts(place)], [{}, {}, expected])
})

test('of one family name the first name tells who it is, and one of the two may be missing', async () => {
  await using place = await installed()
  const rows = ['Orlova;Vera;;;head', 'Orlova;Nina;;;', 'Orlova;;;;', ';Vera;;;']
  const over = { key: 'contacts.lastName' }
  await bring(place, rows, over)
  const again = await bring(place, rows, over)
  assert.deepEqual([again.created, again.refused], [{}, 0])
  assert.deepEqual(
    (await contacts(place)).map(([name]) => name),
    ['Vera Orlova', 'Nina Orlova', 'Orlova', 'Vera'],
  )
})

test('in a file of deals a contact is recognised by a phone first, then by the name', async () => {
  await using place = await installed()
  const deals = (rows: string[]) =>
    place.bring(place.admin, {
      mapping: mappingOf(
        plan({
          record: 'deals',
          key: 'deals.origin',
          columns: [
            { column: 'ID', place: 'deals.origin' },
            { column: 'Deal', place: 'deals.title' },
            { column: 'Stage', place: 'deals.stageId' },
            { column: 'Contact', place: 'contacts.name' },
            { column: 'Phone', place: 'contacts.phones' },
          ],
        }),
      ),
      file: ['ID;Deal;Stage;Contact;Phone', ...rows].join('\r\n'),
    })
  const rows = [
    '1;One;New;Vera Orlova;+7 912 640-33-07',
    '2;Two;New;Orlova V.;8 912 640 33 07', // the same phone, another spelling
    '3;Three;New;Vera Orlova;', // the same name
    '4;Four;New;Vera Orlova;+7 912 640-33-08', // the same name, another phone: hers, which stays as it is
    '5;Five;New;Denis Lapin;+7 912 640-33-09',
  ]
  const state = await deals(rows)
  assert.deepEqual([state.created, state.refused], [{ deals: 5, contacts: 2 }, 0])
  assert.deepEqual(
    (await contacts(place)).map(([name, , phones]) => [name, phones]),
    [
      ['Vera Orlova', '+79126403307'],
      ['Denis Lapin', '+79126403309'],
    ],
  )
  const linked = await place.rows(
    `select d.title, c.last_name from deals d join deal_contacts x on x.deal_id = d.id join contacts c on c.id = x.contact_id order by d.id`,
  )
  assert.deepEqual(
    linked.map(({ lastName, last_name: last }) => lastName ?? last),
    ['Orlova', 'Orlova', 'Orlova', 'Orlova', 'Lapin'],
  )
  const again = await deals(rows)
  assert.deepEqual([again.created, again.updated, again.unchanged], [{}, {}, 5])
})

test('what is hidden in one pipeline tells no deal that is there: not at the start, nor once it is hidden on the way', async () => {
  await using place = await installed()
  const { id: pipelineId } = await place.ask<{ id: number }>(place.admin, 'pipelines.create', { name: 'Tenders' })
  await place.ask(place.admin, 'deals.create', { title: 'There', sourceText: 'secret', pipelineId })
  const hidden = [{ record: 'deals', field: 'sourceText', right: 'hidden', pipelineId }]
  const grants = readyGrants('all')
  const { id } = await place.ask<{ id: number }>(place.admin, 'roles.create', { name: 'Mixed', grants })
  const person = await place.person({ name: 'Boris', roleIds: [id] })
  const now = async () => (await loadActor(place.installation.db, person.id!, 'api'))!
  const columns = [
    { column: 'Title', field: 'title' },
    { column: 'Source', field: 'sourceText' },
  ]
  const given = {
    mapping: { rows: [{ record: 'deals', columns, key: ['sourceText'], existing: 'skip' }] },
    file: 'Title,Source\nMine,secret\n',
  }
  const begun = await place.start(await now(), given)
  await place.ask(place.admin, 'roles.change', { id, fields: { fieldGrants: hidden } })
  await place.run(begun)
  const { state, problem, unchanged } = await place.importOf(begun)
  assert.deepEqual([state, /Tenders/.test(problem ?? ''), unchanged], ['failed', true, 0])
  await assert.rejects(place.start(await now(), given), { key: 'error.denied.field.pipeline' })
})

test('who may add deals at a stage, or in a pipeline, imports them there and nowhere else', async () => {
  await using place = await installed()
  const grant = (action: string, place: object = {}) => ({ record: 'deals', action, range: 'all', ...place })
  const grants = [grant('see'), grant('import'), grant('add', { stageId: 2 })]
  const { id } = await place.ask<{ id: number }>(place.admin, 'roles.create', { name: 'Second stage', grants })
  const person = await place.person({ name: 'Boris', roleIds: [id] })
  const columns = [
    { column: 'Title', field: 'title' },
    { column: 'Stage', field: 'stageId' },
  ]
  const { items } = await place.ask<{ items: { id: number; name: string }[] }>(place.admin, 'stages.list', {})
  const named = (stage: number) => items.find((one) => one.id === stage)!.name
  const file = `Title,Stage\nFirst,${named(1)}\nSecond,${named(2)}\nUnnamed,\n`
  const state = await place.bring(person, { mapping: { rows: [{ record: 'deals', columns }] }, file })
  assert.deepEqual([state.created, state.refused], [{ deals: 1 }, 2])
  assert.deepEqual(
    (await place.rows('select title from deals')).map(({ title }) => title),
    ['Second'],
  )
})
