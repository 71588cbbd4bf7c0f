import { useMemo } from 'react'
import type { Language } from '../model/users.ts'
import { useMe } from './queries.ts'
import { useLanguage } from './words.ts'

/** Ways to write numbers and dates for one person: his language, his time zone. */
export interface Format {
  /** decimal text with its sign and grouping, no more decimals than it has */
  number(decimal: string): string
  /** an amount with the sign of its currency; whole amounts without decimals */
  money(decimal: string, currency: string): string
  /** the same, without decimals: for sums of columns */
  sum(decimal: string, currency: string): string
  /** the same in the fewest figures, where there is no room */
  shortSum(decimal: string, currency: string): string
  /** a calendar day, the year only if it is another one; relative when near */
  day(day: string): string
  /** a moment as day and time */
  moment(moment: string): string
  time(moment: string): string
  /** the calendar day of a moment, `YYYY-MM-DD` */
  dayOf(moment: string): string
  today(): string
  /** whole days since a moment */
  daysSince(moment: string): number
}

export function useFormat(): Format {
  const language = useLanguage()
  const zone = useMe()?.timeZone
  return useMemo(() => formatFor(language, zone), [language, zone])
}

export function formatFor(language: Language, timeZone: string | undefined): Format {
  const zone = timeZone ? { timeZone } : {}
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 10 })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const clock = new Intl.DateTimeFormat(language, { ...zone, hour: '2-digit', minute: '2-digit' })
  const iso = new Intl.DateTimeFormat('sv', zone)
  const dated = (year: boolean) =>
    new Intl.DateTimeFormat(language, {
      day: 'numeric',
      month: language === 'ru' ? 'long' : 'short',
      ...(year ? { year: 'numeric' } : {}),
      timeZone: 'UTC',
    })
  const [thisYear, anyYear] = [dated(false), dated(true)]
  // A formatter costs more to make than a hundred of its answers: each is made once.
  const coins = new Map<string, Intl.NumberFormat>()
  const inCurrency = (decimal: string, currency: string, manner: keyof typeof manners) => {
    const key = `${currency} ${manner}`
    let format = coins.get(key)
    if (!format) {
      const options = { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...manners[manner] } as const
      format = new Intl.NumberFormat(language, options)
      coins.set(key, format)
    }
    return format.format(exactly(decimal))
  }
  const today = () => iso.format(new Date())
  const day = (day: string) => {
    const now = today()
    const away = daysBetween(now, day)
    if (Math.abs(away) <= 1) return relative.format(away, 'day')
    return (day.slice(0, 4) === now.slice(0, 4) ? thisYear : anyYear)
      .format(new Date(`${day}T00:00:00Z`))
      .replace(/\s?г\.$/, '')
  }
  return {
    number: (decimal) => plain.format(exactly(decimal)),
    money: (decimal, currency) => inCurrency(decimal, currency, /\.\d*[1-9]/.test(decimal) ? 'exact' : 'whole'),
    sum: (decimal, currency) => inCurrency(decimal, currency, 'whole'),
    shortSum: (decimal, currency) => inCurrency(decimal, currency, 'short'),
    day,
    moment: (moment) => `${day(iso.format(new Date(moment)))}, ${clock.format(new Date(moment))}`,
    time: (moment) => clock.format(new Date(moment)),
    dayOf: (moment) => iso.format(new Date(moment)),
    today,
    daysSince: (moment) => Math.max(0, daysBetween(iso.format(new Date(moment)), today())),
  }
}

const manners = {
  exact: {},
  whole: { maximumFractionDigits: 0 },
  short: { notation: 'compact', maximumFractionDigits: 1 },
} as const
/** Decimal text goes to the formatter as it is: a float would lose the last digits of large amounts. */
const exactly = (decimal: string) => decimal as Intl.StringNumericLiteral
const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)

/** Two letters for a person. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/)
  return ((parts[0]?.[0] ?? '') + (parts.length > 1 ? (parts.at(-1)?.[0] ?? '') : '')).toUpperCase()
}
/** One of the six tints of people, by the person's id. */
export const tint = (id: number): number => (id % 6) + 1
