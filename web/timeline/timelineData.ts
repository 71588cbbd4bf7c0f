import { useInfiniteQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import type { TimelineKind } from '../../model/timeline.ts'
import { call, type Input, type Output } from '../api.ts'
import { queries } from '../queries.ts'

/** The records that have a timeline. */
export type Discussed = 'deals' | 'contacts' | 'companies'
/** The record that a timeline is of. */
export interface About {
  record: Discussed
  id: number
  /** what it is called */
  name: string
}
export type Entry = Output<'timeline.list'>['items'][number]
export type CommentEntry = Extract<Entry, { kind: 'comment' }>
export type ActivityEntry = Extract<Entry, { kind: 'activity' }>

/** What happened to a record, of one kind or of all. That of a client changes with his deals, all with what is planned. */
export const useTimeline = ({ record, id }: About, kind: TimelineKind | null) =>
  useInfiniteQuery({
    queryKey: [record, 'timeline', id, kind],
    queryFn: ({ pageParam, signal }) => {
      const input: Input<'timeline.list'> = { record, id, ...(kind === null ? {} : { kinds: [kind] }) }
      return call('timeline.list', { ...input, ...(pageParam === null ? {} : { after: pageParam }) }, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    meta: { follows: record === 'deals' ? ['activities'] : ['deals', 'activities'] },
  })

/** Reads a timeline anew, and what else tells of the same. */
export const readTimeline = ({ record, id }: Pick<About, 'record' | 'id'>): Promise<void> =>
  queries.invalidateQueries({
    predicate: ({ queryKey: [of, what, own] }) =>
      of === record && own === id && (what === 'timeline' || what === 'history' || what === 'files'),
  })

/** The entry of a timeline that the address names, as `comment-12`; undefined where it names none. */
export function useWantedEntry(): string | undefined {
  const { hash } = useLocation()
  return /^comment-\d+$/.test(hash) ? hash : undefined
}
