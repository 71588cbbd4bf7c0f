import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { IconArrowDown, IconArrowUp, IconGripVertical } from '@tabler/icons-react'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Menu } from '../../ui/Menu.tsx'
import { useWords } from '../../words.ts'
import css from './Sortable.module.css'

interface Item {
  id: number
  name: string
}

interface Props<T extends Item> {
  label: string
  items: readonly T[]
  editable: boolean
  onOrder(ids: number[]): void
  className?: string | undefined
  /** the row of an item, with the handle that it is taken by */
  children(item: T, grip: ReactNode): ReactNode
}

/** A list that people put in an order of their own: rows are dragged by their handle, or moved by arrows upon it. */
export function Sortable<T extends Item>({ label, items, editable, onOrder, className, children }: Props<T>) {
  const t = useWords()
  const list = useRef<HTMLUListElement>(null)
  const [told, setTold] = useState('')
  const ids = items.map(({ id }) => id)
  // Keys may come faster than the page is drawn anew.
  const latest = useRef(ids)
  useEffect(() => {
    latest.current = items.map(({ id }) => id)
  }, [items])
  const put = (id: number, at: number) => {
    const ids = latest.current
    const rest = ids.filter((one) => one !== id)
    const next = [...rest.slice(0, at), id, ...rest.slice(at)]
    if (at < 0 || at > rest.length || next.every((one, i) => one === ids[i])) return
    latest.current = next
    onOrder(next)
    const name = items.find((one) => one.id === id)?.name ?? ''
    setTold(t('settings.sort.done', { name, place: at + 1, count: ids.length }))
    // The row has gone elsewhere in the page, and the handle with it.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-grip="${String(id)}"]`)?.focus())
  }
  return (
    <>
      <ul ref={list} aria-label={label} className={className}>
        {items.map((item, at) => (
          <Row
            key={item.id}
            id={item.id}
            ids={ids}
            editable={editable}
            onDropped={(id, below) => {
              const from = ids.indexOf(id)
              put(id, (below ? at + 1 : at) - (from < at || (from === at && below) ? 1 : 0))
            }}
          >
            {(handle) =>
              children(
                item,
                editable ? (
                  <Grip
                    id={item.id}
                    name={item.name}
                    handle={handle}
                    first={at === 0}
                    last={at === items.length - 1}
                    onMove={(by) => put(item.id, latest.current.indexOf(item.id) + by)}
                  />
                ) : null,
              )
            }
          </Row>
        ))}
      </ul>
      <span role="status" className="hidden-text">
        {told}
      </span>
    </>
  )
}

type Handle = { current: HTMLButtonElement | null }

interface RowProps {
  id: number
  ids: readonly number[]
  editable: boolean
  onDropped(id: number, below: boolean): void
  children(handle: Handle): ReactNode
}

function Row({ id, ids, editable, onDropped, children }: RowProps) {
  const row = useRef<HTMLLIElement>(null)
  const handle = useRef<HTMLButtonElement>(null)
  const [edge, setEdge] = useState<'above' | 'below' | null>(null)
  const [taken, setTaken] = useState(false)
  const now = useRef({ ids, onDropped })
  useEffect(() => {
    now.current = { ids, onDropped }
  })
  useEffect(() => {
    const element = row.current
    const dragHandle = handle.current
    if (!element || !dragHandle || !editable) return
    const sorted = (data: Record<string, unknown>) => data['sorted'] as number
    const see = (data: Record<string | symbol, unknown>) => setEdge(data['below'] === true ? 'below' : 'above')
    return combine(
      draggable({
        element,
        dragHandle,
        getInitialData: () => ({ sorted: id }),
        onDragStart: () => setTaken(true),
        onDrop: () => setTaken(false),
      }),
      dropTargetForElements({
        element,
        // Within its own list only.
        canDrop: ({ source }) => now.current.ids.includes(sorted(source.data)),
        getData({ input }) {
          const { top, height } = element.getBoundingClientRect()
          return { below: input.clientY > top + height / 2 }
        },
        onDragEnter: ({ self }) => see(self.data),
        onDrag: ({ self }) => see(self.data),
        onDragLeave: () => setEdge(null),
        onDrop({ source, self }) {
          setEdge(null)
          now.current.onDropped(sorted(source.data), self.data['below'] === true)
        },
      }),
    )
  }, [id, editable])
  return (
    <li ref={row} className={`${css.row} ${edge ? css[edge] : ''} ${taken ? css.taken : ''}`}>
      {children(handle)}
    </li>
  )
}

interface GripProps {
  id: number
  name: string
  handle: Handle
  first: boolean
  last: boolean
  onMove(by: -1 | 1): void
}

function Grip({ id, name, handle, first, last, onMove }: GripProps) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const keys = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null
    if (by === null || open) return
    event.preventDefault()
    event.stopPropagation()
    onMove(by)
  }
  const choose = (by: -1 | 1) => {
    setOpen(false)
    onMove(by)
  }
  return (
    <>
      <button
        ref={handle}
        type="button"
        data-grip={id}
        className={css.grip}
        aria-label={t('settings.sort', { name })}
        aria-haspopup="menu"
        aria-expanded={open}
        title={t('settings.sort.hint')}
        onKeyDown={keys}
        onClick={() => setOpen(!open)}
      >
        <IconGripVertical size={16} stroke={1.75} aria-hidden />
      </button>
      {open && (
        <Menu anchor={handle} label={t('settings.sort', { name })} onClose={() => setOpen(false)}>
          <button type="button" role="menuitem" disabled={first} onClick={() => choose(-1)}>
            <IconArrowUp size={16} stroke={1.75} aria-hidden />
            {t('settings.sort.up')}
          </button>
          <button type="button" role="menuitem" disabled={last} onClick={() => choose(1)}>
            <IconArrowDown size={16} stroke={1.75} aria-hidden />
            {t('settings.sort.down')}
          </button>
        </Menu>
      )}
    </>
  )
}
