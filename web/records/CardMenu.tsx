import { IconDots, IconTrash } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { Menu } from '../ui/Menu.tsx'
import css from './CardMenu.module.css'

/** What is done rarely with an opened record: to put it into the bin. */
export function CardMenu({ label, remove, onRemove }: { label: string; remove: string; onRemove(): void }) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        ref={button}
        type="button"
        className={css.more}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <IconDots size={16} stroke={1.75} aria-hidden />
      </button>
      {open && (
        <Menu anchor={button} align="end" label={label} onClose={() => setOpen(false)}>
          <button
            type="button"
            role="menuitem"
            onClick={() => {
              setOpen(false)
              onRemove()
            }}
          >
            <IconTrash size={16} stroke={1.75} aria-hidden />
            {remove}
          </button>
        </Menu>
      )}
    </>
  )
}
