import { Worker } from 'node:worker_threads'
import type { LogLevel } from './config.ts'
import type { Job, JobHandler } from './jobs.ts'

/** What a thread is given to work on a job by itself. */
export interface AsideData {
  job: Job
  connectionString: string
  secret: Uint8Array
  logLevel: LogLevel
}
/** What it tells at its end. */
export type AsideEnd = { result: Awaited<ReturnType<JobHandler>> } | { failed: string; stack: string | undefined }

/**
 * Works on a job in a thread of its own, `script`, with connections of its own: whoever is served by this one does not
 * wait for it. Told to stop, the thread ends where the job can be gone on with.
 */
export const aside =
  (script: URL, data: Omit<AsideData, 'job'>): JobHandler =>
  (job, signal) =>
    new Promise((resolve, reject) => {
      const thread = new Worker(script, {
        workerData: { ...data, job } satisfies AsideData,
        // Where more is allowed, far more is taken than is needed before anything is let go.
        resourceLimits: { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 24 },
      })
      const stop = () => thread.postMessage('stop')
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      thread.once('message', (end: AsideEnd) => {
        if ('result' in end) return resolve(end.result)
        reject(Object.assign(new Error(end.failed), end.stack === undefined ? {} : { stack: end.stack }))
      })
      thread.once('error', reject)
      thread.once('exit', (code) => {
        signal.removeEventListener('abort', stop)
        // Unless it has told its end before.
        reject(new Error(`the thread ended with ${String(code)}`))
      })
    })
