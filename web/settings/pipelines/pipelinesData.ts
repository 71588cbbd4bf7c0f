import { useQuery } from '@tanstack/react-query'
import type { RowOf } from '../../../model/records.ts'
import { call } from '../../api.ts'
import { queries, stagesQuery, useMe } from '../../queries.ts'
import { arrange } from '../../records/arrange.ts'
import { addDays, today, type Day } from '../../records/days.ts'

export type Stage = RowOf<'stages'>
export type Pipeline = RowOf<'pipelines'>
export const meanings = ['open', 'won', 'lost'] as const

export const refreshStages = (): Promise<unknown> =>
  Promise.all(['stages', 'pipelines', 'deals'].map((record) => queries.invalidateQueries({ queryKey: [record] })))

/** How many deals stand in each stage; undefined until known. */
export function useCounts(): ReadonlyMap<number, number> | undefined {
  return useQuery({
    queryKey: ['deals', 'totals', 'stageId'],
    queryFn: async () => {
      const { groups = [] } = await call('deals.totals', { group: 'stageId' })
      return new Map(groups.map(({ key, count }) => [Number(key), count]))
    },
  }).data
}

interface Standing {
  all: ReadonlyMap<number, number>
  mine: ReadonlyMap<number, number>
}

/** Deals that stand where they are for so many days or longer, of each stage and of the person himself. */
export function useStanding(limits: readonly { stageId: number; days: number }[]): Standing | undefined {
  const me = useMe()
  const zone = me?.timeZone ?? 'UTC'
  const day = today(zone)
  const { data } = useQuery<Standing>({
    queryKey: ['deals', 'totals', 'standing', day, ...limits.flatMap(({ stageId, days }) => [stageId, days])],
    enabled: limits.length > 0 && me !== undefined,
    placeholderData: (before) => before,
    queryFn: async ({ signal }) => {
      const filter = {
        or: limits.map(({ stageId, days }) => ({
          and: [
            { field: 'stageId', op: 'eq' as const, value: stageId },
            { field: 'stageSince', op: 'lt' as const, value: startOf(addDays(day, 1 - days), zone) },
          ],
        })),
      }
      const own = { and: [filter, { field: 'ownerId', op: 'eq' as const, value: me!.id }] }
      const [all, mine] = await Promise.all([
        call('deals.totals', { filter, group: 'stageId' }, signal),
        call('deals.totals', { filter: own, group: 'stageId' }, signal),
      ])
      const counts = ({ groups = [] }: typeof all) => new Map(groups.map(({ key, count }) => [Number(key), count]))
      return { all: counts(all), mine: counts(mine) }
    },
  })
  return data
}

/** The moment at which a day begins in a time zone. */
function startOf(day: Day, timeZone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(midnight)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '00'
  const there = `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`
  return new Date(midnight - (Date.parse(there) - midnight)).toISOString()
}

const removalsKey = ['stages', 'removals']
/** How far the removals in the background have come; asked anew each second while one is running. */
export function useRemovals() {
  const me = useMe()
  return (
    useQuery({
      queryKey: removalsKey,
      enabled: me?.may.edit.includes('pipelines') === true,
      queryFn: async () => (await call('stages.removals', {})).items,
      refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'running') ? 1000 : false),
    }).data ?? []
  )
}

/** Puts the stages of one meaning in an order; a pipeline's own order is in progress, won, lost. */
export function arrangeStages(stages: readonly Stage[], ids: readonly number[]): Promise<void> {
  const meaning = stages.find(({ id }) => id === ids[0])!.meaning
  const all = meanings.flatMap((one) =>
    one === meaning ? ids : stages.filter((stage) => stage.meaning === one).map(({ id }) => id),
  )
  return arrange(stagesQuery.queryKey, all, (order) => call('stages.arrange', { ids: order }))
}
