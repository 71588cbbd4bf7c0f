import { useState } from 'react'
import { timelineKinds, type TimelineKind } from '../../model/timeline.ts'

const keptAs = (person: number) => `sdelka.timeline.${String(person)}`

/** What of timelines a person looks at, the same on all cards; this browser keeps it. Null: everything. */
export function useKeptKind(person: number): [TimelineKind | null, (kind: TimelineKind | null) => void] {
  const [kind, setKind] = useState(() => {
    const kept = localStorage.getItem(keptAs(person))
    return timelineKinds.find((one) => one === kept) ?? null
  })
  const keep = (next: TimelineKind | null) => {
    setKind(next)
    if (next === null) localStorage.removeItem(keptAs(person))
    else localStorage.setItem(keptAs(person), next)
  }
  return [kind, keep]
}
