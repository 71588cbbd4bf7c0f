import { existsSync } from 'node:fs'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { createApp } from './app.ts'
import { openDataDir, readConfig, secretKey, StartError, type Config } from './platform/config.ts'
import { createLog } from './platform/log.ts'
import { migrate } from './platform/migrate.ts'
import { checkDatabase, startPostgres } from './platform/postgres.ts'

const root = join(import.meta.dirname, '..')
const mostSecondsToStop = 5

try {
  await start()
} catch (error) {
  if (!(error instanceof StartError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}

async function start(): Promise<void> {
  const config = readConfig(process.env, root)
  const log = createLog(config.logLevel)
  openDataDir(config.dataDir)
  const postgres = config.databaseUrl ? null : await startPostgres({ dataDir: config.dataDir, log })
  try {
    const connectionString = config.databaseUrl ?? postgres!.connectionString
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
      web: existsSync(join(web, 'index.html')) ? web : null,
    })
    try {
      if (config.role === 'worker') await app.http.ready()
      else await app.http.listen({ port: config.port, host: config.host })
    } catch (error) {
      await app.close()
      throw listenProblem(error, config)
    }
    process.stdout.write(
      config.role === 'worker'
        ? 'Sdelka is working in the background\n'
        : `Sdelka is ready: ${addressOf(app.http.server.address(), config)}\n`,
    )
    let stopping = false
    const stop = () => {
      // npm passes Ctrl-C on once more: the second is the same wish.
      if (stopping) return
      stopping = true
      setTimeout(() => process.exit(1), mostSecondsToStop * 1000).unref()
      void app
        .close()
        .then(() => postgres?.stop())
        .then(
          () => process.exit(0),
          () => process.exit(1),
        )
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  } catch (error) {
    await postgres?.stop()
    throw error
  }
}

function addressOf(bound: ReturnType<Server['address']>, { baseUrl, host, port }: Config): string {
  if (baseUrl) return baseUrl
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${typeof bound === 'object' && bound ? bound.port : port}`
}

function listenProblem(error: unknown, { port, host }: { port: number; host: string }): unknown {
  const code = error instanceof Error ? (error as { code?: string }).code : undefined
  if (code === 'EADDRINUSE')
    return new StartError(`Port ${port} on ${host} is taken: stop what uses it, or choose another with PORT.`)
  if (code === 'EACCES')
    return new StartError(`Port ${port} on ${host} is not allowed for this user: choose one above 1023 with PORT.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartError(`This machine has no address ${host}: choose another with HOST.`)
  return error
}
