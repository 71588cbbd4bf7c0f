import type { Format } from '../format.ts'

export type ActivityState = 'done' | 'overdue' | 'today' | 'planned'
/** What tells when an activity is due. */
interface Due {
  deadline: string
  day?: string | null
  finishedAt?: string | null
}

/** How an activity stands at this moment, where the person is. */
export function stateOf({ deadline, finishedAt }: Due, format: Format): ActivityState {
  if (finishedAt) return 'done'
  if (Date.parse(deadline) < Date.now()) return 'overdue'
  return format.dayOf(deadline) === format.today() ? 'today' : 'planned'
}

/** The day and the time; of what has no hour, the day. */
export const whenOf = ({ deadline, day }: Due, format: Format): string =>
  day ? format.day(day) : format.moment(deadline)
