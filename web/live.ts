import { useEffect } from 'react'
import type { LiveMessage } from '../model/events.ts'
import { ApiError, askToSignIn, call } from './api.ts'
import { heard, lost, whenBack } from './connection.ts'
import { queries } from './queries.ts'
import { readAnew, refreshing } from './refreshing.ts'

/** What the tabs tell each other: one of them holds the stream, for a browser opens few connections to one host. */
type Told = { kind: 'change'; message: LiveMessage } | { kind: 'ready' } | { kind: 'away' }

/** Listens to what others do, for as long as somebody is signed in. */
export function useLive(signedIn: boolean): void {
  useEffect(() => (signedIn ? listen() : undefined), [signedIn])
}

function listen(): () => void {
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel('sdelka.live') : null
  let source: EventSource | null = null
  let over = false
  const shown = refreshing(queries)

  const hear = (told: Told) => {
    if (told.kind === 'away') return lost()
    heard()
    // What happened while nobody listened is not told again.
    if (told.kind === 'ready') return void readAnew(queries)
    shown.hear(told.message)
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
    if (over) return
    try {
      await call('session.get', {})
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'signin')) setTimeout(() => void again(), 1000)
      else if (await askToSignIn()) open()
      return
    }
    open()
  }

  const stopHearing = whenBack(() => void readAnew(queries))
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
    shown.stop()
    stopHearing()
  }
}
