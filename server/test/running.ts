import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { readyRoles, type ReadyRole } from '../../model/roles.ts'
import { systemActor } from '../access/actor.ts'
import { createApp, type App, type AppOptions } from '../app.ts'
import { noLog } from '../platform/log.ts'
import { inTransaction } from '../platform/transaction.ts'
import { createRecords } from '../records/change.ts'
import { createKey } from '../session/sessions.ts'
import { usersSubject } from '../users/users.ts'
import { testDatabase, type TestDatabase } from './database.ts'

export interface Answer {
  status: number
  // What comes back is looked at by tests of every kind.
  body: Record<string, never> & { error?: { code: string; message: string; field?: string } }
  headers: Headers
}

/** Somebody at the door, by cookie or by key. */
export interface Visitor {
  id: number
  ask(method: string, input?: unknown): Promise<Answer>
}

/** A set-up server on a database and a port of its own. */
export interface Running {
  app: App
  database: TestDatabase
  url: string
  secret: Buffer
  administrator: Visitor
  /** somebody with a key of his own */
  person(name: string, roles: ReadyRole[], departmentId?: number): Promise<Visitor>
  /** another process on the same database, as good as */
  second(): Promise<Running>
  stop(): Promise<void>
}

export const password = 'a long password'

export async function startRunning(
  given?: { database: TestDatabase; secret: Buffer } | null,
  also: Pick<AppOptions, 'mail' | 'baseUrl'> = {},
): Promise<Running> {
  const database = given?.database ?? (await testDatabase())
  const secret = given?.secret ?? randomBytes(32)
  const app = await createApp({
    connectionString: database.connectionString,
    secret,
    log: noLog,
    role: given ? 'web' : 'all',
    ...also,
  })
  await app.http.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${String((app.http.server.address() as AddressInfo).port)}`
  const visitor = (id: number, key: string): Visitor => ({
    id,
    ask: (method, input = {}) => post(url, method, input, { authorization: `Bearer ${key}` }),
  })
  const key = (id: number) =>
    inTransaction(app.installation, systemActor('a test'), (ctx) => createKey(ctx, id, 'test', null))
  if (!given) {
    await post(
      url,
      'setup.run',
      { name: 'Anna', email: 'anna@example.com', password, currency: 'USD', language: 'en' },
      { origin: also.baseUrl ?? url },
    )
  }
  return {
    app,
    database,
    url,
    secret,
    administrator: visitor(1, await key(1)),
    async person(name, roles, departmentId) {
      const [id] = await inTransaction(app.installation, systemActor('a test'), (ctx) =>
        createRecords(ctx, usersSubject, [
          {
            name,
            roleIds: roles.map((role) => readyRoles[role]),
            email: `${name.toLowerCase()}@example.com`,
            ...(departmentId === undefined ? {} : { departmentId }),
          },
        ]),
      )
      return visitor(id!, await key(id!))
    },
    second: () => startRunning({ database, secret }),
    async stop() {
      await app.close()
      if (!given) await database.drop()
    },
  }
}

export async function post(
  url: string,
  method: string,
  input: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/api/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  })
  const text = await response.text()
  return { status: response.status, body: (text ? JSON.parse(text) : {}) as Answer['body'], headers: response.headers }
}

/** The cookies that an answer sets. */
export const cookiesOf = (answer: Answer): Record<string, string> =>
  Object.fromEntries(answer.headers.getSetCookie().map((line) => line.split(';')[0]!.split('=') as [string, string]))

/** Somebody at a browser: keeps what it is given, sends it along. */
export interface Browser {
  cookies: Record<string, string>
  ask(method: string, input?: unknown, headers?: Record<string, string>): Promise<Answer>
  hear(): ReturnType<typeof hear>
}
export function browserAt(url: string, userAgent = 'A browser'): Browser {
  const browser: Browser = {
    cookies: {},
    async ask(method, input = {}, headers = {}) {
      const answer = await post(url, method, input, { origin: url, 'user-agent': userAgent, ...carried(), ...headers })
      Object.assign(browser.cookies, cookiesOf(answer))
      return answer
    },
    hear: () => hear(url, carried()),
  }
  const carried = () => ({
    cookie: Object.entries(browser.cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
  })
  return browser
}

/** The live stream of a visitor: what it says, until closed. */
export async function hear(
  url: string,
  headers: Record<string, string>,
): Promise<{
  messages: { record: string; id: number; changed: string[]; gone?: true }[]
  /** how often everything had to be read anew */
  readies(): number
  ended: Promise<void>
  close(): void
}> {
  const stop = new AbortController()
  const response = await fetch(`${url}/api/live`, { headers, signal: stop.signal })
  if (!response.ok || !response.body) throw new Error(`The stream was refused: ${String(response.status)}`)
  const messages: { record: string; id: number; changed: string[]; gone?: true }[] = []
  let readies = 0
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  const ended = (async () => {
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const parts = (rest + value).split('\n\n')
      rest = parts.pop()!
      for (const part of parts) {
        const data = /^event: change\ndata: (.*)$/m.exec(part)?.[1]
        if (part.includes('event: ready')) readies++
        if (data) messages.push(JSON.parse(data) as (typeof messages)[number])
      }
    }
  })().catch(() => undefined)
  return { messages, readies: () => readies, ended, close: () => stop.abort() }
}

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

export async function eventually(holds: () => boolean | Promise<boolean>, within = 2000): Promise<boolean> {
  for (const end = performance.now() + within; performance.now() < end; await sleep(20)) if (await holds()) return true
  return holds()
}
