import { useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react'
import type { Language } from '../../model/users.ts'
import { pastedCells } from '../records/pasted.ts'
import { emptyRow, pastedInto, typedInto, type LineColumn, type LineRow } from './lineRows.ts'
import type { CatalogueProduct } from './ProductCell.tsx'

/** As the server judges it too. */
export const mostLines = 500

interface Sheet {
  rows: readonly LineRow[]
  change(rows: LineRow[]): void
  language: Language
  currency: string
  units: readonly { id: number; name: string }[]
}

/** What can be done to the sheet: typing, picking, pasting, moving, deleting, and where the focus goes. */
export function useSheetEditing({ rows, change, language, currency, units }: Sheet) {
  const sheet = useRef<HTMLDivElement>(null)
  const [blank, setBlank] = useState(() => emptyRow())
  const [deleted, setDeleted] = useState<{ row: LineRow; at: number } | null>(null)
  /** how many lines there would be after a paste that was too much */
  const [tooMany, setTooMany] = useState<number | null>(null)

  const focus = (line: number, column: LineColumn) => {
    // After the line is in the page.
    requestAnimationFrame(() =>
      sheet.current?.querySelector<HTMLElement>(`[data-line="${String(line)}"] [data-into="${column}"]`)?.focus(),
    )
  }
  const set = (next: LineRow[]) => {
    setTooMany(null)
    change(next)
  }
  const put = (at: number, row: LineRow) => {
    if (at < rows.length) set(rows.map((one, i) => (i === at ? row : one)))
    else if (at >= mostLines) setTooMany(at + 1)
    else {
      set([...rows, row])
      setBlank(emptyRow())
    }
  }
  const remove = (at: number) => {
    const row = rows[at]
    if (!row) return
    setDeleted({ row, at })
    set(rows.filter((_, i) => i !== at))
    focus(Math.min(at, rows.length - 1), 'name')
  }
  const bringBack = () => {
    if (deleted) set([...rows.slice(0, deleted.at), deleted.row, ...rows.slice(deleted.at)])
    setDeleted(null)
  }
  const type = (at: number, column: LineColumn, text: string): boolean => {
    const row = rows[at] ?? blank
    const next = typedInto(row, column, text, language, units)
    if (!next) return false
    if (next === row || JSON.stringify(next) === JSON.stringify(row)) return true
    if (at >= rows.length && next.name === '') setBlank(next)
    else if (column === 'name' && next.name === '') remove(at)
    else put(at, next.price === undefined && next.productId === null ? { ...next, price: '0' } : next)
    return true
  }
  const pick = (at: number, product: CatalogueProduct) => {
    const row = rows[at] ?? blank
    put(at, {
      ...row,
      productId: product.id,
      name: product.name,
      price: product.currency === currency ? (product.price ?? '0') : product.price === null ? '0' : undefined,
      taxRate: product.taxRate,
      taxIncluded: product.taxIncluded,
      unitId: product.unitId,
    })
    focus(at, 'quantity')
  }
  const switchKind = (at: number) => {
    const row = rows[at] ?? blank
    put(at, {
      ...row,
      discountKind: row.discountKind === 'percent' ? 'sum' : 'percent',
      discount: row.discountKind === 'sum' && Number(row.discount) > 100 ? '0' : row.discount,
    })
  }
  const move = (at: number, to: number, column: LineColumn | null) => {
    if (at >= rows.length || to < 0 || to >= rows.length || at === to) return
    const next = rows.filter((_, i) => i !== at)
    next.splice(to, 0, rows[at]!)
    set(next)
    if (column) focus(to, column)
  }
  const keys = (event: KeyboardEvent, at: number, column: LineColumn) => {
    const step = event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const ofTheList = event.target instanceof HTMLSelectElement && event.key !== 'Enter' && !event.altKey
    if (!step || event.ctrlKey || event.metaKey || ofTheList) return
    event.preventDefault()
    if (event.altKey) move(at, at + step, column)
    else if (event.key === 'Enter' && at >= rows.length - 1) focus(rows.length, 'name')
    else focus(Math.max(0, Math.min(rows.length, at + step)), at + step >= rows.length ? 'name' : column)
  }
  const paste = (event: ClipboardEvent, at: number, column: LineColumn) => {
    const text = event.clipboardData.getData('text/plain')
    if (!/[\t\n\r]/.test(text.trim())) return
    event.preventDefault()
    const cells = pastedCells(text)
    const total = Math.max(rows.length, at + cells.length)
    // All or nothing: a part of a table would have to be looked for line by line.
    if (total > mostLines) return setTooMany(total)
    set(pastedInto(rows, at, column, cells, language, units))
    setBlank(emptyRow())
  }
  return { sheet, blank, deleted, tooMany, type, pick, switchKind, remove, bringBack, move, keys, paste }
}
