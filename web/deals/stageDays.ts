import { useQuery } from '@tanstack/react-query'
import { call } from '../api.ts'
import { today } from '../records/days.ts'
import { useReferences } from '../records/references.tsx'
import type { Deal } from './DealCard.tsx'

const day = 86_400_000

/** Whole days that a deal has stood in each stage, up to now. */
export function useStageDays(deal: Deal): ReadonlyMap<number, number> {
  const { data } = useQuery({
    queryKey: ['deals', 'stages', deal.id],
    queryFn: ({ signal }) => call('deals.stages', { id: deal.id }, signal),
  })
  const milliseconds = new Map<number, number>()
  for (const { stageId, enteredAt, leftAt } of data ?? []) {
    const stood = Math.max(0, Date.parse(leftAt ?? deal.updatedAt) - Date.parse(enteredAt))
    milliseconds.set(stageId, (milliseconds.get(stageId) ?? 0) + stood)
  }
  const { me } = useReferences()
  const zone = me?.timeZone ?? 'UTC'
  const now = Date.parse(`${today(zone)}T00:00:00Z`)
  const since = Date.parse(`${today(zone, new Date(deal.stageSince))}T00:00:00Z`)
  const days = new Map([...milliseconds].map(([stageId, time]) => [stageId, Math.floor(time / day)]))
  if (data && deal.state === 'open')
    days.set(deal.stageId, Math.max(days.get(deal.stageId) ?? 0, Math.round((now - since) / day)))
  return days
}
