import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { emptyDatabase, testDatabase } from './database.ts'

test('each test database is migrated and its own', async () => {
  const [one, two] = await Promise.all([testDatabase(), testDatabase()])
  assert.notEqual(one.connectionString, two.connectionString)
  const done = await rows(one.connectionString, 'select name from migrations')
  assert.ok(done.length > 0)
  await rows(one.connectionString, 'create table only_here (id int)')
  await assert.rejects(rows(two.connectionString, 'select from only_here'), /does not exist/)
  await Promise.all([one.drop(), two.drop()])
  await assert.rejects(rows(one.connectionString, 'select 1'), /does not exist/)
})

test('a test database is owned by a role that is no superuser, and finds Cyrillic', async () => {
  const { connectionString, drop } = await emptyDatabase()
  const superuser = await rows(connectionString, `select current_setting('is_superuser') as is`)
  assert.deepEqual(superuser, [{ is: 'off' }])
  await rows(connectionString, 'create extension if not exists pg_trgm')
  const near = await rows(connectionString, `select similarity('привет', 'ПРИВЕТЫ') > 0.5 as near`)
  assert.deepEqual(near, [{ near: true }])
  await drop()
})

async function rows(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}
