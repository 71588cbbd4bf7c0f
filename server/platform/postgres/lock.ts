import { closeSync, openSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from '../config.ts'

/** A name of which one process at a time is the holder. The system frees it when the process ends, however it ends. */
export interface Lock {
  /** unique on this machine and unknown to other users, else they could hold it first */
  id: string
  /** a folder for a lock file, used where the system has no names outside of the file system */
  dir: string
}
export interface Hold {
  release(): Promise<void>
}

/** Takes the lock, or gives undefined when another process has it. */
export function tryHold(lock: Lock): Promise<Hold | undefined> {
  return address(lock) ? listen(address(lock)!) : Promise.resolve(openLocked(lock))
}

/** The process id of the holder; 0 when it is not known; undefined when nobody holds the lock. */
export async function heldBy(lock: Lock): Promise<number | undefined> {
  const path = address(lock)
  if (path) return ask(path)
  const hold = openLocked(lock)
  await hold?.release()
  return hold ? undefined : 0
}

/** Does the work alone: waits for the lock up to `patience` ms, then throws. */
export async function alone<T>(lock: Lock, patience: number, work: () => Promise<T>): Promise<T> {
  const until = Date.now() + patience
  let hold = await tryHold(lock)
  while (!hold) {
    if (Date.now() > until)
      throw new Error(`Process ${String(await heldBy(lock))} keeps the lock ${lock.dir} for too long`)
    await sleep(30)
    hold = await tryHold(lock)
  }
  try {
    return await work()
  } finally {
    await hold.release()
  }
}

/** Linux has socket names outside of the file system, Windows has pipes: both vanish with their process. */
function address(lock: Lock): string | undefined {
  if (process.platform === 'linux') return `\0sdelka-${lock.id}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\sdelka-${lock.id}`
  return undefined
}

function listen(path: string): Promise<Hold | undefined> {
  return new Promise((done, fail) => {
    const server: Server = createServer((socket) => {
      socket.on('error', () => {})
      socket.end(String(process.pid))
    })
    server.once('error', (error) => {
      if (codeOf(error) === 'EADDRINUSE') done(undefined)
      else fail(error)
    })
    server.listen(path, () => {
      server.unref()
      done({ release: () => Promise.resolve(void server.close()) })
    })
  })
}

function ask(path: string): Promise<number | undefined> {
  return new Promise((done) => {
    let answer = ''
    const socket = connect(path)
    const finish = (pid: number | undefined) => {
      socket.destroy()
      done(pid)
    }
    // A holder that is busy or stopped does not answer, and holds nevertheless.
    socket.setTimeout(500, () => finish(0))
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('end', () => finish(Number(answer) || 0))
    socket.on('error', (error) => finish(codeOf(error) === 'ECONNREFUSED' ? undefined : 0))
  })
}

/** O_EXLOCK of the BSD family, macOS among it: the lock ends with the descriptor. */
function openLocked(lock: Lock): Hold | undefined {
  const [readWrite, nonBlocking, exclusiveLock, create] = [0x2, 0x4, 0x20, 0x200]
  try {
    const file = openSync(join(lock.dir, `${lock.id}.lock`), readWrite | nonBlocking | exclusiveLock | create, 0o600)
    return { release: () => Promise.resolve(closeSync(file)) }
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined
    throw error
  }
}
