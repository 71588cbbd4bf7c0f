import type { QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import type { LiveMessage } from '../model/events.ts'
import { ApiError, call } from './api.ts'
import { queries } from './queries.ts'

/** What the tabs tell each other: one of them holds the stream, for a browser opens few connections to one host. */
type Told = { kind: 'change'; message: LiveMessage } | { kind: 'ready' } | { kind: 'away' }

const gatherFor = 60
/** Shorter breaks are not worth telling. */
const awayFor = 1500
let online = true
let leaving: ReturnType<typeof setTimeout> | undefined
const watchers = new Set<() => void>()
function setOnline(next: boolean): void {
  clearTimeout(leaving)
  leaving = undefined
  if (online === next) return
  online = next
  for (const watcher of watchers) watcher()
}

/** Whether the server can be heard. */
export const useOnline = (): boolean =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => online,
  )

/** Listens to what others do, for as long as somebody is signed in. */
export function useLive(signedIn: boolean): void {
  useEffect(() => (signedIn ? listen() : undefined), [signedIn])
}

function listen(): () => void {
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel('sdelka.live') : null
  let source: EventSource | null = null
  let over = false
  const wanted = new Map<string, LiveMessage[]>()
  let gathering: ReturnType<typeof setTimeout> | null = null

  const hear = (told: Told) => {
    if (told.kind === 'away') {
      leaving ??= setTimeout(() => setOnline(false), awayFor)
      return
    }
    setOnline(true)
    // What happened while nobody listened is not told again.
    if (told.kind === 'ready') return void queries.invalidateQueries()
    const { record } = told.message
    wanted.set(record, [...(wanted.get(record) ?? []), told.message])
    gathering ??= setTimeout(() => {
      gathering = null
      for (const [name, messages] of wanted) refresh(queries, name, messages)
      wanted.clear()
    }, gatherFor)
  }
  const tell = (told: Told) => {
    channel?.postMessage(told)
    hear(told)
  }
  const open = () => {
    if (over) return
    source = new EventSource('/api/live')
    source.addEventListener('ready', () => tell({ kind: 'ready' }))
    source.addEventListener('change', (event) =>
      tell({ kind: 'change', message: JSON.parse(String(event.data)) as LiveMessage }),
    )
    source.addEventListener('error', () => {
      tell({ kind: 'away' })
      // Refused for good: signed out elsewhere, or the server is not there yet. Ask, then try again.
      if (source?.readyState === EventSource.CLOSED) setTimeout(() => void again(), 1000)
    })
  }
  const again = async () => {
    try {
      await call('session.get', {})
    } catch (error) {
      if (error instanceof ApiError && error.code === 'signin')
        return void queries.invalidateQueries({ queryKey: ['session'] })
      if (!over) setTimeout(() => void again(), 1000)
      return
    }
    open()
  }

  if (channel) channel.onmessage = ({ data }: MessageEvent<Told>) => hear(data)
  let release = () => undefined as void
  if (channel && 'locks' in navigator) {
    void navigator.locks.request('sdelka.live', () => {
      if (over) return undefined
      open()
      return new Promise<void>((done) => (release = () => done()))
    })
  } else open()
  return () => {
    over = true
    release()
    source?.close()
    channel?.close()
    if (gathering) clearTimeout(gathering)
    setOnline(true)
  }
}

/** Reads anew what is shown of a record; of one card only if it is among those that changed. */
function refresh(client: QueryClient, record: string, messages: readonly LiveMessage[]): void {
  const ids = new Set(messages.map(({ id }) => id))
  void client.invalidateQueries({
    queryKey: [record],
    // The cards of a column come anew with their board.
    predicate: ({ queryKey }) =>
      queryKey[2] !== 'column' && (ids.has(0) || typeof queryKey[2] !== 'number' || ids.has(queryKey[2])),
  })
  // Whoever sits here, and what the company has set for him.
  if (record === 'users' || record === 'settings') void client.invalidateQueries({ queryKey: ['session'] })
}
