import { lineSums, lineTotals, type LineInput, type LineSums, type LineTotals } from '../../model/lines.ts'
import type { Language } from '../../model/users.ts'
import { writtenNumber } from '../records/pasted.ts'

/**
 * A product line on its way: what is undefined is left for the server to complete from the catalogue. `key` stays with the
 * line while it moves.
 */
export interface LineRow {
  key: string
  productId: number | null
  name: string
  quantity: string
  price: string | undefined
  discountKind: 'percent' | 'sum'
  discount: string
  taxRate: string | null | undefined
  taxIncluded: boolean | undefined
  unitId: number | null | undefined
}

/** What one types into, in the order of the sheet. */
export const lineColumns = ['name', 'quantity', 'unitId', 'price', 'discount', 'taxRate', 'taxIncluded'] as const
export type LineColumn = (typeof lineColumns)[number]

let made = 0
/** An empty line, to be typed into. */
export const emptyRow = (): LineRow => ({
  key: `new ${String(++made)}`,
  productId: null,
  name: '',
  quantity: '1',
  price: undefined,
  discountKind: 'percent',
  discount: '0',
  taxRate: null,
  taxIncluded: false,
  unitId: null,
})

type Kept = Omit<LineRow, 'key'> & { id?: number }
/** Lines as the server keeps them, each with a key that outlives a save: the lines at the same places keep theirs. */
export const rowsOf = (lines: readonly Kept[], before: readonly LineRow[] = []): LineRow[] =>
  lines.map(({ productId, name, quantity, price, discountKind, discount, taxRate, taxIncluded, unitId }, i) => ({
    key: before[i]?.key ?? `line ${String(++made)}`,
    productId,
    name,
    quantity,
    price,
    discountKind,
    discount,
    taxRate,
    taxIncluded,
    unitId,
  }))

/** Lines as they are sent. */
export const inputsOf = (rows: readonly LineRow[]): LineInput[] =>
  rows.map(
    ({ key: _key, ...line }) =>
      Object.fromEntries(Object.entries(line).filter(([, value]) => value !== undefined)) as LineInput,
  )

/** Whether a line can be sent: it is named, and priced by hand or by the catalogue. */
export const isWhole = (row: LineRow): boolean => row.name !== '' && (row.price !== undefined || row.productId !== null)

/** Whether two sheets say the same. */
export const sameRows = (a: readonly LineRow[], b: readonly LineRow[]): boolean =>
  JSON.stringify(inputsOf(a)) === JSON.stringify(inputsOf(b))

/** The sums of a line, by the arithmetic that the server uses too; null while its price is not known. */
export function sumsOf(row: LineRow, decimals: number): LineSums | null {
  if (row.price === undefined) return null
  return lineSums(
    { ...row, price: row.price, taxRate: row.taxRate ?? null, taxIncluded: row.taxIncluded ?? false },
    decimals,
  )
}

/** What all lines come to. */
export function totalsOf(rows: readonly LineRow[], decimals: number): LineTotals {
  return lineTotals(
    rows.flatMap((row) => sumsOf(row, decimals) ?? []),
    decimals,
  )
}

/** A line with something typed into one of its cells; null if it can't be read. */
export function typedInto(
  row: LineRow,
  column: LineColumn,
  text: string,
  language: Language,
  units: readonly { id: number; name: string }[],
): LineRow | null {
  const typed = text.trim()
  const number = () => writtenNumber(typed, language)
  switch (column) {
    case 'name':
      return typed === row.name ? row : { ...row, name: typed.slice(0, 255), productId: null }
    case 'quantity': {
      const quantity = number()
      return quantity === null || decimalsOf(quantity) > 4 ? null : { ...row, quantity }
    }
    case 'price': {
      const price = number()
      return price === null || decimalsOf(price) > 4 ? null : { ...row, price }
    }
    case 'discount': {
      if (typed === '') return { ...row, discount: '0' }
      const discount = number()
      if (discount === null || discount.startsWith('-') || decimalsOf(discount) > 4) return null
      const discountKind = typed.includes('%')
        ? 'percent'
        : /[^\d.,\s\u00a0\u202f-]/.test(typed)
          ? 'sum'
          : row.discountKind
      return discountKind === 'percent' && Number(discount) > 100 ? null : { ...row, discount, discountKind }
    }
    case 'taxRate': {
      if (typed === '' || typed === '-' || typed === '—') return { ...row, taxRate: null }
      const taxRate = number()
      return taxRate === null || taxRate.startsWith('-') || Number(taxRate) > 100 || decimalsOf(taxRate) > 4
        ? null
        : { ...row, taxRate }
    }
    case 'taxIncluded':
      return { ...row, taxIncluded: /^(1|\+|y|yes|true|д|да|✓|x|х)$/i.test(typed) }
    case 'unitId':
      return {
        ...row,
        unitId:
          units.find(({ name }) => name.toLowerCase().replace(/\.$/, '') === typed.toLowerCase().replace(/\.$/, ''))
            ?.id ?? null,
      }
  }
}

const decimalsOf = (decimal: string) => decimal.split('.')[1]?.length ?? 0

/** The sheet with a table pasted at a cell: over the lines that are there, then as new ones. Cells that can't be read are left out. */
export function pastedInto(
  rows: readonly LineRow[],
  at: number,
  column: LineColumn,
  cells: readonly string[][],
  language: Language,
  units: readonly { id: number; name: string }[],
): LineRow[] {
  const next = [...rows]
  const first = lineColumns.indexOf(column)
  cells.forEach((values, i) => {
    let row = next[at + i] ?? emptyRow()
    values.forEach((value, j) => {
      const into = lineColumns[first + j]
      if (into && value !== '') row = typedInto(row, into, value, language, units) ?? row
    })
    if (row.name === '') return
    next[at + i] = row.price === undefined && row.productId === null ? { ...row, price: '0' } : row
  })
  return next.filter((row) => row !== undefined)
}
