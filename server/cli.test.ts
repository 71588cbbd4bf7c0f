import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { removeDataDir, testFolder } from './test/postgres.ts'

const folder = testFolder()
const dataDir = join(folder, 'data')
const root = join(import.meta.dirname, '..')

interface Ran {
  code: number | null
  out: string
  err: string
}
async function run(
  file: string,
  args: string[],
  more: { env?: Record<string, string>; input?: string } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [join(root, 'server', file), ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir, ...more.env },
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
  child.stdin.end(more.input ?? '')
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...said }
}
const cli = (...args: string[]) => run('cli.ts', args)

before(async () => {
  const { code, err } = await run(
    'cli.ts',
    ['setup', '--name', 'Анна', '--email', 'anna@example.com', '--currency', 'USD', '--language', 'en'],
    { input: 'a long password\n' },
  )
  assert.equal(code, 0, err)
})
after(() => removeDataDir(dataDir))

test('without a command it lists them, with an unknown one it fails', async () => {
  const listed = await cli()
  assert.equal(listed.code, 0)
  for (const name of ['setup', 'key', 'call', 'import']) assert.match(listed.out, new RegExp(`^ *${name} `, 'm'))
  assert.equal((await cli('explode')).code, 2)
})

test('what is refused on the command line is told by the audit log', async () => {
  const by = (...args: string[]) => cli('call', ...args, '--as', 'anna@example.com')
  assert.equal((await by('users.create', '{"name":"Boris","email":"boris@example.com"}')).code, 0)
  assert.equal((await cli('call', 'audit.list', '{}', '--as', 'boris@example.com')).code, 1)
  const { out } = await by('audit.list', '{"kind":"refused"}')
  const [line] = (JSON.parse(out) as { items: { name: string; via: string; details: object }[] }).items
  assert.deepEqual(
    [line?.name, line?.via, line?.details],
    ['Boris', 'cli', { method: 'audit.list', key: 'error.denied.only' }],
  )
})

test('setting up a second time is refused in the language of the command', async () => {
  const again = [
    'setup',
    '--name',
    'B',
    '--email',
    'b@example.com',
    '--password',
    'a long password',
    '--currency',
    'USD',
  ]
  const refused = await cli(...again, '--language', 'ru')
  assert.equal(refused.code, 1)
  assert.match(refused.err, /уже настроена/)
})

test('call prints the JSON of the API and nothing else, without a server', async () => {
  const made = await cli('call', 'deals.create', '{"title":"По телефону","amount":"10.5"}', '--as', 'anna@example.com')
  assert.equal(made.code, 0, made.err)
  const deal = JSON.parse(made.out) as { id: number; amount: string }
  assert.equal(deal.amount, '10.50')
  const totals = await cli('call', 'deals.totals', '--as', 'ANNA@example.com')
  assert.deepEqual(JSON.parse(totals.out), { count: 1, amount: '10.50', currency: 'USD' })
  const refused = await cli('call', 'deals.get', '{"id":99}', '--as', 'anna@example.com')
  assert.deepEqual([refused.code, refused.out], [1, ''])
  assert.equal((await cli('call', 'deals.get', '{"id":1}', '--as', 'nobody@example.com')).code, 1)
})

test('a key is printed alone, and holds for what its scope names', async () => {
  const { out } = await cli('key', '--email', 'anna@example.com', '--scope', 'deals.list,pipelines.*')
  assert.match(out, /^sd_[\w-]{43}\n$/)
  const port = await freePort()
  const server = spawn(process.execPath, [join(root, 'server/main.ts')], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir, PORT: String(port) },
  })
  try {
    await once(server.stdout, 'data')
    const ask = async (method: string) =>
      (
        await fetch(`http://127.0.0.1:${port}/api/${method}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${out.trim()}`, 'content-type': 'application/json' },
          body: '{}',
        })
      ).status
    assert.deepEqual([await ask('deals.list'), await ask('pipelines.list'), await ask('deals.totals')], [200, 200, 403])
    // The commands work beside the server too.
    const beside = await cli('call', 'deals.totals', '--as', 'anna@example.com')
    assert.equal((JSON.parse(beside.out) as { count: number }).count, 1)
    const second = await run('main.ts', [], { env: { PORT: String(await freePort()) } })
    assert.equal(second.code, 1)
    assert.match(second.err, /^Sdelka is already running on the data folder .+\n$/)
  } finally {
    server.kill('SIGINT')
    const [code] = (await once(server, 'close')) as [number | null]
    assert.equal(code, 0)
  }
})

test('what keeps the server from starting is said in one sentence', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const port = String((taken.address() as { port: number }).port)
  const cases: [Record<string, string>, RegExp][] = [
    [{ PORT: port }, /^Port \d+ on 127\.0\.0\.1 is taken.*\n$/],
    [{ PORT: 'x' }, /^PORT must be a port number.*\n$/],
    [{ DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none', PORT: '0' }, /^[^\n]+reach[^\n]+\n$/],
    [{ DATA_DIR: '/proc/sdelka' }, /^The data folder \/proc\/sdelka cannot be written[^\n]+\n$/],
  ]
  for (const [env, sentence] of cases) {
    const { code, err } = await run('main.ts', [], { env: { LOG_LEVEL: 'silent', ...env } })
    assert.equal(code, 1, JSON.stringify(env))
    assert.match(err, sentence)
  }
  taken.close()
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
