import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
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
  await sweepTestFolders()
  const folder = testFolder()
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const postgres = await startPostgres({
      dataDir: join(folder, 'data'),
      rootHome: join(folder, 'root'),
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
export async function removeDataDir(dataDir: string): Promise<void> {
  if (existsSync(join(dataDir, 'postgres.json'))) {
    const place = findPlace(dataDir, '')
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

/**
 * A temporary folder that another user's PostgreSQL can reach. Its name tells whose it is: when a test is killed, the
 * next run ends what runs in it, and in the data folders right below it.
 */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), `sdelka-test-${String(process.pid)}-`))
  chmodSync(folder, 0o711)
  return folder
}

/** Clears away what killed test processes have left. */
export async function sweepTestFolders(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(/^sdelka-test-(\d+)-/.exec(name)?.[1])
    if (!pid || isAlive(pid)) continue
    const folder = join(tmpdir(), name)
    try {
      for (const entry of readdirSync(folder)) {
        if (existsSync(join(folder, entry, 'postgres.json'))) await removeDataDir(join(folder, entry))
      }
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // Another user's.
    }
  }
}

/** Whether a process runs; one that is dead keeps its number until its parent has looked. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    if (process.platform !== 'linux') return true
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'))
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
