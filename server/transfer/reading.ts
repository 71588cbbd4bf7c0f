import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse'
import { importWords } from '../../model/words/imports.ts'
import { fill } from '../../model/words.ts'
import type { Language } from '../../model/users.ts'
import { AppError } from '../platform/errors.ts'
import { headingsAt } from './headings.ts'
import { demandFewRows } from './rowLimit.ts'
import { firstRows, sheetRows } from './xlsxReading.ts'

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1251'] as const
/** A workbook is recognised by its bytes, not asked for. */
export type Encoding = (typeof encodings)[number] | 'xlsx'
export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

/** How a file is written, and what its columns are called. */
export interface Head {
  encoding: Encoding
  /** of a workbook: by which its refused rows are told */
  delimiter: Delimiter
  header: string[]
  /** the row that holds the headings; 0: none does; left out: the first that holds anything */
  headings?: number | undefined
  /** of a workbook: the sheet that is read, the first that is not empty unless another one is named */
  sheet?: string | undefined
  /** all that could be read instead */
  sheets?: string[]
}
/** A row at the beginning of a file, before it is known where the headings are. */
export interface FirstRow {
  number: number
  cells: string[]
}

/** A head as it is kept: a workbook has a sheet in the place of a delimiter. Where the headings are stands in the mapping. */
export const keptHead = ({ encoding, delimiter, header, sheet }: Head) => ({
  encoding,
  delimiter: sheet ?? delimiter,
  columns: JSON.stringify(header),
})
export function headOf(kept: { encoding: string; delimiter: string; columns: string[]; mapping?: unknown }): Head {
  // These have been written by `keptHead`, and by whoever judged the mapping.
  const { header: headings } = (kept.mapping ?? {}) as { header?: number }
  const common = { header: kept.columns, headings }
  return kept.encoding === 'xlsx'
    ? { ...common, encoding: 'xlsx', delimiter: ';', sheet: kept.delimiter }
    : { ...common, encoding: kept.encoding as Encoding, delimiter: kept.delimiter as Delimiter }
}

/** A row as it stands in the file, counted from 1 as a spreadsheet counts. */
export interface FileRow {
  number: number
  cells: string[]
  /** why it can't be read: the number of cells is not the header's, a quotation mark is not closed, it holds NUL */
  problem: 'ragged' | 'quote' | 'characters' | null
  /** of a workbook: the columns in which a formula stands that nobody has worked out */
  unworked?: number[]
  /** the rows after it that hold more of the same record */
  also?: FileRow[]
}

/** 50 MB. */
export const largestFile = 50 * 1024 * 1024
const mostCells = 500
const largestRow = 1_000_000
/** The header stands in so many bytes, or there is none. */
const headBytes = 4 * 1024 * 1024
/** What is kept of an unreadable rest of a file. */
const keptRest = 10_000

/** Rows at the beginning by which it is told where the headings are, and how wide a table without any is. */
const firstLooked = 100

/** How a file is to be read where it is not left to its bytes. */
interface Given {
  encoding?: Encoding | undefined
  delimiter?: Delimiter | undefined
  sheet?: string | undefined
  /** the row of the headings, 0 for none; the first that holds anything if left out */
  header?: number | 'recognised' | undefined
  /** in which columns without headings are called */
  language?: Language
}

/**
 * Recognises a workbook, or encoding and delimiter unless they are given, and reads the header. Gives the first rows too.
 * Throws AppError.
 */
export async function readHead(file: Buffer, given: Given = {}): Promise<Head & { first: FirstRow[] }> {
  if (file.length > largestFile) throw new AppError('invalid', 'error.import.size', { max: largestFile / 1024 / 1024 })
  if (startsWith(file, 'PK\x03\x04', 'PK\x05\x06')) {
    const { sheet, sheets, rows } = await firstRows(file, given.sheet, mostCells, firstLooked)
    const columns = columnsIn(rows, given)
    if (rows.some(({ number, beyond }) => beyond && (number === columns.headings || !columns.headings)))
      throw new AppError('invalid', 'error.import.columns.many', { max: mostCells })
    return { encoding: 'xlsx', delimiter: ';', ...columns, sheet, sheets, first: rows }
  }
  demandTable(file)
  const encoding = given.encoding && given.encoding !== 'xlsx' ? given.encoding : recogniseEncoding(file)
  const { text, delimiter: stated, lines } = beginning(file, encoding)
  if (/^\s*<(!doctype|html|head|body|table|meta|style|\?xml|\w+:workbook|workbook)\b/i.test(text.slice(0, 500)))
    throw new AppError('invalid', 'error.import.markup')
  const delimiter = given.delimiter ?? stated ?? recogniseDelimiter(text)
  const rows = records(text.slice(0, largestRow), delimiter, firstLooked).map(({ number, cells }) => ({
    number: number + lines,
    cells,
  }))
  return { encoding, delimiter, ...columnsIn(rows, given), first: rows.filter(holds) }
}

const holds = ({ cells }: FirstRow) => cells.some((cell) => cell.trim() !== '')

/** Where the headings are, and what the columns are called. Throws AppError. */
function columnsIn(rows: readonly FirstRow[], { header, language = 'en' }: Given): Pick<Head, 'header' | 'headings'> {
  const headings = header === 'recognised' ? headingsAt(rows.filter(holds)) : header
  if (headings !== 0) {
    const row = headings === undefined ? rows[0] : rows.find(({ number }) => number === headings)
    return { header: headerOf(row?.cells ?? []), headings }
  }
  const width = Math.max(0, ...rows.map(({ cells }) => cells.findLastIndex((cell) => cell.trim() !== '') + 1))
  if (!width) throw new AppError('invalid', 'error.import.header')
  if (width > mostCells) throw new AppError('invalid', 'error.import.columns.many', { max: mostCells })
  const called = (number: number) => fill(importWords.column[language], language, { number })
  return { header: Array.from({ length: width }, (_, i) => called(i + 1)), headings }
}

const startsWith = (file: Buffer, ...signs: string[]) =>
  signs.some((sign) => file.toString('latin1', 0, sign.length) === sign)

/** What programs call a table and is none that can be read. */
function demandTable(file: Buffer): void {
  // The names of streams are written in UTF-16 in the container of the old programs of Microsoft.
  if (startsWith(file, '\xd0\xcf\x11\xe0'))
    throw new AppError(
      'invalid',
      file.includes(Buffer.from('EncryptedPackage', 'utf16le')) ? 'error.import.protected' : 'error.import.xls',
    )
  if (startsWith(file, '\x09\x00\x04\x00', '\x09\x02\x06\x00', '\x09\x04\x06\x00', '\x09\x08'))
    throw new AppError('invalid', 'error.import.xls')
  if (startsWith(file, 'Rar!', '7z\xbc\xaf', '\x1f\x8b', '%PDF')) throw new AppError('invalid', 'error.import.workbook')
}

/** Judges a row as the names of the columns. Throws AppError. */
function headerOf(cells: readonly string[]): string[] {
  const header = cells.map((cell) => cell.trim())
  while (header.at(-1) === '') header.pop()
  if (header.length > mostCells) throw new AppError('invalid', 'error.import.columns.many', { max: mostCells })
  // Where nothing is said in words, it is the first of the rows already.
  if (!/[\p{L}№#]/u.test(header.join('')) || header.some((name) => name.includes('\0')))
    throw new AppError('invalid', 'error.import.header')
  const seen = new Set<string>()
  for (const name of header) {
    if (name && seen.has(name.toLowerCase()))
      throw new AppError('invalid', 'error.import.header.twice', { column: name.slice(0, 100) })
    seen.add(name.toLowerCase())
  }
  return header
}

/** All rows below the header but empty ones. Throws AppError. */
export async function readRows(file: Buffer, head: Head): Promise<FileRow[]> {
  const rows: FileRow[] = []
  await eachRow(file, head, (row) => rows.push(row))
  return rows
}

/** Gives the rows below the header but empty ones one by one, in steps between which others get their turn. Throws AppError. */
export async function eachRow(file: Buffer, head: Head, give: (row: FileRow) => void): Promise<void> {
  const { encoding, delimiter, header, headings } = head
  if (encoding === 'xlsx') return (await rowsOfSheet(file, head)).forEach(give)
  const { skipped, lines } = beginning(file, encoding)
  const above = headings ?? lines + 1
  let count = lines
  let given = 0
  let end = 0
  const parser = parse({
    ...options(delimiter),
    onRecord: (cells: string[], { bytes: at }) => {
      count++
      end = at
      if (count > above) take(cells, null)
      return null
    },
  })
  const take = (record: string[], problem: FileRow['problem']) => {
    const cells = record.map(unguarded)
    while (cells.length > header.length && cells.at(-1)!.trim() === '') cells.pop()
    if (cells.every((cell) => cell.trim() === '')) return
    demandFewRows(++given, header.length)
    give({
      number: count,
      cells,
      problem:
        problem ??
        (cells.length !== header.length ? 'ragged' : cells.some((cell) => cell.includes('\0')) ? 'characters' : null),
    })
  }
  const failure = await new Promise<unknown>((done) => {
    parser.once('error', done)
    parser.once('end', () => done(null))
    parser.resume()
    const bytes = inUtf8(file, encoding, skipped)
    const write = () => {
      if (parser.destroyed) return
      const { value, done: whole } = bytes.next()
      if (whole) parser.end()
      else parser.write(value, () => setImmediate(write))
    }
    write()
  })
  if (failure instanceof AppError) throw failure
  if (failure !== null) {
    // What follows an opened and never closed quotation mark can't be told apart into rows.
    count++
    take([partOf(inUtf8(file, encoding, skipped), end, keptRest).trim()], 'quote')
  }
}

/** The text after its first so many characters in UTF-8, piece by piece, so that it is never held as a whole. */
function* inUtf8(file: Buffer, encoding: Exclude<Encoding, 'xlsx'>, skipped: number): Generator<Buffer> {
  const decoder = new TextDecoder(encoding)
  for (let at = 0, left = skipped; at < file.length; at += step) {
    const text = decoder.decode(file.subarray(at, at + step), { stream: at + step < file.length })
    if (text.length > left) yield Buffer.from(text.slice(left))
    left = Math.max(0, left - text.length)
  }
}
function partOf(pieces: Iterable<Buffer>, from: number, length: number): string {
  const found: Buffer[] = []
  let at = 0
  for (const piece of pieces) {
    found.push(piece.subarray(Math.max(0, from - at), Math.max(0, from + length - at)))
    at += piece.length
    if (at >= from + length) break
  }
  return Buffer.concat(found).toString()
}
const step = 128 * 1024

async function rowsOfSheet(file: Buffer, { header, headings, sheet }: Head): Promise<FileRow[]> {
  const name = sheet ?? (await firstRows(file, undefined, mostCells, 1)).sheet
  const rows = await sheetRows(file, name, header.length)
  const above = headings ?? rows[0]?.number ?? 0
  return rows
    .filter(({ number }) => number > above)
    .map(({ number, cells, beyond, unworked }) => {
      while (cells.length < header.length) cells.push('')
      if (beyond) cells.push('…')
      const characters = cells.some((cell) => cell.includes('\0'))
      const problem = beyond ? 'ragged' : characters ? 'characters' : null
      return { number, cells, problem, ...(unworked ? { unworked } : {}) }
    })
}

/** A table as CSV, each text in such a way that a spreadsheet does not take it for a formula. */
export function writeCsv(rows: readonly (readonly string[])[], delimiter: string): string {
  const cell = (text: string) => {
    const safe = guarded(text)
    return /["\r\n]|^\s|\s$/.test(safe) || safe.includes(delimiter) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return rows.map((row) => `${row.map(cell).join(delimiter)}\r\n`).join('')
}

/** What a spreadsheet takes for a formula gets an apostrophe before it; reading takes it away. A negative number stays one. */
const formula = /^'*[=+\-@\t\r＝＋－＠]/
const plainNumber = /^[+-]?\d[\d\s.,]*$/
const guarded = (text: string) => (formula.test(text) && !plainNumber.test(text) ? `'${text}` : text)
const unguarded = (text: string) => (text.startsWith("'") && formula.test(text) ? text.slice(1) : text)

const options = (delimiter: string) => ({
  delimiter,
  relaxColumnCount: true,
  relaxQuotes: true,
  maxRecordSize: largestRow,
  recordDelimiter: ['\r\n', '\n', '\r'],
})

/** The first records of a short text that hold anything, with their numbers among all. */
function records(text: string, delimiter: Delimiter, most: number): FirstRow[] {
  const found: FirstRow[] = []
  let number = 0
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i <= text.length && found.length < most; i++) {
    const c = text[i]
    if (quoted && c !== undefined) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') cell += text[i++]
      else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === undefined || c === delimiter || c === '\n' || c === '\r') {
      row.push(cell)
      cell = ''
      if (c === delimiter) continue
      number++
      if (row.length > 1 || row[0] !== '') found.push({ number, cells: row })
      row = []
      if (c === '\r' && text[i + 1] === '\n') i++
    } else cell += c
  }
  return found
}

/**
 * How a file begins. `sep=;` in the first line is a word to spreadsheets about the delimiter; empty lines before the
 * header are passed over: so many characters, so many lines.
 */
function beginning(
  file: Buffer,
  encoding: Exclude<Encoding, 'xlsx'>,
): { text: string; delimiter: Delimiter | undefined; skipped: number; lines: number } {
  const whole = new TextDecoder(encoding).decode(file.subarray(0, headBytes), { stream: true })
  const stated = /^sep=([,;\t|])(\r\n|\n|\r)/i.exec(whole)
  let lines = stated ? 1 : 0
  let skipped = stated ? stated[0].length : 0
  for (let at = skipped; at < whole.length; at++) {
    const sign = whole[at]
    if (sign === ' ' || sign === '\t') continue
    if (sign !== '\n' && sign !== '\r') break
    if (sign === '\r' && whole[at + 1] === '\n') at++
    lines++
    skipped = at + 1
  }
  return { text: whole.slice(skipped), delimiter: stated?.[1] as Delimiter | undefined, skipped, lines }
}

/** By the mark at the beginning, by where the zeros stand, by whether it is valid UTF-8. */
function recogniseEncoding(file: Buffer): Exclude<Encoding, 'xlsx'> {
  if (file[0] === 0xff && file[1] === 0xfe) return 'utf-16le'
  if (file[0] === 0xfe && file[1] === 0xff) return 'utf-16be'
  const sample = file.subarray(0, Math.min(file.length, 8192) & ~1)
  // In UTF-16 every second byte of Latin text is 0, of Cyrillic text 4; delimiters and digits are Latin.
  const high = [0, 0]
  let zeros = 0
  for (const [i, byte] of sample.entries()) {
    if (byte === 0) zeros++
    if (byte === 0 || byte === 4) high[i % 2]!++
  }
  if (sample.length >= 4 && zeros > sample.length / 50) {
    const half = sample.length / 2
    if (high[1]! > half * 0.7 && high[0]! < half * 0.3) return 'utf-16le'
    if (high[0]! > half * 0.7 && high[1]! < half * 0.3) return 'utf-16be'
  }
  return isUtf8(file) ? 'utf-8' : 'windows-1251'
}

/** The candidate that divides the first rows most evenly: as the first row, else as most of those below it. */
function recogniseDelimiter(text: string): Delimiter {
  const sample = text.slice(0, 64 * 1024)
  const candidates = delimiters.map((delimiter) => {
    const rows = records(sample, delimiter, 21).slice(0, sample.length < text.length ? 20 : 21)
    return { delimiter, widths: rows.map(({ cells }) => cells.length) }
  })
  const evenness = ({ widths }: (typeof candidates)[number], wide: number) =>
    wide < 2 ? 0 : (widths.filter((width) => width === wide).length / widths.length) * 1000 + wide
  const best = (scoreOf: (candidate: (typeof candidates)[number]) => number) =>
    candidates
      .map((candidate) => ({ ...candidate, score: scoreOf(candidate) }))
      .reduce((most, one) => (one.score > most.score ? one : most))
  const first = best((candidate) => evenness(candidate, candidate.widths[0] ?? 1))
  // A title above the table is not divided as the table is.
  return first.score > 500
    ? first.delimiter
    : best((candidate) => Math.max(...candidate.widths.map((wide) => evenness(candidate, wide)), 0)).delimiter
}
