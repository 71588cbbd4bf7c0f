import { useEffect, useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { Floating } from './Floating.tsx'

interface Props {
  anchor: RefObject<HTMLElement | null>
  label: string
  align?: 'start' | 'end'
  className?: string | undefined
  onClose(): void
  children: ReactNode
}

const choices = '[role^=menuitem]:not(:disabled)'

/** Choices that hang from a button: arrows, Home and End go through them, Escape and Tab leave; the focus goes back. */
export function Menu({ anchor, label, align = 'start', className, onClose, children }: Props) {
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const own = menu.current
    const from = anchor.current
    const first = own?.querySelector<HTMLElement>('[aria-checked=true]') ?? own?.querySelector<HTMLElement>(choices)
    first?.focus()
    return () => {
      // Chosen by a press elsewhere, the focus is already where it is wanted.
      if (!document.activeElement || document.activeElement === document.body || own?.contains(document.activeElement))
        from?.focus({ preventScroll: true })
    }
  }, [anchor])

  const keys = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Tab') {
      event.preventDefault()
      return onClose()
    }
    const all = [...(menu.current?.querySelectorAll<HTMLElement>(choices) ?? [])]
    const at = all.indexOf(document.activeElement as HTMLElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    all.at(to % all.length)?.focus()
  }

  return (
    <Floating anchor={anchor} align={align} onClose={onClose}>
      <div
        ref={menu}
        className={`menu ${className ?? ''}`}
        role="menu"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={keys}
        onClick={(event) => event.stopPropagation()}
      >
        {children}
      </div>
    </Floating>
  )
}
