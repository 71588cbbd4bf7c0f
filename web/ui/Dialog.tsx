import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { layers } from './layers.ts'
import css from './Dialog.module.css'

interface Props {
  label: string
  /** Escape or a press beside it; left out, the dialog has to be answered */
  onClose?: (() => void) | undefined
  /** nearer to the top, where the eye is when it types */
  high?: boolean
  className?: string | undefined
  children: ReactNode
}

/**
 * A window over everything, which waits for an answer: nothing below can be reached. Keys pressed inside stay inside; the
 * focus goes back to where it was. What is to have the focus first says `autoFocus`.
 */
export function Dialog({ label, onClose, high = false, className, children }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const close = useRef(onClose)
  const [before] = useState(() => document.activeElement)
  useEffect(() => {
    close.current = onClose
  })

  useLayoutEffect(() => {
    const own = box.current
    if (!own) return
    const shade = own.parentElement!
    const below = [...document.body.children].filter(
      (one): one is HTMLElement =>
        one instanceof HTMLElement &&
        !one.inert &&
        Boolean(shade.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING),
    )
    for (const one of below) one.inert = true
    layers.push(own)
    if (!own.contains(document.activeElement)) own.focus({ preventScroll: true })
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || layers.at(-1) !== own) return
      event.stopPropagation()
      event.preventDefault()
      close.current?.()
    }
    document.addEventListener('keydown', escape, true)
    return () => {
      document.removeEventListener('keydown', escape, true)
      layers.splice(layers.indexOf(own), 1)
      for (const one of below) one.inert = false
      const elsewhere = document.activeElement !== document.body && !own.contains(document.activeElement)
      if (!elsewhere && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [before])

  return createPortal(
    <div
      className={`${css.shade} ${high ? css.high : ''}`}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose?.()
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => event.stopPropagation()}
    >
      <div
        ref={box}
        role="dialog"
        aria-modal
        aria-label={label}
        tabIndex={-1}
        className={`${css.box} ${className ?? ''}`}
      >
        {children}
      </div>
    </div>,
    document.body,
  )
}
