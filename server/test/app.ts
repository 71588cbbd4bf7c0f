import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Actor } from '../../model/access.ts'
import { readyRoles, type ReadyRole } from '../../model/roles.ts'
import { loadActor, stranger, systemActor } from '../access/actor.ts'
import { createApp, type App } from '../app.ts'
import { methods, type Methods } from '../methods.ts'
import { AppError, statuses, type ErrorDetails } from '../platform/errors.ts'
import { noLog } from '../platform/log.ts'
import { call, type Context } from '../platform/method.ts'
import { fileStore } from '../platform/store.ts'
import { inTransaction } from '../platform/transaction.ts'
import { createRecords } from '../records/change.ts'
import { createKey } from '../session/sessions.ts'
import { usersSubject } from '../users/users.ts'
import { testDatabase, type TestDatabase } from './database.ts'

type MethodName = keyof Methods
export type InputOf<M extends MethodName> = z.input<Methods[M]['input']>
export type OutputOf<M extends MethodName> = Awaited<ReturnType<Methods[M]['run']>>

/** Why something was refused; status 500 for what should never happen. */
export interface Refusal {
  status: number
  key: string
  details: ErrorDetails
  message: string
}

/** Somebody who calls methods, with the rights that he has at that moment. */
export interface Person {
  id: number
  /** an API key of his, for the HTTP door */
  key: string
  actor(): Promise<Actor>
  /** Calls a method that has to succeed. */
  does<M extends MethodName>(method: M, input: InputOf<M>): Promise<OutputOf<M>>
  /** Calls a method with whatever input; null if it was done, else why not. */
  tries(method: string, input: unknown): Promise<Refusal | null>
  /** Sends a file through the door: the answer, whatever it is. */
  sends(
    content: string | Buffer,
    input: Record<string, string | number>,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Sent }>
}

/** A set-up Sdelka without a port and without background work: nothing happens unless the test does it. */
export interface TestApp {
  app: App
  database: TestDatabase
  /** where it keeps files */
  folder: string
  administrator: Person
  person(name: string, roles: ReadyRole[], departmentId?: number): Promise<Person>
  /** the door, without a network: status and parsed body */
  inject(method: string, body: unknown, headers?: Record<string, string>): Promise<{ status: number; body: unknown }>
  /** in a transaction of the system's */
  system<T>(run: (ctx: Context) => Promise<T>): Promise<T>
  stop(): Promise<void>
}

/** What comes back for a file: itself, or why it was not taken. */
export type Sent = OutputOf<'files.upload'> & { error?: { code: string; message: string } }

export async function startTestApp(given: { limit?: number; keepFree?: number } = {}): Promise<TestApp> {
  const database = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'sdelka-files-'))
  const app = await createApp({
    connectionString: database.connectionString,
    secret: randomBytes(32),
    log: noLog,
    role: 'web',
    store: fileStore(folder, { limit: given.limit ?? 8 * 1024 * 1024, keepFree: given.keepFree ?? 0 }),
  })
  const { installation } = app
  const system = <T>(run: (ctx: Context) => Promise<T>) => inTransaction(installation, systemActor('a test'), run)

  const personOf = async (id: number): Promise<Person> => {
    const key = await system((ctx) => createKey(ctx, id, 'test', null))
    const actor = async () => {
      const found = await loadActor(installation.db, id, 'api')
      if (!found) throw new AppError('signin', 'error.signin')
      return found
    }
    const ask = async (method: string, input: unknown) => call(installation, methods, method, input, await actor())
    return {
      id,
      key,
      actor,
      // What a method gives is what its name says.
      does: (method, input) => ask(method, input) as Promise<OutputOf<typeof method>>,
      tries: (method, input) => ask(method, input).then(() => null, refusal),
      async sends(content, input, headers = {}) {
        const address = new URLSearchParams(Object.entries(input).map(([name, value]) => [name, String(value)]))
        const answer = await app.http.inject({
          method: 'POST',
          url: `/api/files.upload?${address.toString()}`,
          headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${key}`, ...headers },
          payload: content,
        })
        return { status: answer.statusCode, body: answer.json<Sent>() }
      },
    }
  }

  await call(
    installation,
    methods,
    'setup.run',
    { name: 'Anna', email: 'anna@example.com', password: 'a long password', currency: 'USD', language: 'en' },
    stranger('en'),
  )
  return {
    app,
    database,
    folder,
    administrator: await personOf(1),
    async person(name, roles, departmentId) {
      const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.com`
      const [id] = await system((ctx) =>
        createRecords(ctx, usersSubject, [
          {
            name,
            roleIds: roles.map((role) => readyRoles[role]),
            email,
            ...(departmentId === undefined ? {} : { departmentId }),
          },
        ]),
      )
      return personOf(id!)
    },
    async inject(method, body, headers = {}) {
      const answer = await app.http.inject({
        method: 'POST',
        url: `/api/${method}`,
        headers: { 'content-type': 'application/json', ...headers },
        payload: typeof body === 'string' ? body : JSON.stringify(body),
      })
      return { status: answer.statusCode, body: answer.body ? (JSON.parse(answer.body) as unknown) : null }
    },
    system,
    async stop() {
      await app.close()
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function refusal(error: unknown): Refusal {
  if (error instanceof AppError) {
    const { code, key, details, message } = error
    return { status: statuses[code], key, details, message }
  }
  return {
    status: 500,
    key: 'unexpected',
    details: {},
    message: error instanceof Error ? error.message : String(error),
  }
}

/** How many generated cases: ten times as many in the long run, unless said otherwise. */
export const cases = (usual: number, long = usual * 10): number => (process.env['TEST_LONG'] ? long : usual)
