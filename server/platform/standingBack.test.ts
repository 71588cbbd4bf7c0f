import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { testDatabase } from '../test/database.ts'

const niceness = (stat: string) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])

test('a thread that stands back and its PostgreSQL let others go first; the other threads stay as they are', async (t) => {
  const database = await testDatabase()
  t.after(() => database.drop())
  const mine = niceness(readFileSync('/proc/thread-self/stat', 'utf8'))
  const thread = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
    Promise.all([import(workerData.database), import(workerData.standingBack)]).then(async ([{ connect }, { standBack }]) => {
      const { readFileSync } = require('node:fs')
      const { pool, close } = connect(workerData.url)
      standBack(pool)
      const { rows } = await pool.query('select pg_backend_pid() pid')
      const stats = ['thread-self', rows[0].pid].map((task) => readFileSync('/proc/' + task + '/stat', 'utf8'))
      await close()
      parentPort.postMessage(stats)
    })`,
    {
      eval: true,
      workerData: {
        database: new URL('database.ts', import.meta.url).href,
        standingBack: new URL('standingBack.ts', import.meta.url).href,
        url: database.connectionString,
      },
    },
  )
  const [stats] = (await once(thread, 'message')) as [string[]]
  assert.deepEqual(stats.map(niceness), [10, 10])
  assert.equal(niceness(readFileSync('/proc/thread-self/stat', 'utf8')), mine)
  assert.notEqual(mine, 10)
  await thread.terminate()
})
