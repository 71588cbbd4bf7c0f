import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { emptyDatabase, testDatabase } from '../test/database.ts'
import { query } from '../test/postgres.ts'
import { StartError } from './config.ts'
import { migrate } from './migrate.ts'

async function rows(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}
const shape = `select table_name, column_name, data_type from information_schema.columns where table_schema = 'public' order by 1, 2`

test('servers that start at once migrate once, and end with the schema of a clean install', async () => {
  const [fresh, template] = [await emptyDatabase(), await testDatabase()]
  await Promise.all([1, 2, 3].map(() => migrate(fresh.connectionString)))
  assert.deepEqual(await rows(fresh.connectionString, shape), await rows(template.connectionString, shape))
  const done = await rows(fresh.connectionString, 'select name from migrations order by name')
  assert.ok(done.length > 0)
  await migrate(fresh.connectionString)
  assert.deepEqual(await rows(fresh.connectionString, 'select name from migrations order by name'), done)
  await fresh.drop()
  await template.drop()
})

test('a schema newer than the server is refused in one sentence and left alone', async () => {
  const database = await testDatabase()
  await query(database.connectionString, `insert into migrations (name) values ('9999_future.sql')`)
  const before = await rows(database.connectionString, shape)
  await assert.rejects(
    migrate(database.connectionString),
    (error: unknown) => error instanceof StartError && /newer Sdelka/.test(error.message),
  )
  assert.deepEqual(await rows(database.connectionString, shape), before)
  await database.drop()
})
