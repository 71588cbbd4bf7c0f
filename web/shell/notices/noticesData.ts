import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { call, type Output } from '../../api.ts'
import { tried } from '../../asking.ts'
import { queries } from '../../queries.ts'

export type Notice = Output<'notifications.list'>['items'][number]

const page = 30

/** How many the person has not read; told live. Nobody's where an administrator looks as somebody else. */
export const useUnread = (asked: boolean): number =>
  useQuery({
    queryKey: ['notifications', 'unread'],
    queryFn: ({ signal }) => call('notifications.unread', {}, signal),
    enabled: asked,
  }).data?.count ?? 0

/** What the person was told, newest first. */
export const useNotices = (unread: boolean) =>
  useInfiniteQuery({
    queryKey: ['notifications', 'list', unread],
    queryFn: ({ pageParam, signal }) =>
      call('notifications.list', { limit: page, unread, ...(pageParam === null ? {} : { after: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    // A list of a while ago would change under the hand that has just opened it.
    gcTime: 0,
  })

const readAnew = () => queries.invalidateQueries({ queryKey: ['notifications'] })

export async function markRead(ids: number[], read: boolean): Promise<void> {
  await tried(() => call('notifications.read', { ids, read }))
  await readAnew()
}

export async function markAllRead(): Promise<void> {
  await tried(() => call('notifications.readAll', {}))
  await readAnew()
}
