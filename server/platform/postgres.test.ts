import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { emptyDatabase } from '../test/database.ts'
import { isAlive, query, removeDataDir, testFolder, withDatabase } from '../test/postgres.ts'
import { StartError } from './config.ts'
import { noLog } from './log.ts'
import { canReach, findPlace } from './postgres/place.ts'
import { checkDatabase, type Postgres, startPostgres } from './postgres.ts'

const folder = testFolder()
const rootHome = join(folder, 'root')
const options = (name: string) => ({
  dataDir: join(folder, name),
  rootHome,
  log: noLog,
  settings: { shared_buffers: '16MB', fsync: 'off' },
})
const started: Postgres[] = []
async function start(name: string, more: { guest?: boolean } = {}): Promise<Postgres> {
  const postgres = await startPostgres({ ...options(name), ...more })
  started.push(postgres)
  return postgres
}
const children: { child: ChildProcess; name: string }[] = []
after(async () => {
  for (const { child, name } of children) {
    child.kill('SIGKILL')
    await removeDataDir(join(folder, name))
  }
  for (const postgres of started) await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('the embedded PostgreSQL', { timeout: 120_000 }, () => {
  test('starts, keeps data over a stop, starts again within a second, and leaves nothing running', async () => {
    const first = await start('again')
    await query(first.connectionString, 'create table kept as select 1 as one')
    const { pid } = first
    assert.ok(isAlive(pid))
    await Promise.all([first.stop(), first.stop()])
    assert.ok(!isAlive(pid))
    assert.equal(first.pid, 0)
    const from = performance.now()
    const second = await start('again')
    const took = performance.now() - from
    assert.deepEqual(await rows(second.connectionString, 'select one from kept'), [{ one: 1 }])
    assert.ok(took < 3000, `it took ${String(took)} ms`)
    await second.stop()
  })

  test("the application's role is no superuser, owns its database, and finds Cyrillic", async () => {
    const { connectionString } = await start('role')
    const [about] = await rows(
      connectionString,
      `select current_setting('is_superuser') as superuser, current_setting('jit') as jit,
              current_setting('listen_addresses') as addresses, similarity('Привет', 'привету') > 0.5 as finds,
              'я' > 'Б' collate "default" as orders, pg_get_userbyid(datdba) = current_user as owns
         from pg_database where datname = current_database()`,
    )
    assert.deepEqual(about, { superuser: 'off', jit: 'off', addresses: '', finds: true, orders: true, owns: true })
    await assert.rejects(rows(connectionString, `select pg_read_file('/etc/passwd')`), /permission denied/)
    const wrong = connectionString.replace(/sdelka:\w+@/, 'sdelka:guess@')
    await assert.rejects(rows(wrong, 'select 1'), /password/)
  })

  test('killed, it is started again by itself, and says so', async () => {
    const postgres = await start('killed')
    await query(postgres.connectionString, 'create table kept as select 1 as one')
    for (const victim of ['postmaster', 'backend'] as const) {
      const told = new Promise<void>((done) => {
        const stop = postgres.onRestart(() => {
          stop()
          done()
        })
      })
      const before = postgres.pid
      if (victim === 'postmaster') process.kill(before, 'SIGKILL')
      else {
        const client = await connected(postgres.connectionString)
        const { rows: found } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
        process.kill(found[0]!.pid, 'SIGKILL')
      }
      await told
      assert.ok(isAlive(postgres.pid))
      if (victim === 'postmaster') assert.notEqual(postgres.pid, before)
      assert.deepEqual(await rows(postgres.connectionString, 'select one from kept'), [{ one: 1 }])
    }
  })

  test('killed while nobody watches, it starts next time, even when its number is another process by now', async () => {
    const first = await run('unwatched')
    process.kill(first.pid, 'SIGKILL')
    process.kill(first.postgres, 'SIGKILL')
    await gone(first.postgres)
    const { cluster } = findPlace(join(folder, 'unwatched'), rootHome)
    writeFileSync(join(cluster, 'postmaster.pid'), `${String(process.pid)}\n${cluster}\n1\n5432\n\n\n 1 1\nready   \n`)
    const second = await start('unwatched')
    assert.deepEqual(await rows(second.connectionString, 'select 1 as one'), [{ one: 1 }])
    await second.stop()
  })

  test('a server that is killed leaves it running; the next one finds it', async () => {
    const first = await run('left')
    process.kill(first.pid, 'SIGKILL')
    await gone(first.pid)
    assert.ok(isAlive(first.postgres))
    const second = await start('left')
    assert.equal(second.pid, first.postgres)
    await second.stop()
    assert.ok(!isAlive(first.postgres))
  })

  test("a terminal's Ctrl-C does not reach it", async () => {
    const server = await run('group')
    process.kill(-server.pid, 'SIGINT')
    await gone(server.pid)
    assert.ok(isAlive(server.postgres))
    const second = await start('group')
    await second.stop()
  })

  test('a second server on the same data is refused in one sentence, a guest shares it', async () => {
    const server = await run('twice')
    await assert.rejects(start('twice'), (error) => {
      assert.ok(error instanceof StartError)
      assert.match(
        error.message,
        new RegExp(`already running on the data folder .*twice \\(process ${String(server.pid)}\\)\\.$`),
      )
      return true
    })
    const guest = await start('twice', { guest: true })
    assert.equal(guest.pid, server.postgres)
    await guest.stop()
    assert.ok(isAlive(server.postgres), 'a guest leaves the PostgreSQL of a server alone')
    process.kill(server.pid, 'SIGKILL')
    await gone(server.pid)
    await (await start('twice')).stop()
  })

  test('a lost database is told, and no empty one is put in its place', async () => {
    await (await start('lost')).stop()
    const { cluster } = findPlace(join(folder, 'lost'), rootHome)
    renameSync(cluster, `${cluster}.elsewhere`)
    await assert.rejects(start('lost'), (error) => error instanceof StartError && /is gone from/.test(error.message))
    renameSync(`${cluster}.elsewhere`, cluster)
    await (await start('lost')).stop()
  })

  test('of several servers that start at once one gets the data', async () => {
    const tries = await Promise.allSettled([start('race'), start('race'), start('race')])
    const won = tries.filter((one) => one.status === 'fulfilled')
    assert.equal(won.length, 1)
    await won[0]!.value.stop()
  })

  test('the last of several guests stops it', async () => {
    const [one, two] = await Promise.all([start('guests', { guest: true }), start('guests', { guest: true })])
    const { pid } = one
    assert.equal(two.pid, pid)
    await one.stop()
    assert.ok(isAlive(pid))
    await two.stop()
    // On a busy machine the system takes a moment to let go of an ended process.
    for (let i = 0; i < 100 && isAlive(pid); i++) await sleep(50)
    assert.ok(!isAlive(pid))
  })

  test('a very deep data folder gets its socket elsewhere, at the same address each time', async () => {
    const name = join('deep', 'x'.repeat(100), 'y'.repeat(60))
    const first = await start(name)
    await query(first.connectionString, 'select 1')
    await first.stop()
    const second = await start(name)
    assert.equal(second.connectionString, first.connectionString)
    await second.stop()
  })

  test('a folder that cannot be written is refused in one sentence', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    await assert.rejects(
      start('file/data'),
      (error) => error instanceof StartError && /cannot be written/.test(error.message),
    )
  })

  test('settings that PostgreSQL refuses are told, not waited for', async () => {
    const wrong = { ...options('wrong'), settings: { shared_buffers: 'much' } }
    await assert.rejects(
      startPostgres(wrong),
      (error) => error instanceof StartError && /shared_buffers/.test(error.message),
    )
  })

  test(
    'a data folder of somebody else keeps its owner when root starts it',
    { skip: process.getuid?.() !== 0 },
    async () => {
      const dataDir = join(folder, 'theirs')
      mkdirSync(dataDir, { mode: 0o700 })
      chownSync(dataDir, 65534, 65534)
      const postgres = await start('theirs')
      assert.equal(findPlace(dataDir, rootHome).home, join(dataDir, 'postgres'))
      await query(postgres.connectionString, 'select 1')
      await postgres.stop()
    },
  )

  test(
    'whether a user can pass down to a file is told by every folder on the way',
    { skip: process.platform === 'win32' },
    () => {
      const open = join(folder, 'open')
      mkdirSync(join(open, 'inner'), { recursive: true, mode: 0o755 })
      const stranger = { uid: 54_321, gid: 54_321 }
      assert.equal(canReach(join(open, 'inner', 'file'), stranger), true)
      chmodSync(open, 0o700)
      assert.equal(canReach(join(open, 'inner', 'file'), stranger), false)
    },
  )
})

describe('a database of one’s own', { timeout: 60_000 }, () => {
  test('a good one passes, again and again', async () => {
    const { connectionString, drop } = await emptyDatabase()
    await checkDatabase(connectionString)
    await checkDatabase(connectionString)
    await drop()
  })

  test('one that does not find Cyrillic is refused', async () => {
    const postgres = await start('ctype')
    await query(
      postgres.adminConnectionString,
      `create database plain template template0 locale_provider libc locale 'C' encoding 'UTF8'`,
    )
    await assert.rejects(
      checkDatabase(withDatabase(postgres.adminConnectionString, 'plain')),
      (error) =>
        error instanceof StartError && /plain cannot search Cyrillic \(its LC_CTYPE is C\)/.test(error.message),
    )
    await query(
      postgres.adminConnectionString,
      `create database latin template template0 locale 'C' encoding 'LATIN1' locale_provider libc`,
    )
    await assert.rejects(checkDatabase(withDatabase(postgres.adminConnectionString, 'latin')), /latin is in LATIN1/)
    await query(postgres.adminConnectionString, 'create role poor login')
    await query(postgres.adminConnectionString, `alter role poor password 'poor'`)
    await query(postgres.adminConnectionString, 'create database bare template template0')
    const poor = withDatabase(postgres.adminConnectionString.replace(/\/\/.*@/, '//poor:poor@'), 'bare')
    await assert.rejects(checkDatabase(poor), /bare lacks the extension pg_trgm, and poor cannot make it/)
    await postgres.stop()
  })

  test('one that is too old is refused', async () => {
    const old = await oldServer('14.9', '140009')
    await assert.rejects(
      checkDatabase(`postgresql://u@127.0.0.1:${String(old.port)}/x`),
      (error) =>
        error instanceof StartError && /15 or newer is needed, and DATABASE_URL leads to 14\.$/.test(error.message),
    )
    old.close()
  })

  for (const [address, words] of [
    ['postgresql://u:hidden@127.0.0.1:9/x', 'nothing listens there'],
    ['postgresql://u:hidden@no-such-host.invalid/x', 'there is no such host'],
    ['postgresql://u:hidden@127.0.0.1:99999/x', ''],
  ] as const) {
    test(`${address.replace(/.*@/, '')} is refused without its password`, async () => {
      await assert.rejects(checkDatabase(address), (error) => {
        assert.ok(error instanceof StartError, String(error))
        assert.ok(error.message.includes(words), error.message)
        assert.ok(!error.message.includes('hidden'))
        return true
      })
    })
  }
})

/** As much of PostgreSQL's protocol as it takes to say how old one is. */
async function oldServer(version: string, number: string): Promise<{ port: number; close(): void }> {
  const message = (type: string, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts)
    const head = Buffer.alloc(5)
    head.write(type)
    head.writeInt32BE(body.length + 4, 1)
    return Buffer.concat([head, body])
  }
  const int = (bytes: 2 | 4, value: number) => {
    const buffer = Buffer.alloc(bytes)
    buffer.writeIntBE(value, 0, bytes)
    return buffer
  }
  const ready = message('Z', Buffer.from('I'))
  const row = { version: number, encoding: 'UTF8', ctype: 'C.UTF-8', name: 'x', role: 'u' }
  const column = (name: string) => [
    Buffer.from(`${name}\0`),
    int(4, 0),
    int(2, 0),
    int(4, 25),
    int(2, -1),
    int(4, -1),
    int(2, 0),
  ]
  const answer = [
    message('T', int(2, 5), ...Object.keys(row).flatMap(column)),
    message('D', int(2, 5), ...Object.values(row).flatMap((value) => [int(4, value.length), Buffer.from(value)])),
    message('C', Buffer.from('SELECT 1\0')),
    ready,
  ]
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      const hello = message('S', Buffer.from(`server_version\0${version}\0`))
      socket.write(Buffer.concat([message('R', int(4, 0)), hello, ready]))
      socket.on('data', (chunk) => {
        if (chunk.toString('latin1', 0, 1) === 'Q') socket.write(Buffer.concat(answer))
      })
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

/** Another process that starts PostgreSQL and waits, in a process group of its own. */
async function run(name: string): Promise<{ pid: number; postgres: number }> {
  const program = `
    import { startPostgres } from ${JSON.stringify(new URL('postgres.ts', import.meta.url).href)}
    import { noLog } from ${JSON.stringify(new URL('log.ts', import.meta.url).href)}
    const postgres = await startPostgres({ ...${JSON.stringify({ ...options(name), log: undefined })}, log: noLog })
    console.log(postgres.pid)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  children.push({ child, name })
  for await (const line of createInterface({ input: child.stdout })) return { pid: child.pid!, postgres: Number(line) }
  throw new Error('The other process ended early')
}
async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  return client
}

async function rows(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const client = await connected(connectionString)
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

async function gone(pid: number): Promise<void> {
  for (let tries = 0; isAlive(pid) && tries < 200; tries++) await sleep(10)
}
