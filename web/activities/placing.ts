import type { DragEvent } from 'react'
import { call } from '../api.ts'
import { doneWith, tried } from '../asking.ts'
import { changing, type Activity } from './activityData.ts'

/** When something is to be due instead. */
export type Place = { deadline: string } | { day: string }
const placeOf = ({ deadline, day }: Activity): Place => (day ? { day } : { deadline })

/** Puts activities to other times, and offers to put them back. */
export async function placeAt(moved: readonly { activity: Activity; to: Place }[], said: string): Promise<void> {
  const put = (of: (one: (typeof moved)[number]) => Place) =>
    changing(call('activities.place', { places: moved.map((one) => ({ id: one.activity.id, ...of(one) })) }))
  if (moved.length && (await tried(() => put(({ to }) => to))))
    doneWith(said, () => put(({ activity }) => placeOf(activity)))
}

const kind = 'application/x-activity'
/** Makes an activity something that can be dragged to another time. */
export const carried = (activity: Activity) => ({
  draggable: true,
  onDragStart: (event: DragEvent) => {
    event.dataTransfer.setData(kind, String(activity.id))
    event.dataTransfer.effectAllowed = 'move'
  },
})
export const carries = (event: DragEvent): boolean => event.dataTransfer.types.includes(kind)
export const carriedId = (event: DragEvent): number => Number(event.dataTransfer.getData(kind))
