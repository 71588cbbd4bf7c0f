import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { filterSchema, type Filter } from '../../model/filters.ts'

/** What a view of records shows; all of it in the address, so that a link shows a colleague the same. */
export interface ListSearch {
  filter?: Filter | undefined
  sort?: string[] | undefined
  /** the record whose card is open */
  open?: number | undefined
  /** the part of the card */
  tab?: string | undefined
}

export function readListSearch(search: Record<string, unknown>): ListSearch {
  const { filter, sort, open, tab } = search
  return {
    // Whether the conditions make sense is the server's question: it names what does not.
    ...(typeof filter === 'object' && filter !== null ? { filter: filter as Filter } : {}),
    ...(Array.isArray(sort) && sort.every((one) => typeof one === 'string') ? { sort } : {}),
    ...(isId(open) ? { open } : {}),
    ...(typeof tab === 'string' ? { tab } : {}),
  }
}
export const isId = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0

export interface ListView extends ListSearch {
  set(change: ListSearch): void
}

/** What the address says, and the way to change it. Opening a card is a step that the back button takes back. */
export function useListView(): ListView {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const set = useCallback(
    (change: ListSearch) => {
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) => ({ ...before, ...change }) as never,
        replace: !('open' in change),
      })
    },
    [navigate],
  )
  return useMemo(() => {
    const read = readListSearch(search)
    const filter = filterSchema.safeParse(read.filter)
    return { ...read, filter: filter.success ? filter.data : undefined, set }
  }, [search, set])
}
