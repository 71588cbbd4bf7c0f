import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { systemActor } from '../access/actor.ts'
import { connect, type Db } from '../platform/database.ts'
import { noLog } from '../platform/log.ts'
import { inTransaction } from '../platform/transaction.ts'
import { createRecords, type NewOf } from '../records/change.ts'
import { createKey } from '../session/sessions.ts'
import { usersSubject } from '../users/users.ts'
import { testDatabase } from './database.ts'
import { testFolder } from './postgres.ts'
import { password, post, type Answer } from './running.ts'

/** Somebody with a key that outlives the process. */
export interface Caller {
  id: number
  ask(method: string, input?: unknown): Promise<Answer>
  /** asks what has to succeed */
  does<T>(method: string, input?: unknown): Promise<T>
}

/** A set-up server in a process of its own on a database of its own: it can be killed, and its memory looked at. */
export interface ServerProcess extends AsyncDisposable {
  db: Db
  administrator: Caller
  person(input: NewOf<'users'>): Promise<Caller>
  start(): Promise<void>
  /** as `kill -9` */
  kill(): Promise<void>
  /** how far its resident memory rises above what it is now, in bytes; 0 where the system does not tell */
  growth(during: () => Promise<unknown>): Promise<number>
  rows<T = Record<string, unknown>>(query: string): Promise<T[]>
}

const root = join(import.meta.dirname, '../..')

export async function serverProcess(): Promise<ServerProcess> {
  const database = await testDatabase()
  const folder = testFolder()
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  const connection = connect(database.connectionString, { max: 4 })
  const { db } = connection
  let child: ChildProcess | undefined
  let url = ''

  const start = async () => {
    const own = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'server/main.ts')], {
      env: {
        ...process.env,
        DATA_DIR: dataDir,
        DATABASE_URL: database.connectionString,
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'fatal',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child = own
    let said = ''
    for await (const piece of own.stdout as AsyncIterable<Buffer>) {
      said += String(piece)
      url = /ready: (\S+)/.exec(said)?.[1] ?? ''
      if (url) break
    }
    if (!url) throw new Error('The server did not start.')
  }
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const installation = { db, log: noLog, secret: randomBytes(32), changed: () => undefined }
  const caller = async (id: number): Promise<Caller> => {
    const key = await inTransaction(installation, systemActor('a test'), (ctx) => createKey(ctx, id, 'test', null))
    const ask = (method: string, input: unknown = {}) => post(url, method, input, { authorization: `Bearer ${key}` })
    return {
      id,
      ask,
      async does<T>(method: string, input: unknown) {
        const { status, body } = await ask(method, input)
        if (status !== 200) throw new Error(`${method} ${String(status)}: ${JSON.stringify(body)}`)
        return body as T
      },
    }
  }

  await start()
  const first = { name: 'Anna', email: 'anna@example.com', password, currency: 'USD', language: 'en' }
  const { status } = await post(url, 'setup.run', first, { origin: url })
  if (status !== 200) throw new Error(`The server could not be set up: ${String(status)}`)
  return {
    db,
    administrator: await caller(1),
    async person(input) {
      const ids = await inTransaction(installation, systemActor('a test'), (ctx) =>
        createRecords(ctx, usersSubject, [input]),
      )
      return caller(ids[0]!)
    },
    start,
    kill,
    async growth(during) {
      if (process.platform !== 'linux') return (await during(), 0)
      const proc = `/proc/${String(child!.pid)}`
      const memory = (line: string) =>
        Number(new RegExp(`${line}:\\s+(\\d+)`).exec(readFileSync(`${proc}/status`, 'utf8'))?.[1]) * 1024
      // Forgets the highest so far.
      writeFileSync(`${proc}/clear_refs`, '5')
      const before = memory('VmRSS')
      await during()
      return memory('VmHWM') - before
    },
    async rows<T>(query: string) {
      return (await sql<T>`${sql.raw(query)}`.execute(db)).rows
    },
    async [Symbol.asyncDispose]() {
      await kill()
      await connection.close()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
