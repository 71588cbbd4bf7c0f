import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aside } from './aside.ts'

const thread = (body: string) =>
  aside(
    new URL(
      `data:text/javascript,${encodeURIComponent(`import { parentPort, workerData } from 'node:worker_threads'\n${body}`)}`,
    ),
    { connectionString: 'nowhere', secret: new Uint8Array(1), logLevel: 'silent' },
  )
const job = { id: 7, kind: 'some.kind', payload: { n: 41 }, personId: null, attempts: 1 }
const never = new AbortController().signal

test('a thread gets its job, and its end is that of the job', async () => {
  const answers = thread('parentPort.postMessage({ result: { again: workerData.job.payload.n + 1 } })')
  assert.deepEqual(await answers(job, never), { again: 42 })
  const fails = thread(`parentPort.postMessage({ failed: 'so it is', stack: 'there' })`)
  await assert.rejects(async () => fails(job, never), { message: 'so it is', stack: 'there' })
})

test('a thread that dies, by an error or by itself, is a job that failed', async () => {
  await assert.rejects(async () => thread(`throw new Error('dead')`)(job, never), /dead/)
  await assert.rejects(async () => thread('process.exit(3)')(job, never), /the thread ended with 3/)
})

test('told to stop it ends where it can', async () => {
  const stop = new AbortController()
  const waits = thread(
    `parentPort.on('message', (text) => { parentPort.postMessage({ result: { again: text.length } }); parentPort.close() })`,
  )
  const end = waits(job, stop.signal)
  stop.abort()
  assert.deepEqual(await end, { again: 4 })
  assert.deepEqual(await waits(job, AbortSignal.abort()), { again: 4 })
})
