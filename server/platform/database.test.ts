import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase, type TestDatabase } from '../test/database.ts'
import { connect, transact } from './database.ts'

let database: TestDatabase
before(async () => (database = await testDatabase()))
after(() => database.drop())

test('closing leaves nothing that would hold the process, whatever was used', async () => {
  const { db, pool, close } = connect(database.connectionString)
  await transact(db, (tx) => sql`select 1`.execute(tx))
  await close()
  await close()
  assert.deepEqual([pool.ended, pool.totalCount], [true, 0])
})

test('rows come in the shape of JSON, and go back as they came', async () => {
  const { db, close } = connect(database.connectionString)
  const { rows } = await sql`
    select '2026-11-23 06:42:38.1+00'::timestamptz(3) some_moment, '2026-11-23'::date some_day, 1054.00::numeric some_sum, 9007199254740991::bigint some_id,
      '{"some_key":1}'::jsonb some_json, null::int some_nothing, array[1, 2] some_list`.execute(db)
  assert.deepEqual(rows, [
    {
      someMoment: '2026-11-23T06:42:38.100Z',
      someDay: '2026-11-23',
      someSum: '1054.00',
      someId: 9007199254740991,
      someJson: { some_key: 1 },
      someNothing: null,
      someList: [1, 2],
    },
  ])
  await close()
})

test('what fails in a transaction is taken back whole, and nothing runs outside of it afterwards', async () => {
  const { db, pool, close } = connect(database.connectionString)
  await sql`create table kept (n int primary key)`.execute(db)
  let late: Promise<unknown> | undefined
  await assert.rejects(
    transact(db, async (tx) => {
      await sql`insert into kept values (1)`.execute(tx)
      late = new Promise((done) => setTimeout(done, 50)).then(() => sql`insert into kept values (2)`.execute(tx))
      throw new Error('taken back')
    }),
    /taken back/,
  )
  await assert.rejects(late!, /has ended/)
  // A statement that failed and was not waited for spoils the whole.
  await assert.rejects(
    transact(db, async (tx) => {
      await sql`insert into kept values (3)`.execute(tx)
      await sql`select 1 / 0`.execute(tx).catch(() => undefined)
    }),
  )
  assert.deepEqual((await sql`select * from kept`.execute(db)).rows, [])
  assert.equal(pool.waitingCount, 0)
  await close()
})
