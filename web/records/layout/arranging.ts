import { useSyncExternalStore } from 'react'
import type { Arrangeable } from '../../../model/asked.ts'
import type { Layout } from '../../../model/layouts.ts'

/** For whom a card is arranged: oneself, everybody, or those of a role; in all pipelines or in one. */
export interface Target {
  whose: 'own' | 'all' | number
  pipelineId: number | null
}

/** A card that is being arranged. What has been done and is not saved yet outlives the card: it may be gone on with. */
export interface Arranging {
  record: Arrangeable
  id: number
  target?: Target
  draft?: Layout & { version: number | null }
}

let now: Arranging | null = null
const listeners = new Set<() => void>()

export function arrange(next: Arranging | null): void {
  now = next
  for (const listener of listeners) listener()
}

/** What is being arranged on this card: begun here, or on another one and not saved. */
export function useArranging(record: Arrangeable, id: number): Arranging | null {
  const current = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => now,
  )
  return current?.record === record && (current.id === id || current.draft) ? current : null
}

// Leaving would lose it.
addEventListener('beforeunload', (event) => {
  if (now?.draft) event.preventDefault()
})
