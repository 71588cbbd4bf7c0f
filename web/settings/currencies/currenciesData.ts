import { useQuery } from '@tanstack/react-query'
import type { RowOf } from '../../../model/records.ts'
import { call } from '../../api.ts'
import { queries, useMe } from '../../queries.ts'

export type Currency = RowOf<'currencies'>

export const refreshCurrencies = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['currencies'] })

/** How many open deals each currency has; undefined until known. */
export function useOpenDeals(): ReadonlyMap<string, number> | undefined {
  return useQuery({
    queryKey: ['deals', 'totals', 'currencies'],
    queryFn: async () => {
      const filter = { field: 'state', op: 'eq' as const, value: 'open' }
      const { groups = [] } = await call('deals.totals', { filter, group: 'currency' })
      return new Map(groups.map(({ key, count }) => [String(key), count]))
    },
  }).data
}

/** The rates of a currency, newest first. */
export const useRates = (id: number) =>
  useQuery({
    queryKey: ['currencies', 'rates', id],
    queryFn: async () => (await call('currencies.rates', { id })).items,
  })

/** How far open deals are counted anew; asked each second while that runs. */
export function useRevaluations() {
  const me = useMe()
  return (
    useQuery({
      queryKey: ['currencies', 'revaluations'],
      enabled: me?.may.edit.includes('currencies') === true,
      queryFn: async () => (await call('currencies.revaluations', {})).items,
      refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'running') ? 1000 : false),
    }).data ?? []
  )
}
