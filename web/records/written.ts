import { useMemo } from 'react'
import type { Language } from '../../model/users.ts'
import { useLanguage } from '../words.ts'
import type { Day } from './days.ts'

const at = (day: Day) => new Date(`${day}T00:00:00Z`)

/** Ways of writing that only sheets and calendars need. */
export interface Written {
  /** December 2025 */
  month(day: Day): string
  /** Mo */
  weekday(day: Day): string
  /** 18 December 2025, however near */
  day(day: Day): string
  /** with all decimals that the currency has, and more where there are: unit prices go to four */
  money(decimal: string, currency: string): string
  /** $ */
  sign(currency: string): string
}

export function useWritten(): Written {
  const language = useLanguage()
  return useMemo(() => writtenIn(language), [language])
}

function writtenIn(language: Language): Written {
  const month = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  const weekday = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  const coins = new Map<string, Intl.NumberFormat>()
  const coin = (currency: string) => {
    const known = coins.get(currency)
    if (known) return known
    const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
    const usual = new Intl.NumberFormat(language, style).resolvedOptions().minimumFractionDigits ?? 2
    const made = new Intl.NumberFormat(language, { ...style, minimumFractionDigits: usual, maximumFractionDigits: 4 })
    coins.set(currency, made)
    return made
  }
  return {
    month: (one) => month.format(at(one)).replace(/\s?г\.$/, ''),
    weekday: (one) => weekday.format(at(one)).slice(0, 2),
    day: (one) => day.format(at(one)).replace(/\s?г\.$/, ''),
    // Decimal text goes to the formatter as it is: a float would lose the last digits of large amounts.
    money: (decimal, currency) => coin(currency).format(decimal as Intl.StringNumericLiteral),
    sign: (currency) =>
      coin(currency)
        .formatToParts(0)
        .find(({ type }) => type === 'currency')?.value ?? currency,
  }
}
