import { readdirSync, readFileSync } from 'node:fs'

/** Processor time spent so far, in milliseconds: a figure that busy neighbours change little. */
export interface Effort {
  server: number
  database: number
  client: number
}

const tick = 10

/** The PostgreSQL that a backend belongs to. */
export const parentOf = (pid: number): number => statOf(String(pid))?.parent ?? 0

/** What the server's process, the backends of its PostgreSQL and this process have spent; null where the system does not tell. */
export function effortOf(server: number, postmaster: number): Effort | null {
  if (process.platform !== 'linux') return null
  let database = 0
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name) && statOf(name)?.parent === postmaster) database += statOf(name)?.spent ?? 0
  }
  const own = process.cpuUsage()
  return { server: statOf(String(server))?.spent ?? 0, database, client: (own.user + own.system) / 1000 }
}

/** The difference of two efforts, for each of so many requests. */
export const perRequest = (before: Effort, after: Effort, requests: number): Effort => {
  const each = (key: keyof Effort) => Math.round(((after[key] - before[key]) / Math.max(1, requests)) * 100) / 100
  return { server: each('server'), database: each('database'), client: each('client') }
}

/** Requests a second that two idle cores could answer: the server's own work is bound to one. */
export const idleRate = ({ server, database, client }: Effort): number =>
  Math.round(Math.min(1000 / Math.max(server, 0.01), 2000 / Math.max(server + database + client, 0.01)))

function statOf(pid: string): { parent: number; spent: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return { parent: Number(fields[1]), spent: (Number(fields[11]) + Number(fields[12])) * tick }
  } catch {
    return undefined
  }
}
