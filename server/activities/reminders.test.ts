import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { createRecords, changeRecords } from '../records/change.ts'
import { cases, startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { activitiesSubject } from './activities.ts'
import { reminderAt, usualDeadline } from './deadlines.ts'
import { activityJobs } from './reminders.ts'

let app: TestApp
let one: Person
let two: Person
before(async () => {
  app = await startTestApp()
  await app.administrator.does('settings.change', { openedByDefault: false })
  one = await app.person('One', ['seller'])
  two = await app.person('Two', ['seller'])
})
after(() => app.stop())

interface Waiting {
  id: number
  minutes: number
  at: string
}
/** The reminders that wait, of one activity or of all. */
async function waiting(id?: number): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select (payload->>'id')::int id, (payload->>'minutes')::int minutes, run_at at from jobs
    where kind = 'activities.remind' and state = 'waiting' ${id === undefined ? sql`` : sql`and (payload->>'id')::int = ${id}`}
    order by 1, 2`.execute(app.app.installation.db)
  return rows
}
/** Does the job of a reminder, as if its time had come. */
const remind = (id: number, minutes: number) =>
  activityJobs(app.app.installation)['activities.remind']!(
    { id: 0, kind: 'activities.remind', payload: { id, minutes }, personId: null, attempts: 1 },
    new AbortController().signal,
  )
const toldOf = async (person: Person, id: number) =>
  (await person.does('notifications.list', {})).items.filter(
    (told) => told.record === 'activities' && told.recordId === id && told.kind === 'reminder',
  ).length
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()

const zones = Intl.supportedValuesOf('timeZone')
const day = 86_400_000
const moments = fc
  .integer({ min: Date.parse('2027-01-01'), max: Date.parse('2040-12-31') })
  .map((at) => new Date(at).toISOString())

test(`M15: ${String(cases(1000, 50_000))} reminders stand where the calendar of their zone says, whatever the clocks do`, () => {
  fc.assert(
    fc.property(
      moments,
      fc.constantFrom(...zones),
      fc.uniqueArray(fc.integer({ min: 0, max: 28 * 1440 }), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      (deadline, zone, offsets, wholeDay) => {
        const date = wholeDay ? deadline.slice(0, 10) : null
        const due = date
          ? Temporal.PlainDateTime.from(`${date}T09:00`).toZonedDateTime(zone)
          : Temporal.Instant.from(deadline).toZonedDateTimeISO(zone)
        let last = Infinity
        for (const minutes of offsets.toSorted((a, b) => a - b)) {
          const at = Date.parse(reminderAt(deadline, date, minutes, zone))
          // The day by the calendar alone, then the clock there, then the rest by the watch.
          const clock = due.toPlainDateTime().subtract({ days: Math.floor(minutes / 1440) })
          const there = minutes < 1440 ? due.toInstant() : clock.toZonedDateTime(zone).toInstant()
          assert.equal(at, there.epochMilliseconds - (minutes % 1440) * 60_000)
          assert.ok(at <= last, 'who wants to know earlier is told earlier')
          if (minutes % 1440 === 0 && minutes > 0) {
            const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
            const missed = !clock.toZonedDateTime(zone).toPlainDateTime().equals(clock)
            if (!missed) assert.ok(wall.toPlainTime().equals(due.toPlainTime()), 'days before is the same hour')
            assert.ok(Math.abs(due.epochMilliseconds - at - (minutes / 1440) * day) <= day)
          }
          last = at
        }
      },
    ),
    { numRuns: cases(1000, 50_000) },
  )
})

test('M15: three working days from any moment, in any zone, is a working day by the full hour, unless it began on none', () => {
  fc.assert(
    fc.property(moments, fc.constantFrom(...zones), (now, zone) => {
      const from = Temporal.Instant.from(now).toZonedDateTimeISO(zone)
      const due = Temporal.Instant.from(usualDeadline(now, zone)).toZonedDateTimeISO(zone)
      assert.ok(due.minute === 0 && due.second === 0 && due.millisecond === 0)
      const days = from.toPlainDate().until(due.toPlainDate()).days
      // Rounding up an hour may come to the next day.
      const late = due.hour === 0 ? 1 : 0
      const weekday = from.dayOfWeek
      const expected = weekday <= 2 ? 3 : weekday === 6 ? 4 : weekday === 7 ? 3 : 5
      assert.ok(days === expected || days === expected + late, `${now} ${zone}: ${String(days)}`)
    }),
    { numRuns: cases(300, 10_000) },
  )
})

test('each reminder of many people in many zones is one job at its moment; it goes where its activity goes', async () => {
  await app.system(async (ctx) => {
    const sample = fc.sample(
      fc.record({
        deadline: moments,
        zone: fc.constantFrom(...zones),
        moved: moments,
        reminders: fc.uniqueArray(fc.constantFrom(0, 15, 60, 1440, 2880, 10_080), { minLength: 1 }),
      }),
      200,
    )
    const { rows: owners } = await sql<{ id: number }>`
      insert into users (name, name_key, active, invited, language, time_zone, time_zone_key, theme, created_at, updated_at)
      select 'Z', 'z', true, false, 'en', zone, lower(zone), 'auto', now(), now() from unnest(${sample.map(({ zone }) => zone)}::text[]) zone
      returning id`.execute(ctx.db)
    const ids = await createRecords(
      ctx,
      activitiesSubject,
      sample.map(({ deadline, reminders }, i) => ({ deadline, reminders, ownerId: owners[i]!.id })),
    )
    const stand = async (key: 'deadline' | 'moved') => {
      const { rows } = await sql<Waiting>`
        select (payload->>'id')::int id, (payload->>'minutes')::int minutes, run_at at from jobs
        where kind = 'activities.remind' and state = 'waiting' and (payload->>'id')::int = any(${ids}::int[]) order by 1, 2`.execute(
        ctx.db,
      )
      const meant = sample.flatMap((one, i) =>
        one.reminders
          .toSorted((a, b) => a - b)
          .map((minutes) => ({ id: ids[i]!, minutes, at: reminderAt(one[key], null, minutes, one.zone) })),
      )
      assert.deepEqual(rows, meant)
    }
    await stand('deadline')
    await changeRecords(
      ctx,
      activitiesSubject,
      ids.map((id, i) => ({ id, fields: { deadline: sample[i]!.moved } })),
    )
    await stand('moved')
  })
})

test('a reminder ends with its activity, and comes again with it; what is past is not waited for', async () => {
  const { id } = await makes(one).activity({ deadline: inMinutes(90), reminders: [60, 0, 1440] })
  const minutes = async () => (await waiting(id)).map((job) => job.minutes)
  assert.deepEqual(await minutes(), [0, 60])
  await one.does('activities.finish', { id })
  assert.deepEqual(await minutes(), [])
  await one.does('activities.reopen', { id })
  assert.deepEqual(await minutes(), [0, 60])
  await one.does('activities.change', { id, fields: { reminders: [30] } })
  assert.deepEqual(await minutes(), [30])
  await one.does('activities.remove', { id })
  assert.deepEqual(await minutes(), [])
  await one.does('activities.restore', { id })
  assert.deepEqual(await minutes(), [30])
})

test('who does it and who takes part is told once, however often the job is taken up; who does not see it is not', async () => {
  const deal = await makes(one).deal()
  const { id } = await makes(one).activity({
    dealIds: [deal.id],
    participantIds: [two.id],
    deadline: inMinutes(-1),
    reminders: [0],
  })
  await Promise.all([remind(id, 0), remind(id, 0), remind(id, 0)])
  await remind(id, 0)
  assert.deepEqual([await toldOf(one, id), await toldOf(two, id)], [1, 0])
  // Put to a later time, it is told of again when that has come, and not before.
  await one.does('activities.change', { id, fields: { deadline: inMinutes(30) } })
  await remind(id, 0)
  assert.equal(await toldOf(one, id), 1)
  await one.does('activities.change', { id, fields: { deadline: inMinutes(-2) } })
  await remind(id, 0)
  assert.equal(await toldOf(one, id), 2)
  // What is done is told of no more.
  await one.does('activities.change', { id, fields: { deadline: inMinutes(-3) } })
  await one.does('activities.finish', { id })
  await remind(id, 0)
  assert.equal(await toldOf(one, id), 2)
  await remind(2_000_000_000, 0)
})

test('who has gone to another time zone is reminded by the clock there', async () => {
  await two.does('session.changePreferences', { timeZone: 'Asia/Tokyo' })
  const { id } = await makes(two).activity({ day: '2027-06-10', reminders: [0] })
  assert.equal((await waiting(id))[0]!.at, '2027-06-10T00:00:00.000Z')
  await two.does('session.changePreferences', { timeZone: 'America/New_York' })
  await remind(id, 0)
  assert.equal((await waiting(id))[0]!.at, '2027-06-10T13:00:00.000Z')
  assert.equal(await toldOf(two, id), 0)
})

test('who is given something to do is told, and nobody tells himself', async () => {
  const { id } = await makes(one).activity({ ownerId: two.id, participantIds: [app.administrator.id] })
  const told = async (person: Person) =>
    (await person.does('notifications.list', {})).items
      .filter((notice) => notice.recordId === id && notice.record === 'activities')
      .map(({ data }) => data.word)
  assert.deepEqual(await told(two), ['notice.activity'])
  assert.deepEqual(await told(app.administrator), ['notice.activity.joined'])
  assert.deepEqual(await told(one), [])
})
