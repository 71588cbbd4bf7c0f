import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { filterSchema, type Filter } from '../../model/filters.ts'

export const cardTabs = ['overview', 'timeline', 'products', 'links', 'files', 'history'] as const
export type CardTab = (typeof cardTabs)[number]

/** What the address says about the deals on the screen: a link shows the same to a colleague. */
export interface View {
  filter: Filter | undefined
  sort: readonly string[] | undefined
  deal: number | undefined
  tab: CardTab | undefined
  set(change: Partial<Pick<View, 'filter' | 'sort' | 'deal' | 'tab'>>): void
  openPage(id: number): void
}

export function useView(): View {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const set = useCallback(
    (change: Partial<View>) => {
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) => ({ ...before, ...change }) as never,
        replace: !('deal' in change),
      })
    },
    [navigate],
  )
  const openPage = useCallback(
    (id: number) => {
      void navigate({ to: '/deals/$id' as never, params: { id: String(id) } as never })
    },
    [navigate],
  )
  return useMemo(() => {
    const filter = search.filter === undefined ? undefined : filterSchema.safeParse(search.filter)
    return {
      filter: filter?.success ? filter.data : undefined,
      sort: Array.isArray(search.sort) && search.sort.length ? (search.sort as string[]) : undefined,
      deal: typeof search.deal === 'number' ? search.deal : undefined,
      tab: cardTabs.find((tab) => tab === search.tab),
      set,
      openPage,
    }
  }, [search, set, openPage])
}
