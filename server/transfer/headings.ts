import { isHeading } from './guessing.ts'
import type { FirstRow } from './reading.ts'
import { kindOfValue } from './valueKinds.ts'

const looked = 20
/** Titles, dates of a report and the like stand in so many rows above a table at most. */
const mostTitles = 10

/**
 * Which of the first rows of a file holds the headings; 0 where none seems to: a row taken for headings by mistake would
 * be lost without a word, one of data by mistake is seen and refused.
 */
export function headingsAt(rows: readonly FirstRow[]): number | undefined {
  const some = rows.slice(0, looked)
  const at = belowTitles(some)
  const row = some[at]
  if (!row) return undefined
  return at === 0 && isData(row, some.slice(1)) ? 0 : row.number
}

const filled = ({ cells }: FirstRow) => cells.map((cell) => cell.trim()).filter(Boolean)
const understood = (row: FirstRow) => filled(row).filter(isHeading).length
const kindsIn = (row: FirstRow) => new Set(filled(row).map(kindOfValue))
const isWordy = (row: FirstRow) => kindsIn(row).isSubsetOf(wordy) && new Set(filled(row)).size === filled(row).length
const wordy: ReadonlySet<unknown> = new Set([null])

/** The first row that is no title above the table. */
function belowTitles(rows: readonly FirstRow[]): number {
  if (!rows[0] || understood(rows[0]) > 1) return 0
  const top = rows.slice(0, mostTitles + 1)
  const known = top.findIndex((row) => understood(row) > 1 && isWordy(row))
  if (known > 0 && top.slice(0, known).every((row) => filled(row).length < filled(top[known]!).length)) return known
  // Headings that nobody knows: what stands above them fills one cell, and what stands below is no words.
  const wide = Math.max(...rows.map((row) => filled(row).length))
  const first = top.findIndex((row) => filled(row).length > 1)
  const tells =
    first > 0 &&
    filled(top[first]!).length > wide / 2 &&
    isWordy(top[first]!) &&
    rows.slice(first + 1).some((row) => !kindsIn(row).isSubsetOf(wordy))
  return tells ? first : 0
}

/** Whether a row seems to be of data already. */
function isData(row: FirstRow, below: readonly FirstRow[]): boolean {
  const kinds = kindsIn(row)
  if (kinds.has('email') || kinds.has('phone')) return true
  if (understood(row) > 0) return false
  if (kinds.has('date')) return true
  const numbers = filled(row).filter((cell) => kindOfValue(cell) === 'number')
  if (numbers.length && !areYearsOrCounted(numbers)) return true
  // A heading does not stand in its own column again.
  return row.cells.some((cell, i) => cell.trim() !== '' && below.some(({ cells }) => cells[i]?.trim() === cell.trim()))
}

/** Columns may be called after years, or 1, 2, 3. */
const areYearsOrCounted = (numbers: readonly string[]) =>
  numbers.length === 1
    ? /^(19|20)\d\d$/.test(numbers[0]!)
    : numbers.every((number, i) => i === 0 || Number(number) === Number(numbers[i - 1]) + 1)
