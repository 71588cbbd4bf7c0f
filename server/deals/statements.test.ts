import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type pg from 'pg'
import { startRunning, type Running, type Visitor } from '../test/running.ts'

let running: Running
let seller: Visitor
before(async () => {
  running = await startRunning()
  seller = await running.person('Seller', ['seller'])
})
after(() => running.stop())

/** How many statements a request sends to the database: what is asked of every client of the pool is counted. */
async function statements(act: () => Promise<unknown>): Promise<number> {
  let count = 0
  const undo: (() => void)[] = []
  const watch = (client: pg.PoolClient) => {
    // The overloads of `query` are passed through as they are.
    const watched = client as unknown as { query: (...args: unknown[]) => unknown }
    const query = watched.query
    watched.query = (...args) => {
      count++
      return query.apply(client, args)
    }
    undo.push(() => (watched.query = query))
  }
  const { pool } = running.app.connection
  const idle: pg.PoolClient[] = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()))
  idle.forEach(watch)
  idle.forEach((client) => client.release())
  pool.on('connect', watch)
  await act()
  pool.off('connect', watch)
  undo.forEach((back) => back())
  return count
}

async function good(visitor: Visitor, method: string, input: unknown): Promise<Record<string, unknown>> {
  const { status, body } = await visitor.ask(method, input)
  assert.equal(status, 200, `${method}: ${JSON.stringify(body)}`)
  return body
}

/** Makes deals with everything that could cost a statement each: clients, tags, observers, lines. */
async function fill(visitor: Visitor, deals: number): Promise<number[]> {
  const ids: number[] = []
  for (let i = 0; i < deals; i++) {
    const company = await good(visitor, 'companies.create', { name: `Company ${String(i)}` })
    const contacts = [
      await good(visitor, 'contacts.create', { lastName: `One ${String(i)}` }),
      await good(visitor, 'contacts.create', { lastName: `Two ${String(i)}` }),
    ]
    const deal = await good(visitor, 'deals.create', {
      title: `Deal ${String(i)}`,
      companyId: company['id'],
      contactIds: contacts.map(({ id }) => id),
      observerIds: [1],
      lines: Array.from({ length: 1 + i }, (_, n) => ({ name: `Line ${String(n)}`, price: '10' })),
      stageId: 1 + (i % 6),
    })
    ids.push(deal['id'] as number)
  }
  return ids
}

test('the number of statements does not grow with rows, columns, lines or links', async () => {
  for (const visitor of [running.administrator, seller]) {
    const [first] = await fill(visitor, 1)
    const calls: [string, (id: number) => unknown, number][] = [
      ['deals.list', () => ({ limit: 100 }), 3],
      [
        'deals.list',
        () => ({
          filter: {
            and: [
              { field: 'ownerId', op: 'eq', value: visitor.id },
              { field: 'stageId', op: 'in', value: [1, 2] },
            ],
          },
          sort: ['-amount'],
        }),
        3,
      ],
      ['deals.board', () => ({ pipelineId: 1 }), 5],
      ['deals.get', (id) => ({ id }), 5],
      ['deals.totals', () => ({}), 3],
      ['events.list', (id) => ({ record: 'deals', id }), 5],
    ]
    const before = new Map<number, number>()
    for (const [i, [method, input]] of calls.entries()) {
      await good(visitor, method, input(first!))
      before.set(i, await statements(() => good(visitor, method, input(first!))))
    }
    const many = await fill(visitor, 9)
    for (const [i, [method, input, most]] of calls.entries()) {
      const count = await statements(() => good(visitor, method, input(many.at(-1)!)))
      // Who asks is looked up once a second at most, so one or two more may belong to that.
      assert.ok(count <= before.get(i)! + 2, `${method}: ${String(before.get(i))} → ${String(count)}`)
      assert.ok(count <= most + 2, `${method}: ${String(count)} statements`)
    }
  }
})

test('writing one deal takes the same few statements, whatever hangs on it', async () => {
  const [small] = await fill(running.administrator, 1)
  const [, , , large] = await fill(running.administrator, 4)
  const move = (id: number, stageId: number) =>
    statements(() => good(running.administrator, 'deals.move', { id, stageId }))
  await move(small!, 2)
  const [a, b] = [await move(small!, 3), await move(large!, 6)]
  assert.ok(Math.abs(a - b) <= 2, `${String(a)} and ${String(b)}`)
  assert.ok(a <= 18, `${String(a)} statements for a move`)
  const create = (contacts: number[]) =>
    statements(() => good(running.administrator, 'deals.create', { title: 'New', contactIds: contacts }))
  const [c, d] = [await create([1]), await create([1, 2, 3, 4])]
  assert.ok(Math.abs(c - d) <= 2, `${String(c)} and ${String(d)}`)
  assert.ok(c <= 24, `${String(c)} statements for a new deal`)
})
