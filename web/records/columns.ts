import { useCallback, useMemo, useState } from 'react'

/** How a person has arranged a list, kept in this browser. */
interface Arranged {
  shown: readonly string[]
  /** px; those that he has not touched are missing */
  widths: Readonly<Record<string, number>>
}
export interface Columns extends Arranged {
  /** null: everything as at first */
  choose(shown: readonly string[] | null): void
  /** null: as wide as at first */
  widen(column: string, width: number | null): void
  /** puts a column where another one stands */
  place(column: string, at: number): void
}

/** The columns of a list, which of them, in which order, how wide, under a name of the list and the person. */
export function useColumns(name: string, usual: readonly string[], offered: readonly string[]): Columns {
  const key = `sdelka.columns.${name}`
  const [state, setState] = useState(() => ({ key, arranged: read(key, usual, offered) }))
  // Another person at the same screen has his own.
  if (state.key !== key) setState({ key, arranged: read(key, usual, offered) })
  const { arranged } = state
  const keep = useCallback(
    (change: (before: Arranged) => Arranged) =>
      setState((before) => {
        const next = change(before.arranged)
        localStorage.setItem(key, JSON.stringify(next))
        return { key, arranged: next }
      }),
    [key],
  )
  return useMemo(
    () => ({
      ...arranged,
      choose: (shown) => keep((before) => (shown === null ? { shown: usual, widths: {} } : { ...before, shown })),
      widen: (column, width) =>
        keep(({ shown, widths: { [column]: _before, ...others } }) => ({
          shown,
          widths: width === null ? others : { ...others, [column]: width },
        })),
      place: (column, at) =>
        keep((before) => {
          const rest = before.shown.filter((one) => one !== column)
          // The first one names the row.
          const to = Math.max(1, at)
          return { ...before, shown: [...rest.slice(0, to), column, ...rest.slice(to)] }
        }),
    }),
    [arranged, keep, usual],
  )
}

function read(key: string, usual: readonly string[], offered: readonly string[]): Arranged {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Record<keyof Arranged, unknown>>
    const shown = Array.isArray(kept.shown) ? kept.shown.filter((one) => offered.includes(one as string)) : []
    const widths = Object.entries(kept.widths ?? {}).filter(
      ([name, width]) => offered.includes(name) && Number.isFinite(width),
    )
    return { shown: shown[0] === usual[0] ? (shown as string[]) : usual, widths: Object.fromEntries(widths) }
  } catch {
    return { shown: usual, widths: {} }
  }
}
