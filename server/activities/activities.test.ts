import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { emptyBin } from '../records/bin.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
/** two sellers, who each see what is their own */
let one: Person
let two: Person
before(async () => {
  app = await startTestApp()
  await app.administrator.does('settings.change', { openedByDefault: false })
  one = await app.person('One', ['seller'])
  two = await app.person('Two', ['seller'])
})
after(() => app.stop())

const key = async (asked: Promise<{ key: string } | null>) => (await asked)?.key ?? 'done'
const nextOf = async (person: Person, id: number) => {
  const deal = await person.does('deals.get', { id })
  return [deal.nextActivityId, deal.nextActivityAt, deal.names['nextActivityId'] ?? null]
}

test('another’s activity is not found by any method, and cannot be hung on what one does not see', async () => {
  const deal = await makes(one).deal()
  const { id } = await makes(one).activity({ dealIds: [deal.id] })
  for (const [method, input] of [
    ['activities.get', { id }],
    ['activities.change', { id, fields: { title: 'x' } }],
    ['activities.finish', { id }],
    ['activities.reopen', { id }],
    ['activities.tick', { id, item: 0, text: 'x', done: true }],
    ['activities.place', { places: [{ id, day: '2027-01-01' }] }],
    ['activities.remove', { id }],
    ['activities.restore', { id }],
    ['events.list', { record: 'activities', id }],
  ] as const)
    assert.equal(await key(two.tries(method, input)), 'error.missing', method)
  const list = await two.does('activities.list', {})
  assert.ok(!list.items.some((item) => item.id === id))
  for (const dealId of [deal.id, 2_000_000_000])
    assert.equal(await key(two.tries('activities.create', { dealIds: [dealId] })), 'error.unknown')
})

test('who sees a record sees what is to be done about it; who changes it does; who is responsible finishes his own', async () => {
  const deal = await makes(one).deal({ observerIds: [two.id] })
  const { id } = await makes(one).activity({ dealIds: [deal.id], title: 'Call' })
  const seen = await two.does('activities.get', { id })
  assert.deepEqual([seen.title, seen.may.edit, seen.may.delete], ['Call', false, false])
  assert.equal((await two.tries('activities.finish', { id }))?.status, 403)
  assert.equal((await two.tries('activities.remove', { id }))?.status, 403)
  assert.equal((await two.tries('activities.create', { dealIds: [deal.id] }))?.status, 403)
  await one.does('activities.change', { id, fields: { ownerId: two.id } })
  // Given to him, it is his to do; what it is bound to stays as it is.
  const own = await makes(two).deal()
  assert.equal((await two.tries('activities.change', { id, fields: { dealIds: [] } }))?.status, 403)
  assert.equal(await two.tries('activities.change', { id, fields: { dealIds: [deal.id, own.id] } }), null)
  await two.does('activities.finish', { id, result: 'Reached' })
  assert.equal((await one.does('activities.get', { id })).result, 'Reached')
  // Out of sight again, it is out of reach too.
  await two.does('activities.change', { id, fields: { dealIds: [deal.id] } })
  await one.does('deals.change', { id: deal.id, fields: { observerIds: [] } })
  assert.equal((await two.tries('activities.get', { id }))?.status, 404)
})

test('nobody is made responsible for what he does not see', async () => {
  const deal = await makes(one).deal()
  assert.equal(
    await key(one.tries('activities.create', { dealIds: [deal.id], ownerId: two.id })),
    'error.activity.unseen',
  )
  const { id } = await makes(one).activity({ dealIds: [deal.id] })
  assert.equal(await key(one.tries('activities.change', { id, fields: { ownerId: two.id } })), 'error.activity.unseen')
  const free = await makes(one).activity({ ownerId: two.id })
  assert.equal(
    await key(one.tries('activities.change', { id: free.id, fields: { dealIds: [deal.id] } })),
    'error.activity.unseen',
  )
})

test('what is bound to nothing is its people’s: they write it, watchers see it, nobody else knows of it', async () => {
  const three = await app.person('Three', ['head'])
  const four = await app.person('Four', ['seller'])
  const { id } = await makes(one).activity({ participantIds: [two.id], watcherIds: [three.id] })
  assert.equal(await two.tries('activities.change', { id, fields: { title: 'Ours' } }), null)
  const watched = await three.does('activities.get', { id })
  assert.deepEqual([watched.title, watched.may.edit], ['Ours', false])
  assert.equal((await three.tries('activities.finish', { id }))?.status, 403)
  assert.equal((await four.tries('activities.get', { id }))?.status, 404)
  await two.does('activities.finish', { id })
  assert.equal((await one.does('activities.get', { id })).finishedBy, two.id)
})

test('an activity of several records follows each of them; those out of sight are kept, and are not told', async () => {
  const [mine, theirs] = [await makes(one).deal(), await makes(two).deal()]
  const contact = await makes(one).contact()
  const { id } = await makes(app.administrator).activity({ dealIds: [theirs.id, mine.id], contactIds: [contact.id] })
  const seen = await one.does('activities.get', { id })
  assert.deepEqual([seen.dealIds, seen.contactIds, seen.hidden], [[mine.id], [contact.id], ['dealIds']])
  await one.does('activities.change', { id, fields: { dealIds: [] } })
  assert.deepEqual((await app.administrator.does('activities.get', { id })).dealIds, [theirs.id])
  await two.does('deals.remove', { id: theirs.id })
  // In the bin it shows nothing; the contact still does.
  assert.equal((await two.tries('activities.get', { id }))?.status, 404)
  assert.equal((await one.does('activities.get', { id })).title, seen.title)
})

test('a deal keeps what comes next of it, whatever happens to its activities', async () => {
  const deal = await makes(one).deal()
  assert.deepEqual(await nextOf(one, deal.id), [null, null, null])
  const plan = (deadline: string) => makes(one).activity({ dealIds: [deal.id], deadline, title: deadline })
  const later = await plan('2027-03-02T10:00:00.000Z')
  const sooner = await plan('2027-03-01T10:00:00.000Z')
  assert.deepEqual(await nextOf(one, deal.id), [sooner.id, sooner.deadline, sooner.title])
  await one.does('activities.place', { places: [{ id: sooner.id, deadline: '2027-03-03T10:00:00.000Z' }] })
  assert.equal((await nextOf(one, deal.id))[0], later.id)
  await one.does('activities.finish', { id: later.id })
  assert.equal((await nextOf(one, deal.id))[0], sooner.id)
  await one.does('activities.reopen', { id: later.id })
  assert.equal((await nextOf(one, deal.id))[0], later.id)
  await one.does('activities.remove', { id: later.id })
  assert.equal((await nextOf(one, deal.id))[0], sooner.id)
  await one.does('activities.restore', { id: later.id })
  const other = await makes(one).deal()
  await one.does('activities.change', { id: later.id, fields: { dealIds: [other.id] } })
  assert.deepEqual([(await nextOf(one, deal.id))[0], (await nextOf(one, other.id))[0]], [sooner.id, later.id])
  await one.does('activities.change', { id: sooner.id, fields: { dealIds: [] } })
  assert.deepEqual(await nextOf(one, deal.id), [null, null, null])
  // Planning is no change of the deal: it makes no version and no conflict.
  assert.equal((await one.does('deals.get', { id: deal.id })).version, deal.version)
})

test('two who plan for one deal at the same time leave the sooner of both', async () => {
  const deal = await makes(one).deal()
  const made = await Promise.all(
    [9, 3, 7, 5, 8, 4].map((day) =>
      makes(one).activity({ dealIds: [deal.id], deadline: `2027-04-0${String(day)}T10:00:00Z` }),
    ),
  )
  assert.equal((await nextOf(one, deal.id))[0], made[1]!.id)
  await Promise.all(made.slice(1).map(({ id }) => one.does('activities.finish', { id })))
  assert.equal((await nextOf(one, deal.id))[0], made[0]!.id)
})

test('what is left empty: the kind names it, and it is due in three working days by the full hour', async () => {
  const { id, title, deadline, ownerId, kind, priority } = await one.does('activities.create', { kind: 'call' })
  assert.deepEqual([title, kind, priority, ownerId], ['Call', 'call', 'normal', one.id])
  assert.match(deadline, /T\d\d:00:00\.000Z$/)
  const days = (Date.parse(deadline) - Date.now()) / 86_400_000
  assert.ok(days >= 3 && days < 5.1, deadline)
  await one.does('session.changePreferences', { timeZone: 'Asia/Tokyo' })
  const { deadline: end, day } = await one.does('activities.change', { id, fields: { day: '2027-05-05' } })
  assert.deepEqual([day, end], ['2027-05-05', '2027-05-05T14:59:59.999Z'])
  const timed = await one.does('activities.change', { id, fields: { deadline: '2027-05-06T01:00:00Z' } })
  assert.deepEqual([timed.day, timed.deadline], [null, '2027-05-06T01:00:00.000Z'])
  await one.does('session.changePreferences', { timeZone: 'UTC' })
})

test('impossible values are refused in words, and nothing is kept of them', async () => {
  const count = async () => (await app.administrator.does('activities.totals', {})).count
  const before = await count()
  const bad = [
    { deadline: '2027-02-30T10:00:00Z' },
    { deadline: '1890-01-01T10:00:00Z' },
    { deadline: '9999-12-31T23:59:59Z' },
    { deadline: 'tomorrow' },
    { day: '2027-02-29' },
    { day: '9999-12-31' },
    { day: '0001-01-01' },
    { duration: -1 },
    { duration: 1e9 },
    { kind: 'party' },
    { priority: 'urgent' },
    { reminders: [-5] },
    { reminders: [40_321] },
    { reminders: Array.from({ length: 11 }, (_, i) => i) },
    { checklist: [{ text: ' ', done: false }] },
    { checklist: Array.from({ length: 101 }, () => ({ text: 'x', done: false })) },
    { participantIds: Array.from({ length: 10_000 }, (_, i) => i + 1) },
    { participantIds: [one.id, one.id] },
    { participantIds: [2_000_000_000] },
    { ownerId: 2_000_000_000 },
    { dealIds: [2_000_000_000] },
    { title: 'a'.repeat(256) },
    { finishedAt: '2027-01-01T00:00:00Z' },
    { timeZone: 'Mars/Olympus' },
  ]
  for (const fields of bad) {
    const refused = await one.tries('activities.create', fields)
    assert.equal(refused?.status, 400, JSON.stringify(fields).slice(0, 80))
    assert.ok(refused.message.length > 10)
  }
  assert.equal(await count(), before)
})

test('finished is finished once, and taken back once; the log can be taken back too', async () => {
  const { id } = await makes(one).activity()
  await one.does('activities.finish', { id, result: 'Done' })
  assert.equal(await key(one.tries('activities.finish', { id })), 'error.activity.finished')
  const { items } = await one.does('events.list', { record: 'activities', id })
  assert.equal(items[0]!.name, 'activities.finished')
  await one.does('events.undo', { id: items[0]!.id })
  const open = await one.does('activities.get', { id })
  assert.deepEqual([open.finishedAt, open.finishedBy, open.result], [null, null, null])
  assert.equal(await key(one.tries('activities.reopen', { id })), 'error.activity.open')
})

test('two tick different things of one checklist, and both stay; a list that has changed is looked at again', async () => {
  const list = ['Look', 'Ask', 'Write'].map((text) => ({ text, done: false }))
  const { id } = await makes(one).activity({ participantIds: [two.id], checklist: list })
  await Promise.all([
    one.does('activities.tick', { id, item: 0, text: 'Look', done: true }),
    two.does('activities.tick', { id, item: 2, text: 'Write', done: true }),
  ])
  const { checklist } = await one.does('activities.get', { id })
  assert.deepEqual(
    checklist.map(({ done }) => done),
    [true, false, true],
  )
  for (const item of [1, 7])
    assert.equal(
      await key(one.tries('activities.tick', { id, item, text: 'Look', done: true })),
      'error.activity.checklist',
    )
})

test('one’s own are counted: overdue, and due today', async () => {
  const five = await app.person('Five', ['seller'])
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  assert.deepEqual(await five.does('activities.count', {}), { overdue: 0, today: 0 })
  await makes(five).activity({ deadline: inHours(-1) })
  await makes(one).activity({ deadline: inHours(-30), participantIds: [five.id] })
  await makes(one).activity({ deadline: inHours(-30), watcherIds: [five.id] })
  await makes(five).activity({ day: new Date().toISOString().slice(0, 10) })
  await makes(five).activity({ deadline: inHours(24 * 5) })
  const { id } = await makes(five).activity({ deadline: inHours(-2) })
  await five.does('activities.finish', { id })
  assert.deepEqual(await five.does('activities.count', {}), { overdue: 2, today: 1 })
})

test('with a record that is gone for good goes what was bound to it alone', async () => {
  const [deal, other] = [await makes(one).deal(), await makes(one).deal()]
  const alone = await makes(one).activity({ dealIds: [deal.id], participantIds: [two.id] })
  const both = await makes(one).activity({ dealIds: [deal.id, other.id] })
  await one.does('deals.remove', { id: deal.id })
  const { db } = app.app.installation
  await sql`update deals set removed_at = now() - interval '40 days' where id = ${deal.id}`.execute(db)
  await emptyBin(db, new AbortController().signal)
  const { rows } = await sql<{
    id: number
  }>`select id from activities where id = any(${[alone.id, both.id]}::int[])`.execute(db)
  assert.deepEqual(rows, [{ id: both.id }])
  assert.equal((await two.tries('activities.get', { id: alone.id }))?.status, 404)
  assert.deepEqual((await one.does('activities.get', { id: both.id })).dealIds, [other.id])
})
