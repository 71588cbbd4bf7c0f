import { z } from 'zod'
import { calendarDate } from './fields.ts'

/** A calendar date, YYYY-MM-DD. */
type Day = string

/** Days on which something can come again: what lies farther is a slip of the pen. */
const bounds = ['1970-01-01', '2199-12-31'] as const
export const repeatDay = calendarDate.refine((day) => day >= bounds[0] && day <= bounds[1], 'date')

const step = z.int().min(1).max(999)
/** 1 is Monday, 7 Sunday. */
const weekday = z.int().min(1).max(7)
/** A month that has no such day has its last one: the 31st is the last day of each month. */
const monthDay = z.int().min(1).max(31)
const distinct = (list: readonly unknown[]) => new Set(list).size === list.length

/** When something comes again. */
export const repeatRule = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('day'), step }),
  z.strictObject({
    every: z.literal('week'),
    step,
    weekdays: z
      .array(weekday)
      .min(1)
      .max(7)
      .refine(distinct, 'twice')
      .transform((days) => days.toSorted((a, b) => a - b)),
  }),
  z.strictObject({
    every: z.literal('month'),
    step,
    on: z.union([
      monthDay,
      z.literal('last'),
      z.strictObject({ nth: z.union([z.int().min(1).max(4), z.literal('last')]), weekday }),
    ]),
  }),
  z.strictObject({ every: z.literal('year'), step, month: z.int().min(1).max(12), day: monthDay }),
  z.strictObject({
    every: z.literal('date'),
    dates: z
      .array(repeatDay)
      .min(1)
      .max(100)
      .refine(distinct, 'twice')
      .transform((dates) => dates.toSorted()),
  }),
])
export type RepeatRule = z.output<typeof repeatRule>

export const repeatInput = z.strictObject({
  rule: repeatRule,
  /** the first day on which it may come: steps are counted from the first one that does */
  from: repeatDay,
  /** the last day on which it may come */
  until: repeatDay.nullable().optional(),
  /** so many times in all */
  times: z.int().min(1).max(9999).nullable().optional(),
  /** the time of day, on the clock of the company */
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'format'),
})
export type RepeatInput = z.output<typeof repeatInput>

/** Why nothing is made any more, until somebody has it go on. */
export const pauses = ['hand', 'person', 'rights', 'refused', 'failed'] as const
export type Pause = (typeof pauses)[number]

export interface Schedule {
  rule: RepeatRule
  from: Day
  until?: Day | null | undefined
}

/** The next day after another one, or the first of all; null: there is none. Weeks begin on Monday. */
export function nextDay({ rule, from, until }: Schedule, after: Day | null = null): Day | null {
  const start = after !== null && after >= from ? dayOf(numberOf(after) + 1) : from
  const day = firstSince(rule, from, start)
  return day === undefined || day > (until ?? bounds[1]) || day > bounds[1] ? null : day
}

/** The next days, at most so many. */
export function nextDays(schedule: Schedule, after: Day | null, most: number): Day[] {
  const days: Day[] = []
  for (let day = nextDay(schedule, after); day !== null && days.length < most; day = nextDay(schedule, day))
    days.push(day)
  return days
}

/** The first day since another one, which is not before `from`. */
function firstSince(rule: RepeatRule, from: Day, start: Day): Day | undefined {
  switch (rule.every) {
    case 'day':
      return dayOf(numberOf(from) + upTo(numberOf(start) - numberOf(from), rule.step))
    case 'week':
      return inWeeks(rule.weekdays, rule.step, from, start)
    case 'month':
      return inMonths((month) => dayIn(month, rule.on), { stride: 1, step: rule.step }, monthOf(from), from, start)
    case 'year': {
      const first = monthOf(`${from.slice(0, 4)}-01-01`) + rule.month - 1
      return inMonths((month) => dayIn(month, rule.day), { stride: 12, step: rule.step }, first, from, start)
    }
    case 'date':
      return rule.dates.find((date) => date >= start)
  }
}

function inWeeks(weekdays: readonly number[], step: number, from: Day, start: Day): Day {
  const [first, since] = [soonest(weekdays, numberOf(from)), numberOf(start)]
  const weeks = Math.floor((mondayOf(since) - mondayOf(first)) / 7)
  // In a week that counts, what is left of it; else the next week that does.
  if (weeks >= 0 && weeks % step === 0) {
    const left = weekdays.find((one) => mondayOf(since) + one - 1 >= since)
    if (left !== undefined) return dayOf(mondayOf(since) + left - 1)
  }
  if (weeks < 0) return dayOf(first)
  return dayOf(mondayOf(first) + 7 * upTo(weeks + 1, step) + weekdays[0]! - 1)
}

const soonest = (weekdays: readonly number[], since: number): number =>
  Math.min(...weekdays.map((one) => since + ((one - weekdayOf(since) + 7) % 7)))

/**
 * Months are numbered from the year nought. A day may come every `stride` months, from the month `first` on; of those that
 * it could come in since `from`, each `step`th counts.
 */
function inMonths(
  dayIn: (month: number) => Day,
  { stride, step }: { stride: number; step: number },
  first: number,
  from: Day,
  start: Day,
): Day {
  const anchor = dayIn(first) >= from ? first : first + stride
  const month = anchor + Math.max(0, upTo(monthOf(start) - anchor, stride * step))
  return dayIn(month) >= start ? dayIn(month) : dayIn(month + stride * step)
}

type OnDay = Extract<RepeatRule, { every: 'month' }>['on']

function dayIn(month: number, on: OnDay): Day {
  const last = daysIn(month)
  if (on === 'last') return dayAt(month, last)
  if (typeof on === 'number') return dayAt(month, Math.min(on, last))
  const weekdayOfFirst = weekdayOf(numberOf(dayAt(month, 1)))
  const earliest = 1 + ((on.weekday - weekdayOfFirst + 7) % 7)
  return dayAt(
    month,
    on.nth === 'last' ? earliest + 7 * Math.floor((last - earliest) / 7) : earliest + 7 * (on.nth - 1),
  )
}

/** The least multiple of a step that is not below a number. */
const upTo = (number: number, step: number) => Math.ceil(number / step) * step

const perDay = 86_400_000
const numberOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / perDay
const dayOf = (number: number): Day => new Date(number * perDay).toISOString().slice(0, 10)
const weekdayOf = (number: number): number => ((((number + 3) % 7) + 7) % 7) + 1
const mondayOf = (number: number): number => number - weekdayOf(number) + 1
const monthOf = (day: Day): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
const yearAndMonth = (month: number) => [Math.floor(month / 12), month % 12] as const
const daysIn = (month: number): number => new Date(Date.UTC(...yearAndMonth(month + 1), 0)).getUTCDate()
const dayAt = (month: number, day: number): Day => {
  const [year, index] = yearAndMonth(month)
  return `${String(year).padStart(4, '0')}-${String(index + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Whole days from one to another. */
export const daysBetween = (one: Day, other: Day): number => numberOf(other) - numberOf(one)
