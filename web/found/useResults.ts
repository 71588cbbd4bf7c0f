import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../api.ts'
import { useMe } from '../queries.ts'
import { recents } from '../shell/recent.ts'
import { glanceAt, type FoundRow } from './hits.tsx'
import { kinds, type Kind } from './view.ts'

/** A letter is in too many names; a figure may be the number of a deal. */
export const isEnough = (text: string): boolean => text.length >= 2 || /^\d$/.test(text)
/** So many of each kind stand on the page of everything. */
export const few = 6
/** So many are counted and shown at first; a count beyond is not asked for. */
export const page = 50
export const most = 200
export const freshFor = 10_000

/** What the server finds: of each kind, of `kind` alone as many as are to be shown. Live messages ask it anew. */
export function useResults(text: string, kind: Kind | undefined, shown: number) {
  const asked = text.trim()
  const wide = useQuery({
    queryKey: ['search', 'results', asked],
    enabled: isEnough(asked),
    placeholderData: keepPreviousData,
    staleTime: freshFor,
    retry: false,
    queryFn: ({ signal }) => call('search.find', { text: asked, each: true, limit: page + 1 }, signal),
  })
  const more = useQuery({
    queryKey: ['search', 'results', asked, kind, shown],
    enabled: kind !== undefined && shown > page && isEnough(asked),
    placeholderData: keepPreviousData,
    staleTime: freshFor,
    retry: false,
    queryFn: ({ signal }) => call('search.find', { text: asked, each: true, record: kind!, limit: shown + 1 }, signal),
  })
  const of = (one: Kind): FoundRow[] =>
    (one === kind && shown > page && more.data ? more.data : (wide.data ?? [])).filter(({ record }) => record === one)
  const rows = (kind ? [kind] : kinds).flatMap((one) => of(one).slice(0, kind ? shown : few))
  const lines = useQuery({
    queryKey: ['search', 'glance', asked, rows.map(({ record, id }) => `${record} ${String(id)}`)],
    enabled: wide.data !== undefined && !wide.isPlaceholderData,
    placeholderData: keepPreviousData,
    staleTime: freshFor,
    retry: false,
    queryFn: ({ signal }) => glanceAt(rows, asked, signal),
  })
  const found = !isEnough(asked) ? undefined : wide.data
  return {
    asked,
    /** how many of each kind; one more than a page: there are more */
    counts: Object.fromEntries(
      kinds.map((one) => [one, found?.filter(({ record }) => record === one).length ?? 0]),
    ) as Record<Kind, number>,
    hasMore: kind !== undefined && of(kind).length > shown,
    /** whether all of it is only alike; said together with the lines that it is said of */
    near: found !== undefined && found.length > 0 && !lines.isPlaceholderData && found.every(({ by }) => by === 'near'),
    nothing: found?.length === 0,
    lines: found === undefined ? undefined : lines.data,
    busy: wide.isFetching || more.isFetching || lines.isFetching,
    problem: wide.error ?? more.error ?? lines.error,
    retry: () => void Promise.all([wide.refetch(), ...(more.isError ? [more.refetch()] : []), lines.refetch()]),
  }
}

/** What the person has opened lately. */
export function useRecentLines() {
  const me = useMe()
  const items = me ? recents(me.id) : []
  return useQuery({
    queryKey: ['search', 'recent', items],
    enabled: items.length > 0,
    staleTime: freshFor,
    retry: false,
    queryFn: ({ signal }) => call('search.glance', { items }, signal),
  }).data
}
