import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readyRoles } from '../../model/roles.ts'
import { systemActor } from './actor.ts'
import { inTransaction } from '../platform/transaction.ts'
import { createKey } from '../session/sessions.ts'
import { browserAt, eventually, hear, password, post, sleep, startRunning, type Running } from '../test/running.ts'

let running: Running
let other: Running
before(async () => {
  running = await startRunning()
  other = await running.second()
})
after(async () => {
  await other.stop()
  await running.stop()
})

/** A person with a stream on the other process. */
async function listener(name: string, roles: Parameters<Running['person']>[1], departmentId?: number) {
  const person = await running.person(name, roles, departmentId)
  return { ...person, stream: await byKey(person.id, null) }
}
async function byKey(personId: number, scope: string[] | null) {
  const key = await inTransaction(running.app.installation, systemActor('a test'), (ctx) =>
    createKey(ctx, personId, 'live', scope),
  )
  return hear(other.url, { authorization: `Bearer ${key}` })
}
const made = async (fields: object) =>
  (await running.administrator.ask('deals.create', fields)).body as unknown as { id: number }

test('what one process does is heard on the other within a second, by those who see it and nobody else', async () => {
  const { body: department } = await running.administrator.ask('departments.create', { name: 'North' })
  const departmentId = (department as unknown as { id: number }).id
  const [head, seller, stranger] = [
    await listener('Head', ['head'], departmentId),
    await listener('Seller', ['seller'], departmentId),
    await listener('Stranger', ['seller']),
  ]
  const started = performance.now()
  const { id } = await made({ title: 'Secret', amount: '5', ownerId: seller.id })
  assert.ok(await eventually(() => seller.stream.messages.some((m) => m.record === 'deals' && m.id === id), 1000))
  const took = performance.now() - started
  assert.ok(await eventually(() => head.stream.messages.some((m) => m.id === id && m.record === 'deals'), 1000))
  await sleep(300)
  assert.deepEqual(
    stranger.stream.messages.filter(({ record }) => record === 'deals'),
    [],
  )
  assert.ok(took < 1000, `${String(took)} ms`)
  for (const message of seller.stream.messages)
    assert.deepEqual(Object.keys(message).sort(), ['changed', 'id', 'record'])

  // Taken out of his sight: he is told once that it is gone, then nothing.
  await running.administrator.ask('deals.change', { id, fields: { ownerId: stranger.id } })
  assert.ok(await eventually(() => seller.stream.messages.some((m) => m.id === id && m.gone)))
  assert.ok(await eventually(() => stranger.stream.messages.some((m) => m.id === id && !m.gone)))
  const heard = seller.stream.messages.length
  await running.administrator.ask('deals.change', { id, fields: { title: 'Not his' } })
  await sleep(700)
  assert.equal(seller.stream.messages.length, heard)
  for (const one of [head, seller, stranger]) one.stream.close()
})

test('an observer hears, and no more once he observes no longer', async () => {
  const watcher = await listener('Watcher', ['seller'])
  const { id } = await made({ title: 'Watched', observerIds: [watcher.id] })
  assert.ok(await eventually(() => watcher.stream.messages.some((m) => m.id === id && m.record === 'deals')))
  await running.administrator.ask('deals.change', { id, fields: { observerIds: [] } })
  assert.ok(await eventually(() => watcher.stream.messages.some((m) => m.id === id && m.gone)))
  const heard = watcher.stream.messages.length
  await running.administrator.ask('deals.change', { id, fields: { title: 'Alone' } })
  await sleep(700)
  assert.equal(watcher.stream.messages.length, heard)
  watcher.stream.close()
})

test('rights that are taken away hold for the open stream at once', async () => {
  const demoted = await listener('Demoted', ['administrator'])
  const fired = await listener('Fired', ['administrator'])
  const { id } = await made({ title: 'Before' })
  assert.ok(
    await eventually(() =>
      [demoted, fired].every((one) => one.stream.messages.some((m) => m.id === id && m.record === 'deals')),
    ),
  )
  await running.administrator.ask('users.change', { id: demoted.id, fields: { roleIds: [readyRoles.seller] } })
  await running.administrator.ask('users.change', { id: fired.id, fields: { active: false } })
  const counts = () =>
    [demoted, fired].map((one) => one.stream.messages.filter(({ record }) => record === 'deals').length)
  const before = counts()
  await running.administrator.ask('deals.change', { id, fields: { title: 'After' } })
  await sleep(800)
  assert.deepEqual(counts(), before)
  assert.ok(
    await Promise.race([fired.stream.ended.then(() => true), sleep(1500).then(() => false)]),
    'the stream of a dismissed person stays open',
  )
  demoted.stream.close()
})

test('a key hears of those records alone that it may read', async () => {
  const person = await listener('Integrated', ['administrator'])
  const [none, clients, listing, getting, moving] = [
    await byKey(person.id, []),
    await byKey(person.id, ['companies.*', 'settings.get']),
    await byKey(person.id, ['deals.list']),
    await byKey(person.id, ['deals.get']),
    await byKey(person.id, ['deals.move', 'deals.board']),
  ]
  const { id } = await made({ title: 'Secret of the key' })
  const { body } = await running.administrator.ask('companies.create', { name: 'Of the key' })
  const company = (body as unknown as { id: number }).id
  await running.administrator.ask('settings.change', { binDays: 41 })
  // A change of rights has everybody looked up anew, and leaves the keys as narrow as they were.
  await running.administrator.ask('users.change', { id: person.id, fields: { position: 'Head' } })
  await running.administrator.ask('deals.change', { id, fields: { title: 'Another secret' } })
  assert.ok(await eventually(() => person.stream.messages.filter((m) => m.record === 'deals').length > 1))
  assert.ok(await eventually(() => clients.messages.some((m) => m.record === 'companies' && m.id === company)))
  await sleep(300)
  const heard = (one: typeof none) => [...new Set(one.messages.map(({ record }) => record))].sort()
  assert.deepEqual([none, clients, listing, getting, moving].map(heard), [
    [],
    ['companies', 'settings'],
    ['deals'],
    ['deals'],
    [],
  ])
  for (const one of [person.stream, none, clients, listing, getting, moving]) one.close()
})

test('a stranger gets no stream', async () => {
  await assert.rejects(hear(other.url, {}), /401/)
  await assert.rejects(hear(other.url, { authorization: 'Bearer sd_nothing-of-the-kind' }), /401/)
})

test('R02: a hidden field, a narrower role and another department hold for the open stream within a second', async () => {
  const { body } = await running.administrator.ask('roles.create', {
    name: 'Listens',
    grants: [{ record: 'deals', action: 'see', range: 'all' }],
  })
  const roleId = (body as unknown as { id: number }).id
  const person = await listener('Listens', [])
  await running.administrator.ask('users.change', { id: person.id, fields: { roleIds: [roleId] } })
  const { id } = await made({ title: 'Heard' })
  const told = () => person.stream.messages.filter((message) => message.record === 'deals' && message.id === id)
  assert.ok(await eventually(() => told().length > 0))

  const hides = (right: string | null) =>
    running.administrator.ask('roles.allow', {
      id: roleId,
      fieldGrants: [{ record: 'deals', field: 'comment', right }],
    })
  await hides('hidden')
  await sleep(300)
  const before = told().length
  await running.administrator.ask('deals.change', { id, fields: { comment: 'Not for him' } })
  await sleep(700)
  assert.equal(told().length, before, 'a hidden change makes no noise')
  await running.administrator.ask('deals.change', { id, fields: { comment: 'Nor this', title: 'Heard again' } })
  assert.ok(await eventually(() => told().length > before))
  assert.ok(told().at(-1)!.changed.includes('title') && !told().at(-1)!.changed.includes('comment'))

  const narrower = { record: 'deals', action: 'see', range: 'department' }
  await running.administrator.ask('roles.allow', { id: roleId, grants: [narrower] })
  const since = told().length
  await sleep(300)
  await running.administrator.ask('deals.change', { id, fields: { title: 'Unheard' } })
  await sleep(700)
  assert.equal(told().length, since)
  assert.equal((await person.ask('deals.get', { id })).status, 404)

  // Every change of what he may has him read everything anew, other changes of roles do not.
  const stages = (await running.administrator.ask('stages.list', { sort: ['position'] })).body as unknown as {
    items: { id: number }[]
  }
  const pair = { fromId: stages.items[0]!.id, toId: stages.items[1]!.id }
  const readies = person.stream.readies()
  await running.administrator.ask('roles.change', { id: roleId, fields: { name: 'Listens on' } })
  await sleep(400)
  assert.equal(person.stream.readies(), readies)
  await running.administrator.ask('roles.allow', {
    id: roleId,
    grants: [{ record: 'deals', action: 'move', range: 'department' }],
    passages: [{ pipelineId: 1, pairs: [pair] }],
  })
  assert.ok(await eventually(() => person.stream.readies() === readies + 1, 1000))

  // In the department of the responsible he hears it again.
  const { body: department } = await running.administrator.ask('departments.create', { name: 'Beside' })
  const departmentId = (department as unknown as { id: number }).id
  for (const one of [1, person.id])
    await running.administrator.ask('users.change', { id: one, fields: { departmentId } })
  await sleep(300)
  await running.administrator.ask('deals.change', { id, fields: { title: 'Heard once more' } })
  assert.ok(await eventually(() => told().length > since))
  assert.ok(await eventually(async () => (await person.ask('deals.get', { id })).status === 200))
  person.stream.close()
})

test('R02: a stream opened right after a change of rights has those of now, not the ones remembered', async () => {
  const { body: role } = await running.administrator.ask('roles.create', {
    name: 'Listens late',
    grants: [{ record: 'deals', action: 'see', range: 'all' }],
  })
  const roleId = (role as unknown as { id: number }).id
  const person = await running.person('Late', [])
  await running.administrator.ask('users.change', { id: person.id, fields: { roleIds: [roleId] } })
  const key = await inTransaction(running.app.installation, systemActor('a test'), (ctx) =>
    createKey(ctx, person.id, 'late', null),
  )
  const authorization = `Bearer ${key}`
  const { id } = await made({ title: 'Not for the late' })
  // Has his rights remembered by the process, then taken away while nobody listens.
  await post(running.url, 'deals.list', {}, { authorization })
  await running.administrator.ask('users.change', { id: person.id, fields: { roleIds: [] } })
  await sleep(300)
  const stream = await hear(running.url, { authorization })
  await sleep(200)
  await running.administrator.ask('deals.change', { id, fields: { title: 'Still not' } })
  await sleep(500)
  assert.deepEqual(
    stream.messages.filter(({ record }) => record === 'deals'),
    [],
  )
  stream.close()
})

test('R02: who looks as somebody else hears as that one no longer than he is an administrator, or looks so', async () => {
  for (const ends of ['role', 'preview'] as const) {
    const admin = await running.person(`Looks${ends}`, ['administrator'])
    const shown = await running.person(`Shown${ends}`, ['seller'])
    await running.administrator.ask('users.setPassword', { id: admin.id, password })
    const browser = browserAt(running.url)
    const email = `looks${ends}@example.com`
    assert.equal((await browser.ask('session.signIn', { email, password })).status, 200)
    assert.equal((await browser.ask('session.preview', { userId: shown.id })).status, 200)
    const stream = await browser.hear()
    const { id } = await made({ title: 'Seen by the shown', ownerId: shown.id })
    assert.ok(await eventually(() => stream.messages.some((m) => m.record === 'deals' && m.id === id)))
    if (ends === 'role')
      await running.administrator.ask('users.change', { id: admin.id, fields: { roleIds: [readyRoles.seller] } })
    else await browser.ask('session.endPreview', {})
    assert.ok(await Promise.race([stream.ended.then(() => true), sleep(1500).then(() => false)]), ends)
  }
})

test('that somebody is told something is heard by him alone', async () => {
  const [told, other] = [await listener('Told', ['administrator']), await listener('Other', ['administrator'])]
  await made({ title: 'Given away', ownerId: told.id })
  assert.ok(
    await eventually(() => told.stream.messages.some((m) => m.record === 'notifications' && m.id === told.id), 1000),
  )
  await sleep(300)
  assert.ok(!other.stream.messages.some((m) => m.record === 'notifications'))
  for (const one of [told, other]) one.stream.close()
})
