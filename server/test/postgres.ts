import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { noLog } from '../platform/log.ts'
import { findPlace } from '../platform/postgres/place.ts'
import { bringDown } from '../platform/postgres/postmaster.ts'
import { startPostgres } from '../platform/postgres.ts'

export interface TestPostgres {
  /** of a role that may create databases */
  url: string
  stop(): Promise<void>
}

/** A PostgreSQL for tests: fast rather than durable, gone with its folder after `stop`. */
export async function startTestPostgres(): Promise<TestPostgres> {
  await sweep()
  const folder = mkdtempSync(join(tmpdir(), `sdelka-test-${String(process.pid)}-`))
  chmodSync(folder, 0o711)
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const postgres = await startPostgres({
      ...places(folder),
      log: noLog,
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '128MB' },
    })
    await query(postgres.adminConnectionString, 'alter role sdelka createdb')
    const stop = async () => {
      await postgres.stop()
      remove()
    }
    return { url: withDatabase(postgres.connectionString, 'postgres'), stop }
  } catch (error) {
    remove()
    throw error
  }
}

/**
 * Ends the PostgreSQL of a data folder, whoever left it running, and removes the folder with the cluster that root's
 * servers keep elsewhere: for tests that start the server as a process.
 */
export async function removeDataDir(dataDir: string, rootHome = '/var/lib/sdelka'): Promise<void> {
  if (existsSync(join(dataDir, 'postgres.json'))) {
    const place = findPlace(dataDir, rootHome)
    await bringDown(place)
    rmSync(place.home, { recursive: true, force: true })
  }
  rmSync(dataDir, { recursive: true, force: true })
}

/** Runs one statement on a connection of its own. */
export async function query(connectionString: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

/** The same server and role, another database. */
export function withDatabase(connectionString: string, name: string): string {
  return connectionString.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${name}`)
}

const places = (folder: string) => ({ dataDir: join(folder, 'data'), rootHome: join(folder, 'root') })

/** A test run that was killed leaves its PostgreSQL running: the next one ends it. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(/^sdelka-test-(\d+)-/.exec(name)?.[1])
    if (!pid || isAlive(pid)) continue
    const folder = join(tmpdir(), name)
    try {
      const { dataDir, rootHome } = places(folder)
      await removeDataDir(dataDir, rootHome)
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // Another user's, or too broken to have been started.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
