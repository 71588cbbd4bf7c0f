import type { Actor } from '../../model/access.ts'
import { recordNames, type RecordName } from '../../model/records.ts'
import { fieldsOf } from './custom.ts'

/** A field by which records of one kind point at those of another, or of their own. */
export interface Pointer {
  record: RecordName
  field: string
  /** a list of links rather than one */
  several: boolean
}

/**
 * Every field that points at records of a kind: it follows from the shape of the records. A list of links of its own kind
 * that the product has stands on both sides, and goes with either.
 */
export const pointersTo = (actor: Pick<Actor, 'shape'>, name: RecordName): Pointer[] =>
  recordNames.flatMap((record) =>
    Object.entries(fieldsOf(actor, record)).flatMap(([field, { to, kind, custom }]) =>
      to === name && (custom || !(record === name && kind === 'refs'))
        ? [{ record, field, several: kind === 'refs' }]
        : [],
    ),
  )

/** A table whose rows belong to a record and go with it where it becomes part of another one. */
export interface Hanging {
  table: string
  /** the only kind of record that its rows belong to, and the column with its number; else `record` and `record_id` say it */
  of?: { record: RecordName; column: string }
  /** what tells its rows apart */
  key: string
  /** columns of which a record has each value once: where both have one, that of the one that stays stays */
  once?: readonly string[]
  /** how many there are is told to who is about to merge; they have a `removed_at` */
  told?: true
}

/** What hangs on records: one line for each table. */
export const hanging: readonly Hanging[] = [
  { table: 'files', key: 'id', told: true },
  { table: 'comments', key: 'id', told: true },
  { table: 'timeline_pins', key: 'id' },
  { table: 'repetitions', of: { record: 'deals', column: 'dealId' }, key: 'id', once: [] },
]

/** What names a record as well and stays with its number, and why. */
export const staying: Readonly<Record<string, string>> = {
  events: 'what happened is told together, and is not rewritten',
  search_entries: 'the words of each record are its own',
  duplicate_marks: 'says that it is to be compared, and with what it has now',
  duplicate_keys: 'what each is known by is its own',
  handover_records: 'what went over is given back by its number',
  notifications: 'an old number leads to where the record has gone',
  demo_records: 'what was made as demo data goes by its number',
  activity_links: 'are what activities point at',
  merged: 'says itself what has become part of what',
  deal_lines: 'are united as a value of the deal',
  stage_entries: 'each deal has a log of its own, without gaps',
}
