import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { StartError } from './config.ts'
import type { Log } from './log.ts'
import { findBinaries } from './postgres/binaries.ts'
import { databaseName, makeCluster, provision } from './postgres/cluster.ts'
import { alone, type Hold, heldBy, tryHold } from './postgres/lock.ts'
import { changeLock, findPlace, type Place, serverLock } from './postgres/place.ts'
import { adminClient, bringDown, bringUp, type Postmaster, readPidFile } from './postgres/postmaster.ts'

export { checkDatabase } from './postgres/check.ts'

export interface PostgresOptions {
  /** absolute; made if absent */
  dataDir: string
  log: Log
  /**
   * A guest is a command that runs beside the server or without one: it shares a running PostgreSQL, and the last guest
   * stops it if no server is there. Without it, this is the one server of the data folder.
   */
  guest?: boolean
  /** settings of PostgreSQL over the defaults */
  settings?: Record<string, string>
  /** where the cluster lives when started as root */
  rootHome?: string
}

export interface Postgres {
  /** of the application's role, which owns its database and is no superuser */
  connectionString: string
  /** of the superuser, for maintenance and tests alone */
  adminConnectionString: string
  /** the process id, another one after a restart; 0 while there is none */
  readonly pid: number
  /** Tells after each restart of a PostgreSQL that died; connections made before are lost. Gives the way to stop telling. */
  onRestart(listener: () => void): () => void
  /** Ends PostgreSQL within some seconds; may be called again. Close pools first. */
  stop(): Promise<void>
}

/**
 * Starts the embedded PostgreSQL of a data folder, or attaches to the one that an earlier process left running, and
 * keeps it running until `stop`. Throws a StartError with one sentence: the folder can't be written, another server has
 * it, PostgreSQL does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const place = findPlace(options.dataDir, options.rootHome ?? '/var/lib/sdelka')
  const hold = options.guest ? undefined : await holdServer(place, options.dataDir)
  try {
    return await supervise(place, hold, options)
  } catch (error) {
    await hold?.release()
    throw error
  }
}

async function holdServer(place: Place, dataDir: string): Promise<Hold> {
  // A server that has just been killed holds on for the moment that the system takes to clear it away.
  for (const until = Date.now() + 2000; ; await sleep(50)) {
    const hold = await tryHold(serverLock(place))
    if (hold) return hold
    const holder = await heldBy(serverLock(place))
    if (!holder && Date.now() < until) continue
    const who = holder ? ` (process ${String(holder)})` : ''
    throw new StartError(`Sdelka is already running on the data folder ${dataDir}${who}.`)
  }
}

async function supervise(place: Place, hold: Hold | undefined, options: PostgresOptions): Promise<Postgres> {
  const { log, settings = {} } = options
  const binaries = findBinaries(place)
  const listeners = new Set<() => void>()
  let current: Postmaster | undefined
  let keeper: pg.Client | undefined
  let stopping: Promise<void> | undefined

  const start = () =>
    alone(changeLock(place), 120_000, async () => {
      await makeCluster(place, binaries, settings['fsync'] !== 'off')
      const up = await bringUp(place, binaries, settings)
      await provision(place, up.socket)
      await keep(up)
      current = up
      log.debug({ pid: up.pid, found: up.found }, up.found ? 'PostgreSQL found running' : 'PostgreSQL started')
      return up
    })

  /** An idle connection tells at once when the server dies, and tells others that somebody needs it. */
  async function keep(up: Postmaster): Promise<void> {
    const client = adminClient(place, up.socket)
    await client.connect()
    await client.query("set idle_session_timeout = 0; set application_name = 'sdelka-keeper'")
    keeper = client
    client.once('end', () => {
      if (keeper === client && !stopping) void recover()
    })
  }

  async function recover(): Promise<void> {
    const before = current?.pid
    log.warn({ pid: before }, 'PostgreSQL is away, starting it again')
    for (let pause = 100; !stopping; pause = Math.min(pause * 2, 10_000)) {
      try {
        await start()
        log.info({ pid: current?.pid }, 'PostgreSQL is back')
        for (const listener of listeners) listener()
        return
      } catch (error) {
        log.error({ err: error }, 'PostgreSQL could not be started again')
        await sleep(pause, undefined, { ref: false })
      }
    }
  }

  async function end(): Promise<void> {
    const leave = async () => {
      const client = keeper
      keeper = undefined
      const needed =
        options.guest && ((await heldBy(serverLock(place))) !== undefined || (await othersConnected(client)))
      await client?.end().catch(() => {})
      if (!needed) await bringDown(place)
    }
    // Somebody who has been starting it for so long will not come to an end before our patience does.
    await alone(changeLock(place), 3000, leave).catch(leave)
    await hold?.release()
  }

  const { socket } = await start()
  const address = (user: string, password: string, database: string) =>
    `postgresql://${user}:${password}@/${database}?host=${encodeURIComponent(socket)}`
  return {
    connectionString: address(databaseName, place.password, databaseName),
    adminConnectionString: address('postgres', place.adminPassword, 'postgres'),
    get pid() {
      return readPidFile(place)?.pid ?? 0
    },
    onRestart(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: () => (stopping ??= end()),
  }
}

async function othersConnected(client: pg.Client | undefined): Promise<boolean> {
  try {
    const found = await client?.query(
      `select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1`,
    )
    return Boolean(found?.rowCount)
  } catch {
    return false
  }
}
