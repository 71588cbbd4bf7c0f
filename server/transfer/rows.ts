import { type Field, type RefTarget } from '../../model/fields.ts'
import { lineInput, type LineInput } from '../../model/lines.ts'
import { records } from '../../model/records.ts'
import type { Language } from '../../model/users.ts'
import { AppError } from '../platform/errors.ts'
import { cellError, cellMoment, cellValue, decimalText, parts, type CellPlace } from './cells.ts'
import {
  columnsRead,
  isNamed,
  isWholeName,
  placeholders,
  type ColumnToField,
  type Mapping,
  type Step,
  type Written,
} from './mapping.ts'
import type { FileRow } from './reading.ts'

/** A reference as the file gives it: by name, to be looked up. */
export interface Named {
  field: string
  to: RefTarget
  /** the field that the names are values of */
  by: string
  dictionary: string | undefined
  names: readonly string[]
  missing: ColumnToField['missing']
  /** the column it stands in, to name it by in a refusal */
  column: string
}
export interface ReadyLine {
  product: Named | null
  input: Omit<LineInput, 'productId'>
}
/** What one row says about one record, references still by name. */
export interface ReadyStep {
  values: Record<string, unknown>
  named: Named[]
  lines: ReadyLine[] | null
  /** stage → the moment of entering it */
  moments: [stage: string, at: string][] | null
}
export interface ReadyRow extends FileRow {
  /** for each step; null where the row says nothing about it */
  steps: (ReadyStep | null)[]
}

/** A record that a row is to be, references by id. */
export interface Entry {
  row: ReadyRow
  ready: ReadyStep
  values: Record<string, unknown>
  /** ids of the products of the lines */
  products: (number | null)[]
}

/** Certain rows can't be written, and it is known why. */
export class RowsRefused extends Error {
  rows: ReadonlyMap<ReadyRow, AppError>
  constructor(rows: ReadonlyMap<ReadyRow, AppError>) {
    super('rows refused')
    this.rows = rows
  }
}

/** What reading a row needs to know. */
export interface RowReader {
  mapping: Mapping
  steps: readonly Step[]
  header: readonly string[]
  language: Language
  /** the company's */
  timeZone: string
  baseCurrency: string
}

/** Reads a row by the mapping: every value is judged by its field. Touches no database. Throws AppError. */
export function readRow(reader: RowReader, row: FileRow): ReadyRow {
  if (row.problem === 'ragged')
    throw new AppError('invalid', 'error.import.ragged', { found: row.cells.length, wanted: reader.header.length })
  if (row.problem) throw new AppError('invalid', `error.import.${row.problem}`)
  for (const one of [row, ...(row.also ?? [])]) if (one.unworked) demandWorkedOut(reader, one.unworked)
  const cell = cellsOf(reader, row)
  const steps = reader.steps.map((step, i) => {
    const silent = step.columns.length > 0 && step.columns.every(({ column }) => !cell(column))
    return silent && i < reader.steps.length - 1 ? null : readStep(reader, step, cell)
  })
  const [last, asked] = [steps.at(-1), reader.steps.at(-1)]
  for (const other of row.also ?? []) {
    if (other.problem) throw new AppError('invalid', 'error.import.also', { row: other.number })
    last?.lines?.push(...readLines(reader, asked?.lines ?? [], cellsOf(reader, other)))
  }
  return { ...row, steps }
}

/** What nobody reads may be left as it is. */
function demandWorkedOut({ mapping, header }: RowReader, unworked: readonly number[]): void {
  const read = columnsRead(mapping)
  const column = unworked.map((at) => header[at]!).find((name) => read.includes(name))
  if (column !== undefined) throw new AppError('invalid', 'error.import.formula', { column })
}

/** The texts of a row by column, after what the mapping says to read instead. */
export function cellsOf(
  { mapping, header }: Pick<RowReader, 'mapping' | 'header'>,
  row: FileRow,
): (column: string) => string {
  const at = positions(header)
  return (column) => {
    const text = (row.cells[at.get(column) ?? -1] ?? '').trim()
    const words = Object.hasOwn(mapping.values, column) ? mapping.values[column]! : undefined
    return words && Object.hasOwn(words, text) ? words[text]!.trim() : text
  }
}
function positions(header: readonly string[]): Map<string, number> {
  let known = headers.get(header)
  if (!known) headers.set(header, (known = new Map(header.map((name, i) => [name, i]))))
  return known
}
const headers = new WeakMap<readonly string[], Map<string, number>>()

function readStep(reader: RowReader, step: Step, cell: (column: string) => string): ReadyStep {
  const { fields } = step
  const values: Record<string, unknown> = {}
  const named: Named[] = []
  const put = (key: string, value: unknown) => {
    const field = fields[key]!
    if (Array.isArray(value) && Array.isArray(values[key])) values[key] = [...(values[key] as unknown[]), ...value]
    else if (value !== null || !field.required) values[key] = value
  }
  for (const [key, value] of Object.entries(step.set)) {
    if (isNamed(value))
      named.push(namedBy(fields[key]!, key, [value.name], { column: key, missing: 'refuse', by: undefined }))
    else values[key] = value
  }
  for (const source of step.columns) {
    const { column, field: key } = source
    const [field, as] = [fields[key]!, writtenOf(reader, source)]
    const text = cell(column)
    if (isWholeName(step.record, key)) Object.assign(values, nameParts(text))
    else if (field.to) {
      const names = field.kind === 'refs' ? parts(text, as) : text ? [text] : []
      if (field.kind === 'refs') put(key, [])
      else if (!names.length) put(key, null)
      if (names.length) named.push(namedBy(field, key, names, source))
    } else put(key, cellValue(field, text, as, placeOf(reader, column)))
  }
  for (const [key, texts] of Object.entries(step.templates)) {
    const chosen = texts.find((text) => placeholders(text).every((column) => cell(column)))
    const filled = chosen?.replace(/\{([^{}]+)\}/g, (_, column: string) => cell(column)) ?? ''
    put(key, cellValue(fields[key]!, filled, reader.mapping.as, placeOf(reader, key)))
  }
  for (const [key, { currency, readonly }] of Object.entries(fields)) {
    // A sum of which nothing says in what money it is, is in the company's.
    if (currency && !readonly && values[key] != null && !fields[currency]!.made)
      values[currency] ??= reader.baseCurrency
  }
  if (step.lines && values['amountFrom'] === undefined) {
    // What a row says of the sum holds, whatever its lines come to; where it says nothing they tell it.
    if (values['amount'] == null) delete values['amount']
    else values['amountFrom'] = 'hand'
  }
  const linked = new Set([...Object.keys(step.links), ...named.map(({ field }) => field)])
  for (const [key, field] of Object.entries(fields)) {
    const needed = field.required && !field.made && !field.readonly
    if (needed && values[key] === undefined && !linked.has(key))
      throw new AppError('invalid', 'error.required', { field: `${step.record}.${key}` })
  }
  // Of a name in two columns, one may be empty.
  const told = step.key.filter((key) => !(key in step.set) && !named.some(({ field }) => field === key))
  if (told.length && told.every((key) => ['text', 'channels'].includes(fields[key]!.kind) && !values[key]?.toString()))
    throw new AppError('invalid', 'error.import.key', { field: `${step.record}.${told[0]!}` })
  return {
    values,
    named,
    lines: step.lines ? readLines(reader, step.lines, cell) : null,
    moments: readMoments(reader, step, cell),
  }
}

const patronymic = /(вич|вна|чна|оглы|кызы|vich|vna)$/i

/** The parts of a whole name: a patronymic tells which one is the family name, else it is all that follows the first word. */
export function nameParts(text: string): Record<'name' | 'firstName' | 'middleName' | 'lastName', string | null> {
  const words = text.split(/\s+/).filter(Boolean)
  const [a = null, b = null, c = null] = words
  const [firstName, middleName, lastName] =
    words.length === 3 && patronymic.test(c!)
      ? [b, c, a]
      : words.length === 3 && patronymic.test(b!)
        ? [a, b, c]
        : [a, null, words.slice(1).join(' ') || null]
  return { name: [firstName, middleName, lastName].filter(Boolean).join(' '), firstName, middleName, lastName }
}

function namedBy(
  field: Field,
  key: string,
  names: readonly string[],
  { column, missing, by }: Pick<ColumnToField, 'column' | 'missing' | 'by'>,
): Named {
  const to = field.to!
  return { field: key, to, by: by ?? records[to].named, dictionary: field.dictionary, names, missing, column }
}

function readLines(
  reader: RowReader,
  lines: NonNullable<Step['lines']>,
  cell: (column: string) => string,
): ReadyLine[] {
  return lines.flatMap(({ product, name, quantity, price }): ReadyLine[] => {
    const [productName, given] = [product && cell(product.column), name && cell(name.column)]
    if (!productName && !given) return []
    const number = (source: { column: string; as?: Written | undefined } | undefined) => {
      const text = source && cell(source.column)
      return source && text ? decimalText(text, writtenOf(reader, source), placeOf(reader, source.column)) : undefined
    }
    const input = lineInput.safeParse({
      name: given === '' ? undefined : given,
      quantity: typeof quantity === 'string' ? quantity : (number(quantity) ?? '1'),
      price: number(price),
    })
    if (!input.success) {
      const at = String(input.error.issues[0]?.path[0])
      const source = at === 'price' ? price : at === 'quantity' && typeof quantity !== 'string' ? quantity : name
      throw cellError(placeOf(reader, source?.column ?? at), source ? cell(source.column) : '', 'number')
    }
    const named: Named | null = productName
      ? {
          field: 'lines',
          to: 'products',
          by: product!.by ?? 'name',
          dictionary: undefined,
          names: [productName],
          missing: product!.missing,
          column: product!.column,
        }
      : null
    return [{ product: named, input: input.data }]
  })
}

function readMoments(reader: RowReader, step: Step, cell: (column: string) => string): ReadyStep['moments'] {
  if (!step.moments) return null
  return Object.entries(step.moments).flatMap(([stage, column]) => {
    const source = step.columns.find((one) => one.column === column) ?? {}
    const at = cellMoment(cell(column), writtenOf(reader, source), reader.timeZone, placeOf(reader, column))
    return at === null ? [] : [[stage, at] as [string, string]]
  })
}

const writtenOf = ({ mapping }: RowReader, source: { as?: Written | undefined }): Written => ({
  ...mapping.as,
  ...source.as,
})
const placeOf = ({ language, baseCurrency, timeZone }: RowReader, column: string): CellPlace => ({
  column,
  language,
  currency: baseCurrency,
  zone: timeZone,
})
