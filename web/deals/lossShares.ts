import { useQuery } from '@tanstack/react-query'
import { call } from '../api.ts'

const year = 365 * 86_400_000

/** Of the deals of a pipeline lost within a year, as far as one sees them: which part for each reason. None if there are none. */
export function useLossShares(
  pipelineId: number | undefined,
  wanted: boolean,
): ReadonlyMap<number, number> | undefined {
  const { data } = useQuery({
    queryKey: ['deals', 'totals', 'losses', pipelineId],
    enabled: wanted && pipelineId !== undefined,
    staleTime: 5 * 60_000,
    // Without it the choice is the same.
    retry: false,
    queryFn: async ({ signal }): Promise<Map<number, number>> => {
      const since = new Date(Date.now() - year).toISOString()
      const { count, groups } = await call(
        'deals.totals',
        {
          filter: {
            and: [
              { field: 'pipelineId', op: 'eq', value: pipelineId! },
              { field: 'state', op: 'eq', value: 'lost' },
              { field: 'closedAt', op: 'gte', value: since },
            ],
          },
          group: 'stageId',
        },
        signal,
      )
      return new Map(groups?.map(({ key, count: some }) => [Number(key), some / count]))
    },
  })
  return data?.size ? data : undefined
}
