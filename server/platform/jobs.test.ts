import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase, type TestDatabase } from '../test/database.ts'
import { eventually, sleep } from '../test/running.ts'
import { connect, transact, type Connection } from './database.ts'
import { cancelJob, enqueue, work } from './jobs.ts'
import { noLog } from './log.ts'

let database: TestDatabase
let connection: Connection
before(async () => {
  database = await testDatabase()
  connection = connect(database.connectionString)
})
after(async () => {
  await connection.close()
  await database.drop()
})
const worker = (handlers: Parameters<typeof work>[0]['handlers'], parallel = 4) =>
  work({ db: connection.db, log: noLog, handlers, parallel })
const stateOf = async (id: number | null) =>
  await connection.db
    .selectFrom('jobs')
    .select(['state', 'attempts', 'error'])
    .where('id', '=', id!)
    .executeTakeFirstOrThrow()

test('each job is done once, however many workers there are', async () => {
  const done: number[] = []
  const handlers = {
    once: async ({ payload }: { payload: Record<string, unknown> }) => void done.push(Number(payload.n)),
  }
  for (let n = 0; n < 60; n++) await enqueue(connection.db, 'once', { n })
  const workers = [worker(handlers), worker(handlers), worker(handlers)]
  assert.ok(await eventually(() => done.length >= 60, 8000))
  await sleep(200)
  assert.deepEqual(
    done.sort((a, b) => a - b),
    Array.from({ length: 60 }, (_, n) => n),
  )
  await Promise.all(workers.map((one) => one.close()))
})

test('a job belongs to its transaction; a key keeps it from waiting twice', async () => {
  await assert.rejects(
    transact(connection.db, async (tx) => {
      assert.ok(await enqueue(tx, 'undone', {}))
      throw new Error('taken back')
    }),
    /taken back/,
  )
  const first = await enqueue(connection.db, 'keyed', {}, { key: 'a' })
  assert.equal(await enqueue(connection.db, 'keyed', {}, { key: 'a' }), null)
  assert.notEqual(await enqueue(connection.db, 'keyed', {}, { key: 'b' }), null)
  const { rows } = await sql<{ kind: string }>`select kind from jobs where kind in ('undone', 'keyed')`.execute(
    connection.db,
  )
  assert.equal(rows.length, 2)
  assert.equal((await stateOf(first)).state, 'waiting')
})

test('what a killed worker had begun is taken up when its lease is over', async () => {
  const id = await enqueue(connection.db, 'left', {})
  await sql`update jobs set state = 'running', lease_by = 'a dead worker', lease_until = clock_timestamp() + interval '1 second', attempts = 1 where id = ${id}`.execute(
    connection.db,
  )
  let taken = 0
  const one = worker({ left: async () => void taken++ })
  await sleep(400)
  assert.equal(taken, 0, 'the lease still holds')
  assert.ok(await eventually(async () => (await stateOf(id)).state === 'done', 4000))
  assert.equal(taken, 1)
  await one.close()
})

test('a failing job is tried again later, and given up in the end', async () => {
  let tries = 0
  const id = await enqueue(connection.db, 'bad', {})
  const one = worker({
    bad: async () => {
      tries++
      throw new Error('still bad')
    },
  })
  for (let i = 0; i < 8; i++) {
    assert.ok(await eventually(() => tries === i + 1, 3000), `try ${String(i + 1)}`)
    await eventually(async () => (await stateOf(id)).state !== 'running')
    await sql`update jobs set run_at = clock_timestamp() where id = ${id}`.execute(connection.db)
  }
  assert.ok(await eventually(async () => (await stateOf(id)).state === 'failed'))
  assert.equal((await stateOf(id)).error, 'still bad')
  await one.close()
})

test('a job that waits is cancelled at once, one that runs hears it; a stopping worker gives back', async () => {
  const waiting = await enqueue(connection.db, 'slow', {}, { delaySeconds: 60 })
  await cancelJob(connection.db, waiting!)
  assert.equal((await stateOf(waiting)).state, 'cancelled')
  const running = await enqueue(connection.db, 'slow', {})
  let begun = false
  const handlers = {
    slow: (_job: unknown, signal: AbortSignal) =>
      new Promise<void>((done) => {
        begun = true
        signal.addEventListener('abort', () => done())
      }),
  }
  const one = worker(handlers)
  assert.ok(await eventually(() => begun))
  await one.close()
  const given = await stateOf(running)
  assert.deepEqual([given.state, given.attempts], ['waiting', 0])
})

test('a person with many jobs does not keep others waiting', async () => {
  const { rows: people } = await sql<{ id: number }>`
    insert into users (created_at, updated_at, name, name_key, active, invited, language, time_zone, time_zone_key, theme)
    select now(), now(), n, n, true, false, 'en', 'UTC', 'utc', 'auto' from unnest(array['busy', 'quick']) n returning id`.execute(
    connection.db,
  )
  const order: number[] = []
  for (let i = 0; i < 6; i++) await enqueue(connection.db, 'fair', {}, { personId: people[0]!.id })
  await enqueue(connection.db, 'fair', {}, { personId: people[1]!.id })
  const one = worker(
    {
      fair: async ({ personId }) => {
        order.push(personId!)
        await sleep(150)
      },
    },
    2,
  )
  assert.ok(await eventually(() => order.length === 7, 5000))
  assert.ok(order.indexOf(people[1]!.id) <= 1, order.join())
  await one.close()
})

test('a job that comes again and has been asked for anew meanwhile goes on as one', async () => {
  const { db } = connection
  let runs = 0
  await enqueue(db, 'repeating', {}, { key: 'one' })
  const one = worker({
    repeating: async () => {
      // Another server starts while it runs, and asks for the same.
      if (++runs === 1) assert.notEqual(await enqueue(db, 'repeating', {}, { key: 'one' }), null)
      return { again: 60 }
    },
  })
  assert.ok(await eventually(() => runs === 2, 3000))
  await one.close()
  // Whichever of the two ends first, one of them waits for its next time and the other is done.
  const rows = await db.selectFrom('jobs').select('state').where('kind', '=', 'repeating').execute()
  assert.deepEqual(rows.map(({ state }) => state).sort(), ['done', 'waiting'])
})

test('who has lost his lease or been told to stop says nothing more about the job', async () => {
  const { db } = connection
  for (const [state, leaseBy] of [
    ['running', 'another worker'],
    ['cancelled', null],
  ] as const) {
    const id = await enqueue(db, 'taken', {})
    let finish: () => void = () => undefined
    let begun = false
    const one = worker({
      taken: () =>
        new Promise<void>((done) => {
          begun = true
          finish = done
        }),
    })
    assert.ok(await eventually(() => begun))
    await sql`update jobs set state = ${state}, lease_by = coalesce(${leaseBy}::text, lease_by), lease_until = clock_timestamp() + interval '1 minute' where id = ${id}`.execute(
      db,
    )
    finish()
    await one.close()
    assert.equal((await stateOf(id)).state, state)
  }
})
