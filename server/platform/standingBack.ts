import { constants, setPriority } from 'node:os'
import { readFileSync } from 'node:fs'
import type pg from 'pg'

/**
 * Long work lets others go first where the processors are few: the thread that calls this, and the PostgreSQL processes
 * that work for it. These are reached only by a socket file, on the same machine; elsewhere they are left alone.
 */
export function standBack(pool: pg.Pool): void {
  lower(0)
  pool.on('connect', (client) => {
    const { host, processID: pid } = client as unknown as { host: string; processID: number | null }
    if (host.startsWith('/') && pid && isPostgres(pid)) lower(pid)
  })
}

/** Of 0, on Linux, the calling thread alone. */
function lower(pid: number): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Another user's.
  }
}

/** Behind a socket that is handed into a container, numbers of processes mean others. */
function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${String(pid)}/comm`, 'utf8').startsWith('postgres')
  } catch {
    return false
  }
}
