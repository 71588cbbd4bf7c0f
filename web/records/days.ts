import type { Language } from '../../model/users.ts'

/** A calendar date, YYYY-MM-DD. */
export type Day = string

/** The day it is in a time zone. */
export function today(timeZone: string, now = new Date()): Day {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now)
}

const at = (day: Day) => new Date(`${day}T00:00:00Z`)
const dayOf = (date: Date): Day => date.toISOString().slice(0, 10)

/** Some days later, or earlier. */
export function addDays(day: Day, days: number): Day {
  const date = at(day)
  date.setUTCDate(date.getUTCDate() + days)
  return dayOf(date)
}

/** The same day of another month, or the last one it has. */
export function addMonths(day: Day, months: number): Day {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return dayOf(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))))
}

export const startOfMonth = (day: Day): Day => `${day.slice(0, 8)}01`
export const endOfMonth = (day: Day): Day => addDays(addMonths(startOfMonth(day), 1), -1)
export const startOfQuarter = (day: Day): Day => addMonths(startOfMonth(day), -((Number(day.slice(5, 7)) - 1) % 3))
export const endOfQuarter = (day: Day): Day => addDays(addMonths(startOfQuarter(day), 3), -1)
/** `weekStart`: 1 for Monday, 7 for Sunday. */
export const startOfWeek = (day: Day, weekStart: number): Day =>
  addDays(day, -((at(day).getUTCDay() - weekStart + 14) % 7))

/** The six weeks that a month is shown in. */
export function weeksOf(month: Day, weekStart: number): Day[][] {
  const first = startOfWeek(startOfMonth(month), weekStart)
  return Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (_, i) => addDays(first, week * 7 + i)))
}

/**
 * A date as people type it: 18.12.2025, 18.12, 12/18/2025 in English, 2025-12-18, or +7 for a week from today. Undefined if
 * it is no date.
 */
export function writtenDay(text: string, language: Language, now: Day): Day | undefined {
  const plain = text.trim()
  const later = /^([+-])(\d{1,4})$/.exec(plain)
  if (later) return addDays(now, Number(later[2]) * (later[1] === '-' ? -1 : 1))
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain)
  if (iso) return real(iso[1]!, iso[2]!, iso[3]!)
  const parts = /^(\d{1,2})([./\s-])(\d{1,2})(?:\2(\d{2}|\d{4}))?\.?$/.exec(plain)
  if (!parts) return undefined
  const year = parts[4] === undefined ? now.slice(0, 4) : parts[4].length === 2 ? `20${parts[4]}` : parts[4]
  const monthFirst = language === 'en' && parts[2] === '/'
  return monthFirst ? real(year, parts[1]!, parts[3]!) : real(year, parts[3]!, parts[1]!)
}

function real(year: string, month: string, day: string): Day | undefined {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  const same =
    date.getUTCFullYear() === Number(year) &&
    date.getUTCMonth() + 1 === Number(month) &&
    date.getUTCDate() === Number(day)
  return same ? dayOf(date) : undefined
}

/** As it is typed: 18.12.2025, or 12/18/2025 in English. */
export function typedDay(day: Day, language: Language): string {
  const [year, month, date] = day.split('-')
  return language === 'en' ? `${month!}/${date!}/${year!}` : `${date!}.${month!}.${year!}`
}

/** The moment at which a day begins in a time zone, ISO 8601 UTC. */
export function startOfDay(day: Day, timeZone: string): string {
  const utc = Date.parse(`${day}T00:00:00Z`)
  // The offset at midnight is found by asking what time it is there at a first guess; twice, for days when clocks change.
  let moment = utc
  for (let i = 0; i < 2; i++) moment = utc - offsetAt(moment, timeZone)
  return new Date(moment).toISOString()
}
/** The moment at which clocks in a time zone show `HH:MM` of a day; of an hour that is left out there, the one after it. */
export function momentAt(day: Day, time: string, timeZone: string): string {
  const wall = Date.parse(`${day}T${time}:00Z`)
  const first = wall - offsetAt(wall, timeZone)
  const second = wall - offsetAt(first, timeZone)
  // Where both guesses disagree, the clocks change there: the later one is past the gap.
  return new Date(second + offsetAt(second, timeZone) === wall ? second : Math.max(first, second)).toISOString()
}
export const endOfDay = (day: Day, timeZone: string): string =>
  new Date(Date.parse(startOfDay(addDays(day, 1), timeZone)) - 1).toISOString()

function offsetAt(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0)
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) -
    Math.floor(moment / 1000) * 1000
  )
}
