import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { readyRoles } from '../../model/roles.ts'
import type { AuditLine } from '../../model/audit.ts'
import { browserAt, password, startRunning, type Running, type Visitor } from '../test/running.ts'

let running: Running
let seller: Visitor
before(async () => {
  running = await startRunning()
  seller = await running.person('Seller', ['seller'])
})
after(() => running.stop())

async function lines(input: object = {}): Promise<AuditLine[]> {
  const { status, body } = await running.administrator.ask('audit.list', { limit: 200, ...input })
  assert.equal(status, 200, JSON.stringify(body))
  return (body as unknown as { items: AuditLine[] }).items
}
const good = async (method: string, input: object) => {
  const { status, body } = await running.administrator.ask(method, input)
  assert.equal(status, 200, `${method} ${JSON.stringify(body)}`)
  return body as unknown as { id: number }
}

test('it is for administrators alone', async () => {
  assert.equal((await browserAt(running.url).ask('audit.list')).status, 401)
  assert.equal((await seller.ask('audit.list')).status, 403)
})

test('what has been written stays: nobody changes, removes or empties it, not even the server', async () => {
  const { db } = running.app.connection
  await seller.ask('users.setPassword', { id: 1, password })
  const before = await lines()
  assert.ok(before.length > 0)
  for (const statement of [
    sql`update audit set name = 'Nobody'`,
    sql`update audit set details = '{}' where id = ${before[0]!.id}`,
    sql`delete from audit where id = ${before[0]!.id}`,
    sql`delete from audit`,
    sql`truncate audit`,
  ])
    await assert.rejects(statement.execute(db), /only added to/)
  assert.deepEqual(await lines(), before)
})

test('coming, going and failing to come in are told, with what a stranger called himself, cleaned and cut', async () => {
  const at = browserAt(running.url, 'A certain browser')
  await at.ask('session.signIn', { email: 'anna@example.com', password: 'wrong' })
  await at.ask('session.signIn', {
    email: `no\u0000body\r\n\u202egpj.exe ${'x'.repeat(200)}`.replace('\u0000', '\u0001'),
    password: 'x',
  })
  await at.ask('session.signIn', { email: 'anna@example.com', password })
  await at.ask('session.signOut')
  const [out, came, unknown, wrong] = (await lines()).slice(0, 4)
  assert.deepEqual([out!.kind, out!.actorId, out!.name], ['signedOut', 1, 'Anna'])
  assert.deepEqual(
    [came!.kind, came!.actorId, came!.ip, came!.details],
    ['signedIn', 1, '127.0.0.1', { by: 'password', userAgent: 'A certain browser' }],
  )
  assert.deepEqual([unknown!.kind, unknown!.actorId, unknown!.aboutId], ['signInRefused', null, null])
  assert.match(unknown!.name, /^no body {3}gpj\.exe x+$/)
  assert.deepEqual(
    [wrong!.kind, wrong!.actorId, wrong!.name, wrong!.aboutId, wrong!.aboutName],
    ['signInRefused', null, 'anna@example.com', 1, 'Anna'],
  )
  const { rows } = await sql<{ row: string }>`select a::text as row from audit a`.execute(running.app.connection.db)
  assert.ok(!rows.some(({ row }) => row.includes(password)), 'a password is in it')
})

test('changes of rights are told with what was before and after', async () => {
  const mark = (await lines())[0]!.id
  const sales = await good('departments.create', { name: 'Sales' })
  const north = await good('departments.create', { name: 'North' })
  await good('users.change', { id: seller.id, fields: { roleIds: [readyRoles.seller, readyRoles.head] } })
  await good('users.change', { id: seller.id, fields: { departmentId: sales.id, name: 'Seller renamed' } })
  await good('departments.change', { id: sales.id, fields: { headId: seller.id } })
  await good('departments.change', { id: north.id, fields: { parentId: sales.id } })
  const other = await running.person('Leaving', ['seller'])
  await good('users.change', { id: other.id, fields: { active: false } })
  await good('users.change', { id: other.id, fields: { active: true } })
  const told = (await lines()).filter(({ id, kind }) => id > mark && kind !== 'keyCreated').reverse()
  assert.deepEqual(
    told.map(({ kind, actorId, aboutName, details }) => [kind, actorId, aboutName, details]),
    [
      ['rolesChanged', 1, 'Seller', { from: ['Seller'], to: ['Head of department', 'Seller'] }],
      ['departmentChanged', 1, 'Seller renamed', { from: null, to: 'Sales' }],
      ['headChanged', 1, 'Sales', { from: null, to: 'Seller renamed' }],
      ['parentChanged', 1, 'North', { from: null, to: 'Sales' }],
      ['rolesChanged', null, 'Leaving', { from: [], to: ['Seller'] }],
      ['switchedOff', 1, 'Leaving', {}],
      ['switchedOn', 1, 'Leaving', {}],
    ],
  )
})

test('who and what is deleted or restored, and where a new department stands, is told', async () => {
  const mark = (await lines())[0]!.id
  const { id } = await running.person('Going', ['seller'])
  for (const method of ['users.remove', 'users.restore']) await good(method, { id })
  const group = await good('groups.create', { name: 'Going too', memberIds: [seller.id], roleIds: [readyRoles.seller] })
  for (const method of ['groups.remove', 'groups.restore']) await good(method, { id: group.id })
  const top = await good('departments.create', { name: 'On top' })
  await good('departments.create', { name: 'Headed', headId: seller.id, parentId: top.id })
  const told = (await lines()).filter((line) => line.id > mark && line.actorId === 1).reverse()
  assert.deepEqual(
    told.map(({ kind, aboutName }) => [kind, aboutName]),
    [
      ['personRemoved', 'Going'],
      ['personRestored', 'Going'],
      ['rolesChanged', 'Going too'],
      ['membersChanged', 'Going too'],
      ['groupRemoved', 'Going too'],
      ['groupRestored', 'Going too'],
      ['headChanged', 'Headed'],
      ['parentChanged', 'Headed'],
    ],
  )
})

test('what an administrator tries while he looks as somebody else is told of him, and as whom he looked', async () => {
  const shown = await running.person('Shown', ['seller'])
  const at = browserAt(running.url)
  await at.ask('session.signIn', { email: 'anna@example.com', password })
  await at.ask('session.preview', { userId: shown.id })
  const mark = (await lines())[0]!.id
  assert.equal((await at.ask('deals.create', { title: 'Not now' })).status, 403)
  await at.ask('session.signOut')
  const told = (await lines()).filter(({ id }) => id > mark).reverse()
  assert.deepEqual(
    told.map(({ kind, actorId, name, details }) => [kind, actorId, name, details['as']]),
    [
      ['refused', 1, 'Anna', 'Shown'],
      ['signedOut', 1, 'Anna', 'Shown'],
    ],
  )
  assert.deepEqual(await lines({ personId: shown.id, kind: 'refused' }), [])
})

test('P02: what was refused is told, of the same person and method once a minute', async () => {
  const eve = await running.person('Eve', ['seller'])
  for (let i = 0; i < 5; i++) {
    assert.equal(
      (await eve.ask('users.change', { id: eve.id, fields: { roleIds: [readyRoles.administrator] } })).status,
      403,
    )
    assert.equal((await eve.ask('users.setPassword', { id: 1, password })).status, 403)
  }
  const told = (await lines({ personId: eve.id, kind: 'refused' })).map(({ name, details }) => [
    name,
    details['method'],
  ])
  assert.deepEqual(told.sort(), [
    ['Eve', 'users.change'],
    ['Eve', 'users.setPassword'],
  ])
})

test('it is found by name, address and words of both, by kind, person and day, page after page', async () => {
  const boris = await running.person('Борис', ['seller'])
  await good('users.setPassword', { id: boris.id, password })
  const found = async (input: object) => (await lines(input)).map(({ kind, aboutName }) => [kind, aboutName])
  assert.deepEqual(await found({ filter: 'БОРИС anna', kind: 'passwordSet' }), [['passwordSet', 'Борис']])
  assert.deepEqual(await found({ filter: '127.0.0', kind: 'passwordSet' }), [['passwordSet', 'Борис']])
  assert.deepEqual(await found({ filter: 'бори_' }), [])
  assert.deepEqual(await found({ filter: '100%' }), [])
  assert.deepEqual(await found({ personId: boris.id, kind: 'passwordSet' }), [['passwordSet', 'Борис']])
  const today = new Date().toISOString().slice(0, 10)
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
  assert.ok((await found({ from: today, to: today })).length > 5)
  assert.deepEqual(await found({ to: yesterday }), [])
  const { status } = await running.administrator.ask('audit.list', { from: '0000-01-01' })
  assert.equal(status, 400, 'a day before all days')
  const all = await lines()
  const paged: AuditLine[] = []
  for (let after: number | undefined; ;) {
    const { body } = await running.administrator.ask('audit.list', { limit: 3, ...(after ? { after } : {}) })
    const { items, next } = body as unknown as { items: AuditLine[]; next: number | null }
    paged.push(...items)
    if (next === null) break
    after = next
  }
  assert.deepEqual(paged, all)
  assert.ok(
    all.every(({ id }, i) => i === 0 || id < all[i - 1]!.id),
    'the newest comes first',
  )
})
