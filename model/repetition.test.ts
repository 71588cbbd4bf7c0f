import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nextDay, nextDays, repeatRule, type RepeatRule, type Schedule } from './repetition.ts'

const numRuns = process.env['TEST_LONG'] ? 50_000 : 1000

const weekday = fc.integer({ min: 1, max: 7 })
const day = fc
  .tuple(fc.integer({ min: 1995, max: 2045 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
  .map(([year, month, day]) => Temporal.PlainDate.from({ year, month, day }).toString())
const small = fc.integer({ min: 1, max: 5 })
const rules: fc.Arbitrary<RepeatRule> = fc.oneof(
  fc.record({ every: fc.constant('day' as const), step: fc.oneof(small, fc.integer({ min: 1, max: 400 })) }),
  fc.record({
    every: fc.constant('week' as const),
    step: small,
    weekdays: fc.uniqueArray(weekday, { minLength: 1 }).map((days) => days.toSorted()),
  }),
  fc.record({
    every: fc.constant('month' as const),
    step: fc.oneof(small, fc.constant(12)),
    on: fc.oneof(
      fc.integer({ min: 1, max: 31 }),
      fc.constantFrom(29, 30, 31),
      fc.constant('last' as const),
      fc.record({ nth: fc.constantFrom(1, 2, 3, 4, 'last' as const), weekday }),
    ),
  }),
  fc.record({
    every: fc.constant('year' as const),
    step: small,
    month: fc.oneof(fc.constant(2), fc.integer({ min: 1, max: 12 })),
    day: fc.oneof(fc.constantFrom(28, 29, 30, 31), fc.integer({ min: 1, max: 31 })),
  }),
  fc.record({
    every: fc.constant('date' as const),
    dates: fc.uniqueArray(day, { minLength: 1, maxLength: 8 }).map((dates) => dates.toSorted()),
  }),
)
const schedules: fc.Arbitrary<Schedule> = fc.record({
  rule: rules,
  from: day,
  until: fc.option(day, { nil: null, freq: 4 }),
})

/** Whether a day is one that the words of the rule mean, whatever its step: asked of each day by itself. */
function meant(rule: RepeatRule, date: Temporal.PlainDate): boolean {
  switch (rule.every) {
    case 'day':
      return true
    case 'week':
      return rule.weekdays.includes(date.dayOfWeek)
    case 'month': {
      const { on } = rule
      if (on === 'last') return date.day === date.daysInMonth
      if (typeof on === 'number') return date.day === on || (date.day < on && date.day === date.daysInMonth)
      if (date.dayOfWeek !== on.weekday) return false
      if (on.nth === 'last') return date.add({ days: 7 }).month !== date.month
      return (
        date.subtract({ days: 7 * (on.nth - 1) }).month === date.month &&
        date.subtract({ days: 7 * on.nth }).month !== date.month
      )
    }
    case 'year':
      return (
        date.month === rule.month && (date.day === rule.day || (date.day < rule.day && date.day === date.daysInMonth))
      )
    case 'date':
      return rule.dates.includes(date.toString())
  }
}

/** How many days, weeks, months or years lie between the first one and another. */
function distance(rule: RepeatRule, first: Temporal.PlainDate, date: Temporal.PlainDate): number {
  const monday = (one: Temporal.PlainDate) => one.subtract({ days: one.dayOfWeek - 1 })
  if (rule.every === 'day') return first.until(date, { largestUnit: 'days' }).days
  if (rule.every === 'week') return monday(first).until(monday(date), { largestUnit: 'days' }).days / 7
  if (rule.every === 'month') return (date.year - first.year) * 12 + date.month - first.month
  return date.year - first.year
}

/** The first days, found by going through the calendar day by day. */
function walked({ rule, from, until }: Schedule, most: number, horizon: number): string[] {
  const found: string[] = []
  let first: Temporal.PlainDate | undefined
  let date = Temporal.PlainDate.from(from)
  for (let i = 0; i < horizon && found.length < most; i++, date = date.add({ days: 1 })) {
    if (until && date.toString() > until) break
    if (!meant(rule, date)) continue
    first ??= date
    if (rule.every === 'date' || distance(rule, first, date) % rule.step === 0) found.push(date.toString())
  }
  return found
}

test('the days on which something comes again are those that a walk through the calendar finds', () => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      const found = walked(schedule, 6, 4000)
      const horizon = Temporal.PlainDate.from(schedule.from).add({ days: 3999 }).toString()
      const days = nextDays(schedule, null, 6).filter((one) => one <= horizon)
      assert.deepEqual(days, found)
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  )
})

test('the next day after any other is the first of them that lies after it; they only go on', () => {
  fc.assert(
    fc.property(schedules, day, (schedule, after) => {
      const next = nextDay(schedule, after)
      const all = nextDays(schedule, null, 400)
      assert.deepEqual(all, [...new Set(all)].toSorted())
      if (all.length < 400 || all.at(-1)! > after) assert.equal(next, all.find((one) => one > after) ?? null)
      if (next !== null) assert.ok(next > after && next >= schedule.from && next <= (schedule.until ?? next))
    }),
    { numRuns },
  )
})

test('the 31st is the last day of each month, the 29th of February the last of February; a rule says what it means', () => {
  const of = (rule: RepeatRule, from: string) => nextDays({ rule, from }, null, 4)
  assert.deepEqual(of({ every: 'month', step: 1, on: 31 }, '2028-01-31'), [
    '2028-01-31',
    '2028-02-29',
    '2028-03-31',
    '2028-04-30',
  ])
  assert.deepEqual(of({ every: 'year', step: 1, month: 2, day: 29 }, '2027-03-01'), [
    '2028-02-29',
    '2029-02-28',
    '2030-02-28',
    '2031-02-28',
  ])
  assert.deepEqual(of({ every: 'month', step: 2, on: 15 }, '2026-11-20'), [
    '2026-12-15',
    '2027-02-15',
    '2027-04-15',
    '2027-06-15',
  ])
  assert.deepEqual(of({ every: 'week', step: 2, weekdays: [1, 3] }, '2026-12-03'), [
    '2026-12-07',
    '2026-12-09',
    '2026-12-21',
    '2026-12-23',
  ])
  assert.deepEqual(of({ every: 'month', step: 1, on: { nth: 'last', weekday: 5 } }, '2026-12-01'), [
    '2026-12-25',
    '2027-01-29',
    '2027-02-26',
    '2027-03-26',
  ])
  assert.equal(nextDay({ rule: { every: 'day', step: 999 }, from: '2199-12-01' }, '2199-12-01'), null)
  for (const wrong of [
    { every: 'day', step: 0 },
    { every: 'week', step: 1, weekdays: [] },
    { every: 'week', step: 1, weekdays: [1, 1] },
    { every: 'month', step: 1, on: 32 },
    { every: 'month', step: 1, on: { nth: 5, weekday: 1 } },
    { every: 'date', dates: ['9999-01-01'] },
    { every: 'hour', step: 1 },
  ])
    assert.equal(repeatRule.safeParse(wrong).success, false)
})
