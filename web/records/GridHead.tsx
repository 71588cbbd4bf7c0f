import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react'
import { useWords } from '../words.ts'
import { sortedBy } from './sorting.ts'
import css from './Grid.module.css'

interface Props {
  column: { key: string; title: string; width: number; end?: boolean; sortable?: boolean }
  index: number
  /** of the last column */
  last: number
  sort: readonly string[]
  onSort(sort: string[]): void
  onWidth(column: string, width: number | null): void
  onPlace(column: string, at: number): void
}

const least = 64
const most = 960
const step = 16
const limited = (width: number) => Math.round(Math.min(most, Math.max(least, width)))

/**
 * The head of a column: a press sorts, with Shift beside what is sorted by already. It is dragged to another place and
 * widened at its edge; by keys, Alt with an arrow moves it and Shift with an arrow widens it.
 */
export function GridHead({ column, index, last, sort, onSort, onWidth, onPlace }: Props) {
  const t = useWords()
  const { key, title, end, sortable } = column
  const cell = useRef<HTMLDivElement>(null)
  const [over, setOver] = useState<'before' | 'after' | null>(null)
  const at = sort.findIndex((one) => one === key || one === `-${key}`)
  const order = at < 0 ? undefined : sort[at] === key ? 'ascending' : 'descending'
  const Arrow = order === 'ascending' ? IconArrowUp : IconArrowDown

  useEffect(() => {
    const element = cell.current
    // The first column names the row and stays where it is.
    if (!element || index === 0) return
    const half = (x: number) => {
      const { left, width } = element.getBoundingClientRect()
      return x < left + width / 2 ? 'before' : 'after'
    }
    return combine(
      draggable({ element, getInitialData: () => ({ column: key, index }) }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => typeof source.data['column'] === 'string',
        onDrag: ({ source, location }) =>
          setOver(source.data['column'] === key ? null : half(location.current.input.clientX)),
        onDragLeave: () => setOver(null),
        onDrop({ source, location }) {
          setOver(null)
          const from = source.data['index'] as number
          const to = half(location.current.input.clientX) === 'before' ? index : index + 1
          onPlace(source.data['column'] as string, from < to ? to - 1 : to)
        },
      }),
    )
  }, [key, index, onPlace])

  const widthNow = () => cell.current?.offsetWidth ?? column.width
  const press = (event: MouseEvent) => onSort(sortedBy(sort, key, Boolean(end), event.shiftKey))
  const keys = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (!by || event.ctrlKey || event.metaKey) return
    if (event.altKey && index > 0) onPlace(key, Math.min(last, Math.max(1, index + by)))
    else if (event.shiftKey) onWidth(key, limited(widthNow() + by * step))
    else return
    event.preventDefault()
  }
  const content = (
    <>
      {order && <Arrow size={14} stroke={2} aria-hidden />}
      {order && sort.length > 1 && <span className={css.rank}>{at + 1}</span>}
      <span className={css.cut}>{title}</span>
    </>
  )
  return (
    <div
      ref={cell}
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={order}
      data-head={key}
      data-over={over ?? undefined}
      className={`${css.headCell} ${index === 0 ? css.frozen : ''} ${end ? css.end : ''}`}
    >
      {sortable ? (
        <button
          type="button"
          className={css.sort}
          title={t('list.headHint')}
          aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight Shift+ArrowLeft Shift+ArrowRight"
          onClick={press}
          onKeyDown={keys}
        >
          {content}
        </button>
      ) : (
        <span className={css.still}>{content}</span>
      )}
      <Edge width={widthNow} onWidth={(width) => onWidth(key, width)} />
    </div>
  )
}

/** Dragged, the column becomes as wide; pressed twice, as wide as at first. */
function Edge({ width, onWidth }: { width(): number; onWidth(width: number | null): void }) {
  const from = useRef<{ x: number; width: number } | null>(null)
  const start = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault()
    event.stopPropagation()
    event.currentTarget.setPointerCapture(event.pointerId)
    from.current = { x: event.clientX, width: width() }
  }
  const move = (event: PointerEvent) => {
    if (from.current) onWidth(limited(from.current.width + event.clientX - from.current.x))
  }
  return (
    <span
      className={css.edge}
      aria-hidden
      draggable
      onDragStart={(event) => {
        // The head itself is what is dragged elsewhere.
        event.preventDefault()
        event.stopPropagation()
      }}
      onPointerDown={start}
      onPointerMove={move}
      onPointerUp={() => (from.current = null)}
      onPointerCancel={() => (from.current = null)}
      onDoubleClick={() => onWidth(null)}
    />
  )
}
