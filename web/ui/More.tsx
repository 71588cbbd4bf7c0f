import { IconDots } from '@tabler/icons-react'
import { useRef, useState, type ReactNode } from 'react'
import { Menu } from './Menu.tsx'

interface Props {
  label: string
  className?: string | undefined
  /** on a title bar the words stand in no menu: hovering tells */
  title?: boolean
  align?: 'start' | 'end'
  /** the choices; each closes the menu by `choose` and then does its own */
  children(choose: (act: () => unknown) => () => void): ReactNode
}

/** Three dots, and what can be done rarely under them. */
export function More({ label, className = 'btn icon', title = false, align = 'end', children }: Props) {
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        {...(title ? { title: label } : {})}
        onClick={() => setOpen(!open)}
      >
        <IconDots size={16} stroke={1.75} aria-hidden />
      </button>
      {open && (
        <Menu anchor={button} align={align} label={label} onClose={close}>
          {children((act) => () => {
            close()
            void act()
          })}
        </Menu>
      )}
    </>
  )
}
