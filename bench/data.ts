import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { createLog } from '../server/platform/log.ts'
import { migrate } from '../server/platform/migrate.ts'
import { startPostgres, type Postgres } from '../server/platform/postgres.ts'
import { generate, type Loaded, type Size } from './generate.ts'

/** The data of one size, ready for a server. */
export interface Data {
  dataDir: string
  /** of the application's role, once a server or `withPostgres` has PostgreSQL running */
  connectionString: string
}

const checksPath = join(import.meta.dirname, 'checks.json')
const original = 'sdelka_made'

/**
 * Makes the data of a size, once, and keeps them as a database of their own; every run works on a fresh copy. What comes
 * out must be what `checks.json` says, unless the checks are renewed.
 */
export async function prepareData(size: Size, renew: boolean, say: (text: string) => void): Promise<Data> {
  const dataDir = join(import.meta.dirname, '.data', size)
  mkdirSync(dataDir, { recursive: true })
  return withPostgres(dataDir, async (postgres) => {
    const mark = join(dataDir, 'made.json')
    const source = sourceHash()
    if (!existsSync(mark) || (JSON.parse(readFileSync(mark, 'utf8')) as { source: string }).source !== source) {
      const started = performance.now()
      say(`making the data of size ${size}`)
      const loaded = await make(postgres, size)
      say(`made in ${((performance.now() - started) / 1000).toFixed(1)} s`)
      check(size, loaded, renew)
      writeFileSync(mark, JSON.stringify({ source, ...loaded }, undefined, 2))
    }
    await withClient(postgres.adminConnectionString, async (admin) => {
      await admin.query('drop database if exists sdelka with (force)')
      await admin.query(`create database sdelka template ${original} strategy file_copy owner sdelka`)
      await admin.query('checkpoint')
    })
    return { dataDir, connectionString: postgres.connectionString }
  })
}

async function make({ adminConnectionString, connectionString }: Postgres, size: Size): Promise<Loaded> {
  await withClient(adminConnectionString, async (admin) => {
    await admin.query(`drop database if exists ${original} with (force)`)
    await admin.query(`create database ${original} owner sdelka template template0`)
  })
  await migrate(databaseOf(connectionString, original))
  return withClient(databaseOf(adminConnectionString, original), (client) => generate(client, size))
}

/** What the rows follow from: the schema and the generator. */
function sourceHash(): string {
  const hash = createHash('sha256')
  const migrations = join(import.meta.dirname, '../server/migrations')
  for (const name of readdirSync(migrations).sort()) hash.update(readFileSync(join(migrations, name)))
  for (const name of ['generate.ts', 'random.ts', 'words.ts', 'copy.ts'])
    hash.update(readFileSync(join(import.meta.dirname, name)))
  // The words that searches look through.
  for (const name of ['model/sounds.ts', 'server/records/searchEntries.ts'])
    hash.update(readFileSync(join(import.meta.dirname, '..', name)))
  return hash.digest('hex').slice(0, 24)
}

function check(size: Size, loaded: Loaded, renew: boolean): void {
  const checks = existsSync(checksPath) ? (JSON.parse(readFileSync(checksPath, 'utf8')) as Record<string, Loaded>) : {}
  if (renew) writeFileSync(checksPath, `${JSON.stringify({ ...checks, [size]: loaded }, undefined, 2)}\n`)
  else if (checks[size]?.digest !== loaded.digest) {
    throw new Error(
      `The data of size ${size} are not those of bench/checks.json (${loaded.digest}). If that is wanted: --renew-checks.`,
    )
  }
}

/** Runs something with the PostgreSQL of a data folder up. */
export async function withPostgres<T>(dataDir: string, act: (postgres: Postgres) => Promise<T>): Promise<T> {
  const postgres = await startPostgres({ dataDir, log: createLog('warn'), guest: true })
  try {
    return await act(postgres)
  } finally {
    await postgres.stop()
  }
}

export async function withClient<T>(connectionString: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await act(client)
  } finally {
    await client.end()
  }
}

const databaseOf = (connectionString: string, name: string) =>
  connectionString.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${name}`)
