import { IconDots, IconEye, IconTrash } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { Menu } from '../ui/Menu.tsx'
import css from './CardMenu.module.css'

interface Props {
  label: string
  /** told apart from others: shows who sees it */
  who?: { name: string; onShow(): void }
  /** puts it into the bin; left out for who may not */
  removal?: { name: string; onRemove(): void } | undefined
}

/** What is done rarely with an opened record. */
export function CardMenu({ label, who, removal }: Props) {
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
          {who && (
            <button
              type="button"
              role="menuitem"
              onClick={() => {
                setOpen(false)
                who.onShow()
              }}
            >
              <IconEye size={16} stroke={1.75} aria-hidden />
              {who.name}
            </button>
          )}
          {who && removal && <hr />}
          {removal && (
            <button
              type="button"
              role="menuitem"
              onClick={() => {
                setOpen(false)
                removal.onRemove()
              }}
            >
              <IconTrash size={16} stroke={1.75} aria-hidden />
              {removal.name}
            </button>
          )}
        </Menu>
      )}
    </>
  )
}
