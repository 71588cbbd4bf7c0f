import type { RepeatInput, RepeatRule } from '../../../model/repetition.ts'

/** The form as it is filled in: what each kind of rule takes stays while another one is looked at. */
export interface Draft {
  every: RepeatRule['every']
  step: string
  weekdays: number[]
  on: 'day' | 'last' | 'weekday'
  day: string
  nth: '1' | '2' | '3' | '4' | 'last'
  weekday: number
  month: number
  dates: string[]
  from: string
  time: string
  end: 'never' | 'until' | 'times'
  until: string
  times: string
}

/** What a form begins with: how the deal repeats, or what is likely for one that begins on a day. */
export function beginning(repetition: RepeatInput | null, begins: string, today: string): Draft {
  const weekday = new Date(`${begins}T00:00:00Z`).getUTCDay() || 7
  const draft: Draft = {
    every: 'month',
    step: '1',
    weekdays: [weekday],
    on: 'day',
    day: String(Number(begins.slice(8))),
    nth: '1',
    weekday,
    month: Number(begins.slice(5, 7)),
    dates: [],
    from: today,
    time: '09:00',
    end: 'never',
    until: '',
    times: '12',
  }
  if (!repetition) return draft
  const { rule, from, time, until, times } = repetition
  const ends: Partial<Draft> = times
    ? { end: 'times', times: String(times) }
    : until
      ? { end: 'until', until }
      : { end: 'never' }
  const steps = 'step' in rule ? { step: String(rule.step) } : {}
  return { ...draft, ...ends, ...steps, ...ofRule(rule), every: rule.every, from, time }
}

function ofRule(rule: RepeatRule): Partial<Draft> {
  if (rule.every === 'week') return { weekdays: rule.weekdays }
  if (rule.every === 'year') return { month: rule.month, day: String(rule.day) }
  if (rule.every === 'date') return { dates: rule.dates }
  if (rule.every === 'day') return {}
  const { on } = rule
  if (on === 'last') return { on }
  if (typeof on === 'number') return { on: 'day', day: String(on) }
  return { on: 'weekday', nth: String(on.nth) as Draft['nth'], weekday: on.weekday }
}

/** What a form asks for; null while something in it is missing. */
export function inputOf(draft: Draft): RepeatInput | null {
  const rule = ruleOf(draft)
  const [until, times] = [draft.end === 'until' ? draft.until : null, draft.end === 'times' ? whole(draft.times) : null]
  if (!rule || draft.from === '' || draft.time === '' || until === '' || (draft.end === 'times' && times === null))
    return null
  return { rule, from: draft.from, time: draft.time, until, times }
}

function ruleOf({ every, weekdays, on, nth, weekday, month, dates, ...draft }: Draft): RepeatRule | null {
  const [step, day] = [whole(draft.step), whole(draft.day)]
  if (every === 'date') return dates.length ? { every, dates: dates.toSorted() } : null
  if (step === null || step > 999) return null
  if (every === 'day') return { every, step }
  if (every === 'week') return weekdays.length ? { every, step, weekdays: weekdays.toSorted((a, b) => a - b) } : null
  if (every === 'month' && on === 'last') return { every, step, on }
  if (every === 'month' && on === 'weekday')
    return { every, step, on: { nth: nth === 'last' ? nth : (Number(nth) as 1), weekday } }
  if (day === null || day > 31) return null
  return every === 'month' ? { every, step, on: day } : { every: 'year', step, month, day }
}

const whole = (text: string): number | null => (/^[1-9]\d{0,3}$/.test(text) ? Number(text) : null)
