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

const mine = (me: number): Filter => ({
  or: [
    { field: 'ownerId', op: 'eq', value: me },
    { field: 'participantIds', op: 'in', value: [me] },
  ],
})

/** What a person has to do, the soonest first. */
export const ownOpen = (me: number) => ({
  queryKey: ['activities', 'own', me] as const,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Activity[]> => {
    const filter: Filter = { and: [mine(me), { field: 'finishedAt', op: 'empty' }] }
    return (await call('activities.list', { filter, sort: ['deadline'], limit: 300 }, signal)).items
  },
})

/** What a person has done and has to do between two moments. */
export const ownBetween = (me: number, from: string, to: string) => ({
  queryKey: ['activities', 'between', me, from, to] as const,
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Activity[]> => {
    const filter: Filter = { and: [mine(me), { field: 'deadline', op: 'between', value: [from, to] }] }
    return (await call('activities.list', { filter, sort: ['deadline'], limit: 500 }, signal)).items
  },
})

export const oneActivity = (id: number) => ({
  queryKey: ['activities', 'get', id] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => call('activities.get', { id }, signal),
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
