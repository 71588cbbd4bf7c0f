import { useEffect, useRef, useState } from 'react'
import { mostFiles } from '../../model/comments.ts'
import { ApiError } from '../api.ts'
import { told } from '../asking.ts'
import { sendFile } from '../files/sending.ts'
import type { RecordFile } from '../files/filesData.ts'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'

/** A file that goes with a comment: there, on its way, or not taken. */
export interface Attached {
  key: string
  name: string
  size: number
  /** once it is there */
  id: number | null
  /** how much of it has gone, 0 to 1 */
  share: number
  problem: string | null
}

export interface Attaching {
  files: readonly Attached[]
  ids: number[]
  /** some are on their way, or were not taken and have to be taken off */
  waiting: boolean
  add(files: readonly File[]): void
  drop(key: string): void
  clear(): void
}

/** The files of a comment that is being written: they are sent at once, and hung on it with its text. */
export function useAttaching(start: readonly RecordFile[]): Attaching {
  const t = useWords()
  const [files, setFiles] = useState<readonly Attached[]>(() =>
    start.map(({ id, name, size }) => ({ key: `there ${String(id)}`, name, size, id, share: 1, problem: null })),
  )
  const stops = useRef(new Map<string, AbortController>())
  useEffect(() => {
    const going = stops.current
    return () => going.forEach((stop) => stop.abort())
  }, [])
  const change = (key: string, what: Partial<Attached>) =>
    setFiles((now) => now.map((one) => (one.key === key ? { ...one, ...what } : one)))
  const send = async (key: string, file: File) => {
    const stop = new AbortController()
    stops.current.set(key, stop)
    try {
      const { id } = await sendFile(
        file,
        { name: file.name },
        { signal: stop.signal, onShare: (share) => change(key, { share }) },
      )
      change(key, { id, share: 1 })
    } catch (error) {
      if (stop.signal.aborted) return
      if (!(error instanceof ApiError)) throw error
      change(key, { problem: told(error) })
    } finally {
      stops.current.delete(key)
    }
  }
  return {
    files,
    ids: files.flatMap(({ id }) => id ?? []),
    waiting: files.some(({ id }) => id === null),
    add(more) {
      const room = mostFiles - files.length
      if (more.length > room) toast(t('comment.files.many', { most: mostFiles }))
      const added = more.slice(0, Math.max(0, room)).map((file) => ({ key: crypto.randomUUID(), file }))
      setFiles((now) => [
        ...now,
        ...added.map(({ key, file: { name, size } }) => ({
          key,
          name,
          size,
          id: null,
          share: 0,
          problem: size ? null : t('files.none'),
        })),
      ])
      for (const { key, file } of added) if (file.size) void send(key, file)
    },
    drop(key) {
      stops.current.get(key)?.abort()
      setFiles((now) => now.filter((one) => one.key !== key))
    },
    clear: () => setFiles([]),
  }
}
