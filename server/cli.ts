import { createInterface } from 'node:readline/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { loadActor, stranger, systemActor } from './access/actor.ts'
import { tellOfRefusals } from './audit/refusals.ts'
import { methods } from './methods.ts'
import { readConfig, secretKey, StartError, openDataDir } from './platform/config.ts'
import { connect } from './platform/database.ts'
import { Download } from './platform/download.ts'
import { AppError, sentence } from './platform/errors.ts'
import { parseStrict } from './platform/json.ts'
import { createLog } from './platform/log.ts'
import { call, type Installation } from './platform/method.ts'
import { migrate } from './platform/migrate.ts'
import { checkDatabase, startPostgres } from './platform/postgres.ts'
import { inTransaction } from './platform/transaction.ts'
import { createKey } from './session/sessions.ts'
import { importCommand } from './transfer/command.ts'
import { userByEmail } from './users/users.ts'

const usage = `Sdelka, from the command line. It works with the server running or not.

  setup --name NAME --email EMAIL [--password PASSWORD] --currency USD --language en|ru
        [--company NAME] [--time-zone ZONE]       the first run; without --password it is read from standard input
  key   --email EMAIL [--name NAME] [--scope deals.list,deals.*]   prints an API key, once
  call  METHOD [JSON] --as EMAIL                      calls a method as that person, prints the JSON of the API, or the file
  import FILE --map MAP.json [--email EMAIL]          imports a file
  import --set SET.json --from FOLDER [--email EMAIL] imports all files of a set, in order
`

interface Flags {
  [name: string]: string | undefined
}
const commands: Record<string, (installation: Installation, flags: Flags, words: string[]) => Promise<string>> = {
  async setup(installation, flags) {
    const password = flags.password ?? (await readLine())
    const result = await call(
      installation,
      methods,
      'setup.run',
      defined({
        name: flags.name,
        email: flags.email,
        password,
        currency: flags.currency,
        language: flags.language,
        company: flags.company,
        timeZone: flags['time-zone'],
      }),
      stranger(flags.language === 'ru' ? 'ru' : 'en'),
    )
    return JSON.stringify(result)
  },
  async key(installation, flags) {
    const user = await personOf(installation, flags)
    return inTransaction(installation, systemActor('a key made on the command line'), (ctx) =>
      createKey(ctx, user, flags.name ?? 'command line', flags.scope?.split(',').map((s) => s.trim()) ?? null),
    )
  },
  async call(installation, flags, [method = '', input = '{}']) {
    const actor = await loadActor(installation.db, await personOf(installation, flags), 'cli')
    let parsed: unknown
    try {
      parsed = parseStrict(input)
    } catch (error) {
      throw new StartError(`The input is not JSON: ${error instanceof Error ? error.message : ''}`)
    }
    const answer = await call(installation, methods, method, parsed, actor!)
    if (!(answer instanceof Download)) return JSON.stringify(answer)
    await pipeline(answer.body, process.stdout, { end: false })
    return ''
  },
  import: importCommand,
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries(
      [
        'name',
        'email',
        'as',
        'password',
        'currency',
        'language',
        'company',
        'time-zone',
        'scope',
        'map',
        'set',
        'from',
      ].map((name) => [name, { type: 'string' as const }]),
    ),
  })
  const [name, ...words] = positionals
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    process.stdout.write(usage)
    process.exitCode = name === undefined || name === 'help' ? 0 : 2
    return
  }
  try {
    const told = await withInstallation((installation) => command(installation, values, words))
    if (told) process.stdout.write(`${told}\n`)
  } catch (error) {
    if (error instanceof AppError) {
      process.stderr.write(`${sentence(error, values.language === 'ru' ? 'ru' : 'en')}\n`)
    } else if (error instanceof StartError) process.stderr.write(`${error.message}\n`)
    else throw error
    process.exitCode = 1
  }
}

async function withInstallation<T>(act: (installation: Installation) => Promise<T>): Promise<T> {
  const config = readConfig(process.env, join(import.meta.dirname, '..'))
  const log = createLog(process.env.LOG_LEVEL ? config.logLevel : 'warn')
  openDataDir(config.dataDir)
  const postgres = config.databaseUrl ? null : await startPostgres({ dataDir: config.dataDir, log, guest: true })
  try {
    const connectionString = config.databaseUrl ?? postgres!.connectionString
    if (config.databaseUrl) await checkDatabase(connectionString)
    await migrate(connectionString)
    const { db, close } = connect(connectionString, { max: 4 })
    try {
      // Servers hear of changes by themselves within a second.
      return await act({
        db,
        log,
        secret: secretKey(config.dataDir),
        refused: tellOfRefusals(db, log),
        changed: () => undefined,
      })
    } finally {
      await close()
    }
  } finally {
    await postgres?.stop()
  }
}

async function personOf({ db }: Installation, flags: Flags): Promise<number> {
  const email = flags.email ?? flags.as
  if (!email) throw new StartError('Say who by --email.')
  const user = await userByEmail(db, email)
  if (!user) throw new AppError('missing', 'error.person')
  return user.id
}

async function readLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) return line
  return ''
}

const defined = (row: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))

await main()
