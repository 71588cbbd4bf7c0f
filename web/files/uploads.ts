import { useMemo, useSyncExternalStore } from 'react'
import type { FileHolder } from '../../model/files.ts'
import { ApiError } from '../api.ts'
import { answering } from '../connection.ts'
import { queries } from '../queries.ts'
import { toast } from '../ui/toasts.tsx'
import { language, say } from '../words.ts'
import { sendFile } from './sending.ts'

/** A file on its way to a record. It goes on whatever is looked at meanwhile. */
export interface Upload {
  key: number
  record: FileHolder
  recordId: number
  name: string
  size: number
  state: 'waiting' | 'sending' | 'failed'
  /** how much of it has gone, 0 to 1 */
  share: number
  /** why it waits or was not taken */
  problem: string | null
  /** whether it may help to try again */
  again: boolean
}
interface Held extends Upload {
  file: File
  stop: AbortController
  tries: number
}

const atOnce = 3
const mostTries = 5
let held: readonly Held[] = []
let last = 0
const watchers = new Set<() => void>()

const set = (next: readonly Held[]) => {
  held = next
  for (const watcher of watchers) watcher()
}
const change = (key: number, what: Partial<Held>) =>
  set(held.map((one) => (one.key === key ? { ...one, ...what } : one)))
const drop = (key: number) => set(held.filter((one) => one.key !== key))

// Leaving would lose them.
addEventListener('beforeunload', (event) => {
  if (held.some(({ state }) => state !== 'failed')) event.preventDefault()
})

export function useUploads(record: FileHolder, recordId: number): Upload[] {
  const all = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => held,
  )
  return useMemo(() => all.filter((one) => one.record === record && one.recordId === recordId), [all, record, recordId])
}

/** Has files sent to a record, a few at a time. What can't be sent is told in its place. */
export function addFiles(record: FileHolder, recordId: number, files: readonly File[], limit: number | null): void {
  const added = files.map((file): Held => {
    const problem = !file.size
      ? say(language(), 'files.none')
      : limit !== null && file.size > limit
        ? say(language(), 'files.tooBig', { max: Math.floor(limit / 1024 / 1024) })
        : null
    return {
      key: ++last,
      record,
      recordId,
      name: file.name,
      size: file.size,
      state: problem === null ? 'waiting' : 'failed',
      share: 0,
      problem,
      again: false,
      file,
      stop: new AbortController(),
      tries: 0,
    }
  })
  set([...held, ...added])
  next()
}

/** Says in the list that something dropped is no file. */
export function refuseFolder(record: FileHolder, recordId: number, name: string): void {
  addFiles(record, recordId, [new File([], name)], null)
  change(last, { problem: say(language(), 'files.folder') })
}

export function cancelUpload(key: number): void {
  held.find((one) => one.key === key)?.stop.abort()
  drop(key)
  next()
}

export function sendAgain(key: number): void {
  change(key, { state: 'waiting', problem: null, share: 0, tries: 0 })
  next()
}

function next(): void {
  const free = atOnce - held.filter(({ state }) => state === 'sending').length
  for (const one of held.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free))) void go(one)
}

async function go({ key, record, recordId, name, file, stop, tries }: Held): Promise<void> {
  change(key, { state: 'sending' })
  try {
    await demandReadable(file)
    const sent = await sendFile(
      file,
      { name, record, recordId },
      { signal: stop.signal, onShare: (share) => change(key, { share, problem: null }) },
    )
    drop(key)
    if (sent.already) toast(say(language(), 'files.already', { name: sent.name }))
    await queries.invalidateQueries({ queryKey: [record, 'files', recordId] })
  } catch (error) {
    if (stop.signal.aborted) return
    if (!(error instanceof ApiError)) throw error
    if (error.code !== 'offline') change(key, { state: 'failed', problem: error.message, again: mayHelp(error) })
    else if (tries < mostTries) {
      change(key, { share: 0, problem: say(language(), 'files.connection') })
      await answering()
      change(key, { state: 'waiting', tries: tries + 1 })
    } else change(key, { state: 'failed', problem: say(language(), 'files.broken'), again: true })
  } finally {
    next()
  }
}

const mayHelp = ({ code }: ApiError) => code === 'unavailable' || code === 'internal' || code === 'limited'

/** What was moved or changed since it was chosen would look like a lost connection. */
const demandReadable = (file: File) =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .catch(() => {
      throw new ApiError('invalid', say(language(), 'files.unreadable'))
    })
