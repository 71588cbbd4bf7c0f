import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Choices, MergeName } from '../../model/merging.ts'
import { call, type Output } from '../api.ts'
import { doneWith } from '../asking.ts'
import { queries } from '../queries.ts'
import { readAnew } from '../refreshing.ts'
import { leave } from '../records/following.ts'
import type { AnyRow } from '../records/rows.ts'
import { toast } from '../ui/toasts.tsx'
import { language, say } from '../words.ts'

type Compared = Output<'contacts.compare'>
/** Records beside one another, whichever kind they are of. */
export interface Comparison extends Omit<Compared, 'items'> {
  items: AnyRow[]
}
interface Chosen {
  ids: readonly number[]
  into: number | undefined
  take: Choices
}
type Ask = <T>(name: string, input: object, signal?: AbortSignal) => Promise<T>
// Each record that can be merged has both methods.
const ask = call as unknown as Ask

/** Records beside one another, and what they would become as it has been chosen so far. */
export const useComparison = (record: MergeName, { ids, into, take }: Chosen) =>
  useQuery({
    queryKey: [record, 'compare', ids, into ?? null, take],
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ask<Comparison>(`${record}.compare`, { ids, take, ...(into === undefined ? {} : { into }) }, signal),
  })

/** Whether a field says anything. */
export const says = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && !value.length)

/** After a merge all that is shown is read anew: whatever it was, it may have led to a record that is gone. */
export const readMerged = (): Promise<unknown> => readAnew(queries)

interface Merge {
  ids: readonly number[]
  into: number
  take?: Choices
  seen?: { id: number; version: number }[]
  shows?: boolean
}

/** Makes one record of several. Gives the event by which that is taken back. */
export function merge(record: MergeName, input: Merge): Promise<{ id: number; eventId: number }> {
  leave(
    record,
    input.ids.filter((id) => id !== input.into),
  )
  return ask(`${record}.merge`, input)
}

/** Says that several have become one, and takes it back if that is wished. */
export function saidMerged(name: string, eventId: number): void {
  const [spoken, take] = [language(), () => call('events.undo', { id: eventId })]
  doneWith(say(spoken, 'merge.done', { name }), async () => {
    const { left } = await take()
    await readMerged()
    toast(
      left?.length
        ? say(spoken, 'merge.left', { names: left.map((one) => one.name).join(', ') })
        : say(spoken, 'undone'),
    )
  })
}
