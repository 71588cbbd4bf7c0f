import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'

/**
 * Keeps what one reads where it is while things come and go above it in a virtual list. At the very top new ones are seen
 * coming.
 */
export function useSteadyScroll(
  scroll: RefObject<HTMLElement | null>,
  virtual: Virtualizer<HTMLDivElement, Element>,
  items: readonly { id: number }[],
): void {
  /** what is in sight, and how far below the edge */
  const sight = useRef(new Map<number, number>())

  useEffect(() => {
    const element = scroll.current
    if (!element) return
    const look = () => {
      const { scrollTop, clientHeight } = element
      sight.current = new Map(
        virtual.measurementsCache
          .filter(({ start, end }) => end > scrollTop && start < scrollTop + clientHeight)
          .map(({ key, start }) => [Number(key), start - scrollTop]),
      )
    }
    element.addEventListener('scroll', look, { passive: true })
    return () => element.removeEventListener('scroll', look)
  }, [scroll, virtual])

  useLayoutEffect(() => {
    const element = scroll.current
    if (!element || element.scrollTop <= 0 || !sight.current.size) return
    const shifts = virtual.measurementsCache
      .flatMap(({ key, start }) => {
        const was = sight.current.get(Number(key))
        return was === undefined ? [] : [start - element.scrollTop - was]
      })
      .sort((a, b) => a - b)
    // Most of them tell how far all was shifted; one that was itself moved does not.
    const shift = shifts[Math.floor(shifts.length / 2)]
    if (shift) element.scrollTop += shift
  }, [scroll, virtual, items])
}
