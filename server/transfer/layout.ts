import { textKey, type Field } from '../../model/fields.ts'
import { records } from '../../model/records.ts'
import { fieldsOf, type Step } from './mapping.ts'
import type { FileRow } from './reading.ts'
import { cellsOf, type RowReader } from './rows.ts'

export type Layout = Pick<RowReader, 'mapping' | 'steps' | 'header'>

/**
 * Rows in the order in which they can be written: where a row names another row of the file as its parent, the parent
 * comes first. In groups, none of whose rows waits for another of its group.
 */
export function parentsFirst(layout: Layout, rows: readonly FileRow[]): FileRow[][] {
  const own = parentColumns(layout.steps.at(-1)!)
  if (!own) return [[...rows]]
  const names = new Map<string, FileRow>()
  const parents = new Map<FileRow, string>()
  for (const row of rows) {
    const cell = cellsOf(layout, row)
    const name = textKey(cell(own.name))
    if (name && !names.has(name)) names.set(name, row)
    parents.set(row, textKey(cell(own.parent)))
  }
  const depths = new Map<FileRow, number>()
  for (const row of rows) {
    const path = new Set<FileRow>()
    let at: FileRow | undefined = row
    for (; at && !depths.has(at) && !path.has(at); at = names.get(parents.get(at)!)) path.add(at)
    // Rows that go round in a circle have no first one: they are refused when they are written.
    let depth = at ? (depths.get(at) ?? 0) : -1
    for (const one of [...path].reverse()) depths.set(one, ++depth)
  }
  const groups: FileRow[][] = []
  for (const row of rows) (groups[depths.get(row)!] ??= []).push(row)
  return groups.filter((group) => group.length > 0)
}

/** The columns that name a record and its parent, of a record that is to be looked up by the name of another row. */
function parentColumns({ record, columns }: Step): { name: string; parent: string } | null {
  const fields = fieldsOf(record)
  const parent = columns.find(({ field }) => (fields[field] as Field).kind === 'ref' && fields[field]!.to === record)
  const name = parent && columns.find(({ field }) => field === (parent.by ?? records[record].named))
  return name ? { name: name.column, parent: parent.column } : null
}

export function inChunks(groups: readonly FileRow[][], size: number): FileRow[][] {
  return groups.flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / size) }, (_, i) => group.slice(i * size, (i + 1) * size)),
  )
}

/**
 * Rows that say something else about the record of a row before them: written one after the other they would never come
 * to rest. Gives the number of that row.
 */
export function saidTwice(layout: Layout, rows: readonly FileRow[]): Map<FileRow, number> {
  const twice = new Map<FileRow, number>()
  const step = layout.steps.at(-1)!
  const sources = keyColumns(step)
  if (step.existing !== 'overwrite' || layout.steps.length > 1 || !sources) return twice
  const first = new Map<string, FileRow>()
  for (const row of rows) {
    if (row.problem) continue
    const cell = cellsOf(layout, row)
    const name = JSON.stringify(sources.map((column) => textKey(cell(column))))
    const before = first.get(name)
    if (!before) first.set(name, row)
    else if (before.cells.join('\0') !== row.cells.join('\0')) twice.set(row, before.number)
  }
  return twice
}

/** Puts rows that hold more lines of a record under the first one that does. */
export function gathered(layout: Layout, rows: readonly FileRow[]): FileRow[] {
  const step = layout.steps.at(-1)!
  const sources = keyColumns(step)
  if (!step.repeated || !sources) return [...rows]
  const firsts = new Map<string, FileRow>()
  const result: FileRow[] = []
  for (const row of rows) {
    const cell = cellsOf(layout, row)
    const values = sources.map((column) => textKey(cell(column)))
    const first = row.problem || !values.every(Boolean) ? undefined : firsts.get(JSON.stringify(values))
    if (first) (first.also ??= []).push(row)
    else {
      const own = { ...row }
      if (!row.problem) firsts.set(JSON.stringify(values), own)
      result.push(own)
    }
  }
  return result
}

/** The columns that tell one record from another; null where the rows alone do not tell it. */
function keyColumns({ key, columns, set, links }: Step): string[] | null {
  const named = key.filter((field) => !(field in set) && !(field in links))
  const sources = named.flatMap((field) => columns.find((one) => one.field === field)?.column ?? [])
  return sources.length && sources.length === named.length ? sources : null
}
