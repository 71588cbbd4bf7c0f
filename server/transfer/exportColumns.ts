import type { ChannelValue, Field, Sum } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { labelOf, type Shape } from '../../model/shape.ts'
import type { Language } from '../../model/users.ts'
import { valueWords } from '../../model/words/values.ts'
import { channelText, joined } from './cells.ts'

/** A value in a file: a text, or something that a spreadsheet counts with. */
export type Cell =
  | null
  | string
  | { kind: 'number' | 'money'; text: string }
  /** `2026-11-23`, or `2026-11-23T13:38:30` in the time zone of the person */
  | { kind: 'date' | 'moment'; text: string }

export interface Column {
  key: string
  field: Field
  heading: string
}

/** Ids → what they are called, for references to what everybody may see. */
export type NamesOf = (field: Field, id: number) => string

/** A row as `showing` gives it. */
export type ShownRow = Record<string, unknown> & { names: Record<string, string | string[]> }

/** The columns of a file. An amount says little without its currency: that follows it where it was not asked for. */
export function columnsOf(
  shape: Shape,
  name: RecordName,
  fields: readonly string[],
  headings: 'names' | 'keys',
  language: Language,
): Column[] {
  const definition = shape.fields[name]
  const keys = fields.flatMap((key) => {
    const { currency } = definition[key]!
    return currency && !fields.includes(currency) ? [key, currency] : [key]
  })
  return [...new Set(keys)].map((key) => ({
    key,
    field: definition[key]!,
    heading: headings === 'keys' ? key : labelOf(shape, `${name}.${key}`, language),
  }))
}

/** What stands in a cell. */
export function cellOf(
  { key, field, heading }: Column,
  row: ShownRow,
  namesOf: NamesOf,
  language: Language,
  timeZone: string,
): Cell {
  const value = row[key]
  if (value === null || value === undefined) return null
  const word = (one: unknown) => valueWords[`value.${String(one)}` as keyof typeof valueWords][language]
  switch (field.kind) {
    case 'id':
    case 'integer':
    case 'decimal':
      return { kind: 'number', text: String(value) }
    case 'money':
      return { kind: 'money', text: String(value) }
    case 'date':
      return { kind: 'date', text: String(value) }
    case 'moment':
      return { kind: 'moment', text: inZone(String(value), timeZone) }
    case 'yesNo':
      return word(value === true ? 'yes' : 'no')
    case 'choice':
      return word(value)
    case 'sum':
      return `${(value as Sum).amount} ${(value as Sum).currency}`
    case 'several':
      return joined(
        (value as unknown[]).map((one) =>
          textOf(cellOf({ key, field: field.of!, heading }, { ...row, [key]: one }, namesOf, language, timeZone)),
        ),
      )
    case 'choices':
      return joined((value as string[]).map(word))
    case 'channels':
      return joined((value as ChannelValue[]).map((one) => channelText(one, language)))
    case 'ref':
      return (row.names[key] as string | undefined) ?? namesOf(field, value as number)
    case 'refs':
      return joined(
        (row.names[key] as string[] | undefined) ?? (value as number[]).map((id) => namesOf(field, id)).filter(Boolean),
      )
    case 'said': {
      const called = row.names[field.links!] as string[]
      const said = value as Record<number, unknown>
      return (
        joined(
          (row[field.links!] as number[]).flatMap((id, i) => {
            const one = said[id]
            if (one === undefined) return []
            return [`${called[i]!}: ${field.to ? namesOf(field, one as number) : String(one)}`]
          }),
        ) || null
      )
    }
    default:
      return String(value as string)
  }
}

const textOf = (cell: Cell): string => (typeof cell === 'object' && cell !== null ? cell.text : String(cell ?? ''))

const quarter = 15 * 60_000
const offsets = new Map<string, number>()

/** A moment as the clock on the wall shows it, `2026-11-23T13:38:30`. */
export function inZone(moment: string, timeZone: string): string {
  const at = Date.parse(moment)
  // Clocks are put forward and back at quarters of an hour.
  const since = Math.floor(at / quarter)
  const key = `${timeZone} ${String(since)}`
  let offset = offsets.get(key)
  if (offset === undefined) {
    if (offsets.size > 50_000) offsets.clear()
    const zoned = Temporal.Instant.fromEpochMilliseconds(since * quarter).toZonedDateTimeISO(timeZone)
    offsets.set(key, (offset = zoned.offsetNanoseconds / 1e6))
  }
  const wall = new Date(at + offset).toISOString()
  return wall.slice(0, wall.indexOf('.'))
}
