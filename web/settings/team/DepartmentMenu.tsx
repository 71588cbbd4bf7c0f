import { IconArrowRight, IconCheck, IconDots, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { flat, treeOf, type Branch } from '../../records/tree.ts'
import { Menu } from '../../ui/Menu.tsx'
import { useWords } from '../../words.ts'
import { removeDepartment } from './departmentChange.ts'
import type { Department } from './teamData.ts'

interface Props {
  branch: Branch<Department>
  all: ReadonlyMap<number, Branch<Department>>
  /** nothing is in it */
  empty: boolean
  onOpen(id: number): void
  onAdd(parentId: number): void
  onMove(department: Department, parentId: number | null): void
}

/** All that dragging does and more, by keyboard and on a phone. */
export function DepartmentMenu({ branch, all, empty, onOpen, onAdd, onMove }: Props) {
  const t = useWords()
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState<'menu' | 'move' | null>(null)
  const { row: department } = branch
  const { id, name, parentId } = department
  const below = new Set(flat([branch]).map(({ row }) => row.id))
  const places = flat(treeOf([...all.values()].map(({ row }) => row))).filter(({ row }) => !below.has(row.id))
  const label = t('team.more', { name })
  const close = () => setOpen(null)
  const act = (what: () => void) => () => {
    close()
    what()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className="btn icon"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open !== null}
        onClick={() => setOpen(open ? null : 'menu')}
      >
        <IconDots size={16} stroke={1.75} aria-hidden />
      </button>
      {open === 'menu' && (
        <Menu anchor={button} align="end" label={label} onClose={close}>
          <button type="button" role="menuitem" onClick={act(() => onOpen(id))}>
            <IconPencil size={16} stroke={1.75} aria-hidden />
            {t('team.department.rename')}
          </button>
          <button type="button" role="menuitem" onClick={act(() => onAdd(id))}>
            <IconPlus size={16} stroke={1.75} aria-hidden />
            {t('team.department.inside')}
          </button>
          <button type="button" role="menuitem" aria-haspopup="menu" onClick={() => setOpen('move')}>
            <IconArrowRight size={16} stroke={1.75} aria-hidden />
            {t('team.department.move')}
          </button>
          <hr />
          <button
            type="button"
            role="menuitem"
            // What is in the way is told where there is room for it.
            onClick={act(() => (empty ? void removeDepartment(department) : onOpen(id)))}
          >
            <IconTrash size={16} stroke={1.75} aria-hidden />
            {t('team.department.remove')}
          </button>
        </Menu>
      )}
      {open === 'move' && (
        <Menu anchor={button} align="end" label={t('team.department.move')} onClose={close}>
          <h3 role="presentation">{t('team.department.move')}</h3>
          <button
            type="button"
            role="menuitemradio"
            aria-checked={parentId === null}
            onClick={act(() => onMove(department, null))}
          >
            {t('team.department.top')}
            {parentId === null && <IconCheck className="chosen" size={16} stroke={1.75} aria-hidden />}
          </button>
          {places.map((place) => (
            <button
              key={place.row.id}
              type="button"
              role="menuitemradio"
              aria-checked={place.row.id === parentId}
              style={{ paddingInlineStart: `${String(8 + place.depth * 16)}px` }}
              onClick={act(() => onMove(department, place.row.id))}
            >
              {place.row.name}
              {place.row.id === parentId && <IconCheck className="chosen" size={16} stroke={1.75} aria-hidden />}
            </button>
          ))}
        </Menu>
      )}
    </>
  )
}
