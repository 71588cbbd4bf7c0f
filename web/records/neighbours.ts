import { useSyncExternalStore } from 'react'
import type { RecordName } from '../../model/records.ts'
import { queries } from '../queries.ts'

/** What stands before and after an opened record in the list below it. */
export interface Neighbours {
  previous: number | undefined
  next: number | undefined
  /** from 1 */
  place: number
  /** how many there are; undefined while not all are read */
  count: number | undefined
}
interface Pages {
  pages: { items: { id: number }[]; next: string | null }[]
}

/** The neighbours of a record in the list that is on the screen; undefined if it is not in one. */
export function useNeighbours(record: RecordName, id: number): Neighbours | undefined {
  const told = useSyncExternalStore(
    (watcher) => queries.getQueryCache().subscribe(watcher),
    () => said(record, id),
  )
  return told === '' ? undefined : (JSON.parse(told) as Neighbours)
}

/** As text, so that it is the same as long as it says the same. */
function said(record: RecordName, id: number): string {
  for (const { state } of queries.getQueryCache().findAll({ queryKey: [record, 'list'], type: 'active' })) {
    const pages = (state.data as Partial<Pages> | undefined)?.pages
    if (!pages) continue
    const ids = pages.flatMap(({ items }) => items.map((item) => item.id))
    const at = ids.indexOf(id)
    if (at < 0) continue
    const count = pages.at(-1)?.next === null ? ids.length : undefined
    const found: Neighbours = { previous: ids[at - 1], next: ids[at + 1], place: at + 1, count }
    return JSON.stringify(found)
  }
  return ''
}
