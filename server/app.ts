import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { scopeFields } from './access/scope.ts'
import { audience } from './access/audience.ts'
import { loadActor, stranger } from './access/actor.ts'
import { tellOfRefusals } from './audit/refusals.ts'
import { beginRepeating, jobHandlers, longKinds } from './jobs.ts'
import { methods } from './methods.ts'
import { aside } from './platform/aside.ts'
import type { LogLevel } from './platform/config.ts'
import { connect, type Connection } from './platform/database.ts'
import { httpServer } from './platform/http.ts'
import { work } from './platform/jobs.ts'
import { followEvents } from './platform/live.ts'
import type { Log } from './platform/log.ts'
import type { Mail } from './platform/mail.ts'
import type { Installation } from './platform/method.ts'
import { openapi } from './platform/openapi.ts'
import type { Store } from './platform/store.ts'
import { actorOfKey, actorOfSession, forgetActor, stillValid } from './session/sessions.ts'

export interface AppOptions {
  connectionString: string
  secret: Buffer
  log: Log
  role: 'all' | 'web' | 'worker'
  baseUrl?: string | undefined
  trustProxy?: boolean | number | string[]
  /** how letters are sent; left out: they are not. Their links lead to `baseUrl` */
  mail?: Mail | null
  /** where files are kept; left out: none are */
  store?: Store
  /** the folder of the built web client */
  web?: string | null
}
export interface App {
  http: FastifyInstance
  installation: Installation
  connection: Connection
  close(): Promise<void>
}

/** Everything of one process, ready to listen: the door, the live streams, the worker. */
export async function createApp({
  connectionString,
  secret,
  log,
  role,
  baseUrl,
  trustProxy,
  mail,
  store,
  web,
}: AppOptions): Promise<App> {
  let closing = false
  const lost = (error: Error) => {
    if (!closing) log.warn({ reason: error.message }, 'a database connection was lost')
  }
  const connection = connect(connectionString, {
    max: 12,
    planOnce: true,
    onError: lost,
  })
  // Background work has connections of its own, so that a person never waits for it.
  const background = connect(connectionString, {
    max: 4,
    onError: lost,
  })
  const { db } = connection
  const streams = audience({
    db: background.db,
    reload: (actor) => loadActor(background.db, actor.id!, actor.via, actor.methods),
    forget: forgetActor,
    stillValid: (tokens) => stillValid(background.db, tokens),
  })
  const live = followEvents({
    db: background.db,
    connectionString,
    log,
    telling: scopeFields,
    wanted: () => streams.size() > 0,
    deliver: (events) => streams.deliver(events),
  })
  // A link in a letter leads to where the installation says that it is, never to where a request says.
  const letters = mail && baseUrl ? { mail, address: baseUrl } : null
  const installation: Installation = {
    db,
    log,
    secret,
    mails: letters !== null,
    ...(store ? { store } : {}),
    refused: tellOfRefusals(db, log),
    changed: () => live.changed(),
  }
  const long = aside(new URL('longJob.ts', import.meta.url), {
    connectionString,
    secret,
    logLevel: log.level as LogLevel,
  })
  const worker =
    role === 'web'
      ? null
      : work({
          db: background.db,
          log,
          handlers: {
            ...jobHandlers({ ...installation, db: background.db }, letters),
            ...Object.fromEntries(longKinds.map((kind) => [kind, long])),
          },
        })
  if (worker) await beginRepeating(background.db)
  let table: unknown
  const http = await httpServer({
    installation,
    methods,
    log,
    baseUrl,
    trustProxy: trustProxy ?? false,
    web: web ?? null,
    stranger,
    actorOfSession: (token) => actorOfSession(db, token),
    actorOfKey: (token) => actorOfKey(db, token),
    openapi: () => (table ??= openapi(methods)),
    stream: streams.join,
    async healthy() {
      try {
        await Promise.race([
          sql`select 1`.execute(db),
          new Promise((_resolve, reject) => setTimeout(() => reject(new Error('slow')), 3000).unref()),
        ])
        return true
      } catch {
        return false
      }
    },
  })
  return {
    http,
    installation,
    connection,
    async close() {
      closing = true
      streams.close()
      await http.close()
      await worker?.close()
      await live.close()
      await background.close()
      await connection.close()
    },
  }
}
