import { useSyncExternalStore } from 'react'
import { call, whenSignedOut } from '../api.ts'
import { meQuery, queries, type Me } from '../queries.ts'

/** What the tabs of a browser tell each other about who is at the screen. */
type Told = 'in' | 'out'
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('sdelka.session') : null
const watchers = new Set<() => void>()
const leaving = new Set<() => void>()
let asked: { answer: Promise<boolean>; settle(again: boolean): void } | null = null

const person = () => queries.getQueryData<Me | null>(meQuery.queryKey) ?? null
const tell = () => {
  for (const watcher of watchers) watcher()
}

// Nobody was here: there is nothing to keep, the page of signing in is the place.
whenSignedOut(() => {
  if (!person()) return Promise.resolve(false)
  if (!asked) {
    let settle: (again: boolean) => void = () => undefined
    const answer = new Promise<boolean>((done) => (settle = done))
    asked = { answer, settle }
    tell()
  }
  return asked.answer
})

/** The person is in again, or has gone: what was waiting goes on, or is refused. */
export function settleSignIn(again: boolean): void {
  const was = asked
  asked = null
  was?.settle(again)
  tell()
}

/** Whether the session has ended under the hands of the person. */
export const useSignInAsked = (): boolean =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => asked !== null,
  )

/** Goes on if the person is in again; the work of somebody else is not his: then the page begins anew. */
export async function goOn(): Promise<void> {
  const me = await call('session.get', {})
  if (me.id !== person()?.id) return location.reload()
  queries.setQueryData(meQuery.queryKey, me)
  settleSignIn(true)
  void queries.invalidateQueries()
}

/** Tells the other tabs that somebody came or left. */
export const announce = (told: Told): void => channel?.postMessage(told)

/** Calls when the person leaves by another tab. */
export function whenLeft(act: () => void): () => void {
  leaving.add(act)
  return () => void leaving.delete(act)
}
if (channel)
  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data === 'out') for (const act of leaving) act()
    else if (asked) void goOn().catch(() => undefined)
  }
