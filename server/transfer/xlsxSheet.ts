import { numberText, type NumberKind } from './xlsxCells.ts'
import { attribute, unescaped, type Handler } from './xlsxXml.ts'
import { damaged, tooBig } from './xlsxZip.ts'

/** What the sheets of a workbook have in common. */
export interface Shared {
  texts: readonly string[]
  /** by the number of the style */
  kinds: readonly NumberKind[]
  from1904: boolean
}

/** A row of a sheet: the texts of its first cells; `beyond` if there is something in those further right. */
export interface SheetRow {
  number: number
  cells: string[]
  beyond: boolean
  /** the columns in which a formula stands that nobody has worked out */
  unworked?: number[]
}

/** Texts in one sheet, or shared by all of them. */
export const mostText = 80_000_000

/** Reads rows of a sheet as its XML passes; gives those that hold something to `take`. */
export class SheetHandler implements Handler {
  merged: string[] = []
  #shared: Shared
  #width: number
  #take: (row: SheetRow) => void
  #row: SheetRow = { number: 0, cells: [], beyond: false }
  #column = -1
  #type = ''
  #style = 0
  #value: string | null = null
  #formula = false
  #phonetic = false
  #length = 0
  constructor(shared: Shared, width: number, take: (row: SheetRow) => void) {
    this.#shared = shared
    this.#width = width
    this.#take = take
  }

  open(name: string, attributes: string): boolean {
    switch (name) {
      case 'row': {
        const number = Number(attribute(attributes, 'r') ?? this.#row.number + 1)
        if (!Number.isSafeInteger(number) || number < 1) throw damaged()
        this.#row = { number, cells: [], beyond: false }
        this.#column = -1
        return false
      }
      case 'c': {
        const place = attribute(attributes, 'r')
        this.#column = place === undefined ? this.#column + 1 : columnOf(place)
        this.#type = attribute(attributes, 't') ?? 'n'
        this.#style = Number(attribute(attributes, 's') ?? 0)
        this.#value = null
        this.#formula = false
        return false
      }
      case 'f':
        this.#formula = true
        return false
      case 'v':
        this.#value ??= ''
        return true
      case 'rPh':
        this.#phonetic = true
        return false
      case 'mergeCell':
        if (this.merged.length < 100_000) this.merged.push(attribute(attributes, 'ref') ?? '')
        return false
      default:
        return name === 't' && !this.#phonetic
    }
  }
  text(text: string): void {
    this.#length += text.length
    if (this.#length > mostText) throw tooBig()
    this.#value = this.#value === null ? text : this.#value + text
  }
  close(name: string): void {
    if (name === 'rPh') this.#phonetic = false
    else if (name === 'c') this.#put()
    else if (name === 'row' && this.#holds()) this.#take(this.#row)
  }
  #holds(): boolean {
    const { beyond, cells, unworked } = this.#row
    return beyond || unworked !== undefined || cells.some((cell) => cell.trim() !== '')
  }

  #put(): void {
    const { cells } = this.#row
    if (this.#value === null && this.#formula && this.#column < this.#width)
      (this.#row.unworked ??= []).push(this.#column)
    if (!this.#value) return
    const text = this.#meant(this.#value)
    if (text.trim() === '') return
    if (this.#column >= this.#width) this.#row.beyond = true
    else {
      while (cells.length < this.#column) cells.push('')
      cells[this.#column] = text
    }
  }
  #meant(value: string): string {
    switch (this.#type) {
      case 's':
        return this.#shared.texts[Number(value)] ?? ''
      case 'b':
        return value.trim() === '1' ? 'true' : 'false'
      case 'd':
        return value.replace(/T00:00:00(\.0+)?Z?$/, '')
      case 'n':
        return numberText(value, this.#shared.kinds[this.#style] ?? 'number', this.#shared.from1904)
      default:
        return unescaped(value)
    }
  }
}

/** `A1` → 0, `AB7` → 27. */
export function columnOf(place: string): number {
  let column = 0
  for (let i = 0; i < place.length; i++) {
    const code = place.charCodeAt(i) & ~32
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  if (column < 1 || column > 20_000) throw damaged()
  return column - 1
}

/** Clears what lies under merged cells but their first: nobody sees it. */
export function clearMerged(rows: readonly SheetRow[], merged: readonly string[]): void {
  const byNumber = merged.length ? new Map(rows.map((row) => [row.number, row])) : new Map<number, SheetRow>()
  let looked = 0
  for (const ref of merged) {
    const found = /^\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)$/.exec(ref)
    if (!found) continue
    const [left, right] = [columnOf(found[1]!), columnOf(found[3]!)]
    const [top, bottom] = [Number(found[2]), Number(found[4])]
    const covered =
      bottom - top > rows.length
        ? rows.filter(({ number }) => number >= top && number <= bottom)
        : Array.from({ length: bottom - top + 1 }, (_, i) => byNumber.get(top + i)).filter((row) => row !== undefined)
    looked += bottom - top > rows.length ? rows.length : bottom - top
    for (const row of covered) {
      const until = Math.min(right + 1, row.cells.length)
      for (let column = left; column < until; column++)
        if (row.number !== top || column !== left) row.cells[column] = ''
      looked += Math.max(0, until - left)
    }
    // Merged again and again, all of it has been cleared by now.
    if (looked > 20_000_000) throw tooBig()
  }
}
