// The thread of one long job: the same handlers as everywhere, with connections of their own.
import { parentPort, workerData } from 'node:worker_threads'
import { jobHandlers } from './jobs.ts'
import type { AsideData, AsideEnd } from './platform/aside.ts'
import { connect } from './platform/database.ts'
import { createLog } from './platform/log.ts'
import { standBack } from './platform/standingBack.ts'

const { job, connectionString, secret, logLevel } = workerData as AsideData
const log = createLog(logLevel)
const connection = connect(connectionString, {
  max: 3,
  onError: (error) => log.warn({ reason: error.message }, 'a database connection was lost'),
})
standBack(connection.pool)
const stop = new AbortController()
parentPort!.on('message', () => stop.abort())

const end = await work()
await connection.close()
parentPort!.postMessage(end)
parentPort!.close()

async function work(): Promise<AsideEnd> {
  try {
    // Others hear of changes by the database.
    const installation = { db: connection.db, log, secret: Buffer.from(secret), changed: () => undefined }
    return { result: await jobHandlers(installation)[job.kind]!(job, stop.signal) }
  } catch (error) {
    return error instanceof Error
      ? { failed: error.message, stack: error.stack }
      : { failed: String(error), stack: undefined }
  }
}
