import type { Filter } from '../../model/filters.ts'

/** The clients of one person. */
export const mine = (person: number): Filter => ({ field: 'ownerId', op: 'in', value: [person] })

/** Whether a filter says just that. */
export const isMine = (filter: Filter | undefined, person: number): boolean =>
  JSON.stringify(filter) === JSON.stringify(mine(person))
