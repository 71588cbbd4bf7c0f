import { notifyManager, QueryClient, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RowOf } from '../model/records.ts'
import { shapeAs } from './shape.ts'
import { ApiError, askToSignIn, call, type Output } from './api.ts'

// What is written into the cache shows in the same picture as the state that changes with it, not one picture later.
notifyManager.setScheduler(queueMicrotask)

/**
 * What has been read of the server. Keys begin with the record, then say what it is: `['deals', 'board', …]`,
 * `['deals', 'list', …]`, `['deals', 'get', id]`; a live message about a record makes everything of it be read anew.
 */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A server may well answer on a machine that is not online; what does not answer is said, not waited for.
      networkMode: 'always',
      staleTime: 30_000,
      retry: (count, error) =>
        count < 3 && error instanceof ApiError && ['offline', 'unavailable', 'internal'].includes(error.code),
    },
  },
})

/** The person; what his records look like is known from then on. */
async function shaped(): Promise<Me> {
  const me = await call('session.get', {})
  shapeAs(me)
  return me
}

export type Me = Output<'session.get'>
/** The person at the screen; undefined until known. */
export const useMe = (): Me | undefined => useQuery(meQuery).data ?? undefined
export const meQuery = {
  queryKey: ['session'],
  staleTime: Infinity,
  queryFn: async (): Promise<Me | null> => {
    try {
      return await shaped()
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'signin')) throw error
      // Whoever was here signs in again over the page; it keeps what he has typed.
      return (await askToSignIn()) ? shaped() : null
    }
  },
}

const page = 500
const all = <T>(queryKey: readonly string[], queryFn: () => Promise<{ items: T[] }>) => ({
  queryKey,
  queryFn: async () => (await queryFn()).items,
  staleTime: 5 * 60_000,
})
export const peopleQuery = all<RowOf<'users'>>(['users', 'list', 'all'], () =>
  call('users.list', { limit: page, sort: ['name'] }),
)
export const pipelinesQuery = all<RowOf<'pipelines'>>(['pipelines', 'list', 'all'], () =>
  call('pipelines.list', { limit: page, sort: ['position'] }),
)
export const stagesQuery = all<RowOf<'stages'>>(['stages', 'list', 'all'], () =>
  call('stages.list', { limit: page, sort: ['position'] }),
)
export const termsQuery = all<RowOf<'terms'>>(['terms', 'list', 'all'], () =>
  call('terms.list', { limit: page, sort: ['position'] }),
)
export const currenciesQuery = all<RowOf<'currencies'>>(['currencies', 'list', 'all'], () =>
  call('currencies.list', { limit: page, sort: ['position'] }),
)

/** How many activities of one's own are overdue and due today. */
export const ownCountQuery = {
  queryKey: ['activities', 'count'],
  // What is due becomes overdue by itself.
  refetchInterval: 60_000,
  queryFn: () => call('activities.count', {}),
}

export const usePeople = (): RowOf<'users'>[] => useQuery(peopleQuery).data ?? []
const none: never[] = []
/** All pipelines, to name them by. */
export const useEveryPipeline = (): RowOf<'pipelines'>[] => useQuery(pipelinesQuery).data ?? none
/** The pipelines of which the person sees anything. */
export function usePipelines(): RowOf<'pipelines'>[] {
  const all = useEveryPipeline()
  const closed = useMe()?.closedPipelines
  return useMemo(() => all.filter(({ id }) => !closed?.includes(id)), [all, closed])
}
export const useStages = (): RowOf<'stages'>[] => useQuery(stagesQuery).data ?? []
export const useTerms = (): RowOf<'terms'>[] => useQuery(termsQuery).data ?? []
export const useCurrencies = (): RowOf<'currencies'>[] => useQuery(currenciesQuery).data ?? []
