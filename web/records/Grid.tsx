import { useVirtualizer } from '@tanstack/react-virtual'
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import { Choice, type Choosing } from './choosing.tsx'
import { GridHead } from './GridHead.tsx'
import css from './Grid.module.css'

/** A column of a grid: how wide, how it is drawn, whether one sorts by it or edits in it. */
export interface GridColumn<Row> {
  key: string
  title: string
  /** the least width in px; what is left over is shared in proportion */
  width: number
  /** chosen by the person: then it takes just its width */
  fixed?: boolean
  end?: boolean
  sortable?: boolean
  cell(row: Row): ReactNode
  /** the editor that takes the place of the cell; undefined: not edited here */
  editor?: ((row: Row, close: () => void) => ReactNode) | undefined
}

interface Props<Row> {
  label: string
  columns: readonly GridColumn<Row>[]
  rows: readonly Row[]
  rowId(row: Row): number
  /** `amount` or `-amount`, the first before all others */
  sort: readonly string[]
  onSort(sort: string[]): void
  /** null: as wide as at first */
  onWidth(column: string, width: number | null): void
  /** puts a column where another one stands */
  onPlace(column: string, at: number): void
  /** Enter on the first cell, or a press on it */
  onOpen(row: Row): void
  opened?: number | undefined
  /** where several rows are chosen to do something with them; Space chooses one */
  choosing?: Choosing<Row> | undefined
  /** how many there are in all, as far as it is known */
  total: number | undefined
  loading: boolean
  more: boolean
  onMore(): void
  /** what hangs below a cell: a refusal, a conflict */
  note?: ((row: Row, column: string) => ReactNode) | undefined
}

const rowHeight = 36

/**
 * A table of which only the seen part is in the page. The first column stays in sight. Arrows move between the cells, Enter
 * or F2 edits, Enter saves, Escape puts back.
 */
export function Grid<Row>(props: Props<Row>) {
  const {
    label,
    columns,
    rows,
    rowId,
    sort,
    onSort,
    onWidth,
    onPlace,
    onOpen,
    opened,
    choosing,
    total,
    loading,
    more,
    onMore,
    note,
  } = props
  const scroll = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState({ row: 0, column: 0 })
  const [editing, setEditing] = useState<{ id: number; column: string } | null>(null)
  const wanted = useRef(false)
  const again = useRef(false)
  const ghosts = loading ? (rows.length ? 3 : 18) : 0
  const virtual = useVirtualizer({
    count: rows.length + ghosts,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: 32,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0

  useEffect(() => {
    if (more && !loading && last >= rows.length - 30) onMore()
  }, [more, loading, last, rows.length, onMore])

  // Focus follows the place once its row is in the page.
  useLayoutEffect(() => {
    if (!wanted.current) return
    const cell = scroll.current?.querySelector<HTMLElement>(
      `[data-cell="${String(place.row)}:${String(place.column)}"]`,
    )
    if (!cell) return
    wanted.current = false
    cell.focus({ preventScroll: place.column === 0 })
  })

  const go = (row: number, column: number) => {
    const next = { row: clamp(row, rows.length - 1), column: clamp(column, columns.length - 1) }
    wanted.current = true
    virtual.scrollToIndex(next.row)
    setPlace(next)
  }
  const edit = (row: Row, column: GridColumn<Row>) => {
    if (column.editor) setEditing({ id: rowId(row), column: column.key })
  }
  const close = () => {
    wanted.current = true
    setEditing(null)
  }
  const ids = () => rows.map(rowId)
  const keys = (event: KeyboardEvent, row: Row, index: number, column: number) => {
    if (event.target !== event.currentTarget) return
    const definition = columns[column]!
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? rowHeight) / rowHeight) - 2)
    const moves: Record<string, [number, number]> = {
      ArrowDown: [index + 1, column],
      ArrowUp: [index - 1, column],
      ArrowLeft: [index, column - 1],
      ArrowRight: [index, column + 1],
      PageDown: [index + page, column],
      PageUp: [index - page, column],
      Home: [event.ctrlKey ? 0 : index, 0],
      End: [event.ctrlKey ? rows.length - 1 : index, columns.length - 1],
    }
    const move = moves[event.key]
    if (move && !event.altKey && !event.metaKey) go(...move)
    else if (event.key === 'F2' || (event.key === 'Enter' && column > 0)) edit(row, definition)
    else if (event.key === 'Enter') onOpen(row)
    else if (event.key === ' ' && choosing) choosing.toggle(rowId(row), ids(), event.shiftKey)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const template: CSSProperties = {
    gridTemplateColumns: templateOf(columns),
    minWidth: `calc(${columns[0]?.fixed ? `${String(columns[0].width)}px` : 'var(--frozen)'} + ${String(columns.slice(1).reduce((all, { width }) => all + width, 0))}px)`,
  }
  return (
    <div
      ref={scroll}
      className={css.scroll}
      role="grid"
      aria-label={label}
      aria-rowcount={total === undefined ? -1 : total + 1}
      aria-colcount={columns.length}
      aria-busy={loading}
      aria-multiselectable={choosing ? true : undefined}
      data-choosing={choosing && choosing.chosen.size > 0 ? true : undefined}
    >
      <div className={css.head} role="row" aria-rowindex={1} style={template}>
        {columns.map((column, i) => (
          <GridHead
            key={column.key}
            column={column}
            index={i}
            last={columns.length - 1}
            sort={sort}
            onSort={onSort}
            onWidth={onWidth}
            onPlace={onPlace}
          />
        ))}
      </div>
      <div className={css.body} role="rowgroup" style={{ height: virtual.getTotalSize(), minWidth: template.minWidth }}>
        {items.map((item) => {
          const row = rows[item.index]
          const style: CSSProperties = { ...template, top: item.start }
          if (!row) return <Ghost key={`ghost ${String(item.index)}`} columns={columns} style={style} />
          const id = rowId(row)
          return (
            <div
              key={id}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={choosing?.chosen.has(id)}
              className={`${css.row} ${opened === id ? css.opened : ''}`}
              style={style}
              data-row={id}
            >
              {columns.map((column, i) => {
                const edited = editing?.id === id && editing.column === column.key
                const below = note?.(row, column.key)
                return (
                  <div
                    key={column.key}
                    role={i === 0 ? 'rowheader' : 'gridcell'}
                    // Without the box by which it is chosen.
                    aria-label={i === 0 && choosing ? choosing.nameOf(row) : undefined}
                    aria-colindex={i + 1}
                    data-cell={`${String(item.index)}:${String(i)}`}
                    data-column={column.key}
                    tabIndex={place.row === item.index && place.column === i ? 0 : -1}
                    aria-readonly={!column.editor}
                    className={`${css.cell} ${i === 0 ? css.frozen : ''} ${column.end ? css.end : ''} ${column.editor ? css.editable : ''} ${edited ? css.editing : ''}`}
                    onFocus={() => {
                      if (place.row !== item.index || place.column !== i) setPlace({ row: item.index, column: i })
                    }}
                    onKeyDown={(event) => keys(event, row, item.index, i)}
                    onPointerDown={(event) => {
                      again.current = document.activeElement === event.currentTarget
                    }}
                    onClick={(event) => {
                      // What floats over a cell is its child for React alone.
                      if (
                        edited ||
                        !event.currentTarget.contains(event.target as Node) ||
                        event.ctrlKey ||
                        event.metaKey
                      )
                        return
                      if (i === 0) onOpen(row)
                      else if (again.current) edit(row, column)
                    }}
                    onDoubleClick={() => {
                      if (i > 0 && !edited) edit(row, column)
                    }}
                  >
                    {i === 0 && choosing && (
                      <Choice
                        name={choosing.nameOf(row)}
                        chosen={choosing.chosen.has(id)}
                        onToggle={(range) => choosing.toggle(id, ids(), range)}
                      />
                    )}
                    {edited && column.editor ? column.editor(row, close) : column.cell(row)}
                    {below}
                  </div>
                )
              })}
            </div>
          )
        })}
      </div>
    </div>
  )
}

const clamp = (value: number, max: number) => Math.max(0, Math.min(value, max))

const templateOf = (columns: readonly { width: number; fixed?: boolean }[]) =>
  columns
    .map(({ width, fixed }, i) =>
      fixed ? `${String(width)}px` : `minmax(${i === 0 ? 'var(--frozen)' : `${String(width)}px`}, ${String(width)}fr)`,
    )
    .join(' ')

function Ghost({ columns, style }: { columns: readonly { key: string; end?: boolean }[]; style: CSSProperties }) {
  return (
    <div className={`${css.row} ${css.ghost}`} style={style} aria-hidden>
      {columns.map(({ key, end }, i) => (
        <div key={key} className={`${css.cell} ${i === 0 ? css.frozen : ''} ${end ? css.end : ''}`}>
          <i />
        </div>
      ))}
    </div>
  )
}
