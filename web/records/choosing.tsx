import { useCallback, useMemo, useRef, useState } from 'react'
import { useWords } from '../words.ts'
import css from './choosing.module.css'

/** Rows that are chosen to do something with them. */
export interface Choosing<Row> {
  chosen: ReadonlySet<number>
  /** with `range`: all between it and the one before, in the order of `among` */
  toggle(id: number, among: readonly number[], range: boolean): void
  clear(): void
  nameOf(row: Row): string
}

/** They stay chosen while one filters and sorts: two that are far from one another are chosen so. */
export function useChoosing<Row>(nameOf: (row: Row) => string): Choosing<Row> {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const last = useRef<number>(undefined)
  const toggle = useCallback((id: number, among: readonly number[], range: boolean) => {
    const [from, to] = [range ? among.indexOf(last.current ?? id) : -1, among.indexOf(id)]
    last.current = id
    const some = from < 0 ? [id] : among.slice(Math.min(from, to), Math.max(from, to) + 1)
    setChosen((before) => {
      const next = new Set(before)
      for (const one of some)
        if (before.has(id)) next.delete(one)
        else next.add(one)
      return next
    })
  }, [])
  const clear = useCallback(() => setChosen(new Set()), [])
  return useMemo(() => ({ chosen, toggle, clear, nameOf }), [chosen, toggle, clear, nameOf])
}

/** The box before a row: seen where one points, and in all rows once one is chosen. */
export function Choice({ name, chosen, onToggle }: { name: string; chosen: boolean; onToggle(range: boolean): void }) {
  const t = useWords()
  return (
    <label
      className={css.choice}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <input
        type="checkbox"
        tabIndex={-1}
        checked={chosen}
        aria-label={t('list.choose', { name })}
        data-choose
        onChange={({ nativeEvent }) => onToggle(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
      />
    </label>
  )
}
