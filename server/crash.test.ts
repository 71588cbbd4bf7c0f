import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { noLog } from './platform/log.ts'
import { findPlace } from './platform/postgres/place.ts'
import { startPostgres } from './platform/postgres.ts'
import { removeDataDir, testFolder } from './test/postgres.ts'
import { eventually, post, sleep } from './test/running.ts'

const rounds = process.env['TEST_LONG'] ? 50 : 5
const root = join(import.meta.dirname, '..')
const dataDir = join(testFolder(), 'data')
const setup = { name: 'Anna', email: 'anna@example.com', password: 'a long password', currency: 'USD', language: 'en' }
let server: ChildProcess | undefined
let url = ''

after(async () => {
  server?.kill('SIGKILL')
  await removeDataDir(dataDir)
})

async function start(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  const begun = performance.now()
  server = spawn(process.execPath, [join(root, 'server/main.ts')], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: '',
      LOG_LEVEL: 'fatal',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await Promise.race([
    once(server.stdout!, 'data'),
    once(server, 'exit').then(() => assert.fail('the server did not start')),
  ])
  url = `http://127.0.0.1:${String(port)}`
  return performance.now() - begun
}
const healthy = () =>
  fetch(`${url}/health`).then(
    ({ status }) => status === 200,
    () => false,
  )

/** What was acknowledged: deal → stage, and whether a move of it was still unanswered when the world ended. */
interface Ledger {
  made: Map<number, { title: string; stageId: number; open: number | null }>
  refused: number
}

/** Several writers that make and move deals until stopped; only what was answered counts as done. */
function write(
  ledger: Ledger,
  ask: (method: string, input: unknown) => Promise<Record<string, unknown>>,
  name: string,
): { stop(): Promise<void> } {
  let going = true
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    const own: number[] = []
    for (let n = 0; going; n++) {
      try {
        if (n % 3 === 0 || !own.length) {
          const title = `${name} ${String(writer)} ${String(n)}`
          const { id } = (await ask('deals.create', {
            title,
            amount: String(n + 1),
            stageId: 1,
            lines: [{ name: 'Work', price: '10' }],
          })) as { id: number }
          ledger.made.set(id, { title, stageId: 1, open: null })
          own.push(id)
        } else {
          const entry = ledger.made.get(own[n % own.length]!)!
          const stageId = 1 + ((entry.stageId + n) % 7)
          entry.open = stageId
          await ask('deals.move', { id: own[n % own.length], stageId })
          Object.assign(entry, { stageId, open: null })
        }
      } catch {
        ledger.refused++
        await sleep(30)
      }
    }
  })
  return {
    async stop() {
      going = false
      await Promise.all(writers)
    },
  }
}

/** Looks into the database itself: every acknowledged write is there, the log of stages and the sums agree with the deals. */
async function audit(ledger: Ledger): Promise<void> {
  const postgres = await startPostgres({ dataDir, log: noLog, guest: true })
  const client = new pg.Client({ connectionString: postgres.connectionString })
  await client.connect()
  const rows = async <T>(text: string): Promise<T[]> => (await client.query(text)).rows as T[]
  try {
    const deals = new Map(
      (await rows<{ id: number; title: string; stage_id: number }>('select id, title, stage_id from deals')).map(
        (row) => [row.id, row],
      ),
    )
    for (const [id, { title, stageId, open }] of ledger.made) {
      const deal = deals.get(id)
      assert.equal(deal?.title, title, `deal ${String(id)} is lost`)
      assert.ok(
        deal.stage_id === stageId || deal.stage_id === open,
        `deal ${String(id)} stands in ${String(deal.stage_id)}, not in ${String(stageId)}`,
      )
    }
    const broken = {
      'a deal without its one open stay in the stage it stands in': `select d.id from deals d where
        (select array_agg(e.stage_id) from stage_entries e where e.deal_id = d.id and e.left_at is null) is distinct from array[d.stage_id]`,
      'a gap in the log of stages': `select e.deal_id from (
        select deal_id, from_stage_id, lag(stage_id) over (partition by deal_id order by id) before, lag(left_at) over (partition by deal_id order by id) until, entered_at from stage_entries) e
        where from_stage_id is distinct from before or until is distinct from (case when before is null then null else entered_at end)`,
      'a deal without its event': `select d.id from deals d where not exists (select 1 from events e where e.record = 'deals' and e.record_id = d.id and e.name = 'deals.created')`,
      'a version without its event': `select d.id from deals d where d.version <> (select count(*) from events e where e.record = 'deals' and e.record_id = d.id)`,
      'a deal without its lines': `select d.id from deals d where not exists (select 1 from deal_lines l where l.deal_id = d.id) and d.tax is not null`,
      'sums that differ from the deals': `select * from (
        select stage_id, sum(count) n, sum(amount_base) a from (select stage_id, count, amount_base from deal_totals union all select stage_id, count, amount_base from deal_total_deltas) t
        group by 1 having sum(count) <> 0) kept
        full join (select stage_id, count(*) n, sum(coalesce(amount_base, 0)) a from deals where removed_at is null group by 1) real using (stage_id, n, a)
        where kept.n is null or real.n is null`,
    }
    for (const [what, text] of Object.entries(broken)) assert.deepEqual(await rows(text), [], what)
  } finally {
    await client.end()
    await postgres.stop()
  }
}

test(`a killed server loses nothing that it has acknowledged (${String(rounds)} rounds)`, async () => {
  await start()
  assert.equal((await post(url, 'setup.run', setup, { origin: url })).status, 200)
  const ledger: Ledger = { made: new Map(), refused: 0 }
  for (let round = 0; round < rounds; round++) {
    const cookie = (
      await post(
        url,
        'session.signIn',
        { email: setup.email, password: setup.password },
        { origin: url, cookie: device },
      )
    ).headers.getSetCookie()
    device = cookie.find((line) => line.startsWith('sdelka-device='))?.split(';')[0] ?? device
    const session = cookie.find((line) => line.startsWith('sdelka='))!.split(';')[0]!
    const said: number[] = []
    const ask = async (method: string, input: unknown) => {
      const { status, body } = await post(url, method, input, { origin: url, cookie: session })
      if (status !== 200) {
        said.push(status)
        throw new Error(String(status))
      }
      return body as Record<string, unknown>
    }
    const writers = write(ledger, ask, `Round ${String(round)}`)
    const killed = server!
    const whole = round % 2 === 1
    await sleep(300 + Math.random() * 700)
    const before = ledger.made.size
    if (whole) {
      // Only PostgreSQL: the server lives on, says that it can't serve, and goes on by itself.
      process.kill(postmaster(), 'SIGKILL')
      await sleep(50)
      assert.ok(await eventually(healthy, 10_000), 'not healthy again within 10 s')
      assert.equal(killed.exitCode, null, 'the server died with its database')
      const after = ledger.made.size
      assert.ok(await eventually(() => ledger.made.size > after, 5000), 'nothing is written any more')
      await writers.stop()
      assert.ok(said.length > 0, 'nobody was told that the database is away')
      assert.deepEqual([...new Set(said)], [503])
    } else {
      killed.kill('SIGKILL')
      await once(killed, 'exit')
      await writers.stop()
      const took = await start()
      assert.ok(took < 60_000, `ready after ${String(took)} ms`)
    }
    assert.ok(before > 0)
    await audit(ledger)
  }
  server!.kill('SIGINT')
  const [code] = (await once(server!, 'exit')) as [number | null]
  assert.equal(code, 0)
  await audit(ledger)
})

let device = ''

/** The process id of the running PostgreSQL, from the file that it keeps itself. */
function postmaster(): number {
  return Number(readFileSync(join(findPlace(dataDir, '').cluster, 'postmaster.pid'), 'utf8').split('\n')[0])
}
