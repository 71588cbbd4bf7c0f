import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readyRoles } from '../../model/roles.ts'
import { loadActor, stranger } from '../access/actor.ts'
import { AppError } from '../platform/errors.ts'
import { work } from '../platform/jobs.ts'
import { inTransaction } from '../platform/transaction.ts'
import { changeRecords } from '../records/change.ts'
import { installed, type Given, type Installed } from '../test/importing.ts'
import { usersSubject } from '../users/users.ts'
import { importJobs } from './importer.ts'
import type { ImportState } from './methods.ts'

const example = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../examples/crm-sales-opportunities/import.json'), 'utf8'),
) as { files: { file: string; mapping: Record<string, unknown> }[] }
const mappingOf = (file: string) => example.files.find((one) => one.file === file)!.mapping

const teams = `sales_agent,manager,regional_office
Ann Agent,Max Manager,North
Bob Agent,Max Manager,North
Cid Agent,Nora Manager,North
Dan Agent,Olga Manager,South
`
const accounts = `account,sector,year_established,revenue,employees,office_location,subsidiary_of
Child One,technolgy,1996,1100.04,2822,Kenya,Parent
Grandchild,retail,1999,"1,251.41",495,,Child One
Lonely,Retail,1999,,,"Line one
Line two",
Parent,finance,1986,647.18,1185,United States,
`
const products = `product,series,sales_price
Basic,G,550
GTX Pro,G,4821.5
`
/** Refused rows stand among good ones: numbers as a spreadsheet shows them are at the end of each line. */
const pipeline = [
  'opportunity_id;sales_agent;product;account;deal_stage;engage_date;close_date;close_value', // 1
  'A1;Ann Agent;GTXPro;Child One;Won;2016-10-20;2017-03-01;1 054,50', // 2
  'A2;Ann Agent;Basic;Parent;Lost;2016-10-25;2017-03-11;0', // 3
  'A3;Bob Agent;GTXPro;;Engaging;2016-11-01;;', // 4
  'A4;Dan Agent;Basic;;Prospecting;;;', // 5
  'A5;Nobody;Basic;;Prospecting;;;', // 6: unknown person
  'A6;Ann Agent;GTX Turbo;;Prospecting;;;', // 7: unknown product
  'A7;Ann Agent;Basic;;Dreaming;;;', // 8: unknown stage
  'A8;Ann Agent;Basic;;Engaging;2016-13-01;;', // 9: bad date
  'A9;Ann Agent;Basic;Parent', // 10: ragged
  'A10;Ann Agent;Basic;;Won;2017-03-01;2017-02-01;5', // 11: closed before it began
  'A1;Bob Agent;Basic;;Prospecting;;;', // 12: another about the same
  ';Ann Agent;Basic;;Prospecting;;;', // 13: no key
  'A11;Ann Agent;Basic;;Won;2017-01-01;2017-02-01;1,005', // 14: finer than a cent
  'A12;Bob Agent;Basic;"Child One";Won;2017-01-02;2017-02-02;10', // 15
].join('\r\n')
const dirty = [6, 7, 8, 9, 10, 11, 12, 13, 14]

const bytes = (text: string, encoding: 'utf16le' | 'windows-1251'): Buffer =>
  encoding === 'utf16le' ? Buffer.from(`\ufeff${text}`, 'utf16le') : Buffer.from(text, 'latin1')

const set: Given[] = [
  { mapping: mappingOf('sales_teams.csv'), file: `\ufeff${teams}` },
  { mapping: mappingOf('accounts.csv'), file: bytes(accounts, 'utf16le') },
  { mapping: mappingOf('products.csv'), file: products.replaceAll(',', '\t') },
  { mapping: { ...mappingOf('sales_pipeline.csv'), ...decimalComma() }, file: bytes(pipeline, 'windows-1251') },
]
function decimalComma() {
  const { columns, lines } = mappingOf('sales_pipeline.csv') as {
    columns: { column: string }[]
    lines: { price: object }[]
  }
  const as = { decimal: ',' }
  return {
    columns: columns.map((one) => (one.column === 'close_value' ? { ...one, as } : one)),
    lines: lines.map((line) => ({ ...line, price: { ...line.price, as } })),
  }
}
async function bringSet(place: Installed): Promise<ImportState[]> {
  const states: ImportState[] = []
  for (const given of set) states.push(await place.bring(place.admin, given))
  return states
}
const counts = ({ state, created, updated, unchanged, refused }: ImportState) => ({
  state,
  created,
  updated,
  unchanged,
  refused,
})
const dealFacts = `select origin, title, amount, amount_from, state, begin_date, close_date, stage_since, closed_at, tax,
  (select name from users u where u.id = owner_id) owner, (select name from companies c where c.id = company_id) company,
  array(select s.name || ' ' || e.kind || ' ' || (e.entered_at at time zone 'UTC')::date from stage_entries e join stages s on s.id = e.stage_id where e.deal_id = d.id order by e.id) stages,
  array(select l.name || ' ' || l.quantity || ' ' || l.price from deal_lines l where l.deal_id = d.id) lines
  from deals d order by origin`

test('a set comes in whole, dirt is refused row by row, and coming again changes nothing', async () => {
  await using place = await installed()
  const first = await bringSet(place)
  assert.deepEqual(first.map(counts), [
    { state: 'done', created: { departments: 5, users: 7 }, updated: {}, unchanged: 0, refused: 0 },
    { state: 'done', created: { companies: 4, terms: 1 }, updated: {}, unchanged: 0, refused: 0 },
    { state: 'done', created: { products: 2, productSections: 1 }, updated: {}, unchanged: 0, refused: 0 },
    { state: 'done', created: { deals: 5, pipelines: 1, stages: 4 }, updated: {}, unchanged: 0, refused: dirty.length },
  ])
  assert.deepEqual(
    first.map(({ encoding, delimiter }) => [encoding, delimiter]),
    [
      ['utf-8', ','],
      ['utf-16le', ','],
      ['utf-8', '\t'],
      ['utf-8', ';'],
    ],
  )
  assert.deepEqual(
    await place.rows(
      `select d.name, p.name parent, h.name head from departments d left join departments p on p.id = d.parent_id left join users h on h.id = d.head_id order by 1`,
    ),
    [
      { name: 'Max Manager', parent: 'North', head: 'Max Manager' },
      { name: 'Nora Manager', parent: 'North', head: 'Nora Manager' },
      { name: 'North', parent: null, head: null },
      { name: 'Olga Manager', parent: 'South', head: 'Olga Manager' },
      { name: 'South', parent: null, head: null },
    ],
  )
  assert.deepEqual(
    await place.rows(
      `select u.name, array(select role_id from user_roles r where r.user_id = u.id) roles, u.email, u.invited, d.name team from users u join departments d on d.id = u.department_id where u.name ~ '^(Ann|Max)' order by 1`,
    ),
    [
      { name: 'Ann Agent', roles: [readyRoles.seller], email: null, invited: false, team: 'Max Manager' },
      { name: 'Max Manager', roles: [readyRoles.head], email: null, invited: false, team: 'Max Manager' },
    ],
  )
  assert.deepEqual(
    await place.rows(
      `select c.name, p.name parent, t.name industry, c.revenue, c.employees, c.address from companies c left join companies p on p.id = c.parent_id left join terms t on t.id = c.industry_id order by 1`,
    ),
    [
      {
        name: 'Child One',
        parent: 'Parent',
        industry: 'technology',
        revenue: '1100040000.00',
        employees: 2822,
        address: 'Kenya',
      },
      {
        name: 'Grandchild',
        parent: 'Child One',
        industry: 'Retail',
        revenue: '1251410000.00',
        employees: 495,
        address: null,
      },
      {
        name: 'Lonely',
        parent: null,
        industry: 'Retail',
        revenue: null,
        employees: null,
        address: 'Line one\nLine two',
      },
      {
        name: 'Parent',
        parent: null,
        industry: 'Finance',
        revenue: '647180000.00',
        employees: 1185,
        address: 'United States',
      },
    ],
  )
  const deals = await place.rows(dealFacts)
  const {
    rows: [entered],
  } = {
    rows: await place.rows(
      `select entered_at from stage_entries where deal_id = (select id from deals where origin = 'A4')`,
    ),
  }
  const told = String((entered as { entered_at?: string; enteredAt?: string }).enteredAt).slice(0, 10)
  assert.deepEqual(
    deals.map(({ origin, title, amount, owner, company, stages, lines }) => [
      origin,
      title,
      amount,
      owner,
      company,
      stages,
      lines,
    ]),
    [
      [
        'A1',
        'GTX Pro for Child One',
        '1054.50',
        'Ann Agent',
        'Child One',
        ['Engaging created 2016-10-19', 'Won closed 2017-02-28'],
        ['GTX Pro 1 1054.5'],
      ],
      [
        'A12',
        'Basic for Child One',
        '10.00',
        'Bob Agent',
        'Child One',
        ['Engaging created 2017-01-01', 'Won closed 2017-02-01'],
        ['Basic 1 10'],
      ],
      [
        'A2',
        'Basic for Parent',
        '0.00',
        'Ann Agent',
        'Parent',
        ['Engaging created 2016-10-24', 'Lost closed 2017-03-10'],
        ['Basic 1 0'],
      ],
      ['A3', 'GTX Pro', null, 'Bob Agent', null, ['Engaging created 2016-10-31'], ['GTX Pro 1 4821.5']],
      ['A4', 'Basic', null, 'Dan Agent', null, [`Prospecting created ${told}`], ['Basic 1 550']],
    ],
  )
  const [won, , , engaging, prospecting] = deals
  assert.deepEqual(
    [won!['beginDate'], won!['closeDate'], won!['stageSince'], won!['closedAt'], won!['amountFrom'], won!['tax']],
    ['2016-10-20', '2017-03-01', '2017-02-28T15:00:00.000Z', '2017-02-28T15:00:00.000Z', 'hand', '0.00'],
  )
  assert.deepEqual([engaging!['beginDate'], engaging!['closeDate'], engaging!['closedAt']], ['2016-11-01', null, null])
  assert.deepEqual([prospecting!['beginDate'], prospecting!['closeDate']], [null, null])

  const refusals = await place.refusals(first[3]!.id)
  assert.deepEqual(
    refusals.map(([row]) => row),
    dirty,
  )
  const reasons = new Map(refusals)
  for (const [row, words] of [
    [6, /sales_agent.*Nobody/],
    [7, /product.*GTX Turbo/],
    [8, /deal_stage.*Dreaming/],
    [9, /engage_date.*2016-13-01.*date/],
    [10, /4 cells.*8/],
    [11, /impossible order/],
    [12, /Row 2 /],
    [13, /empty/],
    [14, /decimals/],
  ] as const)
    assert.match(reasons.get(row)!, words)

  const before = [await place.count('events'), await place.rows(dealFacts), await place.count('stage_entries')]
  const again = await bringSet(place)
  assert.deepEqual(again.map(counts), [
    { state: 'done', created: {}, updated: {}, unchanged: 4, refused: 0 },
    { state: 'done', created: {}, updated: {}, unchanged: 4, refused: 0 },
    { state: 'done', created: {}, updated: {}, unchanged: 2, refused: 0 },
    { state: 'done', created: {}, updated: {}, unchanged: 5, refused: dirty.length },
  ])
  assert.deepEqual(
    [await place.count('events'), await place.rows(dealFacts), await place.count('stage_entries')],
    before,
  )
  // The board adds up to what the list does.
  const sums = await place.rows(`select count(*)::int n, coalesce(sum(amount_base), 0) amount from deals`)
  const kept = await place.ask<{ count: number; amount: string }>(place.admin, 'deals.totals', {})
  assert.deepEqual([kept.count, Number(kept.amount)], [sums[0]!['n'], Number(sums[0]!['amount'])])
})

const simple = {
  record: 'deals',
  columns: [
    { column: 'id', field: 'origin' },
    { column: 'client', field: 'companyId', missing: 'create' },
    { column: 'stage', field: 'stageId' },
    { column: 'begin', field: 'beginDate' },
    { column: 'close', field: 'closeDate' },
    { column: 'sum', field: 'amount' },
  ],
  set: { originator: 'test' },
  key: ['originator', 'origin'],
  existing: 'overwrite',
  moments: { Qualified: 'begin', Won: 'close' },
}
const head = 'id,client,stage,begin,close,sum\n'

test('a refused row leaves nothing behind of what it would have made', async () => {
  await using place = await installed()
  const state = await place.bring(place.admin, {
    mapping: simple,
    file: `${head}1,Good,New,,,5\n2,Bad,Won,2020-02-02,2020-01-01,5\n3,Good,New,,,6\n4,Worse,New,,,1.001\n`,
  })
  assert.deepEqual(counts(state), {
    state: 'done',
    created: { companies: 1, deals: 2 },
    updated: {},
    unchanged: 0,
    refused: 2,
  })
  assert.deepEqual(await place.rows('select name from companies'), [{ name: 'Good' }])
  assert.equal(await place.count('stage_entries'), 2)
  assert.deepEqual(await place.rows(`select distinct import_id from events where record in ('deals', 'companies')`), [
    { importId: state.id },
  ])
})

test('a newer file moves and changes what is there; “fill” fills; “skip” leaves', async () => {
  await using place = await installed()
  const bring = (rows: string, existing: string) =>
    place.bring(place.admin, { mapping: { ...simple, existing }, file: head + rows })
  await bring('1,One,Qualified,2020-01-01,,\n2,,New,,,7\n', 'overwrite')
  assert.deepEqual(counts(await bring('1,Two,Won,2020-01-01,2020-02-01,10\n2,,New,,,8\n', 'skip')).unchanged, 2)
  assert.deepEqual(counts(await bring('1,Two,Won,2020-01-01,2020-02-01,10\n2,,New,,,8\n', 'fill')), {
    state: 'done',
    created: {},
    updated: { deals: 1 },
    unchanged: 1,
    refused: 0,
  })
  assert.deepEqual(await place.rows('select name from companies'), [{ name: 'One' }])
  const deals = () =>
    place.rows(
      'select d.origin, c.name client, s.name stage, d.amount, d.closed_at from deals d left join companies c on c.id = d.company_id join stages s on s.id = d.stage_id order by 1',
    )
  assert.deepEqual(await deals(), [
    { origin: '1', client: 'One', stage: 'Qualified', amount: '10.00', closedAt: null },
    { origin: '2', client: null, stage: 'New', amount: '7.00', closedAt: null },
  ])
  const newer = '1,Two,Won,2020-01-01,2020-02-01,11\n2,,New,,,\n'
  assert.deepEqual(counts(await bring(newer, 'overwrite')).updated, { deals: 2 })
  assert.deepEqual(await deals(), [
    { origin: '1', client: 'Two', stage: 'Won', amount: '11.00', closedAt: '2020-01-31T15:00:00.000Z' },
    { origin: '2', client: null, stage: 'New', amount: null, closedAt: null },
  ])
  assert.deepEqual(
    await place.rows(
      `select s.name, e.kind, e.entered_at, e.left_at from stage_entries e join stages s on s.id = e.stage_id join deals d on d.id = e.deal_id where d.origin = '1' order by e.id`,
    ),
    [
      { name: 'Qualified', kind: 'created', enteredAt: '2019-12-31T15:00:00.000Z', leftAt: '2020-01-31T15:00:00.000Z' },
      { name: 'Won', kind: 'closed', enteredAt: '2020-01-31T15:00:00.000Z', leftAt: null },
    ],
  )
  assert.equal((await place.rows(`select 1 from events where name = 'deals.moved'`)).length, 1)
  assert.deepEqual(counts(await bring(newer, 'overwrite')).unchanged, 2)
})

const many = (from: number, to: number) =>
  head +
  Array.from(
    { length: to - from },
    (_, i) => `${from + i},Client ${(from + i) % 7},New,,,${i % 10 === 3 ? 'x' : '5'}\n`,
  ).join('')

test('killed in a chunk or between chunks it goes on without doubling', async () => {
  await using place = await installed()
  const id = await place.start(place.admin, { mapping: simple, file: many(0, 100) })
  const killedAt = (where: 'written' | 'committed', chunk: number) =>
    place.run(id, {
      chunk: 10,
      at(place_, at) {
        if (place_ === where && at === chunk) throw new Error('killed')
      },
    })
  await assert.rejects(killedAt('written', 0), /killed/)
  assert.deepEqual([await place.count('deals'), await place.count('companies')], [0, 0])
  await assert.rejects(killedAt('committed', 2), /killed/)
  assert.deepEqual([await place.count('deals'), (await place.importOf(id)).rowsDone], [27, 30])
  await assert.rejects(killedAt('written', 5), /killed/)
  const stop = new AbortController()
  await place.run(
    id,
    { chunk: 10, at: (where, chunk) => void (where === 'committed' && chunk === 6 && stop.abort()) },
    stop.signal,
  )
  assert.deepEqual([(await place.importOf(id)).state, (await place.importOf(id)).rowsDone], ['running', 70])
  // Two at once do the work of one.
  await Promise.all([place.run(id, { chunk: 10 }), place.run(id, { chunk: 10 })])
  await place.run(id, { chunk: 10 })
  const end = await place.importOf(id)
  assert.deepEqual(
    [end.state, end.rowsDone, end.rowsTotal, end.created, end.refused],
    ['done', 100, 100, { companies: 7, deals: 90 }, 10],
  )
  assert.deepEqual(await place.rows('select count(*)::int n, count(distinct origin)::int d from deals'), [
    { n: 90, d: 90 },
  ])
  assert.equal((await place.refusals(id)).length, 10)
})

test('cancelled it stops, and what is written stays', async () => {
  await using place = await installed()
  const id = await place.start(place.admin, { mapping: simple, file: many(0, 50) })
  await place.run(id, {
    chunk: 10,
    at: async (where, chunk) => {
      if (where === 'committed' && chunk === 1) await place.ask(place.admin, 'imports.cancel', { id })
    },
  })
  const state = await place.importOf(id)
  assert.deepEqual([state.state, state.rowsDone, await place.count('deals')], ['cancelled', 20, 18])
  assert.deepEqual(await place.rows("select state from jobs where kind = 'imports.run'"), [{ state: 'cancelled' }])
  await assert.rejects(place.ask(place.admin, 'imports.cancel', { id }), /ended|running/)
  await place.run(id)
  assert.equal(await place.count('deals'), 18)
})

test('a seller brings in what is his, with the rights of that moment', async () => {
  await using place = await installed()
  const seller = await place.person({ name: 'Sam Seller', roleIds: [readyRoles.seller] })
  const mapping = { ...simple, columns: [...simple.columns, { column: 'owner', field: 'ownerId' }] }
  const row = (id: string, client: string, owner: string) => `${id},${client},New,,,5,${owner}\n`
  const file = `${head.trim()},owner\n${row('1', 'Mine', 'Sam Seller')}${row('2', 'Not mine', 'Anna')}${row('3', 'Mine', '')}`
  const state = await place.bring(seller, { mapping, file })
  assert.deepEqual(counts(state), {
    state: 'done',
    created: { companies: 1, deals: 2 },
    updated: {},
    unchanged: 0,
    refused: 1,
  })
  assert.match((await place.refusals(state.id))[0]![1], /responsible/)
  assert.deepEqual(await place.rows(`select name from companies`), [{ name: 'Mine' }])
  assert.deepEqual(await place.rows(`select distinct actor_id, via from events where import_id = ${state.id}`), [
    { actorId: seller.id, via: 'import' },
  ])
  // Somebody else's deal with that name in its system is neither seen nor overwritten.
  await place.bring(place.admin, { mapping: simple, file: `${head}9,Hers,New,,,5\n` })
  const over = await place.bring(seller, { mapping: simple, file: `${head}9,Hers,New,,,6\n` })
  assert.equal(over.refused, 1)
  assert.deepEqual(await place.rows(`select amount from deals where origin = '9'`), [{ amount: '5.00' }])
  // Others' imports are not his, people and pipelines are not his to make.
  const hers = await place.start(place.admin, { mapping: simple, file: head })
  await assert.rejects(place.ask(seller, 'imports.get', { id: hers }), { code: 'missing' })
  await assert.rejects(place.start(seller, set[0]!), { code: 'denied' })
  const ensured = await place.bring(seller, {
    mapping: { ...simple, ensure: mappingOf('sales_pipeline.csv')['ensure'] },
    file: head,
  })
  assert.equal(ensured.state, 'failed')
  assert.match(ensured.problem!, /role/)
  // Shown out in the middle, he brings in nothing more.
  const id = await place.start(seller, { mapping: simple, file: many(100, 120) })
  await place.run(id, {
    chunk: 10,
    at: async (where) => {
      if (where === 'committed')
        await inTransaction(place.installation, place.admin, (ctx) =>
          changeRecords(ctx, usersSubject, [{ id: seller.id!, fields: { active: false } }]),
        )
    },
  })
  const out = await place.importOf(id)
  assert.deepEqual([out.state, out.rowsDone, out.problem !== null], ['failed', 10, true])
})

test('the methods: a stranger is refused, a file is judged at once, refused rows come back as a file', async () => {
  await using place = await installed()
  const file = `${head.trim()},=extra\n1,One,New,,,5,a\n2,"Two, too",Nowhere,,,5,=1+1\n3,x,New,,,5\n`
  for (const method of ['start', 'get', 'list', 'cancel', 'refusals'])
    await assert.rejects(place.ask(stranger('en'), `imports.${method}`, {}), { code: 'signin' })
  const start = (input: object) =>
    place.ask<ImportState>(place.admin, 'imports.start', { fileName: 'deals.csv', mapping: simple, ...input })
  await assert.rejects(start({}), { key: 'error.import.file' })
  await assert.rejects(start({ text: 'id,client\n1,2\n' }), { key: 'error.import.columns' })
  await assert.rejects(start({ text: file, mapping: { ...simple, set: { stageSince: '2020-01-01T00:00:00Z' } } }), {
    key: 'error.import.readonly',
  })
  await assert.rejects(start({ text: file, mapping: { ...simple, set: { amount: 5 } } }), {
    key: 'error.import.mapping',
  })
  await assert.rejects(start({ text: file, mapping: { ...simple, columns: [{ column: 'id', field: 'nothing' }] } }), {
    key: 'error.field',
  })
  await assert.rejects(start({ text: file, mapping: { ...simple, surprise: 1 } }), { code: 'invalid' })
  await assert.rejects(start({ text: 'id,ID\n' }), AppError)
  const started = await start({ base64: Buffer.from(file).toString('base64') })
  assert.deepEqual([started.state, started.unmapped], ['waiting', ['=extra']])
  // The job of a server does it.
  const worker = work({
    db: place.installation.db,
    log: place.installation.log,
    handlers: importJobs(place.installation),
  })
  for (let i = 0; i < 200 && (await place.importOf(started.id)).state !== 'done'; i++)
    await new Promise((done) => setTimeout(done, 25))
  await worker.close()
  assert.deepEqual(counts(await place.importOf(started.id)), {
    state: 'done',
    created: { companies: 1, deals: 1 },
    updated: {},
    unchanged: 0,
    refused: 2,
  })
  const refusals = await place.ask<{ text: string; fileName: string; next: number | null }>(
    place.admin,
    'imports.refusals',
    { id: started.id },
  )
  assert.equal(refusals.fileName, 'deals.refused.csv')
  assert.match(
    refusals.text,
    /^Row,Reason,id,client,stage,begin,close,sum,'=extra\r\n3,.*,2,"Two, too",Nowhere,,,5,'=1\+1\r\n4,.*6.*7.*,3,x,New,,,5,\r\n$/,
  )
  // Put right, the file of refusals comes in as it is.
  const again = await start({ text: refusals.text.replaceAll('Nowhere', 'New') })
  await place.run(again.id)
  assert.deepEqual(counts(await place.importOf(again.id)).created, { companies: 2, deals: 2 })
  const listed = await place.ask<{ items: ImportState[]; next: number | null }>(place.admin, 'imports.list', {
    limit: 1,
  })
  assert.deepEqual([listed.items[0]!.id, listed.next], [again.id, again.id])
})

test('a person is found with the rights of now, in Russian too', async () => {
  await using place = await installed()
  const person = await place.person({ name: 'Иван', roleIds: [readyRoles.administrator], language: 'ru' })
  const state = await place.bring((await loadActor(place.installation.db, person.id!, 'api'))!, {
    mapping: {
      record: 'contacts',
      columns: [
        { column: 'Имя', field: 'firstName' },
        { column: 'Тел', field: 'phones', as: { separator: ',' } },
        { column: 'Рожд', field: 'birthDate' },
      ],
      as: { date: 'DD.MM.YYYY' },
    },
    file: 'Имя;Тел;Рожд\nПётр;"8 900 123-45-67,8 900 123-45-68";01.02.1990\nМария;не звонить;\nОлег;;31.02.1990\n',
  })
  assert.deepEqual(counts(state).created, { contacts: 1 })
  assert.deepEqual(await place.refusals(state.id), [
    [3, 'Это не похоже на телефон: не звонить'],
    [4, 'Рожд: «31.02.1990» — не дата'],
  ])
})
