import type { Language } from '../../model/users.ts'
import type { Cell } from './exportColumns.ts'
import { writeCsv } from './reading.ts'

/** How spreadsheets of a language read CSV without being asked. */
const ways = {
  ru: {
    delimiter: ';',
    decimal: ',',
    day: (iso: string) => `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)}`,
  },
  en: { delimiter: ',', decimal: '.', day: (iso: string) => iso.slice(0, 10) },
} as const

/** Says to spreadsheets that the file is UTF-8. */
export const byteOrderMark = '\ufeff'

/** Rows as CSV. */
export function csvOf(rows: readonly (readonly Cell[])[], language: Language): string {
  const { delimiter, decimal, day } = ways[language]
  const text = (cell: Cell): string => {
    if (cell === null) return ''
    if (typeof cell === 'string') return cell
    switch (cell.kind) {
      case 'date':
        return day(cell.text)
      case 'moment':
        return `${day(cell.text)} ${cell.text.slice(11, 16)}`
      default:
        return decimal === '.' ? cell.text : cell.text.replace('.', decimal)
    }
  }
  return writeCsv(
    rows.map((row) => row.map(text)),
    delimiter,
  )
}
