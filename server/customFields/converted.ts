import { asField, type CustomFieldFacts, type CustomKind } from '../../model/customFields.ts'
import type { Sum } from '../../model/fields.ts'
import { AppError } from '../platform/errors.ts'
import { plainDecimal, tidyValue } from '../records/values.ts'

/** A kind of own field, and whether it holds a list of values. */
export type CustomForm = Pick<CustomFieldFacts, 'kind' | 'several'>

/** What turning values into others has to know of the company. */
export interface Surroundings {
  timeZone: string
  baseCurrency: string
  /** how many decimals the base currency has */
  decimals: number
  /** the words of a list by their id */
  words: ReadonlyMap<number, string>
  /** a word of a list by what it is called, made if need be */
  wordOf(name: string): number
}

/** What becomes of a value; `value` is null where nothing can be made of it, `whole` tells that nothing of it is left out. */
export interface Converted {
  value: unknown
  whole: boolean
}
const nothing: Converted = { value: null, whole: false }

/** Turns the value of an own field into that of another kind: a value that is kept, never an empty one. */
export function converted(from: CustomForm, to: CustomForm, value: unknown, around: Surroundings): Converted {
  const given = from.several ? (value as unknown[]) : [value]
  const made = given.map((one) =>
    from.kind === to.kind ? { value: one, whole: true } : turned(from.kind, to.kind, one, around),
  )
  const known = made.filter((one) => one.value !== null)
  if (!known.length) return nothing
  const whole = known.length === made.length && known.every((one) => one.whole)
  const values = [...new Set(known.map((one) => one.value))]
  const kept = keptAs(to, to.several ? values : values[0])
  return kept === null ? nothing : { value: kept, whole: whole && (to.several || values.length === 1) }
}

/** A value in the form in which one is kept; null: it is none of that kind. */
function keptAs(to: CustomForm, value: unknown): unknown {
  const field = asField({ id: 1, ...to, target: 'contacts' })
  const read = field.schema.safeParse(value)
  if (!read.success || read.data === null) return null
  try {
    return tidyValue(field, read.data, '')
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

function turned(from: CustomKind, to: CustomKind, value: unknown, around: Surroundings): Converted {
  if (from === 'money') {
    const { amount, currency } = value as Sum
    if (to === 'number' || to === 'integer') return ofNumber(amount, to, around, currency === around.baseCurrency)
    return ofText(`${plainDecimal(amount)} ${currency}`, to, around)
  }
  if (from === 'number' || from === 'integer') {
    const number = String(value)
    return to === 'number' || to === 'integer' || to === 'money'
      ? ofNumber(number, to, around)
      : ofText(plainDecimal(number), to, around)
  }
  if (from === 'date' && to === 'moment') return { value: midnight(value as string, around.timeZone), whole: true }
  if (from === 'moment') {
    const at = Temporal.Instant.from(value as string).toZonedDateTimeISO(around.timeZone)
    if (to === 'date') return { value: at.toPlainDate().toString(), whole: isMidnight(at) }
    return ofText(at.toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' '), to, around)
  }
  if (from === 'list') return ofText(around.words.get(value as number) ?? '', to, around)
  return ofText(String(value), to, around)
}

/** What a text says, read as another kind. */
function ofText(text: string, to: CustomKind, around: Surroundings): Converted {
  const said = text.trim()
  if (said === '') return nothing
  switch (to) {
    case 'number':
    case 'integer':
    case 'money': {
      const number = numberIn(said)
      return number === null ? nothing : ofNumber(number, to, around)
    }
    case 'date':
    case 'moment': {
      const day = dayIn(said)
      if (to === 'date') return { value: day, whole: true }
      return { value: day === null ? momentIn(said, around.timeZone) : midnight(day, around.timeZone), whole: true }
    }
    case 'list':
      return { value: said.length > 120 ? null : around.wordOf(said), whole: true }
    case 'text':
    case 'address': {
      const line = said.replace(/\s+/gu, ' ')
      const most = to === 'text' ? 1000 : 500
      const cut = [...line].slice(0, most).join('').slice(0, most)
      return { value: cut, whole: cut === line }
    }
    default:
      return { value: said, whole: true }
  }
}

function ofNumber(number: string, to: 'number' | 'integer' | 'money', around: Surroundings, whole = true): Converted {
  const places = to === 'number' ? 6 : to === 'integer' ? 0 : around.decimals
  const value = rounded(number, places)
  const same = whole && plainDecimal(value) === plainDecimal(number)
  if (to === 'number') return { value: plainDecimal(value), whole: same }
  if (to === 'integer') return { value: Number(value), whole: same }
  return { value: { amount: value, currency: around.baseCurrency, base: value }, whole: same }
}

/** The number that a text is: `1 234,50`, `1,234.50`, `-7`. */
function numberIn(text: string): string | null {
  const close = text.replace(/[\s  '’]/gu, '').replace('−', '-')
  const spelled = /^-?\d{1,3}(,\d{3})+\.\d+$/.test(close) ? close.replaceAll(',', '') : close.replace(',', '.')
  return /^-?\d{1,20}(\.\d{1,20})?$/.test(spelled) ? spelled : null
}

/** The day that a text is: `2026-11-30`, `30.11.2026`. */
function dayIn(text: string): string | null {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? []
  const said = day ? `${year!}-${month!.padStart(2, '0')}-${day.padStart(2, '0')}` : text
  if (!/^\d{4}-\d{2}-\d{2}$/.test(said)) return null
  try {
    return Temporal.PlainDate.from(said, { overflow: 'reject' }).toString()
  } catch {
    return null
  }
}

/** The moment that a text is: `2026-11-30T10:00:00Z`; without a zone in that of the company: `2026-11-30 10:00`. */
function momentIn(text: string, zone: string): string | null {
  const said = text
    .replace(/^(\d{1,2}\.\d{1,2}\.\d{4}) /, (_, day: string) => `${dayIn(day) ?? day}T`)
    .replace(' ', 'T')
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(said)) return null
  try {
    const at = /(Z|[+-]\d{2}:\d{2})$/.test(said)
      ? Temporal.Instant.from(said)
      : Temporal.PlainDateTime.from(said, { overflow: 'reject' }).toZonedDateTime(zone).toInstant()
    return at.toString({ fractionalSecondDigits: 3 })
  } catch {
    return null
  }
}

const midnight = (day: string, zone: string): string =>
  Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant().toString({ fractionalSecondDigits: 3 })
const isMidnight = (at: Temporal.ZonedDateTime): boolean => at.equals(at.startOfDay())

/** Rounded half away from zero, without leaving exact figures. */
function rounded(number: string, places: number): string {
  const [, sign = '', whole = '0', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(number)!
  const scaled = BigInt(whole + part.padEnd(places, '0').slice(0, places)) + ((part[places] ?? '0') >= '5' ? 1n : 0n)
  const figures = scaled.toString().padStart(places + 1, '0')
  const text = places ? `${figures.slice(0, -places)}.${figures.slice(-places)}` : figures
  return /[1-9]/.test(text) ? sign + text : text
}
