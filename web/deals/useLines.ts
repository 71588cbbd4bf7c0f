import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, call, type Output } from '../api.ts'
import { inputsOf, isWhole, rowsOf, sameRows, type LineRow } from './lineRows.ts'

export type DealWithLines = Output<'deals.get'>
const linesOf = ({ products }: DealWithLines) => products?.lines ?? []
type Saving = 'saved' | 'waiting' | 'saving'

/** Two people on one sheet: theirs is on the server, mine is still here. */
export interface LinesConflict {
  theirs: LineRow[]
  /** at which they stand */
  version: number
}

const rest = 700

/**
 * The product lines as they are being typed. They are saved a moment after the last change, one save at a time, with the
 * version that the person began from; what others do shows at once as long as nothing of one's own is on the way.
 */
export function useLines(deal: DealWithLines, offline: string) {
  const client = useQueryClient()
  const [rows, setRows] = useState<LineRow[]>(() => rowsOf(linesOf(deal)))
  const [seen, setSeen] = useState(deal.products)
  const [saving, setSaving] = useState<Saving>('saved')
  const [refusal, setRefusal] = useState<{ message: string; line: number | undefined } | null>(null)
  const [conflict, setConflict] = useState<LinesConflict | null>(null)
  const latest = useRef({ rows, version: deal.version })
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const running = useRef(false)

  if (deal.products !== seen) {
    setSeen(deal.products)
    if (saving === 'saved' && !conflict) setRows(rowsOf(linesOf(deal), rows))
  }
  useEffect(() => {
    if (saving === 'saved') latest.current = { rows, version: deal.version }
  })

  const save = useCallback(
    async (over?: number): Promise<void> => {
      clearTimeout(timer.current)
      timer.current = undefined
      if (running.current) return
      running.current = true
      setSaving('saving')
      const sent = latest.current.rows.filter(isWhole)
      try {
        const answer = await call('deals.setProducts', {
          id: deal.id,
          version: over ?? latest.current.version,
          lines: inputsOf(sent),
        })
        client.setQueryData<DealWithLines>(['deals', 'get', deal.id], answer)
        void client.invalidateQueries({ queryKey: ['deals'], predicate: ({ queryKey }) => queryKey[1] !== 'get' })
        const kept = rowsOf(linesOf(answer), sent)
        const now = latest.current.rows.map((row) => completed(row, sent, kept))
        latest.current = { rows: now, version: answer.version }
        setRows(now)
        setRefusal(null)
        setConflict(null)
        running.current = false
        if (sameRows(now.filter(isWhole), kept)) setSaving('saved')
        else await save()
      } catch (error) {
        running.current = false
        if (!(error instanceof ApiError)) throw error
        const both = error.fields.lines as { theirs: Parameters<typeof rowsOf>[0] } | undefined
        if (error.code === 'conflict' && both)
          setConflict({ theirs: rowsOf(both.theirs), version: error.version ?? latest.current.version })
        else setRefusal({ message: error.code === 'offline' ? offline : error.message, line: lineOf(error.field) })
        setSaving('waiting')
      }
    },
    [client, deal.id, offline],
  )

  const flush = useCallback(() => {
    if (timer.current !== undefined) void save()
  }, [save])
  useEffect(() => flush, [flush])

  const change = useCallback(
    (next: LineRow[]) => {
      latest.current = { ...latest.current, rows: next }
      setRows(next)
      setSaving('waiting')
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void save(), rest)
    },
    [save],
  )

  const takeTheirs = () => {
    const { theirs, version } = conflict ?? { theirs: [], version: deal.version }
    latest.current = { rows: theirs, version }
    setRows(theirs)
    setConflict(null)
    setSaving('saved')
    void client.invalidateQueries({ queryKey: ['deals'] })
  }
  return {
    rows,
    change,
    flush,
    saving,
    refusal,
    conflict,
    keepMine: () => void save(conflict?.version),
    takeTheirs,
    again: () => void save(),
  }
}

/** A row that has not been touched since it was sent becomes what the server made of it; of others only gaps are filled. */
function completed(row: LineRow, sent: readonly LineRow[], kept: readonly LineRow[]): LineRow {
  const at = sent.findIndex(({ key }) => key === row.key)
  const server = kept[at]
  if (!server) return row
  if (row === sent[at]) return server
  if (row.productId !== server.productId) return row
  return {
    ...row,
    price: row.price ?? server.price,
    taxRate: row.taxRate === undefined ? server.taxRate : row.taxRate,
    taxIncluded: row.taxIncluded ?? server.taxIncluded,
    unitId: row.unitId === undefined ? server.unitId : row.unitId,
  }
}

/** `lines.2.price` → 2 */
const lineOf = (field: string | undefined) => {
  const found = /^lines\.(\d+)\b/.exec(field ?? '')
  return found ? Number(found[1]) : undefined
}
