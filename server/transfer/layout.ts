import { hash } from 'node:crypto'
import { textKey } from '../../model/fields.ts'
import { records } from '../../model/records.ts'
import type { Step } from './mapping.ts'
import type { PackedRows } from './packedRows.ts'
import type { FileRow } from './reading.ts'
import { cellsOf, type RowReader } from './rows.ts'

export type Layout = Pick<RowReader, 'mapping' | 'steps' | 'header'>

/** A row by its position among all rows of the file. */
type Positions = number[]

/** In which chunks the rows of a file are written, by their positions. */
export interface Arranged {
  chunks: Positions[]
  /** a row → those that hold more lines of its record */
  also: ReadonlyMap<number, Positions>
  /** a row that says something else about the record of a row before it → the number of that row */
  twice: ReadonlyMap<number, number>
}

export function arranged(layout: Layout, rows: PackedRows, chunkOf: (rows: number) => number): Arranged {
  const also = gathered(layout, rows)
  const more = new Set([...also.values()].flat())
  const firsts = () => withPositions(rows, more)
  const size = chunkOf(rows.length - more.size)
  return {
    chunks: parentsFirst(layout, firsts).flatMap((group) => inChunks(group, size)),
    also,
    twice: saidTwice(layout, firsts),
  }
}

function* withPositions(rows: Iterable<FileRow>, without: ReadonlySet<number>): Generator<[number, FileRow]> {
  let position = 0
  for (const row of rows) {
    if (!without.has(position)) yield [position, row]
    position++
  }
}

const inChunks = (positions: Positions, size: number): Positions[] =>
  Array.from({ length: Math.ceil(positions.length / size) }, (_, i) => positions.slice(i * size, (i + 1) * size))

/** The rows of a chunk, each with those that hold more lines of its record. */
export function rowsOfChunk(rows: PackedRows, { chunks, also }: Arranged, index: number): [number, FileRow][] {
  const firsts = chunks[index]!
  const all = firsts.flatMap((position) => [position, ...(also.get(position) ?? [])])
  const found = new Map(rows.at(all).map((row, i) => [all[i]!, row]))
  return firsts.map((position) => {
    const more = also.get(position)?.map((one) => found.get(one)!)
    return [position, { ...found.get(position)!, ...(more ? { also: more } : {}) }]
  })
}

/**
 * The order in which rows can be written: where a row names another row of the file as its parent, the parent comes
 * first. In groups, none of whose rows waits for another of its group.
 */
function parentsFirst(layout: Layout, rows: () => Iterable<[number, FileRow]>): Positions[] {
  const own = parentColumns(layout.steps.at(-1)!)
  if (!own) return [Array.from(rows(), ([position]) => position)]
  const names = new Map<string, number>()
  const parents = new Map<number, string>()
  for (const [position, row] of rows()) {
    const cell = cellsOf(layout, row)
    const name = textKey(cell(own.name))
    if (name && !names.has(name)) names.set(name, position)
    parents.set(position, textKey(cell(own.parent)))
  }
  const depths = new Map<number, number>()
  const groups: Positions[] = []
  for (const position of parents.keys()) {
    const path = new Set<number>()
    let at: number | undefined = position
    for (; at !== undefined && !depths.has(at) && !path.has(at); at = names.get(parents.get(at)!)) path.add(at)
    // Rows that go round in a circle have no first one: they are refused when they are written.
    let depth = at === undefined ? -1 : (depths.get(at) ?? 0)
    for (const one of [...path].reverse()) depths.set(one, ++depth)
    ;(groups[depths.get(position)!] ??= []).push(position)
  }
  return groups.filter((group) => group.length > 0)
}

/** The columns that name a record and its parent, of a record that is to be looked up by the name of another row. */
function parentColumns({ record, columns, fields }: Step): { name: string; parent: string } | null {
  const parent = columns.find(({ field }) => fields[field]!.kind === 'ref' && fields[field]!.to === record)
  const name = parent && columns.find(({ field }) => field === (parent.by ?? records[record].named))
  return name ? { name: name.column, parent: parent.column } : null
}

/** Rows of which the one before they would undo: written one after the other they would never come to rest. */
function saidTwice(layout: Layout, rows: () => Iterable<[number, FileRow]>): Map<number, number> {
  const twice = new Map<number, number>()
  const step = layout.steps.at(-1)!
  const sources = keyColumns(step)
  if (step.existing !== 'overwrite' || layout.steps.length > 1 || !sources) return twice
  const first = new Map<string, { number: number; says: string }>()
  for (const [position, row] of rows()) {
    if (row.problem) continue
    const cell = cellsOf(layout, row)
    const name = JSON.stringify(sources.map((column) => textKey(cell(column))))
    const says = hash('sha256', row.cells.join('\0'), 'base64')
    const before = first.get(name)
    if (!before) first.set(name, { number: row.number, says })
    else if (before.says !== says) twice.set(position, before.number)
  }
  return twice
}

/** Rows that hold more lines of the record of another one, under the first that does. */
function gathered(layout: Layout, rows: Iterable<FileRow>): Map<number, Positions> {
  const also = new Map<number, Positions>()
  const step = layout.steps.at(-1)!
  const sources = keyColumns(step)
  if (!step.repeated || !sources) return also
  const firsts = new Map<string, number>()
  let position = -1
  for (const row of rows) {
    position++
    if (row.problem) continue
    const cell = cellsOf(layout, row)
    const values = sources.map((column) => textKey(cell(column)))
    if (!values.every(Boolean)) continue
    const name = JSON.stringify(values)
    const first = firsts.get(name)
    const more = first === undefined ? undefined : also.get(first)
    if (first === undefined) firsts.set(name, position)
    else if (more) more.push(position)
    else also.set(first, [position])
  }
  return also
}

/** The columns that tell one record from another; null where the rows alone do not tell it. */
function keyColumns({ key, columns, set, links }: Step): string[] | null {
  const named = key.filter((field) => !(field in set) && !(field in links))
  const sources = named.flatMap((field) => columns.find((one) => one.field === field)?.column ?? [])
  return sources.length && sources.length === named.length ? sources : null
}
