import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { measureBrowser } from './browser.ts'
import { measureExports } from './bulk.ts'
import { prepareData, withClient, withPostgres, type Data } from './data.ts'
import { effortOf, parentOf, perRequest } from './effort.ts'
import { giveEntrance } from './entrance.ts'
import { sizes, type Size } from './generate.ts'
import { measureImport } from './imports.ts'
import { drive, HttpConnection } from './load.ts'
import { askedWith, operations, roles, takeSample, type Operation, type Role, type Sample } from './operations.ts'
import { table, type Report } from './report.ts'
import { countStatements } from './statements.ts'

const usage = `npm run bench -- [--size S|M|L] [--only list,board,browser] [--seconds 2] [--json FILE]
  --against URL          asks another server that has the same data, with --key KEY (and --head-key, --seller-key, --restricted-key)
  --renew-checks         takes what the generator makes now for right`

const { values: flags } = parseArgs({
  options: {
    size: { type: 'string', default: 'S' },
    only: { type: 'string' },
    seconds: { type: 'string', default: '2' },
    json: { type: 'string' },
    against: { type: 'string' },
    key: { type: 'string' },
    'head-key': { type: 'string' },
    'seller-key': { type: 'string' },
    'restricted-key': { type: 'string' },
    'renew-checks': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const seconds = Number(flags.seconds)
const root = join(import.meta.dirname, '..')
const many = 10

if (flags.help || !Object.hasOwn(sizes, flags.size)) console.log(usage)
else await run(flags.size as Size)

async function run(size: Size): Promise<void> {
  const say = (text: string) => console.error(`· ${text}`)
  const data = await prepareData(size, flags['renew-checks'], say)
  const server = flags.against ? null : await startServer(data)
  // Another server has its own PostgreSQL; the floors and the questions come from the data that are here.
  const own = async <T>(act: () => Promise<T>) => (server ? act() : withPostgres(data.dataDir, act))
  try {
    const { report, chosen, keys } = await own(async () => measure(size, data, server, say))
    if (server) {
      report.server!.loadedMb = memoryMb(server.child, 'VmHWM')
      await stopServer(server.child)
      say('counting statements')
      await withPostgres(data.dataDir, async () => {
        const counts = await countStatements(
          data.connectionString,
          chosen.map((one) => {
            const random = askedWith(one.name)
            return { name: one.name, key: keys[one.role]!, calls: () => one.calls(random) }
          }),
        )
        for (const [name, count] of Object.entries(counts)) report.operations[name]!.statements = count
      })
    }
    console.log(
      table(
        report,
        Object.fromEntries(chosen.map((one) => [one.name, one.goal])),
        Object.fromEntries(chosen.map((one) => [one.name, one.unrestricted])),
      ),
    )
    if (flags.json)
      writeFileSync(resolve(process.env['INIT_CWD'] ?? '.', flags.json), `${JSON.stringify(report, undefined, 2)}\n`)
  } finally {
    if (server) await stopServer(server.child)
  }
}

type Keys = Partial<Record<Role, string>>

async function measure(
  size: Size,
  data: Data,
  server: Server | null,
  say: (text: string) => void,
): Promise<{ report: Report; chosen: Operation[]; keys: Keys }> {
  const sample = await withClient(data.connectionString, takeSample)
  const keys: Keys = server
    ? await withClient(data.connectionString, async (client) => {
        const made: Keys = {}
        for (const role of roles) made[role] = await makeKey(client, sample.people[role].id)
        return made
      })
    : Object.fromEntries(
        Object.entries({
          administrator: flags.key,
          head: flags['head-key'],
          seller: flags['seller-key'],
          restricted: flags['restricted-key'],
        }).filter(([, key]) => key),
      )
  const wanted = flags.only?.split(',')
  const chosen = operations(sample).filter(
    ({ name, role }) => keys[role] && (!wanted || wanted.some((word) => name === word || name.startsWith(`${word}_`))),
  )
  const address = new URL(flags.against ?? server!.address)
  const report: Report = {
    size,
    commit: commit(),
    machine: { cores: availableParallelism(), memoryGb: Math.round(totalmem() / 2 ** 30) },
    operations: {},
    bulk: {},
    server: server && { startSeconds: server.startSeconds, idleMb: memoryMb(server.child, 'VmRSS'), loadedMb: 0 },
  }
  const postmaster = await withClient(data.connectionString, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() pid')
    return parentOf(rows[0]!.pid)
  })
  const processes: [number, number] | null = server?.child.pid ? [server.child.pid, postmaster] : null
  for (const operation of chosen) {
    const { name, role } = operation
    const asked = await askServer(operation, address, keys[role]!, processes)
    const floor = await askDatabase(operation, data.connectionString)
    report.operations[name] = {
      role,
      p50: asked.one.p50,
      p95: asked.one.p95,
      p99: asked.one.p99,
      rps10: asked.ten.perSecond,
      statements: null,
      floor,
      effort: asked.effort,
      errors: asked.one.errors + asked.ten.errors,
    }
    say(
      `${name}: p50 ${asked.one.p50}, p95 ${asked.one.p95}, ${asked.ten.perSecond}/s; floor ${floor ? `p50 ${floor.p50}, ${floor.rps10}/s` : 'none'}${asked.problem ? `; ${asked.problem}` : ''}`,
    )
  }
  if (keys.administrator && (!wanted || wanted.includes('export')))
    report.bulk = await measureExports(address, keys.administrator, () =>
      server ? memoryMb(server.child, 'VmRSS') : 0,
    )
  // Somebody else's server has pages of its own.
  if (server && (!wanted || wanted.includes('browser')))
    report.browser = await measureBrowser(server.address, await giveEntrance(data.connectionString), say)
  // Last of all, since it changes what is there; the next run has a fresh copy.
  if (server && keys.administrator && (!wanted || wanted.includes('import')))
    Object.assign(report.bulk, await importOf(server, data, keys.administrator, sample, say))
  return { report, chosen, keys }
}

async function importOf(
  server: Server,
  data: Data,
  key: string,
  sample: Sample,
  say: (text: string) => void,
): Promise<Report['bulk']> {
  const stages = await withClient(data.connectionString, async (client) => {
    const { rows } = await client.query<{ pipeline: string; name: string }>(`
      select p.name pipeline, s.name from stages s join pipelines p on p.id = s.pipeline_id
      where p.id = 1 and s.meaning = 'open' and s.removed_at is null order by s.position`)
    return rows
  })
  return measureImport({
    address: new URL(server.address),
    key,
    resident: () => memoryMb(server.child, 'VmRSS'),
    asked: operations(sample).filter(({ name }) => name === 'list' || name === 'board'),
    pipeline: stages[0]!.pipeline,
    stages: stages.map(({ name }) => name),
    say,
  })
}

async function askServer(operation: Operation, address: URL, key: string, processes: [number, number] | null) {
  const random = askedWith(operation.name)
  const connections = Array.from({ length: many }, () => new HttpConnection(address))
  let problem = ''
  const clients = connections.map((connection) => async () => {
    for (const { method, input } of operation.calls(random)) {
      const { status, body } = await connection.post(`/api/${method}`, key, input)
      if (status === 200) continue
      problem ||= `${method} ${status}: ${body.slice(0, 200)}`
      return false
    }
    return true
  })
  try {
    await drive(clients.slice(0, 3), Math.min(1, seconds))
    const one = await drive(clients.slice(0, 1), seconds)
    const before = processes && effortOf(...processes)
    const ten = await drive(clients, seconds)
    const after = processes && effortOf(...processes)
    return { one, ten, problem, effort: before && after && perRequest(before, after, ten.asked) }
  } finally {
    for (const connection of connections) connection.close()
  }
}

async function askDatabase(
  operation: Operation,
  connectionString: string,
): Promise<{ p50: number; rps10: number } | null> {
  if (!operation.floor) return null
  const random = askedWith(`${operation.name} floor`)
  const connections = await Promise.all(
    Array.from({ length: many }, async () => {
      const client = new pg.Client({
        connectionString,
        options: '-c jit=off -c plan_cache_mode=force_custom_plan',
        types: { getTypeParser: () => (text: string) => text },
      })
      client.on('error', () => undefined)
      await client.connect()
      return client
    }),
  )
  // Two bare writes may end in a deadlock where the server would try again; that is no reason to stop.
  const clients = connections.map(
    (client) => () =>
      client.query(operation.floor!(random)).then(
        () => true,
        () => false,
      ),
  )
  try {
    await drive(clients.slice(0, 3), seconds / 4)
    const one = await drive(clients.slice(0, 1), seconds / 2)
    const ten = await drive(clients, seconds / 2)
    return { p50: one.p50, rps10: ten.perSecond }
  } finally {
    await Promise.all(connections.map((client) => client.end()))
  }
}

interface Server {
  child: ChildProcess
  address: string
  startSeconds: number
}

/** The server as people run it, in a process of its own, on a port that is free. */
async function startServer({ dataDir }: Data): Promise<Server> {
  const started = performance.now()
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'server/main.ts')], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    said += String(chunk)
    const address = /ready: (\S+)/.exec(said)?.[1]
    if (!address) continue
    const startSeconds = Math.round((performance.now() - started) / 10) / 100
    await sleep(3000)
    return { child, address, startSeconds }
  }
  throw new Error('The server did not start.')
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function makeKey(client: pg.Client, userId: number): Promise<string> {
  const key = `sd_${randomBytes(32).toString('base64url')}`
  await client.query('insert into api_keys (hash, user_id, name) values ($1, $2, $3)', [
    createHash('sha256').update(key).digest(),
    userId,
    'bench',
  ])
  return key
}

/** Resident memory of a process, now or at its highest; 0 where the system does not tell. */
function memoryMb(child: ChildProcess, line: 'VmRSS' | 'VmHWM'): number {
  if (process.platform !== 'linux') return 0
  const kb = new RegExp(`${line}:\\s+(\\d+)`).exec(readFileSync(`/proc/${String(child.pid)}/status`, 'utf8'))?.[1]
  return Math.round(Number(kb) / 1024)
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}
