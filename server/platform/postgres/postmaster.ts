import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { codeOf, StartError } from '../config.ts'
import type { Binaries } from './binaries.ts'
import { type Place, socketFolder } from './place.ts'

/** A PostgreSQL server that answers. */
export interface Postmaster {
  pid: number
  socket: string
  /** started by an earlier process and found running */
  found: boolean
}

/**
 * Gives the running server of this cluster, or starts one. It waits for a server that is recovering or stopping,
 * replaces one that does not answer, and cleans up after one that was killed. Throws a StartError.
 */
export async function bringUp(place: Place, binaries: Binaries, settings: Record<string, string>): Promise<Postmaster> {
  let silentSince = 0
  let launches = 0
  for (;;) {
    const running = readPidFile(place)
    if (running) {
      const state = await probe(place, running.socket)
      if (state === 'ready') return { pid: running.pid, socket: running.socket, found: launches === 0 }
      if (state === 'busy') silentSince = 0
      else silentSince ||= Date.now()
      // A server that was stopped by a signal, or whose socket somebody has swept away, never answers.
      if (silentSince && Date.now() - silentSince > 5000) await end(place, running.pid, 'SIGQUIT', 3000)
      await sleep(25)
      continue
    }
    silentSince = 0
    clearMarks(place)
    const failure = await launch(place, binaries, settings)
    launches++
    // Backends of a killed server end by themselves, unless they are deep in a query.
    const held = failure !== undefined && /shared memory|lock file/.test(failure)
    if (held && launches > 10) endOrphans(place)
    if (held && launches < 20) await sleep(200)
    else if (failure !== undefined || launches > 3) {
      throw new StartError(`PostgreSQL does not start: ${failure ?? lastWords(place, 0)} (see ${place.log}).`)
    }
  }
}

/** Stops the server: lets transactions end at once, and when it takes longer than it may, stops it the hard, safe way. */
export async function bringDown(place: Place): Promise<void> {
  const running = readPidFile(place)
  if (!running) return
  await end(place, running.pid, 'SIGINT', 4000)
  if (running.socket.includes('sdelka-run-')) rmSync(running.socket, { recursive: true, force: true })
}

/** The process id and the socket folder of the cluster's living server. */
export function readPidFile(place: Place): { pid: number; socket: string } | undefined {
  let lines: string[]
  try {
    lines = readFileSync(join(place.cluster, 'postmaster.pid'), 'utf8').split('\n')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  const pid = Number(lines[0])
  return pid > 0 && isServer(place, pid) ? { pid, socket: lines[4] ?? '' } : undefined
}

/** Whether this process works in the cluster: the system gives a dead server's number to others. */
function isServer(place: Place, pid: number): boolean {
  try {
    process.kill(pid, 0)
    if (process.platform !== 'linux') return true
    return readlinkSync(`/proc/${String(pid)}/cwd`) === realpathSync(place.cluster)
  } catch {
    return false
  }
}

type Answer = 'ready' | 'busy' | 'silent'

async function probe(place: Place, socket: string): Promise<Answer> {
  if (!socket) return 'busy'
  const client = adminClient(place, socket)
  try {
    await client.connect()
    return 'ready'
  } catch (error) {
    // 57P03: starting, recovering or stopping; 53300: every connection is taken; 28P01 and the like: it answers.
    const code = codeOf(error)
    if (code === '28P01')
      throw new StartError(`The database in ${place.home} does not accept the password of the data folder.`)
    return code && /^(57P03|53300)$/.test(code) ? 'busy' : 'silent'
  } finally {
    await client.end().catch(() => {})
  }
}

/** A connection of the superuser to the database that every cluster has. */
export function adminClient(place: Place, socket: string, database = 'postgres'): pg.Client {
  const client = new pg.Client({
    host: socket,
    user: 'postgres',
    password: place.adminPassword,
    database,
    connectionTimeoutMillis: 2000,
    application_name: 'sdelka-keeper',
  })
  client.on('error', () => {})
  return client
}

/** Starts the server in a session of its own, so that a terminal's Ctrl-C does not reach it. Gives the reason of a failure. */
async function launch(place: Place, binaries: Binaries, settings: Record<string, string>): Promise<string | undefined> {
  const all = { ...defaults(), ...settings, unix_socket_directories: socketFolder(place) }
  const log = openSync(
    place.log,
    (statSync(place.log, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000 ? 'w' : 'a',
    0o600,
  )
  const from = statSync(place.log).size
  let child: ChildProcess
  try {
    child = spawn(
      binaries.postgres,
      ['-D', place.cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { ...asUser(place), cwd: place.home, detached: true, stdio: ['ignore', log, log] },
    )
  } finally {
    closeSync(log)
  }
  child.unref()
  let failure: string | undefined
  let gone = false
  child.once('error', (error) => (failure = error.message))
  child.once('exit', () => (gone = true))
  for (;;) {
    const running = readPidFile(place)
    if (running && running.pid === child.pid && running.socket) return undefined
    if (failure !== undefined) return failure
    if (gone) return lastWords(place, from)
    await sleep(10)
  }
}

/** How a process of the cluster's user is started: nothing of our environment but what it needs. */
export function asUser(place: Place): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' }
  return place.user ? { uid: place.user.uid, gid: place.user.gid, env } : { env }
}

/** For a laptop that runs other things too; the numbers follow its memory. */
function defaults(): Record<string, string> {
  const mb = totalmem() / 1024 / 1024
  const buffers = Math.round(Math.min(1024, Math.max(128, mb / 8)))
  return {
    listen_addresses: '',
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: `${String(buffers)}MB`,
    effective_cache_size: `${String(Math.round(Math.max(buffers * 2, mb / 2)))}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] ',
  }
}

function lastWords(place: Place, from: number): string {
  const lines = readFileSync(place.log).subarray(from).toString().trim().split('\n')
  const line = lines.findLast((text) => text.includes('FATAL')) ?? lines.at(-1) ?? 'it says nothing'
  return line.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, '')
}

async function end(place: Place, pid: number, signal: NodeJS.Signals, patience: number): Promise<void> {
  const harder = { SIGINT: 'SIGQUIT', SIGQUIT: 'SIGKILL' } as const
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended meanwhile.
  }
  const until = Date.now() + patience
  while (isServer(place, pid)) {
    if (Date.now() > until) {
      const next = signal === 'SIGINT' || signal === 'SIGQUIT' ? harder[signal] : undefined
      return next ? end(place, pid, next, 3000) : undefined
    }
    await sleep(10)
  }
}

/**
 * Marks of a dead server. PostgreSQL clears its own, but it trusts a process number that lives, even when it is another
 * program's by now; that mark alone is taken away, once nothing of the old server works in the cluster.
 */
function clearMarks(place: Place): void {
  rmSync(join(place.home, 'run'), { recursive: true, force: true })
  const mark = join(place.cluster, 'postmaster.pid')
  if (!statSync(mark, { throwIfNoEntry: false }) || process.platform !== 'linux') return
  const pid = Number(readFileSync(mark, 'utf8').split('\n')[0])
  if (!pid || !statSync(`/proc/${String(pid)}`, { throwIfNoEntry: false })) return
  endOrphans(place)
  rmSync(mark, { force: true })
}

function endOrphans(place: Place): void {
  if (process.platform !== 'linux') return
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (pid > 0 && isServer(place, pid)) process.kill(pid, 'SIGKILL')
  }
}
