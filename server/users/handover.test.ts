import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { contactsSubject } from '../contacts/methods.ts'
import { createRecords } from '../records/change.ts'
import { readyGrants } from '../roles/ready.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { handoverJobs } from './handoverJob.ts'

let app: TestApp
let heir: Person
let number = 0
before(async () => {
  app = await startTestApp()
  heir = await app.person('Heir', ['seller'])
})
after(() => app.stop())

const leaver = () => app.person(`Leaver ${String(++number)}`, ['seller'])
const owners = async (record: string, ids: number[]) => {
  const { rows } = await sql<{ ownerId: number }>`
    select owner_id from ${sql.table(record)} where id = any(${ids}::int[]) order by id`.execute(
    app.app.installation.db,
  )
  return rows.map(({ ownerId }) => ownerId)
}
/** The kept sums say the same as adding up. */
async function sumsHold(): Promise<void> {
  for (const who of [app.administrator, heir]) {
    const kept = await who.does('deals.totals', { group: 'stageId' })
    const added = await who.does('deals.totals', { group: 'stageId', filter: { field: 'id', op: 'filled' } })
    assert.deepEqual(kept.groups, added.groups)
  }
}

test('a stranger and a seller switch nobody off, and learn nothing of what he has', async () => {
  const somebody = await leaver()
  assert.equal((await app.inject('users.deactivate', { id: somebody.id, heirId: null })).status, 403)
  assert.equal((await heir.tries('users.deactivate', { id: somebody.id, heirId: heir.id }))?.status, 403)
  assert.equal((await heir.tries('users.belongings', { id: somebody.id }))?.status, 403)
  assert.equal((await heir.tries('users.takeBack', { id: 1 }))?.status, 403)
})

test('deals of all pipelines, companies and contacts go over, each with its event, and the sums are right', async () => {
  const person = await leaver()
  const own = makes(person)
  const { id: pipelineId } = await app.administrator.does('pipelines.create', { name: 'Service' })
  const { items: stages } = await app.administrator.does('stages.list', {
    filter: { field: 'pipelineId', op: 'eq', value: pipelineId },
  })
  const open = stages.find(({ meaning }) => meaning === 'open')!
  const deals = [
    await own.deal({ amount: '100' }),
    await own.deal({ amount: '50.5', stageId: open.id }),
    await own.deal({ amount: '7' }),
  ]
  const won = (await app.administrator.does('stages.list', { filter: { field: 'meaning', op: 'eq', value: 'won' } }))
    .items[0]!
  await person.does('deals.move', { id: deals[2]!.id, stageId: won.id })
  const company = await own.company()
  const contact = await own.contact()
  assert.deepEqual(await app.administrator.does('users.belongings', { id: person.id }), {
    openDeals: 2,
    closedDeals: 1,
    companies: 1,
    contacts: 1,
  })
  const { handover } = await app.administrator.does('users.deactivate', { id: person.id, heirId: heir.id })
  assert.deepEqual([handover?.state, handover?.total, handover?.done], ['done', 5, 5])
  const ids = deals.map(({ id }) => id)
  assert.deepEqual(await owners('deals', ids), [heir.id, heir.id, heir.id])
  assert.deepEqual(await owners('companies', [company.id]), [heir.id])
  assert.deepEqual(await owners('contacts', [contact.id]), [heir.id])
  for (const id of ids) {
    const { items } = await app.administrator.does('events.list', { record: 'deals', id, limit: 1 })
    assert.deepEqual(items[0]!.changes, { ownerId: [person.id, heir.id] })
    assert.equal(items[0]!.actorId, app.administrator.id)
  }
  await sumsHold()
  assert.equal((await person.tries('deals.list', {}))?.status, 401)
  assert.equal((await app.inject('deals.list', {}, { authorization: `Bearer ${person.key}` })).status, 401)
})

test('a handover is taken back in one step; what has gone to a third one since stays there', async () => {
  const [person, third] = [await leaver(), await leaver()]
  const own = makes(person)
  const [one, two] = [await own.deal({ amount: '10' }), await own.deal({ amount: '20' })]
  const { handover } = await app.administrator.does('users.deactivate', { id: person.id, heirId: heir.id })
  await app.administrator.does('deals.change', { id: two.id, fields: { ownerId: third.id } })
  const back = await app.administrator.does('users.takeBack', { id: handover!.id })
  assert.deepEqual([back.state, back.done, back.kept], ['undone', 2, 1])
  assert.deepEqual(await owners('deals', [one.id, two.id]), [person.id, third.id])
  assert.equal((await app.administrator.does('users.get', { id: person.id })).active, true)
  assert.equal((await app.administrator.tries('users.takeBack', { id: handover!.id }))?.key, 'error.undo.twice')
  await sumsHold()
})

test('only open deals, only what was named, or nothing at all', async () => {
  const person = await leaver()
  const own = makes(person)
  const won = (await app.administrator.does('stages.list', { filter: { field: 'meaning', op: 'eq', value: 'won' } }))
    .items[0]!
  const [open, closed] = [await own.deal(), await own.deal()]
  await person.does('deals.move', { id: closed.id, stageId: won.id })
  const contact = await own.contact()
  await app.administrator.does('users.deactivate', { id: person.id, heirId: heir.id, parts: ['openDeals'] })
  assert.deepEqual(await owners('deals', [open.id, closed.id]), [heir.id, person.id])
  assert.deepEqual(await owners('contacts', [contact.id]), [person.id])
  // The rest goes over later, while he is off already.
  const rest = await app.administrator.does('users.deactivate', { id: person.id, heirId: heir.id })
  assert.equal(rest.handover?.done, 2)
  const back = await app.administrator.does('users.takeBack', { id: rest.handover!.id })
  assert.equal(back.state, 'undone')
  assert.equal((await app.administrator.does('users.get', { id: person.id })).active, false, 'as he was before')
})

test('who takes over is somebody else, and active; the last administrator stays', async () => {
  const [person, gone] = [await leaver(), await leaver()]
  const deal = await makes(person).deal()
  await app.administrator.does('users.deactivate', { id: gone.id, heirId: null })
  const { administrator } = app
  for (const [heirId, key] of [
    [gone.id, 'error.handover.heir'],
    [person.id, 'error.handover.self'],
    [2_000_000, 'error.missing'],
  ] as const)
    assert.equal((await administrator.tries('users.deactivate', { id: person.id, heirId }))?.key, key)
  assert.equal(
    (await administrator.tries('users.deactivate', { id: administrator.id, heirId: heir.id }))?.key,
    'error.administrator.last',
  )
  assert.equal((await administrator.does('users.get', { id: person.id })).active, true)
  assert.deepEqual(await owners('deals', [deal.id]), [person.id])
})

test('many records go over in the background, chunk by chunk, and come back so', async () => {
  const person = await leaver()
  const made = await app.system((ctx) =>
    createRecords(
      ctx,
      contactsSubject,
      Array.from({ length: 1201 }, (_, i) => ({ lastName: `Contact ${String(i)}`, ownerId: person.id })),
    ),
  )
  const { handover } = await app.administrator.does('users.deactivate', { id: person.id, heirId: heir.id })
  assert.deepEqual([handover?.state, handover?.total, handover?.done], ['running', 1201, 0])
  assert.equal((await app.administrator.tries('users.takeBack', { id: handover!.id }))?.key, 'error.handover.running')
  const run = () =>
    handoverJobs(app.app.installation)['users.handOver']!(
      { id: 1, kind: 'users.handOver', payload: { handoverId: handover!.id }, personId: 1, attempts: 1 },
      new AbortController().signal,
    )
  await run()
  assert.deepEqual(new Set(await owners('contacts', made)), new Set([heir.id]))
  const { items } = await app.administrator.does('users.access', {})
  const done = items.find(({ id }) => id === person.id)!.handover!
  assert.deepEqual([done.state, done.done], ['done', 1201])
  assert.equal((await app.administrator.does('users.takeBack', { id: handover!.id })).state, 'undoing')
  await run()
  assert.deepEqual(new Set(await owners('contacts', made)), new Set([person.id]))
})

test('who manages people and sees little counts and hands over what he may give away, and is told no more', async () => {
  const boss = app.administrator
  const grants = [{ record: 'users', action: 'edit' as const, range: 'all' as const }, ...readyGrants('opened')]
  const role = await boss.does('roles.create', { name: 'Manages people', grants })
  const manager = await app.person('Manager', [])
  await boss.does('users.change', { id: manager.id, fields: { roleIds: [role.id] } })
  const person = await leaver()
  const own = makes(person)
  const [open, closed] = [await own.deal({ opened: true }), await own.deal({ opened: false })]
  await own.company({ opened: false })
  assert.deepEqual(await manager.does('users.belongings', { id: person.id }), {
    openDeals: 1,
    closedDeals: 0,
    companies: 0,
    contacts: 0,
  })
  const { handover } = await manager.does('users.deactivate', { id: person.id, heirId: heir.id })
  assert.deepEqual([handover?.total, handover?.done, handover?.state], [1, 1, 'done'])
  assert.deepEqual(await owners('deals', [open.id, closed.id]), [heir.id, person.id])
  const told = async (who: Person) =>
    (await who.does('users.access', {})).items.find(({ id }) => id === person.id)?.handover?.total
  assert.equal(await told(manager), 1)
  await boss.does('users.deactivate', { id: person.id, heirId: heir.id })
  assert.deepEqual([await told(manager), await told(boss)], [undefined, 2])
})
