import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { RecordName } from '../../model/records.ts'
import { readyGrants } from '../roles/ready.ts'
import type { FieldGrant } from '../../model/roles.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
/** sees everything of deals and clients but some of their fields */
let partner: Person
/** sees the amounts of the first pipeline alone */
let mixed: Person
let secondPipeline: number
const hidden: [RecordName, string][] = [
  ['deals', 'amount'],
  ['deals', 'info'],
  ['deals', 'sourceText'],
  ['deals', 'companyId'],
  ['contacts', 'phones'],
  ['contacts', 'jobTitle'],
  ['companies', 'revenue'],
  ['companies', 'address'],
  ['products', 'price'],
]
const fixed: [RecordName, string][] = [['deals', 'probability']]
before(async () => {
  app = await startTestApp()
  const boss = app.administrator
  secondPipeline = (await boss.does('pipelines.create', { name: 'Tenders' })).id
  const role = await boss.does('roles.create', {
    name: 'Partner',
    grants: readyGrants('all'),
    fieldGrants: [
      ...hidden.map(([record, field]): FieldGrant => ({ record, field, right: 'hidden' })),
      ...fixed.map(([record, field]): FieldGrant => ({ record, field, right: 'read' })),
    ],
  })
  const inOne = await boss.does('roles.create', {
    name: 'Mixed',
    grants: readyGrants('all'),
    fieldGrants: [{ record: 'deals', field: 'amount', right: 'hidden', pipelineId: secondPipeline }],
  })
  partner = await app.person('Partner', [])
  mixed = await app.person('Mixed', [])
  await boss.does('users.change', { id: partner.id, fields: { roleIds: [role.id] } })
  await boss.does('users.change', { id: mixed.id, fields: { roleIds: [inOne.id] } })
})
after(() => app.stop())

/** A deal with a client and lines, with a word or a figure in each field that is hidden. */
async function world() {
  const own = makes(app.administrator)
  const company = await own.company({
    name: 'Seen company',
    revenue: '41414.14',
    revenueCurrency: 'USD',
    address: 'canary street',
  })
  const contact = await own.contact({
    lastName: 'Seen',
    jobTitle: 'canary job',
    phones: [{ type: 'work', value: '+79161231313' }],
  })
  const product = await own.product({ name: 'Seen product', price: '51515.15' })
  const deal = await own.deal({
    title: 'Seen deal',
    companyId: company.id,
    contactIds: [contact.id],
    info: 'canary info',
    sourceText: 'canary source',
    probability: 40,
    comment: 'seen',
    lines: [{ productId: product.id, quantity: '3', price: '31313.13' }],
  })
  return { company: company.id, contact: contact.id, product: product.id, deal: deal.id, stage: deal.stageId }
}
const canaries = ['canary', '31313', '93939', '41414', '51515', '9161231313']
const demandSilent = (what: string, said: unknown) => {
  const text = JSON.stringify(said)
  for (const canary of canaries) assert.ok(!text.includes(canary), `${what} tells ${canary}: ${text.slice(0, 400)}`)
}

test('F01, F04, F10: what is hidden is absent: get, list, board, sums, history, search, glance, likenesses, sales, files', async () => {
  const on = await world()
  const may = app.administrator
  await may.does('deals.change', { id: on.deal, fields: { info: 'canary again', comment: 'seen again' } })
  const read = {
    get: await partner.does('deals.get', { id: on.deal }),
    list: await partner.does('deals.list', {}),
    board: await partner.does('deals.board', {}),
    totals: await partner.does('deals.totals', {}),
    grouped: await partner.does('deals.totals', { group: 'stageId' }),
    filtered: await partner.does('deals.totals', { filter: { field: 'id', op: 'eq', value: on.deal } }),
    history: await partner.does('events.list', { record: 'deals', id: on.deal }),
    clientHistory: await partner.does('events.list', { record: 'contacts', id: on.contact }),
    contact: await partner.does('contacts.get', { id: on.contact }),
    contacts: await partner.does('contacts.list', {}),
    company: await partner.does('companies.get', { id: on.company }),
    companyTotals: await partner.does('companies.totals', {}),
    product: await partner.does('products.get', { id: on.product }),
    sales: await partner.does('products.sales', { id: on.product }),
    find: await partner.does('search.find', { text: 'seen', each: true }),
    glance: await partner.does('search.glance', {
      text: 'canary',
      items: [
        { record: 'deals', id: on.deal },
        { record: 'contacts', id: on.contact },
        { record: 'companies', id: on.company },
        { record: 'products', id: on.product },
      ],
    }),
    similar: await partner.does('contacts.similar', { name: 'Seen' }),
    similarCompany: await partner.does('companies.similar', { name: 'Seen company' }),
    copy: await partner.does('deals.copy', { id: on.deal }),
  }
  for (const [what, said] of Object.entries(read)) demandSilent(what, said)
  const told = Object.keys(read.get).filter((key) => ['amount', 'info', 'tax', 'companyId'].includes(key))
  assert.deepEqual([told, read.get.products], [[], null])
  assert.equal(read.totals.amount, null)
  assert.ok(read.board.columns.every(({ amount }) => amount === null))
  assert.ok(read.board.columns.some(({ count }) => count > 0))
  assert.equal(read.sales.open.amount, null)
  assert.ok(read.history.items.some(({ changes }) => 'comment' in changes))
  for (const record of ['deals', 'contacts', 'companies', 'products'] as const)
    for (const format of ['csv', 'json'] as const) {
      const { statusCode, body } = await file(record, { format })
      assert.equal(statusCode, 200)
      demandSilent(`${record}.export ${format}`, body)
    }
  // The head of the table names the columns: none of them is hidden.
  const { body } = await file('deals', { format: 'csv', headings: 'keys' })
  assert.match(body, /title/)
  assert.doesNotMatch(body, /amount|info|companyId/)
})

const file = (record: RecordName, input: object) =>
  app.app.http.inject({
    method: 'POST',
    url: `/api/${record}.export`,
    headers: { authorization: `Bearer ${partner.key}`, 'content-type': 'application/json' },
    payload: input,
  })

test('F07: history names no client through a field that is hidden', async () => {
  const boss = app.administrator
  const company = await makes(boss).company({ name: 'Canary company' })
  const { id } = await makes(boss).deal({ companyId: company.id })
  await boss.does('deals.change', { id, fields: { companyId: null, comment: 'seen' } })
  demandSilent('history', await partner.does('events.list', { record: 'deals', id }).then(lowered))
  assert.match(lowered(await boss.does('events.list', { record: 'deals', id })), /canary company/)
})
const lowered = (said: unknown) => JSON.stringify(said).toLowerCase()

test('F02, F03: what is hidden does not filter, sort, group, and is not searched; nothing is left out silently', async () => {
  const on = await world()
  const denied = async (method: string, input: object) =>
    assert.equal((await partner.tries(method, input))?.status, 403, `${method} ${JSON.stringify(input)}`)
  for (const leaf of [
    { field: 'amount', op: 'gt', value: '1' },
    { field: 'amountBase', op: 'filled' },
    { field: 'sourceText', op: 'contains', value: 'can' },
    { field: 'info', op: 'filled' },
    { field: 'companyId', op: 'eq', value: on.company },
    { field: 'currency', op: 'eq', value: 'USD' },
  ])
    for (const filter of [leaf, { not: leaf }, { or: [{ field: 'id', op: 'gte', value: 1 }, { and: [leaf] }] }])
      for (const method of ['deals.list', 'deals.board', 'deals.totals', 'deals.export'])
        await denied(method, { filter, ...(method === 'deals.export' ? { format: 'csv' } : {}) })
  for (const sort of ['amount', '-amount', 'amountBase', 'sourceText', 'tax'])
    for (const method of ['deals.list', 'deals.export'])
      await denied(method, { sort: [sort], ...(method === 'deals.export' ? { format: 'csv' } : {}) })
  for (const group of ['currency', 'amountFrom']) await denied('deals.totals', { group })
  const [row] = (await partner.does('deals.list', { fields: ['title', 'amount', 'info', 'amountBase'] })).items
  assert.deepEqual(Object.keys(row!).sort(), ['hidden', 'id', 'names', 'title'])
  await denied('deals.products', { id: on.deal })
  await denied('contacts.similar', { phones: ['+7 916 123-13-13'] })
  await denied('products.list', { sort: ['price'] })
  for (const text of ['9161231313', '+7 916 123 13 13']) {
    const found = await partner.does('search.find', { text, each: true })
    assert.deepEqual(found, [], text)
    assert.ok((await app.administrator.does('search.find', { text, each: true })).length > 0)
  }
  // A deal is not found by a client whom one does not see on it.
  const byCompany = await partner.does('search.find', { text: 'Seen company', each: true })
  assert.ok(!byCompany.some(({ record, id }) => record === 'deals' && id === on.deal))
})

test('F01, F14: what is hidden or only to be read is written through no door', async () => {
  const on = await world()
  const before = await app.administrator.does('deals.get', { id: on.deal })
  const writes: [string, object, string][] = [
    ['deals.change', { id: on.deal, fields: { amount: '1' } }, 'amount'],
    // Whether it is the same is not told either.
    ['deals.change', { id: on.deal, fields: { amount: before.amount } }, 'amount'],
    ['deals.change', { id: on.deal, fields: { info: before.info } }, 'info'],
    ['deals.change', { id: on.deal, fields: { currency: 'EUR' } }, 'currency'],
    ['deals.change', { id: on.deal, fields: { info: 'mine' } }, 'info'],
    ['deals.change', { id: on.deal, fields: { probability: 90 } }, 'probability'],
    ['deals.move', { id: on.deal, stageId: on.stage + 1, fields: { probability: 90 } }, 'probability'],
    ['deals.setProducts', { id: on.deal, lines: [{ name: 'Mine', price: '1' }] }, 'lines'],
    ['deals.create', { title: 'New', amount: '1' }, 'amount'],
    ['deals.create', { title: 'New', probability: 5 }, 'probability'],
    ['deals.create', { title: 'New', lines: [{ name: 'Mine', price: '1' }] }, 'lines'],
    ['contacts.change', { id: on.contact, fields: { phones: [] } }, 'phones'],
    ['contacts.create', { lastName: 'New', jobTitle: 'Head' }, 'jobTitle'],
  ]
  for (const [method, input, field] of writes) {
    const refused = await partner.tries(method, input)
    assert.deepEqual(
      [refused?.status, refused?.key, refused?.details.field],
      [403, 'error.denied.write', field],
      method,
    )
  }
  for (const mapping of [
    {
      record: 'deals',
      columns: [
        { column: 'Title', field: 'title' },
        { column: 'Sum', field: 'amount' },
      ],
      key: ['title'],
    },
    {
      record: 'deals',
      columns: [
        { column: 'Title', field: 'title' },
        { column: 'Sum', field: 'probability' },
      ],
      key: ['title'],
    },
    {
      record: 'contacts',
      columns: [
        { column: 'Title', field: 'lastName' },
        { column: 'Sum', field: 'phones' },
      ],
      key: ['phones'],
    },
  ]) {
    const refused = await partner.tries('imports.start', {
      fileName: 'a.csv',
      text: 'Title;Sum\nSeen deal;5\n',
      mapping,
    })
    assert.equal(refused?.status, 403, `${JSON.stringify(mapping)}: ${String(refused?.message)}`)
  }
  // What the system derives from a move goes on: the day of closing, the amount in the base currency.
  await partner.does('deals.change', { id: on.deal, fields: { title: 'Renamed', comment: 'Said' } })
  const { title, comment, version, updatedAt, updatedBy, ...rest } = await app.administrator.does('deals.get', {
    id: on.deal,
  })
  const { title: _t, comment: _c, version: _v, updatedAt: _a, updatedBy: _b, ...kept } = before
  assert.deepEqual([title, comment, version > before.version, updatedBy], ['Renamed', 'Said', true, partner.id])
  assert.ok(updatedAt)
  assert.deepEqual(rest, kept)
})

test('a conflict in a hidden field is none, and undoing a change does not show it', async () => {
  const on = await world()
  const { version } = await partner.does('deals.get', { id: on.deal })
  await app.administrator.does('deals.change', { id: on.deal, fields: { info: 'canary later' } })
  const mine = await partner.does('deals.change', { id: on.deal, version, fields: { comment: 'Mine' } })
  demandSilent('change', mine)
  const [own] = (await partner.does('events.list', { record: 'deals', id: on.deal, limit: 1 })).items
  await partner.does('events.undo', { id: own!.id })
})

test('hidden in one pipeline: masked there, shown elsewhere; a query that reads it names the pipeline', async () => {
  const boss = makes(app.administrator)
  const [open, closed] = [
    await boss.deal({ title: 'Open to see', amount: '717.17' }),
    await boss.deal({ title: 'Masked', amount: '818.18', pipelineId: secondPipeline }),
  ]
  const { items } = await mixed.does('deals.list', {
    filter: { field: 'id', op: 'in', value: [open.id, closed.id] },
    sort: ['id'],
  })
  assert.deepEqual(
    items.map(({ amount, hidden: withheld }) => [amount, withheld.includes('amount')]),
    [
      ['717.17', false],
      [null, true],
    ],
  )
  assert.equal((await mixed.does('deals.get', { id: closed.id })).amount, null)
  assert.equal((await mixed.does('deals.get', { id: closed.id })).products, null)
  assert.equal((await mixed.does('deals.get', { id: open.id })).amount, '717.17')
  const history = await mixed.does('events.list', { record: 'deals', id: closed.id })
  assert.ok(!JSON.stringify(history).includes('818.18'))
  const rich = { field: 'amount', op: 'gt' as const, value: '1' }
  const refused = await mixed.tries('deals.list', { filter: rich })
  assert.deepEqual([refused?.status, refused?.key], [403, 'error.denied.field.pipeline'])
  assert.match(refused!.message, /Tenders/)
  assert.equal((await mixed.tries('deals.list', { sort: ['-amount'] }))?.status, 403)
  const first = { field: 'pipelineId', op: 'eq' as const, value: 1 }
  await mixed.does('deals.list', { filter: { and: [first, rich] }, sort: ['-amount'] })
  assert.equal((await mixed.tries('deals.list', { filter: { or: [first, rich] } }))?.status, 403)
  assert.notEqual((await mixed.does('deals.totals', { filter: first })).amount, null)
  assert.equal((await mixed.does('deals.totals', {})).amount, null)
  assert.notEqual((await mixed.does('deals.board', { pipelineId: 1 })).columns[0]!.amount, null)
  assert.equal((await mixed.does('deals.board', { pipelineId: secondPipeline })).columns[0]!.amount, null)
  const board = await mixed.does('deals.board', { pipelineId: 1, filter: rich })
  assert.ok(board.columns.some(({ items: cards }) => cards.some(({ id }) => id === open.id)))
  assert.equal((await mixed.tries('deals.board', { pipelineId: secondPipeline, filter: rich }))?.status, 403)
  assert.equal((await mixed.tries('deals.change', { id: closed.id, fields: { amount: '1' } }))?.status, 403)
  await mixed.does('deals.change', { id: open.id, fields: { amount: '718' } })
})
