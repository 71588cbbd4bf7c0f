import type { Field, Fields } from '../../model/fields.ts'
import { records, type RecordName } from '../../model/records.ts'
import { shapeNow } from '../shape.ts'

/** A row of any record as the API shows it: its fields, the names of what it links to, and which links are hidden. */
export type AnyRow = Record<string, unknown> & {
  id: number
  version: number
  names: Record<string, string | string[]>
  hidden: string[]
}

/** A typed row of one record, taken as a row of any. */
export const anyRow = (row: object): AnyRow => row as AnyRow

/** The fields of a record by name. */
export const fieldsOf = (record: RecordName): Fields => shapeNow().fields[record]
export function fieldOf(record: RecordName, name: string): Field {
  const field = fieldsOf(record)[name]
  if (!field) throw new Error(`No field ${record}.${name}`)
  return field
}

/** Whether a reference points at records that come with their names, because not everybody sees all of them. */
export const isGuarded = ({ to }: Field): boolean => to !== undefined && (records[to].owned || records[to].bound)
