import type { Language } from '../../model/users.ts'
import type { Put } from '../platform/download.ts'
import { cellOf, type Column, type NamesOf, type ShownRow } from './exportColumns.ts'
import { byteOrderMark, csvOf } from './exportTexts.ts'
import { XlsxWriter } from './xlsxWriting.ts'

/** What a file is about. */
export interface FileShape {
  title: string
  columns: readonly Column[]
  language: Language
  timeZone: string
}
/** Writes a file from its beginning to its end. */
export interface FileWriter {
  head(): Promise<void>
  rows(rows: readonly ShownRow[], names: NamesOf): Promise<void>
  end(): Promise<void>
}
interface Format {
  type: string
  begin(shape: FileShape, put: Put): FileWriter
}

const cellsOf = ({ columns, language, timeZone }: FileShape, rows: readonly ShownRow[], names: NamesOf) =>
  rows.map((row) => columns.map((column) => cellOf(column, row, names, language, timeZone)))

export const writers: Record<'csv' | 'xlsx' | 'json', Format> = {
  csv: {
    type: 'text/csv; charset=utf-8',
    begin: (shape, put) => ({
      head: () => put(byteOrderMark + csvOf([shape.columns.map(({ heading }) => heading)], shape.language)),
      rows: (rows, names) => put(csvOf(cellsOf(shape, rows, names), shape.language)),
      end: async () => undefined,
    }),
  },
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    begin: (shape, put) => {
      const book = new XlsxWriter(put, shape.title)
      return {
        head: () => book.begin(shape.columns.map(({ heading, field }) => ({ heading, kind: field.kind }))),
        rows: (rows, names) => book.rows(cellsOf(shape, rows, names)),
        end: () => book.end(),
      }
    },
  },
  json: {
    type: 'application/json; charset=utf-8',
    begin: ({ columns }, put) => {
      let first = true
      return {
        head: () => put('['),
        rows: (rows, names) => {
          const texts = rows.map((row) => JSON.stringify(itemOf(columns, row, names)))
          const text = `${first ? '\n' : ',\n'}${texts.join(',\n')}`
          first = false
          return put(text)
        },
        end: () => put('\n]\n'),
      }
    },
  },
}

/** A row by the keys of the API; references with their names. */
function itemOf(columns: readonly Column[], row: ShownRow, namesOf: NamesOf): Record<string, unknown> {
  return Object.fromEntries(
    columns.map(({ key, field }) => {
      const value = row[key]
      const own = row.names[key]
      if (field.kind === 'ref' && typeof value === 'number')
        return [key, { id: value, name: typeof own === 'string' ? own : namesOf(field, value) }]
      if (field.kind === 'refs')
        return [
          key,
          (value as number[]).map((id, i) => ({ id, name: Array.isArray(own) ? own[i] : namesOf(field, id) })),
        ]
      return [key, value]
    }),
  )
}
