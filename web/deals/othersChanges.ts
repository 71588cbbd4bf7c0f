import { useSyncExternalStore } from 'react'

/** What of a card tells whether somebody else has just changed it. */
export interface Changeable {
  id: number
  version: number
  updatedAt: string
  updatedBy: number | null
}

const shownFor = 2000
let fresh: ReadonlySet<number> = new Set()
const watchers = new Set<() => void>()
const set = (next: ReadonlySet<number>) => {
  fresh = next
  for (const watcher of watchers) watcher()
}

/** Whether somebody else has changed the deal within the last two seconds. */
export const useJustChanged = (id: number): boolean =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => fresh.has(id),
  )

/** Marks for two seconds what others have changed between two readings of a board. */
export function markOthers(before: readonly Changeable[], now: readonly Changeable[], me: number | undefined): void {
  const ids = changedByOthers(before, now, me)
  if (!ids.length) return
  set(new Set([...fresh, ...ids]))
  setTimeout(() => set(new Set([...fresh].filter((id) => !ids.includes(id)))), shownFor)
}

/**
 * The deals that somebody else has changed or brought here. What the system has done to all of them, as when a rate
 * changes, is no news; a card that one has only now scrolled to was changed before the last of those known.
 */
export function changedByOthers(
  before: readonly Changeable[],
  now: readonly Changeable[],
  me: number | undefined,
): number[] {
  const versions = new Map(before.map(({ id, version }) => [id, version]))
  const last = before.reduce((latest, { updatedAt }) => (updatedAt > latest ? updatedAt : latest), '')
  return now
    .filter(({ id, version, updatedAt, updatedBy }) => {
      if (updatedBy === null || updatedBy === me) return false
      const known = versions.get(id)
      return known === undefined ? updatedAt > last : version > known
    })
    .map(({ id }) => id)
}
