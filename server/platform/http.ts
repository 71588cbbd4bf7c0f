import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import serveStatic from '@fastify/static'
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import helmet from 'helmet'
import type { Actor } from '../../model/access.ts'
import type { Language } from '../../model/users.ts'
import { fill } from '../../model/words.ts'
import { errorWords } from '../../model/words/errors.ts'
import { isTimeout, isUnavailable } from './database.ts'
import { Download, sendDownload } from './download.ts'
import { Kept, sendKept } from './kept.ts'
import { AppError, sentence, statuses, type ErrorCode, type ErrorDetails } from './errors.ts'
import { JsonError, parseStrict } from './json.ts'
import type { Log } from './log.ts'
import { call, type Installation, type MethodTable, type Visit } from './method.ts'
import type { Received, Store } from './store.ts'

export interface Door {
  installation: Installation
  methods: MethodTable
  log: Log
  /** the address people use; undefined: whatever address a request came to */
  baseUrl: string | undefined
  trustProxy: boolean | number | string[]
  /** the folder of the built web client; null: none is served */
  web: string | null
  /** who is behind a session cookie or a key; null if nobody is */
  actorOfSession(token: string): Promise<Actor | null>
  actorOfKey(token: string): Promise<Actor | null>
  /** nobody yet */
  stranger(language: Language): Actor
  /** whether the database answers */
  healthy(): Promise<boolean>
  /** what the API can do, for programs */
  openapi(): unknown
  /** takes over a response as the live stream of a person, for as long as his session or key holds */
  stream(actor: Actor, token: string, reply: FastifyReply): void
}

const bodyLimit = 2_000_000
/** So long headers may take, or the body of a question; a file may pause so long. */
const slowest = 30_000

/** The HTTP door: `POST /api/<method>`, the live stream, health, and the web client. */
export async function httpServer(door: Door): Promise<FastifyInstance> {
  const secure = door.baseUrl?.startsWith('https:') ?? false
  const names = {
    session: secure ? '__Host-sdelka' : 'sdelka',
    device: secure ? '__Host-sdelka-device' : 'sdelka-device',
  }
  const hops = door.trustProxy
  const app: FastifyInstance = Fastify({
    loggerInstance: door.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    trustProxy: typeof hops === 'number' ? (_address, hop) => hop < hops : hops,
    // A file may take its time to come: the door itself looks after who is slow.
    requestTimeout: 0,
    http: { headersTimeout: slowest },
    return503OnClosing: true,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  })
  await app.register(cookie)
  const protect = helmet({
    contentSecurityPolicy: policy(),
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    originAgentCluster: secure,
  })
  app.addHook('onRequest', (request, reply, done) => {
    protect(request.raw, reply.raw, () => done())
  })
  const late = new WeakMap<FastifyRequest, NodeJS.Timeout>()
  app.addHook('onRequest', (request, _reply, done) => {
    late.set(request, setTimeout(() => request.raw.destroy(), slowest).unref())
    done()
  })
  app.addHook('preHandler', (request, _reply, done) => {
    clearTimeout(late.get(request))
    done()
  })
  app.addHook('onResponse', (request, _reply, done) => {
    clearTimeout(late.get(request))
    done()
  })
  // The event stream must not wait in a compressor.
  await app.register(compress, {
    global: true,
    threshold: 1024,
    encodings: ['gzip', 'br'],
    customTypes: /^(?!text\/event-stream)(text\/|application\/(json|javascript|manifest))/,
  })

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? {} : parseStrict(String(body)))
    } catch (error) {
      done(
        error instanceof JsonError
          ? new AppError('invalid', 'error.json', { problem: error.message })
          : (error as Error),
      )
    }
  })

  app.setErrorHandler((error: unknown, request, reply) => {
    const language = languageOf(request)
    const send = (status: number, code: ErrorCode | 'internal', message: string, details: ErrorDetails = {}) => {
      const { retryAfter, ...told } = details
      if (retryAfter) reply.header('retry-after', String(retryAfter))
      return reply
        .code(status)
        .header('cache-control', 'no-store')
        .send({ error: { code, message, ...told } })
    }
    // Whoever asked has gone away while the answer was on its way.
    if (reply.raw.destroyed) return
    const refused: (AppError & { status?: number }) | null = error instanceof AppError ? error : expected(error)
    if (refused)
      return send(
        refused.status ?? statuses[refused.code],
        refused.code,
        sentence(refused, language, speaking.get(request)?.shape),
        refused.details,
      )
    const id = randomUUID().slice(0, 8)
    request.log.error({ err: error, id, url: request.url.split('?')[0] }, 'a request failed')
    return send(500, 'internal', fill(errorWords['error.internal'][language], language, { id }))
  })
  app.setNotFoundHandler(() => {
    throw new AppError('missing', 'error.missing')
  })

  const visitOf = (request: FastifyRequest, reply: FastifyReply): Visit => ({
    ip: request.ip,
    address: door.baseUrl ?? `${request.protocol}://${request.host}`,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    session: request.cookies[names.session] ?? null,
    device: request.cookies[names.device] ?? null,
    keep(session, device) {
      const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
      if (session === null) reply.clearCookie(names.session, options)
      else reply.setCookie(names.session, session, { ...options, maxAge: 30 * 86_400 })
      if (device) reply.setCookie(names.device, device, { ...options, maxAge: 365 * 86_400 })
    },
  })

  /** A bearer key speaks for itself; a cookie only together with proof that our own page sent it. */
  async function identify(request: FastifyRequest): Promise<Actor> {
    const bearer = bearerOf(request)
    if (request.headers.authorization !== undefined) {
      const actor = bearer ? await door.actorOfKey(bearer) : null
      if (!actor) throw new AppError('signin', 'error.signin')
      return actor
    }
    if (request.method !== 'GET') demandOwnPage(request, door.baseUrl)
    const token = request.cookies[names.session]
    return (token ? await door.actorOfSession(token) : null) ?? door.stranger(languageOf(request))
  }

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    method: string,
    input: unknown,
    receive?: (store: Store) => Promise<Received>,
  ): Promise<unknown> {
    reply.header('cache-control', 'no-store')
    const actor = await identify(request)
    speaking.set(request, actor)
    const gone = new AbortController()
    const onClose = () => {
      if (!reply.raw.writableFinished) gone.abort()
    }
    reply.raw.once('close', onClose)
    const given = await call(door.installation, door.methods, method, input, actor, {
      signal: gone.signal,
      visit: visitOf(request, reply),
      // Rights may have changed while the file came.
      ...(receive && {
        receive: async (store: Store) => ({ received: await receive(store), actor: await identify(request) }),
      }),
    })
    if (given instanceof Download) return sendDownload(reply, given)
    return given instanceof Kept ? sendKept(request, reply, door.installation.store, given) : given
  }

  app.post<{ Params: { method: string } }>('/api/:method', (request, reply) => {
    if (request.headers['content-type'] === undefined && request.body === undefined) request.body = {}
    return answer(request, reply, request.params.method, request.body)
  })
  for (const [name, { shown }] of Object.entries(door.methods))
    if (shown)
      app.get(`/api/${name}`, { compress: false }, (request, reply) => answer(request, reply, name, request.query))
  await app.register((uploads, _options, done) => {
    // The bytes come as they are, whatever they are said to be: nothing reads them but the store.
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('*', (_request, _body, ready) => ready(null))
    for (const [name, { admits }] of Object.entries(door.methods))
      if (admits)
        uploads.post(`/api/${name}`, (request, reply) =>
          answer(request, reply, name, request.query, (store) => receiveBody(request, store)),
        )
    done()
  })
  app.get('/api/openapi.json', (_request, reply) => reply.header('cache-control', 'no-cache').send(door.openapi()))
  app.get('/api/live', async (request, reply) => {
    // A page of another site may open an event stream with our cookie, though not read it.
    if (request.headers['sec-fetch-site'] && !['same-origin', 'none'].includes(request.headers['sec-fetch-site']))
      throw new AppError('denied', 'error.origin')
    const actor = await identify(request)
    if (actor.id === null) throw new AppError('signin', 'error.signin')
    if (actor.mustSetUp) throw new AppError('denied', 'error.twoFactor.needed', {}, { needs: 'twoFactor' })
    reply.hijack()
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      connection: 'keep-alive',
    })
    door.stream(actor, bearerOf(request) ?? request.cookies[names.session] ?? '', reply)
  })
  app.get('/health', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    if (await door.healthy()) return { status: 'ok' }
    return reply.code(503).header('retry-after', '2').send({ status: 'unavailable' })
  })
  app.all('/api/*', () => {
    throw new AppError('missing', 'error.missing')
  })

  if (door.web) await serveWeb(app, door.web)

  return app

  function languageOf(request: FastifyRequest): Language {
    const spoken = speaking.get(request)?.language
    return spoken ?? (/^\s*ru\b/i.test(request.headers['accept-language'] ?? '') ? 'ru' : 'en')
  }
}

/** What a page may load: our own files; with a nonce, what the page itself carries too. */
const policy = (nonce?: string) => {
  const own = ["'self'", ...(nonce === undefined ? [] : [`'nonce-${nonce}'`])]
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: own,
      styleSrc: own,
      fontSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      workerSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameSrc: ["'self'"],
      frameAncestors: ["'none'"],
    },
  }
}

/** Takes a file that is the body of a request. Who stops sending is let go, and so is, soon, who sends on after a refusal. */
async function receiveBody({ raw }: FastifyRequest, store: Store): Promise<Received> {
  const said = Number(raw.headers['content-length'] ?? 0)
  const letGo = () => raw.destroy()
  const pause = setTimeout(letGo, slowest).unref()
  try {
    await store.demandRoom(said)
    return await store.receive(raw, () => pause.refresh())
  } catch (error) {
    raw.resume()
    const patience = setTimeout(letGo, 10_000).unref()
    raw.once('close', () => clearTimeout(patience))
    throw error
  } finally {
    clearTimeout(pause)
  }
}

/** The language of whoever turned out to be behind a request, for its refusals. */
const speaking = new WeakMap<FastifyRequest, Pick<Actor, 'language' | 'shape'>>()

function expected(error: unknown): (AppError & { status?: number }) | null {
  if (isTimeout(error)) return new AppError('unavailable', 'error.timeout', {}, { retryAfter: 5 })
  if (isUnavailable(error)) return new AppError('unavailable', 'error.unavailable', {}, { retryAfter: 2 })
  const { statusCode, code } = (error ?? {}) as { statusCode?: number; code?: string }
  if (code === '23505') return new AppError('conflict', 'error.used')
  if (statusCode === 413) return Object.assign(new AppError('invalid', 'error.size'), { status: 413 })
  if (statusCode === 415) return Object.assign(new AppError('invalid', 'error.media'), { status: 415 })
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new AppError('invalid', 'error.json', { problem: String(statusCode) })
  return null
}

const bearerOf = (request: FastifyRequest) => /^Bearer (\S{10,200})$/i.exec(request.headers.authorization ?? '')?.[1]

/** A request with a cookie, or one that could set one, comes from a page of ours or not at all. */
function demandOwnPage(request: FastifyRequest, baseUrl: string | undefined): void {
  const { origin, host } = request.headers
  const own = baseUrl === undefined ? origin?.replace(/^https?:\/\//, '') === host : origin === baseUrl
  if (origin === undefined ? request.headers['sec-fetch-site'] !== 'same-origin' : !own)
    throw new AppError('denied', 'error.origin')
}

/** The pages: one index for every address of the client, with a nonce of its own each time; files under their hashes. */
async function serveWeb(app: FastifyInstance, folder: string): Promise<void> {
  const index = await readFile(join(folder, 'index.html'), 'utf8')
  await app.register(serveStatic, {
    root: folder,
    index: false,
    wildcard: false,
    maxAge: '1y',
    immutable: true,
    cacheControl: true,
  })
  app.get('/*', (request, reply) => {
    const nonce = randomBytes(16).toString('base64url')
    helmet.contentSecurityPolicy(policy(nonce))(request.raw, reply.raw, () => undefined)
    return reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(index.replaceAll('__NONCE__', nonce))
  })
}
