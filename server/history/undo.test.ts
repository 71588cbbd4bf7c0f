import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { startRunning, type Running, type Visitor } from '../test/running.ts'

let running: Running
let seller: Visitor
before(async () => {
  running = await startRunning()
  seller = await running.person('Seller', ['seller'])
})
after(() => running.stop())

type Body = Record<string, unknown> & { id: number }
async function good(method: string, input: object, visitor = seller): Promise<Body> {
  const { status, body } = await visitor.ask(method, input)
  assert.equal(status, 200, `${method}: ${JSON.stringify(body)}`)
  return body as unknown as Body
}
const deal = (input: object = {}) => good('deals.create', { title: 'Deal', amount: '100', ...input })
const last = async (id: number) =>
  ((await good('events.list', { record: 'deals', id, limit: 1 }))['items'] as { id: number }[])[0]!.id
const undo = (id: number, visitor = seller) => visitor.ask('events.undo', { id })
const shift = (event: number, minutes: number) =>
  sql`update events set at = at - make_interval(mins => ${minutes}) where id = ${event}`.execute(
    running.app.connection.db,
  )
const shown = async (id: number) => {
  const {
    version: _v,
    updatedAt: _u,
    stageSince: _s,
    closedAt: _c,
    products,
    ...rest
  } = await good('deals.get', { id })
  const { lines, totals } = products as { lines: { id: number }[]; totals: object }
  return { ...rest, totals, lines: lines.map(({ id: _id, ...line }) => line) }
}

test('a change, a move with what followed, product lines and a deletion are taken back', async () => {
  const { id } = await deal({ amount: null, lines: [{ name: 'Work', price: '10', quantity: '2' }] })
  const acts: [string, object][] = [
    ['deals.change', { id, fields: { title: 'Other', probability: 50, tagIds: [], beginDate: null } }],
    ['deals.move', { id, stageId: 4 }],
    ['deals.move', { id, stageId: 7 }],
    ['deals.setProducts', { id, lines: [{ name: 'More', price: '99.99', taxRate: '20' }] }],
    ['deals.remove', { id }],
  ]
  for (const [method, input] of acts) {
    const before = await shown(id)
    await good(method, input)
    assert.notDeepEqual(await shown(id), before, method)
    const event = await last(id)
    assert.equal((await undo(event)).status, 200, method)
    assert.deepEqual(await shown(id), before, method)
    const [undoing] = (await good('events.list', { record: 'deals', id, limit: 1 }))['items'] as { undoes: number }[]
    assert.equal(undoing!.undoes, event)
    assert.equal((await undo(event)).status, 409, 'twice')
  }
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int n from events where record = 'deals' and record_id = ${id}`.execute(running.app.connection.db)
  assert.equal(rows[0]!.n, 1 + acts.length * 2, 'nothing is deleted from the history')
})

test('making a deal is taken back into the bin', async () => {
  const { id } = await deal()
  assert.equal((await undo(await last(id))).status, 200)
  assert.ok((await good('deals.get', { id }))['removedAt'])
  assert.equal((await seller.ask('deals.change', { id, fields: { title: 'x' } })).status, 409)
})

test('what was changed since is not overwritten: it is named', async () => {
  const { id } = await deal()
  await good('deals.change', { id, fields: { title: 'Mine', probability: 10 } })
  const event = await last(id)
  await good('deals.change', { id, fields: { title: 'Theirs' } }, running.administrator)
  const { status, body } = await undo(event)
  assert.deepEqual([status, body.error?.field], [409, 'title'])
  assert.equal((await good('deals.get', { id }))['title'], 'Theirs')
})

test('one’s own for an hour, an administrator anybody’s for a day', async () => {
  const { id } = await deal()
  await good('deals.change', { id, fields: { title: 'A' } })
  const event = await last(id)
  const stranger = await running.person('Stranger', ['seller'])
  assert.equal((await undo(event, stranger)).status, 404)
  await shift(event, 61)
  assert.equal((await undo(event)).status, 409)
  await shift(event, 23 * 60 - 10)
  assert.equal((await undo(event, running.administrator)).status, 200)
  await good('deals.change', { id, fields: { title: 'B' } }, running.administrator)
  assert.equal((await undo(await last(id))).status, 403, 'another person’s doing')
  const late = await last(id)
  await shift(late, 24 * 60 + 1)
  assert.equal((await undo(late, running.administrator)).status, 409)
})

test('a name is told with the change that it is needed for, whatever else has happened', async () => {
  const { administrator } = running
  const firm = await good('companies.create', { name: 'Firm' }, administrator)
  const { id } = await good('deals.create', { title: 'Named' }, administrator)
  await good('deals.change', { id, fields: { companyId: firm.id } }, administrator)
  await good('deals.change', { id, fields: { comment: 'x' } }, administrator)
  const { items } = await good('events.list', { record: 'deals', id }, administrator)
  assert.deepEqual(
    (items as { names: object }[]).map(({ names }) => names),
    [{}, { companies: { [firm.id]: 'Firm' } }, {}],
  )
})

test('what is hidden makes no noise: no empty entries in history, no field named that somebody else has changed', async () => {
  const { administrator } = running
  const role = await good(
    'roles.create',
    {
      name: 'Sees no amounts',
      grants: ['see', 'add', 'edit', 'delete'].map((action) => ({ record: 'deals', action, range: 'all' })),
      fieldGrants: [{ record: 'deals', field: 'amount', right: 'hidden' }],
    },
    administrator,
  )
  const partner = await running.person('Partner', [])
  await good('users.change', { id: partner.id, fields: { roleIds: [role.id] } }, administrator)
  const { id } = await good('deals.create', { title: 'Quiet' }, partner)
  const told = async (who: Visitor, more: object = {}) => {
    const { items, next } = await good('events.list', { record: 'deals', id, ...more }, who)
    return {
      items: items as { id: number; name: string; changes: object; names: object }[],
      next: next as string | null,
    }
  }
  const made = (await told(partner)).items.at(-1)!
  await good('deals.change', { id, fields: { comment: 'Seen' } }, partner)
  for (let i = 1; i <= 120; i++) await good('deals.change', { id, fields: { amount: String(i) } }, administrator)
  await good('deals.setProducts', { id, lines: [{ name: 'Work', price: '5' }] }, administrator)
  assert.equal((await told(administrator, { limit: 200 })).items.length, 123)
  const names = ({ items, next }: Awaited<ReturnType<typeof told>>) => [items.map(({ name }) => name), next]
  assert.deepEqual(names(await told(partner)), [['deals.changed', 'deals.created'], null])
  const page = await told(partner, { limit: 1 })
  assert.deepEqual(
    page.items.map(({ name }) => name),
    ['deals.changed'],
  )
  assert.deepEqual(names(await told(partner, { limit: 1, after: page.next })), [['deals.created'], null])
  const refused = await partner.ask('events.undo', { id: made.id })
  assert.equal(refused.status, 409)
  assert.deepEqual(
    [refused.body.error?.message, refused.body.error?.field],
    ['Can’t be undone: something has been changed since', undefined],
  )
})

test('who moves deals and does not edit them takes his own moves back, and who may give them away that', async () => {
  const { administrator } = running
  const grants = ['see', 'move', 'assign'].map((action) => ({ record: 'deals', action, range: 'all' }))
  const fieldGrants = [{ record: 'deals', field: 'closeDate', right: 'hidden' }]
  const role = await good('roles.create', { name: 'Moves', grants, fieldGrants }, administrator)
  const mover = await running.person('Mover', [])
  await good('users.change', { id: mover.id, fields: { roleIds: [role.id] } }, administrator)
  const { id } = await good(
    'deals.create',
    { title: 'Moved', beginDate: '2019-01-02', closeDate: '2020-01-02' },
    administrator,
  )
  const last = async () => {
    const { items } = await good('events.list', { record: 'deals', id, limit: 1 }, administrator)
    return (items as { id: number }[])[0]!.id
  }
  const facts = async () => {
    const { stageId, state, closeDate, closedAt, ownerId } = await good('deals.get', { id }, administrator)
    return { stageId, state, closeDate, closedAt, ownerId }
  }
  for (const [method, input] of [
    ['deals.move', { stageId: 2 }],
    ['deals.move', { stageId: 7 }],
    ['deals.change', { fields: { ownerId: mover.id } }],
  ] as const) {
    const before = await facts()
    await good(method, { id, ...input }, mover)
    assert.notDeepEqual(await facts(), before)
    const undone = await undo(await last(), mover)
    assert.equal(undone.status, 200, JSON.stringify(undone.body))
    assert.deepEqual(await facts(), before)
  }
  // A move with something filled in was never his to make.
  await good('deals.move', { id, stageId: 7, fields: { closeDate: '2021-01-02', comment: 'x' } }, administrator)
  assert.equal((await undo(await last(), mover)).status, 403)
})

test('what the company has set is not taken back by its event: that is said', async () => {
  await good('settings.change', { name: 'Another name' }, running.administrator)
  const { rows } = await sql<{ id: number }>`
    select id from events where record = 'settings' order by id desc limit 1`.execute(running.app.connection.db)
  const { status, body } = await undo(rows[0]!.id, running.administrator)
  assert.deepEqual([status, body.error?.message], [409, 'This can’t be undone'])
})
