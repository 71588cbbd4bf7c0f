import { useCallback } from 'react'
import { nextDay, nextDays, type RepeatRule, type Schedule } from '../../model/repetition.ts'
import { useFormat } from '../format.ts'
import { addDays } from '../records/days.ts'
import { useLanguage, useWords } from '../words.ts'

type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7
export const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]
const genders = { 1: 'm', 2: 'm', 3: 'f', 4: 'm', 5: 'f', 6: 'f', 7: 'n' } as const
const dates = 3

/** Says a rule in words: every 2nd month, on the 15th. */
export function useSaidRule(): (rule: RepeatRule) => string {
  const t = useWords()
  const language = useLanguage()
  const format = useFormat()
  return useCallback(
    (rule) => {
      const joined = (parts: readonly string[]) => new Intl.ListFormat(language).format(parts)
      const [one, step] = 'step' in rule ? [rule.step === 1, rule.step] : [true, 1]
      switch (rule.every) {
        case 'day':
          return t(one ? 'rule.day' : 'rule.days', { step })
        case 'week': {
          const days = joined(rule.weekdays.map((day) => t(`rule.weekly.${day as Weekday}`)))
          return t(one ? 'rule.week' : 'rule.weeks', { step, days })
        }
        case 'month': {
          const { on } = rule
          if (typeof on !== 'object') {
            const key = on === 'last' ? 'rule.on.last' : on > 28 ? 'rule.on.late' : 'rule.on.day'
            return t(one ? 'rule.month' : 'rule.months', { step, on: t(key, { day: on }) })
          }
          const weekday = on.weekday as Weekday
          const nth = t(`rule.nth.${genders[weekday]}.${on.nth as 1 | 2 | 3 | 4 | 'last'}`, {
            weekday: t(`rule.weekday.${weekday}`),
          })
          return t(one ? 'rule.month' : 'rule.months', { step, on: nth })
        }
        case 'year': {
          // Of a leap year, whose February has the 29th.
          const last = new Date(Date.UTC(2028, rule.month, 0)).getUTCDate()
          const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
            new Date(Date.UTC(2028, rule.month - 1, Math.min(rule.day, last))),
          )
          return t(one ? 'rule.year' : 'rule.years', { step, day })
        }
        case 'date': {
          const some = rule.dates.slice(0, dates).map((day) => format.day(day))
          const more = rule.dates.length - some.length
          const days = more ? t('rule.date.more', { days: some.join(', '), count: more }) : joined(some)
          return t('rule.date', { days })
        }
      }
    },
    [t, language, format],
  )
}

/** The days that are still to come by the clock of the company. */
export function comingDays(
  schedule: Schedule,
  time: string,
  clock: { day: string; time: string },
  most: number,
): string[] {
  const first = nextDay(schedule, addDays(clock.day, -1))
  if (first === null || most < 1) return []
  const past = first === clock.day && time <= clock.time
  return past ? nextDays(schedule, first, most) : [first, ...nextDays(schedule, first, most - 1)]
}
