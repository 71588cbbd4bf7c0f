import { existsSync } from 'node:fs'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { createApp } from './app.ts'
import { openDataDir, readConfig, secretKey, StartError, type Config } from './platform/config.ts'
import { createLog } from './platform/log.ts'
import { mailBy } from './platform/mail.ts'
import { migrate } from './platform/migrate.ts'
import { checkDatabase, startPostgres } from './platform/postgres.ts'
import { fileStore } from './platform/store.ts'

const root = join(import.meta.dirname, '..')
const mostSecondsToStop = 5

/** What has been started, to be ended the other way round. */
const started: (() => Promise<void>)[] = []
let stopping: Promise<void> | null = null

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // npm passes Ctrl-C on once more: the second is the same wish.
  process.on(signal, () => void stop().then(() => process.exit(0)))
}
try {
  await start()
} catch (error) {
  if (!stopping) {
    await stop()
    if (!(error instanceof StartError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

function stop(): Promise<void> {
  return (stopping ??= (async () => {
    setTimeout(() => process.exit(1), mostSecondsToStop * 1000).unref()
    for (const end of started.reverse()) await end().catch(() => undefined)
  })())
}

async function start(): Promise<void> {
  const config = readConfig(process.env, root)
  const log = createLog(config.logLevel)
  openDataDir(config.dataDir)
  openDataDir(config.filesDir, 'FILES_DIR')
  const connectionString = config.databaseUrl ?? (await embedded(config, log))
  if (config.databaseUrl) await checkDatabase(connectionString)
  await migrate(connectionString)
  const web = join(root, 'dist/web')
  const app = await createApp({
    connectionString,
    log,
    secret: secretKey(config.dataDir),
    role: config.role,
    baseUrl: config.baseUrl,
    trustProxy: config.trustProxy,
    store: fileStore(config.filesDir, config.files),
    mail: config.mail && mailBy(config.mail),
    web: existsSync(join(web, 'index.html')) ? web : null,
  })
  started.push(() => app.close())
  if (config.role === 'worker') {
    await app.http.ready()
    process.stdout.write('Sdelka is working in the background\n')
    return
  }
  try {
    await app.http.listen({ port: config.port, host: config.host })
  } catch (error) {
    throw listenProblem(error, config)
  }
  process.stdout.write(`Sdelka is ready: ${addressOf(app.http.server.address(), config)}\n`)
}

async function embedded({ dataDir }: Config, log: ReturnType<typeof createLog>): Promise<string> {
  const postgres = await startPostgres({ dataDir, log })
  started.push(() => postgres.stop())
  return postgres.connectionString
}

function addressOf(bound: ReturnType<Server['address']>, { baseUrl, host, port }: Config): string {
  if (baseUrl) return baseUrl
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${String(typeof bound === 'object' && bound ? bound.port : port)}`
}

function listenProblem(error: unknown, { port, host }: Config): unknown {
  const code = error instanceof Error ? (error as { code?: string }).code : undefined
  if (code === 'EADDRINUSE')
    return new StartError(`Port ${String(port)} on ${host} is taken: stop what uses it, or choose another with PORT.`)
  if (code === 'EACCES')
    return new StartError(
      `Port ${String(port)} on ${host} is not allowed for this user: choose one above 1023 with PORT.`,
    )
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartError(`This machine has no address ${host}: choose another with HOST.`)
  return error
}
