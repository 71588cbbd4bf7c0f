import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { readyRoles } from '../model/roles.ts'
import { records, recordNames } from '../model/records.ts'
import { methods } from './methods.ts'
import { openapi } from './platform/openapi.ts'
import { eventually, post, startRunning, type Running, type Visitor } from './test/running.ts'

const runs = process.env['TEST_LONG'] ? 5000 : 300
let running: Running
let one: Visitor
let two: Visitor
before(async () => {
  running = await startRunning()
  one = await running.person('One', ['seller'])
  two = await running.person('Two', ['seller'])
})
after(() => running.stop())

type Body = Record<string, unknown> & { id: number }
async function good(visitor: Visitor, method: string, input: object = {}): Promise<Body> {
  const { status, body } = await visitor.ask(method, input)
  assert.equal(status, 200, `${method}: ${JSON.stringify(body)}`)
  return body as unknown as Body
}
async function refused(
  visitor: Visitor,
  method: string,
  input: unknown,
  status: number,
): Promise<{ code: string; message: string; field?: string }> {
  const answer = await visitor.ask(method, input)
  assert.equal(answer.status, status, `${method} ${JSON.stringify(input)}: ${JSON.stringify(answer.body)}`)
  return answer.body.error!
}
/**
 * Everything that the database holds, in one number; sessions and jobs apart, which live by themselves, what is told of
 * refusals, and when a key was last used.
 */
async function everything(): Promise<string> {
  const hash = createHash('sha256')
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('audit', 'jobs', 'sessions', 'login_tries', 'deal_totals', 'deal_totals_monthly', 'deal_total_deltas') order by 1`.execute(
    running.app.connection.db,
  )
  for (const { name } of rows) {
    const { rows: content } =
      await sql`select to_jsonb(t) - 'seen_at' as row from ${sql.table(name)} t order by (to_jsonb(t) - 'seen_at')::text`.execute(
        running.app.connection.db,
      )
    hash.update(name).update(JSON.stringify(content))
  }
  return hash.digest('hex')
}

test('a stranger is refused at every method but the few that are open', async () => {
  const open: string[] = []
  for (const [name, method] of Object.entries(methods)) {
    const { status } = await post(running.url, name, {}, { origin: running.url })
    if (method.open) open.push(name)
    else assert.equal(status, 401, name)
  }
  assert.deepEqual(open.sort(), [
    'invitations.accept',
    'invitations.get',
    'resets.get',
    'resets.use',
    'session.requestReset',
    'session.signIn',
    'session.signInCode',
    'session.signOut',
    'setup.get',
    'setup.run',
  ])
  assert.ok(Object.keys(methods).length > 90)
})

test('another’s deal is not found by any method, and nothing happens to it', async () => {
  const { id } = await good(one, 'deals.create', {
    title: 'Mine alone',
    amount: '77.01',
    opened: true,
    lines: [{ name: 'L', price: '1' }],
  })
  const event = ((await good(one, 'events.list', { record: 'deals', id }))['items'] as { id: number }[])[0]!.id
  const own = (await good(two, 'deals.create', { title: 'Of the other' }))['id'] as number
  const before = await everything()
  const inputs: Record<string, object> = {
    'deals.compare': { ids: [own, id] },
    'deals.merge': { ids: [own, id], into: own, shows: true },
    'deals.get': { id },
    'deals.change': { id, fields: { title: 'Taken', ownerId: two.id } },
    'deals.remove': { id },
    'deals.restore': { id },
    'deals.move': { id, stageId: 2 },
    'deals.copy': { id },
    'deals.products': { id },
    'deals.setProducts': { id, lines: [] },
    'deals.stages': { id },
    'events.list': { record: 'deals', id },
    'events.undo': { id: event },
    'events.putBack': { id: event, field: 'title' },
  }
  const about = Object.keys(methods).filter((name) => name.startsWith('deals.') || name.startsWith('events.'))
  const wide = ['deals.list', 'deals.create', 'deals.totals', 'deals.board', 'deals.export']
  assert.deepEqual(
    about.filter((name) => !(name in inputs) && !wide.includes(name)),
    [],
    'a method that nobody tried',
  )
  const unknown = new Map<string, string>()
  for (const [method, input] of Object.entries(inputs)) {
    const text = JSON.stringify(await refused(two, method, input, 404))
    assert.ok(!text.includes('Mine alone') && !text.includes('77.01'), method)
    const absent = JSON.stringify(
      await refused(
        two,
        method,
        JSON.parse(JSON.stringify(input).replaceAll(String(method === 'events.undo' ? event : id), '2000000000')),
        404,
      ),
    )
    unknown.set(method, absent)
    assert.equal(text, absent, `${method} tells that there is such a deal`)
  }
  assert.equal(await everything(), before)
  await good(two, 'deals.remove', { id: own })
  assert.deepEqual(((await good(two, 'deals.list'))['items'] as unknown[]).length, 0)
  assert.equal((await good(two, 'deals.totals'))['count'], 0)
  assert.ok((await good(two, 'deals.board'))['columns'])
  assert.deepEqual(await good(two, 'search.find', { text: 'Mine' }), [])
})

test('what one does not see can’t be linked, is not named, and stays when others edit', async () => {
  const company = await good(one, 'companies.create', { name: 'Hidden Ltd' })
  const contact = await good(one, 'contacts.create', { lastName: 'Hidden', firstName: 'Person' })
  const fired = await running.person('Fired', ['seller'])
  await good(running.administrator, 'users.change', { id: fired.id, fields: { active: false } })
  const mine = await good(two, 'deals.create', { title: 'Two’s' })
  const before = await everything()
  for (const [field, value] of [
    ['companyId', company.id],
    ['contactIds', [contact.id]],
    ['observerIds', [fired.id]],
    ['ownerId', 2_000_000_000],
    ['tagIds', [1]],
    ['sourceId', 2_000_000_000],
  ] as const) {
    for (const [method, input] of [
      ['deals.create', { title: 'x', [field]: value }],
      ['deals.change', { id: mine.id, fields: { [field]: value } }],
    ] as const) {
      const error = await refused(two, method, input, 400)
      assert.equal(error.field, field)
      assert.ok(!error.message.includes('Hidden'))
    }
  }
  assert.equal(
    (await refused(two, 'deals.setProducts', { id: mine.id, lines: [{ productId: 5 }] }, 400)).field,
    'lines.0.productId',
  )
  await refused(two, 'companies.create', { name: 'x', parentId: company.id }, 400)
  await refused(two, 'deals.list', { filter: { field: 'companyId', op: 'eq', value: company.id } }, 400)
  assert.equal(await everything(), before)

  await good(running.administrator, 'deals.change', {
    id: mine.id,
    fields: { companyId: company.id, contactIds: [contact.id] },
  })
  const seen = await good(two, 'deals.get', { id: mine.id })
  assert.deepEqual(
    [seen['companyId'], seen['contactIds'], seen['hidden'], seen['names']],
    [null, [], ['companyId', 'contactIds'], { contactIds: [], relatedIds: [] }],
  )
  const own = await good(two, 'contacts.create', { lastName: 'Own' })
  await good(two, 'deals.change', { id: mine.id, fields: { contactIds: [own.id], companyId: null } })
  const kept = await good(running.administrator, 'deals.get', { id: mine.id })
  assert.deepEqual([kept['companyId'], kept['contactIds']], [company.id, [own.id, contact.id]])
  const history = JSON.stringify(await good(two, 'events.list', { record: 'deals', id: mine.id }))
  assert.ok(!history.includes('Hidden') && !new RegExp(`"companyId":\\[[^\\]]*${String(company.id)}`).test(history))
})

test('a deal given away leaves the sight of who gave it, at once', async () => {
  const { id } = await good(one, 'deals.create', { title: 'Handed over' })
  await refused(one, 'deals.create', { title: 'For another', ownerId: two.id }, 403)
  const said = await good(one, 'deals.change', { id, fields: { ownerId: two.id } })
  assert.deepEqual(
    [said['ownerId'], said['gone'], said['may']],
    [two.id, true, { edit: false, delete: false, move: false, assign: false, fixed: [] }],
  )
  await refused(one, 'deals.get', { id }, 404)
  await refused(one, 'deals.change', { id, fields: { ownerId: one.id } }, 404)
  assert.equal((await good(two, 'deals.get', { id }))['title'], 'Handed over')
})

test('keys that are the server’s own, or nobody’s, are refused', async () => {
  const { id } = await good(one, 'deals.create', { title: 'Plain' })
  const before = await everything()
  const extra = [
    'id',
    'version',
    'createdBy',
    'createdAt',
    'updatedAt',
    'removedAt',
    'state',
    'stageSince',
    'closedAt',
    'amountBase',
    'tax',
    'position',
    'returnCustomer',
    'isAdmin',
    'roles',
    'stageHistory',
    'constructor',
    'toString',
    'names',
    'may',
  ]
  for (const key of extra) {
    await refused(one, 'deals.create', { title: 'x', [key]: 1 }, 400)
    await refused(one, 'deals.change', { id, fields: { [key]: 1 } }, 400)
  }
  await refused(one, 'deals.change', { id, fields: { stageId: 2 } }, 400)
  await refused(one, 'users.change', { id: one.id, fields: { roleIds: [readyRoles.administrator] } }, 403)
  await refused(one, 'users.setPassword', { id: 1, password: 'a long password' }, 403)
  for (const [method, input] of [
    ['users.create', { name: 'x' }],
    ['departments.create', { name: 'x' }],
    ['pipelines.create', { name: 'x' }],
    ['terms.create', { dictionary: 'tag', name: 'x' }],
    ['products.create', { name: 'x' }],
    ['currencies.setRate', { id: 2, rate: '1' }],
  ] as const)
    await refused(one, method, input, 403)
  assert.equal(await everything(), before)
})

test('colleagues’ addresses are hidden: not shown, not filtered, not sorted, not found', async () => {
  const { items } = (await good(one, 'users.list')) as unknown as { items: Record<string, unknown>[] }
  assert.ok(items.length > 2 && items.every((item) => !('email' in item)))
  assert.ok(!('email' in (await good(one, 'users.get', { id: 1 }))))
  for (const input of [
    { filter: { field: 'email', op: 'contains', value: 'anna' } },
    { filter: { not: { or: [{ field: 'email', op: 'empty' }] } } },
    { sort: ['email'] },
  ]) {
    assert.equal((await refused(one, 'users.list', input, 403)).field, 'email')
  }
  const asked = (await good(one, 'users.list', { fields: ['name', 'email'] })) as unknown as { items: object[] }
  assert.ok(asked.items.every((item) => 'name' in item && !('email' in item)))
  await refused(one, 'users.totals', { filter: { field: 'email', op: 'filled' } }, 403)
  await good(running.administrator, 'users.change', { id: two.id, fields: { email: 'secret@example.com' } })
  assert.ok(!JSON.stringify(await good(one, 'events.list', { record: 'users', id: two.id })).includes('secret@'))
})

const awkward = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'id; drop table deals',
    'title"',
    "o'wner",
    '__proto__',
    'constructor',
    'removedAt',
    'title_key',
    'd.title',
    'TITLE',
    '-id',
    '--id',
    '',
    'events',
    '\\',
    '%',
  ),
  fc.string({ unit: 'binary' }),
)
test('names of fields, orders and groups are looked up, never run: no input makes the database complain', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('deals', 'users', 'companies'),
      awkward,
      awkward,
      fc.jsonValue(),
      async (name, field, op, value) => {
        for (const [method, input] of [
          ['list', { filter: { field, op: 'eq', value: 'x' } }],
          ['list', { filter: { field: 'title', op, value } }],
          ['list', { sort: [field] }],
          ['list', { sort: [`-${field}`] }],
          ['list', { fields: [field] }],
          ['list', { after: field }],
          ['totals', { group: field }],
          ['list', { filter: value }],
          ['list', value],
          ['get', { id: value }],
        ] as const) {
          const { status, body } = await one.ask(`${name}.${method}`, input)
          assert.ok(
            status === 200 || status === 400 || status === 403 || status === 404,
            `${method} ${JSON.stringify(input)}: ${String(status)} ${JSON.stringify(body)}`,
          )
        }
      },
    ),
    { numRuns: runs / 5 },
  )
})

test('what no JSON should be is refused with 400, never with 500', async () => {
  const bodies = [
    '{"title":"a","title":"b"}',
    '{"__proto__":{"x":1}}',
    '{"amount":1e999}',
    `{"filter":${'{"not":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
    '[1]',
    '"x"',
    'null',
    '12',
    'true',
    '{',
    '',
    '{"title":"\\u0000"}',
    '{"title":"\\ud800"}',
    '{"ownerId":99999999999999999999}',
    '{"ownerId":"1"}',
    '{"ownerId":1.5}',
    '{"ownerId":-1}',
    '{"ownerId":[1]}',
    '{"title":{"a":1}}',
    '{"title":["a"]}',
    '{"opened":"true"}',
    '{"contactIds":[1,1]}',
    '{"contactIds":5}',
    '{"amount":"1e5"}',
    '{"amount":"0x10"}',
    '{"amount":"NaN"}',
    '{"amount":" 1"}',
    '{"amount":"1.23456"}',
    '{"amount":"9999999999999999"}',
    '{"beginDate":"2026-02-30"}',
    '{"beginDate":"0000-01-01"}',
    '{"beginDate":"tomorrow"}',
    '{"currency":"usd"}',
    '{"currency":"XXX"}',
  ]
  for (const body of bodies) {
    const { status, body: told } = await one.ask('deals.create', body)
    assert.ok(
      status === 400 || (body === '' && status === 200),
      `${body.slice(0, 60)}: ${String(status)} ${JSON.stringify(told)}`,
    )
  }
  assert.equal((await one.ask('deals.create', `{"comment":"${'x'.repeat(3_000_000)}"}`)).status, 413)
  assert.equal(Object.getPrototypeOf({}), Object.prototype)
  assert.equal(({} as Record<string, unknown>)['x'], undefined)
})

test('the API describes itself: every method, its input', () => {
  const document = openapi(methods) as {
    openapi: string
    paths: Record<
      string,
      {
        post: {
          operationId: string
          requestBody: { content: { 'application/json': { schema: { type?: string; properties?: object } } } }
        }
      }
    >
  }
  assert.match(document.openapi, /^3\.1\./)
  assert.deepEqual(
    Object.values(document.paths)
      .map(({ post: { operationId } }) => operationId)
      .sort(),
    Object.keys(methods).sort(),
  )
  const { properties } = document.paths['/api/deals.create']!.post.requestBody.content['application/json'].schema
  for (const key of ['title', 'amount', 'stageId', 'contactIds', 'lines']) assert.ok(key in (properties ?? {}), key)
  for (const name of recordNames)
    for (const verb of ['list', 'get', 'create', 'change', 'remove', 'restore', 'totals'])
      assert.ok(`${name}.${verb}` in methods, `${name}.${verb}`)
})

test('two people on one deal: different fields both survive, the same one is a conflict with both values', async () => {
  const { id, version } = await good(one, 'deals.create', { title: 'Shared', observerIds: [1] })
  await good(running.administrator, 'deals.change', { id, version, fields: { probability: 30, title: 'Theirs' } })
  await good(one, 'deals.change', { id, version, fields: { comment: 'mine' } })
  const { status, body } = await one.ask('deals.change', {
    id,
    version,
    fields: { title: 'Mine', info: 'not written' },
  })
  assert.equal(status, 409)
  assert.deepEqual((body.error as unknown as { fields: object }).fields, { title: { mine: 'Mine', theirs: 'Theirs' } })
  const now = await good(one, 'deals.get', { id })
  assert.deepEqual(
    [now['title'], now['probability'], now['comment'], now['info'], now['version']],
    ['Theirs', 30, 'mine', null, 3],
  )
  const same = await good(one, 'deals.change', { id, version: now['version'], fields: { title: 'Theirs' } })
  assert.equal(same['version'], 3, 'what does not differ is no change')
})

test('racing changes of one deal: none is lost, versions count them, the log of stages is one chain', async () => {
  const { id } = await good(one, 'deals.create', { title: 'Race' })
  const fields = ['comment', 'info', 'sourceText', 'utmSource', 'utmMedium', 'originator'] as const
  const acts = Array.from({ length: 48 }, (_, i) =>
    i % 2
      ? one.ask('deals.change', { id, fields: { [fields[(i >> 1) % fields.length]!]: `value ${String(i)}` } })
      : one.ask('deals.move', { id, stageId: 1 + (i % 6) }),
  )
  const answers = await Promise.all(acts)
  assert.ok(answers.every(({ status }) => status === 200))
  const { rows } = await sql<{
    version: number
    changes: Record<string, [unknown, unknown]>
  }>`select version, changes from events where record = 'deals' and record_id = ${id} order by id`.execute(
    running.app.connection.db,
  )
  assert.deepEqual(
    rows.map(({ version }) => version),
    rows.map((_, i) => i + 1),
  )
  const state: Record<string, unknown> = {}
  for (const { changes } of rows) {
    for (const [key, [before, after]] of Object.entries(changes)) {
      assert.deepEqual(state[key] ?? null, before, `${key} jumps`)
      state[key] = after
    }
  }
  const stays = (await good(one, 'deals.stages', { id })) as unknown as {
    stageId: number
    enteredAt: string
    leftAt: string | null
  }[]
  for (let i = 1; i < stays.length; i++)
    assert.ok(stays[i - 1]!.leftAt === stays[i]!.enteredAt && stays[i - 1]!.stageId !== stays[i]!.stageId)
  assert.equal(stays.at(-1)!.leftAt, null)
  assert.equal(stays.at(-1)!.stageId, (await good(one, 'deals.get', { id }))['stageId'])
})

test('a currency without a rate is refused by name; a new rate counts open deals anew, closed ones not', async () => {
  const admin = running.administrator
  const error = await refused(admin, 'deals.create', { title: 'x', amount: '10', currency: 'EUR' }, 400)
  assert.match(error.message, /EUR/)
  const euro = (
    (await good(admin, 'currencies.list', { filter: { field: 'code', op: 'eq', value: 'EUR' } }))['items'] as {
      id: number
    }[]
  )[0]!.id
  await good(admin, 'currencies.setRate', { id: euro, rate: '1.10' })
  const open = await good(admin, 'deals.create', { title: 'open', amount: '10', currency: 'EUR' })
  const won = await good(admin, 'deals.create', { title: 'won', amount: '10', currency: 'EUR', stageId: 7 })
  assert.deepEqual([open['amountBase'], won['amountBase']], ['11.00', '11.00'])
  await good(admin, 'currencies.setRate', { id: euro, rate: '1.20' })
  assert.ok(
    await eventually(async () => (await good(admin, 'deals.get', { id: open.id }))['amountBase'] === '12.00', 5000),
  )
  assert.equal((await good(admin, 'deals.get', { id: won.id }))['amountBase'], '11.00')
  await refused(admin, 'deals.create', { title: 'x', amount: '10.123', currency: 'EUR' }, 400)
})

test('a pipeline keeps stages in progress, exactly one won and at least one lost', async () => {
  const admin = running.administrator
  const { id } = await good(admin, 'pipelines.create', { name: 'Second' })
  const { items } = (await good(admin, 'stages.list', {
    filter: { field: 'pipelineId', op: 'eq', value: id },
    sort: ['position'],
  })) as unknown as { items: { id: number; meaning: string }[] }
  assert.deepEqual(
    items.map(({ meaning }) => meaning),
    ['open', 'open', 'open', 'open', 'open', 'open', 'won', 'lost', 'lost', 'lost', 'lost'],
  )
  await refused(admin, 'stages.remove', { id: items[6]!.id }, 400)
  assert.ok(
    [400, 409].includes(
      (await admin.ask('stages.create', { pipelineId: id, name: 'Won twice', meaning: 'won' })).status,
    ),
  )
  for (const { id: lost } of items.slice(8)) await good(admin, 'stages.remove', { id: lost })
  await refused(admin, 'stages.remove', { id: items[7]!.id }, 400)
  const deal = await good(admin, 'deals.create', { title: 'Stands', pipelineId: id })
  assert.equal(deal['stageId'], items[0]!.id)
  await refused(admin, 'stages.remove', { id: items[0]!.id }, 409)
  await refused(admin, 'pipelines.remove', { id }, 409)
  await refused(admin, 'deals.create', { title: 'x', pipelineId: 1, stageId: items[0]!.id }, 400)
  await good(admin, 'deals.move', { id: deal.id, stageId: 1 })
  const stays = (await good(admin, 'deals.stages', { id: deal.id })) as unknown as {
    kind: string
    pipelineId: number
  }[]
  assert.deepEqual(
    stays.map(({ kind, pipelineId }) => [kind, pipelineId]),
    [
      ['created', id],
      ['pipeline', 1],
    ],
  )
  assert.equal(records.stages.fields.meaning.values?.length, 3)
})
