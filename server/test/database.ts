import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { query, startTestPostgres, type TestPostgres, withDatabase } from './postgres.ts'

export interface TestDatabase {
  connectionString: string
  /** Removes the database, ending whoever is still connected. */
  drop(): Promise<void>
}

/**
 * A database of its own with all migrations applied, cloned from a template in some ten milliseconds. It lives on the
 * PostgreSQL named by TEST_DATABASE_URL (a role that may create databases), or on one started for this test file.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await testServer()
  const template = await migratedTemplate(server)
  const name = `test_${randomBytes(6).toString('hex')}`
  await query(server, `create database ${name} template ${template} strategy wal_log`)
  return {
    connectionString: withDatabase(server, name),
    drop: () => dropDatabase(server, name),
  }
}

/** A database without any table, for tests of migrations. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const server = await testServer()
  const name = `test_${randomBytes(6).toString('hex')}`
  await query(server, `create database ${name} template template0`)
  return {
    connectionString: withDatabase(server, name),
    drop: () => dropDatabase(server, name),
  }
}

/** A server of this file's own goes with all its databases. */
async function dropDatabase(server: string, name: string, tries = 20): Promise<void> {
  if (own) return
  try {
    await query(server, `drop database if exists ${name} with (force)`)
  } catch (error) {
    // PostgreSQL is just tidying up in there, and only a superuser may interrupt it.
    if ((error as { code?: string }).code !== '42501' || tries === 1) throw error
    await sleep(250)
    await dropDatabase(server, name, tries - 1)
  }
}

let own: Promise<TestPostgres> | undefined

async function testServer(): Promise<string> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return given
  own ??= startTestPostgres()
  return (await own).url
}

// At the top of the file, so that it runs when all tests of the process are done.
after(async () => {
  await (await own?.catch(() => undefined))?.stop()
})

let template: Promise<string> | undefined

function migratedTemplate(server: string): Promise<string> {
  template ??= makeTemplate(server)
  return template
}

/** Made once for all test files: its name tells the migrations, and a template is marked as one only when it is complete. */
async function makeTemplate(server: string): Promise<string> {
  const name = `template_${migrationsHash()}`
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  try {
    await admin.query('select pg_advisory_lock(hashtext($1))', [name])
    const { rows } = await admin.query<{ datistemplate: boolean }>(
      'select datistemplate from pg_database where datname = $1',
      [name],
    )
    if (rows[0]?.datistemplate) return name
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.query(`create database ${name} template template0`)
    const { migrate } = await import('../platform/migrate.ts')
    await migrate(withDatabase(server, name))
    await admin.query(`alter database ${name} is_template true`)
    return name
  } finally {
    await admin.end()
  }
}

function migrationsHash(): string {
  const folder = join(import.meta.dirname, '../migrations')
  const hash = createHash('sha256')
  for (const file of existsSync(folder) ? readdirSync(folder).sort() : []) {
    hash.update(file).update(readFileSync(join(folder, file)))
  }
  return hash.digest('hex').slice(0, 12)
}
