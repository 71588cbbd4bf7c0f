import { Decimal } from 'decimal.js'
import { channelTypes, type ChannelValue, type Field } from '../../model/fields.ts'
import { languages, type Language } from '../../model/users.ts'
import { fill } from '../../model/words.ts'
import { problemWords } from '../../model/words/problems.ts'
import { valueWords } from '../../model/words/values.ts'
import { AppError } from '../platform/errors.ts'
import { invalidInput } from '../platform/method.ts'
import { tidyEmail, tidyPhone } from '../records/values.ts'
import type { Written } from './mapping.ts'

const Exact = Decimal.clone({ precision: 60, toExpNeg: -60, toExpPos: 60 })

/** Whose language a refusal is said in, and by which column it is named. */
export interface CellPlace {
  column: string
  language: Language
  /** of amounts that are written without one */
  currency?: string
  /** of moments */
  zone?: string
}

/**
 * What a cell means as a value of a field; an empty one is null, or an empty list. References stay texts: they are looked
 * up by name. Throws AppError naming the column.
 */
export function cellValue(field: Field, cell: string, as: Written, place: CellPlace): unknown {
  const text = cell.trim()
  const list = field.kind === 'channels' || field.kind === 'choices' || field.kind === 'several'
  if (!text) return list ? [] : null
  const value = list ? parts(text, as).map((part) => meant(field, part, as, place)) : meant(field, text, as, place)
  const checked = field.schema.safeParse(value)
  if (checked.success) return checked.data
  const reason = Object.values(invalidInput(checked.error.issues, place.language).details.fields ?? {})[0]
  throw cellError(place, text, String(reason))
}

/** The parts of a cell that names several. One with the separator in it stands in quotation marks. */
export function parts(text: string, { separator }: Written): string[] {
  if (separator === undefined) return [text.trim()].filter(Boolean)
  const found: string[] = []
  for (let at = 0; at <= text.length;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(text.slice(at))
    const end = at + (quoted?.[0].length ?? 0)
    if (quoted && needsMarks(quoted[1]!, separator) && (end === text.length || text.startsWith(separator, end))) {
      found.push(quoted[1]!.replaceAll('""', '"').trim())
      at = end + separator.length
    } else {
      const next = text.indexOf(separator, at)
      found.push(text.slice(at, next < 0 ? undefined : next).trim())
      at = next < 0 ? text.length + 1 : next + separator.length
    }
  }
  return found.filter(Boolean)
}
/** Whether a text between quotation marks is a part that was put between them; other marks are its own. */
const needsMarks = (inside: string, separator: string) => inside.includes(separator) || inside.includes('""')

/** Several values in one cell, as `parts` with the separator ";" takes them apart. */
export const joined = (values: readonly string[]): string =>
  values
    .map((value) => (value.includes(';') || value.startsWith('"') ? `"${value.replaceAll('"', '""')}"` : value))
    .join('; ')

function meant(field: Field, text: string, as: Written, place: CellPlace): unknown {
  switch (field.kind) {
    case 'integer':
      return Number(decimalText(text, as, place))
    case 'decimal':
    case 'money':
      return decimalText(text, as, place)
    case 'yesNo':
      return yesNo(text, as, place)
    case 'date':
      return dateText(text, as, place).slice(0, 10)
    case 'choice':
    case 'choices':
      return field.values?.find((value) => namesChoice(value, text.toLowerCase())) ?? text
    case 'currency':
      return text.toUpperCase()
    case 'channels':
      return channel(field, text, as)
    case 'several':
      return meant(field.of!, text, as, place)
    case 'moment':
      return field.custom ? cellMoment(text, as, place.zone ?? 'UTC', place) : text
    case 'sum': {
      const code = /(?<![a-z])[a-z]{3}(?![a-z])/i.exec(text)?.[0]
      const amount = decimalText(code ? text.replace(code, '').trim() : text, as, place)
      return { amount, currency: code?.toUpperCase() ?? place.currency ?? '' }
    }
    default:
      return text
  }
}

export const cellError = ({ column, language }: CellPlace, value: string, problem: string) =>
  new AppError('invalid', 'error.import.cell', {
    column,
    value: value.length > 60 ? `${value.slice(0, 60)}…` : value,
    problem:
      problem in problemWords ? fill(problemWords[problem as keyof typeof problemWords][language], language) : problem,
  })

const spaces = /[\s'’]/g

/** A number in plain decimal text. Marks between thousands have to stand before three digits each. */
export function decimalText(text: string, { decimal = '.', times }: Written, place: CellPlace): string {
  const thousands = decimal === '.' ? ',' : '.'
  const grouped = new RegExp(`^[-+−]?\\d{1,3}([${thousands}\\s'’]\\d{3})+(\\${decimal}\\d*)?$`)
  const plain = new RegExp(`^[-+−]?(\\d+(\\${decimal}\\d*)?|\\${decimal}\\d+)$`)
  const bare = text.replace(/^([-+−]?)\s*[$€£₽¥]\s*|\s*[$€£₽¥]$/g, '$1')
  if (!grouped.test(bare) && !plain.test(bare)) throw cellError(place, text, 'number')
  const number = bare
    .replace(spaces, '')
    .replaceAll(thousands, '')
    .replace(decimal, '.')
    .replace('−', '-')
    .replace(/^\+/, '')
  return new Exact(number).mul(times ?? 1).toFixed()
}

const affirmed = ['yes', 'true', 'y', '1', '+', 'да', 'истина']
const denied = ['no', 'false', 'n', '0', '-', 'нет', 'ложь']

function yesNo(text: string, { yes = affirmed, no = denied }: Written, place: CellPlace): boolean {
  const among = (words: readonly string[]) => words.some((one) => one.toLowerCase() === text.toLowerCase())
  if (among(yes)) return true
  if (among(no)) return false
  throw cellError(place, text, 'yesNo')
}

const datePatterns: Record<NonNullable<Written['date']>, RegExp> = {
  'YYYY-MM-DD': /^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})/,
  'DD.MM.YYYY': /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})/,
  'DD.MM.YY': /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{2})(?!\d)/,
  'DD/MM/YYYY': /^(?<d>\d{1,2})\/(?<m>\d{1,2})\/(?<y>\d{4})/,
  'MM/DD/YYYY': /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})/,
}

/** A day, and the time after it if there is one, as ISO text. */
function dateText(text: string, { date = 'YYYY-MM-DD' }: Written, place: CellPlace): string {
  const match = datePatterns[date].exec(text)
  const time =
    match &&
    /^(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text.slice(match[0].length))
  if (!match?.groups || !time) throw cellError(place, text, 'date')
  const day = `${wholeYear(match.groups['y']!)}-${match.groups['m']!.padStart(2, '0')}-${match.groups['d']!.padStart(2, '0')}`
  try {
    Temporal.PlainDate.from(day, { overflow: 'reject' })
  } catch {
    throw cellError(place, text, 'date')
  }
  const [, hour, minute, second = '00', zone = ''] = time
  return hour === undefined ? day : `${day}T${hour.padStart(2, '0')}:${minute!}:${second}${zone}`
}

/** Years in two figures are those around now, as spreadsheets take them: 29 is to come, 30 is of the last century. */
const wholeYear = (year: string) => (year.length > 2 ? year : `${Number(year) < 30 ? '20' : '19'}${year}`)

/** The moment that a cell tells: midnight of a day, or the stated time, in a time zone unless the cell names one. */
export function cellMoment(cell: string, as: Written, zone: string, place: CellPlace): string | null {
  const text = cell.trim()
  if (!text) return null
  const stated = dateText(text, as, place)
  try {
    if (/(Z|[+-]\d{2}:?\d{2})$/.test(stated.slice(10)))
      return Temporal.Instant.from(stated).toString({ fractionalSecondDigits: 3 })
    if (stated.length > 10) return inZone(Temporal.PlainDateTime.from(stated).toZonedDateTime(zone))
  } catch {
    throw cellError(place, text, 'date')
  }
  const key = `${zone} ${stated}`
  const known = midnights.get(key)
  if (known !== undefined) return known
  const midnight = inZone(Temporal.PlainDate.from(stated).toZonedDateTime(zone))
  if (midnights.size > 20_000) midnights.clear()
  midnights.set(key, midnight)
  return midnight
}
const inZone = (at: Temporal.ZonedDateTime) => at.toInstant().toString({ fractionalSecondDigits: 3 })
const midnights = new Map<string, string>()

const wordOf = (word: string) =>
  Object.hasOwn(valueWords, word) ? valueWords[word as keyof typeof valueWords] : undefined
/** A choice is named by its key or by its word in either language. */
const namesChoice = (value: string, text: string) =>
  value.toLowerCase() === text ||
  languages.some((language) => wordOf(`value.${value}`)?.[language].toLowerCase() === text)

const typesByWord = new Map(
  channelTypes.flatMap((type) =>
    [type, ...languages.map((language) => valueWords[`channel.${type}`][language].toLowerCase())].map(
      (word) => [word, type] as const,
    ),
  ),
)
const typed = new RegExp(`^(${[...typesByWord.keys()].join('|')}):\\s+(?=\\S)`, 'i')

/** A phone or the like as it is read back: its type before it, unless that is the usual one. */
export const channelText = ({ type, value }: ChannelValue, language: Language): string =>
  type === 'work' && !typed.test(value) ? value : `${valueWords[`channel.${type}`][language]}: ${value}`

function channel(field: Field, whole: string, { type: usual = 'work' }: Written): ChannelValue {
  const said = typed.exec(whole)
  const type = (said && typesByWord.get(said[1]!.toLowerCase())) ?? usual
  const text = whole.slice(said?.[0].length ?? 0)
  if (field.channel === 'phone') return { type, value: tidyPhone(text) }
  if (field.channel === 'email') return { type, value: tidyEmail(text) }
  return { type, value: text }
}
