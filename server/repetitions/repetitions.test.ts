import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Grant } from '../../model/roles.ts'
import { cases, startTestApp, type InputOf, type Person, type TestApp } from '../test/app.ts'
import { contentsOf } from '../test/contents.ts'
import { makes } from '../test/make.ts'
import { clockAt, hasCome } from './clock.ts'
import { makeDue } from './due.ts'

let app: TestApp
let anna: Person
let boris: Person
let vera: Person
before(async () => {
  app = await startTestApp()
  anna = app.administrator
  await anna.does('settings.change', { openedByDefault: false, timeZone: 'Europe/Moscow' })
  boris = await app.person('Boris', ['seller'])
  vera = await app.person('Vera', ['seller'])
})
after(() => app.stop())

type Rule = InputOf<'repetitions.set'>['rule']
const set = (dealId: number, rule: Rule, more: Partial<InputOf<'repetitions.set'>> = {}) => ({
  dealId,
  rule,
  from: '2027-01-01',
  time: '09:00',
  ...more,
})
const monthly: Rule = { every: 'month', step: 1, on: 15 }
/** Has the time come to be so much by the clock of the company, in Moscow. */
const at = (day: string, time = '12:00') =>
  makeDue(app.app.installation, new Date(`${day}T${time}:00+03:00`).toISOString())
const copiesOf = async (id: number, person = anna) =>
  (
    await person.does('deals.list', {
      filter: { field: 'repeatOfId', op: 'eq', value: id },
      sort: ['id'],
      fields: ['id', 'title', 'beginDate', 'closeDate', 'ownerId', 'createdBy', 'stageId', 'state', 'amount'],
    })
  ).items
const notices = async (person: Person, id: number) =>
  (await person.does('notifications.list', {})).items.filter(
    (one) => one.kind === 'repetition' && one.record === 'deals' && one.recordId === id,
  )
const shown = async (dealId: number, person = anna) => (await person.does('repetitions.get', { dealId })).repetition
const roleOf = async (person: Person, name: string, grants: readonly Grant[]) => {
  const role = await anna.does('roles.create', { name, grants: [...grants] })
  await anna.does('users.change', { id: person.id, fields: { roleIds: [role.id] } })
  return role.id
}

test('who does not see a deal knows nothing of its repetition; who may not change it, or add one, has none made', async () => {
  const deal = await makes(boris).deal()
  const reader = await app.person('Reader', [])
  const editor = await app.person('Editor', [])
  await roleOf(reader, 'Reads', [{ record: 'deals', action: 'see', range: 'all' }])
  await roleOf(
    editor,
    'Edits',
    (['see', 'edit'] as const).map((action) => ({ record: 'deals', action, range: 'all' })),
  )
  await boris.does('repetitions.set', set(deal.id, monthly))
  const contents = await contentsOf(app.app.installation.db)
  for (const [person, status] of [
    [vera, 404],
    [reader, 403],
    [editor, 403],
  ] as const) {
    assert.equal((await person.tries('repetitions.set', set(deal.id, monthly)))?.status, status)
    for (const what of ['pause', 'resume'])
      assert.equal((await person.tries(`repetitions.${what}`, { dealId: deal.id }))?.status, status, what)
  }
  assert.equal((await vera.tries('repetitions.remove', { dealId: deal.id }))?.status, 404)
  assert.equal((await vera.tries('repetitions.get', { dealId: deal.id }))?.status, 404)
  assert.equal(await contentsOf(app.app.installation.db), contents)
  assert.equal((await editor.does('repetitions.get', { dealId: deal.id })).may, false)
  assert.equal((await shown(deal.id, reader))?.state, 'going')
  await boris.does('repetitions.remove', { dealId: deal.id })
})

test('a deal is made anew on its day at its hour, as a copy whose dates keep their distance; both tell of one another', async () => {
  const own = makes(boris)
  const day = await anna.does('customFields.create', { record: 'deals', kind: 'date', nameEn: 'Delivery' })
  const hours = await anna.does('customFields.create', {
    record: 'deals',
    kind: 'moment',
    nameEn: 'Meets',
    several: true,
  })
  const number = await anna.does('customFields.create', { record: 'deals', kind: 'text', nameEn: 'No', distinct: true })
  const [f1, f2, f3] = [day, hours, number].map(({ id }) => `f${String(id)}`) as [string, string, string]
  const contact = await own.contact()
  const deal = await own.deal({
    title: 'Rent',
    beginDate: '2026-12-10',
    closeDate: '2026-12-20',
    contactIds: [contact.id],
    lines: [{ name: 'Room', price: '100', quantity: '3' }],
    [f1]: '2026-12-12',
    [f2]: ['2026-12-01T06:00:00.000Z'],
    [f3]: 'only one',
  } as InputOf<'deals.create'>)
  const { repetition } = await boris.does('repetitions.set', set(deal.id, { every: 'month', step: 2, on: 15 }))
  assert.deepEqual(repetition!.next, ['2027-01-15', '2027-03-15', '2027-05-15'])
  const marked = await boris.does('deals.get', { id: deal.id })
  assert.deepEqual([marked.repeats, marked.repeatsOn], ['going', '2027-01-15'])

  await at('2027-01-15', '08:59')
  assert.deepEqual(await copiesOf(deal.id), [])
  await Promise.all([at('2027-01-15', '09:00'), at('2027-01-15', '09:00'), at('2027-01-15', '09:01')])
  await at('2027-01-16')
  const [copy, ...more] = await copiesOf(deal.id)
  assert.deepEqual(more, [])
  const full = (await boris.does('deals.get', { id: copy!.id })) as Record<string, unknown> & typeof marked
  assert.deepEqual(
    [full.title, full.beginDate, full.closeDate, full.amount, full.contactIds, full.ownerId, full.repeatOfId],
    ['Rent', '2027-01-15', '2027-01-25', '300.00', [contact.id], boris.id, deal.id],
  )
  assert.deepEqual([full[f1], full[f2], full[f3]], ['2027-01-17', ['2027-01-06T06:00:00.000Z'], null])
  assert.deepEqual([full.repeats, full.repeatsOn], [null, null])
  assert.deepEqual((await shown(deal.id))!.next, ['2027-03-15', '2027-05-15', '2027-07-15'])

  const [told] = (await boris.does('events.list', { record: 'deals', id: deal.id })).items
  assert.deepEqual(
    [told!.name, told!.via, told!.actorId, told!.changes['copyId'], told!.changes['repeatsOn'], told!.names.deals],
    ['deals.repeated', 'robot', boris.id, [null, copy!.id], ['2027-01-15', '2027-03-15'], { [copy!.id]: 'Rent' }],
  )
  const made = (await boris.does('events.list', { record: 'deals', id: copy!.id })).items.at(-1)
  assert.deepEqual(made!.changes['repeatOfId'], [null, deal.id])
  assert.equal((await notices(boris, copy!.id)).length, 1)
  // The one is seen by somebody who does not see the other.
  await anna.does('deals.change', { id: deal.id, fields: { observerIds: [vera.id] } })
  const [seen] = (await vera.does('events.list', { record: 'deals', id: deal.id })).items.filter(
    ({ name }) => name === 'deals.repeated',
  )
  assert.deepEqual([Object.keys(seen!.changes), seen!.names], [['repeatsOn'], {}])
  // What the server does by itself has no way back through the fields.
  assert.equal((await boris.tries('events.undo', { id: told!.id }))?.status, 409)
})

test('after a long stop the last day that was missed is made up for, once; what passed in a pause is not', async () => {
  const deal = await makes(boris).deal({ beginDate: '2027-01-01' })
  await boris.does('repetitions.set', set(deal.id, { every: 'week', step: 1, weekdays: [1] }))
  await at('2027-02-10')
  assert.deepEqual(
    (await copiesOf(deal.id)).map(({ beginDate }) => beginDate),
    ['2027-02-08'],
  )
  const [told] = (await boris.does('events.list', { record: 'deals', id: deal.id })).items
  assert.deepEqual(told!.changes['missed'], [null, 5])
  assert.equal((await shown(deal.id))!.made, 1)

  await boris.does('repetitions.pause', { dealId: deal.id })
  const paused = await boris.does('deals.get', { id: deal.id })
  assert.deepEqual([paused.repeats, paused.repeatsOn], ['paused', null])
  await at('2027-03-01')
  assert.equal((await copiesOf(deal.id)).length, 1)
  // Today the clock of the server is before all that, and what is done with does not come again.
  const { repetition } = await boris.does('repetitions.resume', { dealId: deal.id })
  assert.deepEqual([repetition!.state, repetition!.next[0]], ['going', '2027-02-15'])
  await boris.does('repetitions.remove', { dealId: deal.id })
  const over = await boris.does('deals.get', { id: deal.id })
  assert.deepEqual([over.repeats, over.repeatsOn, await shown(deal.id)], [null, null, null])
})

test('it ends by number and by day; said otherwise it goes on from there, and for one day nothing is made twice', async () => {
  const deal = await makes(boris).deal()
  await boris.does('repetitions.set', set(deal.id, { every: 'day', step: 1 }, { times: 2 }))
  for (const day of ['2027-01-01', '2027-01-02', '2027-01-03']) await at(day)
  assert.equal((await copiesOf(deal.id)).length, 2)
  const ended = await shown(deal.id)
  assert.deepEqual([ended!.state, ended!.next, ended!.made], ['over', [], 2])
  assert.equal((await boris.does('deals.get', { id: deal.id })).repeats, null)
  const again = set(deal.id, { every: 'day', step: 1 }, { times: 2 })
  assert.equal((await boris.tries('repetitions.set', again))?.key, 'error.repetition.times')
  const { repetition } = await boris.does('repetitions.set', { ...again, times: null, until: '2027-01-04' })
  assert.deepEqual(repetition!.next, ['2027-01-03', '2027-01-04'])
  for (const day of ['2027-01-02', '2027-01-03', '2027-01-04', '2027-01-05']) await at(day)
  assert.equal((await copiesOf(deal.id)).length, 4)
  const never = set(deal.id, { every: 'date', dates: ['2020-01-01'] })
  assert.deepEqual((await boris.tries('repetitions.set', never))?.details, { field: 'rule' })
  // Two who set it at once: the second looks first.
  const stale = { ...set(deal.id, monthly), version: 1 }
  assert.equal((await boris.tries('repetitions.set', stale))?.status, 409)
})

test('who may not make such a deal any more, or has left, has none made: it stops, and who is concerned is told', async () => {
  const carl = await app.person('Carl', ['seller'])
  const [first, second] = [await makes(carl).deal(), await makes(carl).deal({ observerIds: [boris.id] })]
  for (const { id } of [first, second]) await carl.does('repetitions.set', set(id, monthly))
  await roleOf(carl, 'Sees only', [{ record: 'deals', action: 'see', range: 'own' }])
  await at('2027-01-15')
  for (const { id } of [first, second]) {
    const one = await shown(id)
    assert.deepEqual([one!.state, one!.paused, await copiesOf(id)], ['paused', 'rights', []])
    assert.deepEqual(
      (await notices(carl, id)).map(({ data }) => data.word),
      ['notice.repetition.rights'],
    )
  }
  // Another one takes it over, with his own rights.
  await anna.does('deals.change', { id: second.id, fields: { ownerId: boris.id } })
  await anna.does('users.change', { id: carl.id, fields: { active: false } })
  const taken = await boris.does('repetitions.resume', { dealId: second.id })
  assert.deepEqual([taken.repetition!.personId, taken.repetition!.next[0]], [boris.id, '2027-01-15'])
  await at('2027-02-16')
  assert.deepEqual(
    (await copiesOf(second.id)).map(({ ownerId, createdBy }) => [ownerId, createdBy]),
    [[boris.id, boris.id]],
  )
  const dora = await app.person('Dora', ['seller'])
  const third = await makes(dora).deal()
  await dora.does('repetitions.set', set(third.id, monthly))
  await anna.does('deals.change', { id: third.id, fields: { ownerId: boris.id } })
  await anna.does('users.change', { id: dora.id, fields: { active: false } })
  await at('2027-01-15')
  assert.equal((await shown(third.id))!.paused, 'person')
  assert.deepEqual(
    (await notices(boris, third.id)).map(({ data }) => data.word),
    ['notice.repetition.person'],
  )
})

test('the responsible stays, where who has it repeat may make him so; else it is his own', async () => {
  const lena = await app.person('Lena', [])
  const grants = (['see', 'edit'] as const).map((action): Grant => ({ record: 'deals', action, range: 'all' }))
  const role = await roleOf(lena, 'Adds her own', [...grants, { record: 'deals', action: 'add', range: 'own' }])
  const deal = await makes(boris).deal()
  await lena.does('repetitions.set', set(deal.id, monthly))
  await at('2027-01-15')
  await anna.does('roles.change', {
    id: role,
    fields: { grants: [...grants, { record: 'deals', action: 'add', range: 'all' }] },
  })
  await at('2027-02-15')
  assert.deepEqual(
    (await copiesOf(deal.id)).map(({ ownerId }) => ownerId),
    [lena.id, boris.id],
  )
})

test('what is in the bin is not made anew and goes on with its deal; merged, the repetition goes along, and back', async () => {
  const own = makes(anna)
  const [deal, other] = [await own.deal(), await own.deal()]
  await anna.does('repetitions.set', set(deal.id, monthly))
  await anna.does('deals.remove', { id: deal.id })
  await at('2027-01-15')
  await anna.does('deals.restore', { id: deal.id })
  await at('2027-02-15')
  assert.deepEqual(
    (await copiesOf(deal.id)).map(({ beginDate }) => beginDate),
    ['2027-02-15'],
  )
  await anna.does('deals.merge', {
    ids: [other.id, deal.id],
    into: other.id,
    take: {},
    seen: [],
    shows: true,
  } as InputOf<'deals.merge'>)
  const merged = await anna.does('deals.get', { id: other.id })
  assert.deepEqual([merged.repeats, merged.repeatsOn], ['going', '2027-03-15'])
  await at('2027-03-15')
  assert.equal((await copiesOf(other.id)).length, 2)
  const event = (await anna.does('events.list', { record: 'deals', id: other.id })).items.find(
    ({ name }) => name === 'deals.merged',
  )
  await anna.does('events.undo', { id: event!.id })
  const apart = await anna.does('deals.get', { id: deal.id })
  assert.deepEqual([apart.repeats, apart.repeatsOn], ['going', '2027-04-15'])
  assert.equal((await anna.does('deals.get', { id: other.id })).repeats, null)
})

test('what nobody has foreseen is tried again later and stops in the end; the others are made', async () => {
  const [bad, good] = [await makes(anna).deal(), await makes(anna).deal()]
  for (const { id } of [bad, good]) await anna.does('repetitions.set', set(id, monthly))
  const { db } = app.app.installation
  await sql`update repetitions set rule = '{"every": "month", "step": 1, "on": {}}' where deal_id = ${bad.id}`.execute(
    db,
  )
  await at('2027-01-15')
  assert.deepEqual([(await copiesOf(bad.id)).length, (await copiesOf(good.id)).length], [0, 1])
  for (let hour = 10; hour < 24; hour++) await at('2027-01-15', `${String(hour)}:00`)
  assert.equal(
    (await sql<{ paused: string }>`select paused from repetitions where deal_id = ${bad.id}`.execute(db)).rows[0]!
      .paused,
    'failed',
  )
  await sql`delete from repetitions where deal_id = ${bad.id}`.execute(db)
})

const zones = Intl.supportedValuesOf('timeZone')
test('in whatever zone a day and time come once, at the first minute whose clock shows as much', () => {
  const days = fc
    .integer({ min: Date.UTC(2000, 0, 1) / 86_400_000, max: Date.UTC(2040, 0, 1) / 86_400_000 })
    .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
  /** a day on which the clocks change, where they do after some day */
  const changing = (day: string, zone: string) =>
    Temporal.PlainDate.from(day).toZonedDateTime(zone).getTimeZoneTransition('next')?.toPlainDate().toString() ?? day
  fc.assert(
    fc.property(days, time, fc.constantFrom(...zones), fc.boolean(), (any, time, zone, change) => {
      const day = change ? changing(any, zone) : any
      const wall = Temporal.PlainDate.from(day).toPlainDateTime(time)
      const meant = wall.toZonedDateTime(zone, { disambiguation: 'earlier' })
      const skipped = !meant.toPlainDateTime().equals(wall)
      const gap = skipped ? meant.getTimeZoneTransition('next')! : meant
      const come = (moment: number) => hasCome(day, time, clockAt(new Date(moment).toISOString(), zone))
      const first = gap.epochMilliseconds
      assert.equal(come(first), true, `${day} ${time} ${zone}`)
      assert.equal(come(first - 60_000), false, `${day} ${time} ${zone}`)
    }),
    { numRuns: cases(1000, 50_000) },
  )
})
