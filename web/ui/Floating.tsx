import { useEffect, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import { layers } from './layers.ts'
import css from './Floating.module.css'

interface Props {
  anchor: RefObject<HTMLElement | null>
  onClose(reason: 'escape' | 'outside'): void
  /** which edges stand under one another */
  align?: 'start' | 'end'
  /** at least as wide as what it hangs from */
  fit?: boolean
  role?: 'dialog' | 'presentation'
  label?: string
  className?: string | undefined
  children: ReactNode
}

/**
 * A menu or a small form that hangs from an element, above everything, inside the window. A press outside or Escape closes
 * it; of several, one over another, the uppermost goes first. From a form the focus goes back to where it was, or to what
 * the form hung from.
 */
export function Floating({
  anchor,
  onClose,
  align = 'start',
  fit = false,
  role = 'presentation',
  label,
  className,
  children,
}: Props) {
  const box = useRef<HTMLDivElement>(null)
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  })

  const [before] = useState(() => document.activeElement)
  useLayoutEffect(() => {
    const own = box.current
    if (role === 'dialog') return () => giveBack(own, before, anchor)
    return undefined
  }, [anchor, before, role])

  useLayoutEffect(() => {
    const place = () => {
      if (box.current && anchor.current) hang(box.current, anchor.current, align, fit)
    }
    place()
    const sizes = new ResizeObserver(place)
    if (box.current) sizes.observe(box.current)
    if (anchor.current) sizes.observe(anchor.current)
    window.addEventListener('scroll', place, true)
    window.addEventListener('resize', place)
    return () => {
      sizes.disconnect()
      window.removeEventListener('scroll', place, true)
      window.removeEventListener('resize', place)
    }
  }, [anchor, align, fit])

  useEffect(() => {
    const own = box.current
    if (!own) return
    layers.push(own)
    const outside = (event: PointerEvent) => {
      const target = event.target as Node
      const above = layers.slice(layers.indexOf(own))
      if (above.some((one) => one.contains(target)) || anchor.current?.contains(target)) return
      // What is being typed inside is told of before all goes.
      if (document.activeElement instanceof HTMLElement && own.contains(document.activeElement))
        document.activeElement.blur()
      close.current('outside')
    }
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || layers.at(-1) !== own) return
      event.stopPropagation()
      event.preventDefault()
      close.current('escape')
    }
    document.addEventListener('pointerdown', outside, true)
    document.addEventListener('keydown', escape, true)
    return () => {
      layers.splice(layers.indexOf(own), 1)
      document.removeEventListener('pointerdown', outside, true)
      document.removeEventListener('keydown', escape, true)
    }
  }, [anchor])

  return createPortal(
    <div ref={box} className={`${css.box} ${className ?? ''}`} role={role} aria-label={label}>
      {children}
    </div>,
    document.body,
  )
}

const edge = 8

/** Unless the focus has gone elsewhere by itself. */
function giveBack(box: HTMLElement | null, before: Element | null, anchor: RefObject<HTMLElement | null>): void {
  const at = document.activeElement
  if (at && at !== document.body && !box?.contains(at)) return
  const to = before !== document.body && before?.isConnected ? before : anchor.current
  const control = to?.matches(takesFocus) ? to : to?.querySelector(takesFocus)
  if (control instanceof HTMLElement) control.focus({ preventScroll: true })
}
const takesFocus = 'button:enabled, a[href], input:enabled, select:enabled, textarea:enabled, [tabindex]'

function hang(box: HTMLElement, anchor: HTMLElement, align: 'start' | 'end', fit: boolean): void {
  const from = anchor.getBoundingClientRect()
  if (fit) box.style.minWidth = `${from.width}px`
  const below = window.innerHeight - from.bottom - edge
  const above = from.top - edge
  const { offsetWidth: width, scrollHeight: height } = box
  const up = height + 4 > below && above > below
  box.style.maxHeight = `${Math.max(120, (up ? above : below) - 4)}px`
  const shown = Math.min(height, Math.max(120, (up ? above : below) - 4))
  const left = align === 'start' ? from.left : from.right - width
  box.style.left = `${Math.max(edge, Math.min(left, window.innerWidth - width - edge))}px`
  box.style.top = `${up ? from.top - shown - 4 : from.bottom + 4}px`
}
