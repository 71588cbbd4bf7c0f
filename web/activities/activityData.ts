import type { Filter } from '../../model/filters.ts'
import type { Binding } from '../../model/activities.ts'
import { call, type Input, type Output } from '../api.ts'
import { queries } from '../queries.ts'

export type Activity = Output<'activities.list'>['items'][number]
export type NewActivity = Input<'activities.create'>
/** What an activity is planned for. */
export type Bound = Partial<Record<Binding, number[]>>

/** What is planned for a record, the soonest first. */
export const plannedFor = (binding: Binding, id: number) => ({
  queryKey: ['activities', 'planned', binding, id] as const,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Activity[]> => {
    const filter: Filter = {
      and: [
        { field: binding, op: 'in', value: [id] },
        { field: 'finishedAt', op: 'empty' },
      ],
    }
    return (await call('activities.list', { filter, sort: ['deadline'], limit: 100 }, signal)).items
  },
})

/** Has all be read again that shows activities: the boards and lists of deals tell of the next one. */
export async function activitiesChanged(): Promise<void> {
  void queries.invalidateQueries({ queryKey: ['deals'], predicate: ({ queryKey }) => queryKey[1] !== 'find' })
  await queries.invalidateQueries({ queryKey: ['activities'] })
}

/** Does something with activities, then has them read again. */
export async function changing<T>(act: Promise<T>): Promise<T> {
  const done = await act
  await activitiesChanged()
  return done
}
