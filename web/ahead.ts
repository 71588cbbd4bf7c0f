import { useEffect } from 'react'

/** A part of a page that is loaded when it is first shown, or before. */
interface Part {
  preload?: (() => Promise<unknown> | undefined) | undefined
}

/** Until what is being shown has its data: nothing is to stand in its way. */
const rest = 1500

/**
 * Loads parts of a page once the browser has nothing else to do. A part that is here already is shown in the next picture;
 * one that is still awaited leaves a blank, which React lets stand for 300 ms at least. Give the same array each time.
 */
export function useAhead(parts: readonly Part[]): void {
  useEffect(() => {
    const load = () => {
      for (const part of parts) void part.preload?.()
    }
    const timer = setTimeout(() => ('requestIdleCallback' in window ? requestIdleCallback(load) : load()), rest)
    return () => clearTimeout(timer)
  }, [parts])
}
