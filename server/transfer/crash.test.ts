import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverProcess, type Caller, type ServerProcess } from '../test/process.ts'
import { eventually, sleep } from '../test/running.ts'
import type { Plan } from '../../model/importPlan.ts'
import type { Draft } from './drafts.ts'
import type { ImportState } from './methods.ts'

const long = Boolean(process.env['TEST_LONG'])
const rounds = long ? 12 : 2
/** Some chunks of what is written at once. */
const rows = long ? 2300 : 1600
const known = 40
const refused = (i: number) => i % 97 === 13
const stages = ['New', 'Qualified', 'Proposal']

/** Every record is named in several chunks; some rows are more lines of a deal, some can't be written. */
const line = (i: number, round: string) =>
  [
    `N${String(i)}`,
    `Deal ${String(i)}${round}`,
    refused(i) ? 'a lot' : `${String(i % 900)}.50`,
    `Client ${String(i % 311)}`,
    `Person ${String(i % 207)}`,
    `Product ${String(i % 23)}`,
    String(1 + (i % 4)),
    '10',
    stages[i % stages.length],
  ].join(',')
const head = 'ID,Deal name,Amount,Client,Contact,Product,Quantity,Price,Stage'
const file = (count: number, round: string) =>
  `${head}\n${Array.from({ length: count }, (_, i) => `${line(i, round)}\n${i % 10 === 4 ? `N${String(i)},,,,,Product 1,2,5,\n` : ''}`).join('')}`

async function begin(who: Caller, text: string): Promise<number> {
  const bytes = Buffer.from(text)
  const { id } = await who.does<{ id: number }>('imports.begin', { fileName: 'deals.csv', size: bytes.length })
  const step = 100_000
  for (let position = 0; position * step < bytes.length; position++) {
    const base64 = bytes.subarray(position * step, (position + 1) * step).toString('base64')
    await who.does('imports.part', { id, position, base64 })
  }
  const { plan } = await who.does<Draft>('imports.look', { id })
  const columns = plan.columns.map((one) => (one.place === 'lines.product' ? { ...one, missing: 'create' } : one))
  const decided: Plan = { ...plan, columns: columns as Plan['columns'], existing: 'overwrite' }
  await who.does('imports.run', { id, plan: decided })
  return id
}
async function ended(who: Caller, id: number, wanted: 'done' | 'undone', seconds = 60): Promise<ImportState> {
  let state: ImportState | undefined
  const over = async () => {
    state = await who.does<ImportState>('imports.get', { id })
    return state.state === wanted || state.state === 'failed'
  }
  assert.ok(await eventually(over, seconds * 1000), `${state!.state} for too long`)
  assert.deepEqual([state!.state, state!.problem], [wanted, null])
  return state!
}
async function undo(who: Caller, id: number): Promise<void> {
  await who.does('imports.undo', { id })
  const { kept } = await ended(who, id, 'undone')
  assert.deepEqual(kept, {})
}
const told = ({ rowsTotal, rowsDone, created, updated, unchanged, refused }: ImportState) => ({
  rowsTotal,
  rowsDone,
  created,
  updated,
  unchanged,
  refused,
})

/** Everything that an import brings, by names: the same rows in whatever ids. */
async function brought({ rows }: ServerProcess, importId: number): Promise<unknown> {
  const events = (record: string) =>
    `(select array_agg(e.name order by e.id) from events e where e.record = '${record}' and e.record_id = t.id and e.import_id = ${String(importId)})`
  return {
    deals:
      await rows(`select t.origin, t.title, t.amount, t.amount_from, t.state, s.name stage, c.name client, ${events('deals')} events,
      array(select p.name from deal_contacts x join contacts p on p.id = x.contact_id where x.deal_id = t.id order by x.position) people,
      array(select l.name || l.quantity || ' ' || l.price || ' ' || p.name from deal_lines l join products p on p.id = l.product_id where l.deal_id = t.id order by l.position) lines,
      (select count(*)::int from stage_entries e where e.deal_id = t.id and e.left_at is null) stays
      from deals t join stages s on s.id = t.stage_id left join companies c on c.id = t.company_id order by t.origin`),
    companies: await rows(`select t.name, ${events('companies')} events from companies t order by 1`),
    contacts: await rows(`select t.name, ${events('contacts')} events from contacts t order by 1`),
    products: await rows(`select t.name, ${events('products')} events from products t order by 1`),
    searched: await rows(
      `select record, count(*)::int n, count(distinct record_id)::int d from search_entries group by 1 order by 1`,
    ),
    refusals: await rows(
      `select row, reason, line from import_refusals where import_id = ${String(importId)} order by row`,
    ),
    wrongSums: await rows(`select * from (
      select stage_id, sum(count) n, sum(amount_base) a from (select stage_id, count, amount_base from deal_totals union all select stage_id, count, amount_base from deal_total_deltas) t
      group by 1 having sum(count) <> 0) kept
      full join (select stage_id, count(*) n, sum(coalesce(amount_base, 0)) a from deals where removed_at is null group by 1) real using (stage_id, n, a)
      where kept.n is null or real.n is null`),
  }
}

/** What every table holds once clients have been compared, but for logs, the machinery and what is told of a change. */
async function contents({ rows }: ServerProcess): Promise<Record<string, unknown>> {
  const compared = async () => !(await rows('select 1 from duplicate_marks limit 1')).length
  assert.ok(await eventually(compared, 60_000), 'clients are not compared')
  const tables = await rows<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  )
  const found: Record<string, unknown> = {}
  for (const { name } of tables)
    if (!/^(audit|events|stage_entries|imports|import_refusals|jobs|leases|deal_total.*)$/.test(name))
      found[name] = await rows(
        `select md5(string_agg(line, e'\\n' order by line)), count(*)::int from (select (to_jsonb(t) - '{version,updated_at,updated_by,stage_since,xid}'::text[])::text line from ${name} t) x`,
      )
  return found
}

/** Has every chunk told of once it is there, and the one that is named, or the next if it is gone by, waits before its end. */
async function watch({ rows }: ServerProcess): Promise<void> {
  await rows('create table test_pause (chunk int)')
  await rows(`create function test_pause() returns trigger language plpgsql as $$ begin
    if exists (select from test_pause where chunk <= new.chunks_done) then perform pg_sleep(0.7); end if;
    return new; end $$`)
  await rows(`create trigger test_pause before update of chunks_done on imports for each row
    when (new.chunks_done > old.chunks_done) execute function test_pause()`)
}

const places = ['written', 'committed', 'anywhere'] as const

/** Kills the server in the midst of an import, starts it again and lets it go on. */
async function crash(server: ServerProcess, id: number, place: (typeof places)[number], chunk: number): Promise<void> {
  const { rows } = server
  const done = async () => {
    const [row] = await rows<{ n: number }>(`select chunks_done n from imports where id = ${String(id)}`)
    return row!.n
  }
  let committed = chunk
  if (place === 'written') {
    await rows(`insert into test_pause values (${String(chunk + 1)})`)
    const waits = async () =>
      (await rows(`select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`))
        .length > 0
    assert.ok(await eventually(waits, 20_000), `chunk ${String(chunk)} is not written`)
    committed = await done()
    assert.ok(committed >= chunk)
  } else {
    assert.ok(await eventually(async () => (await done()) > chunk, 20_000), `chunk ${String(chunk)} does not come`)
    if (place === 'anywhere') await sleep(Math.random() * 200)
  }
  await server.kill()
  await rows('delete from test_pause')
  if (place === 'written') {
    await sleep(800)
    assert.equal(await done(), committed, 'what was not committed is not there')
  }
  await server.start()
}
/** A killed worker's lease runs out by itself within a minute: in the long run that is waited for, once. */
const runOut = ({ rows }: ServerProcess) =>
  rows(
    `update jobs set lease_until = clock_timestamp() where state = 'running' and (kind like 'imports.%' or kind = 'duplicates.look')`,
  )

test(`an import killed again and again ends as if nothing had been (${String(rounds)} rounds)`, async () => {
  await using server = await serverProcess()
  const { administrator: who } = server
  await watch(server)
  const first = await begin(who, file(known, ' before'))
  await ended(who, first, 'done')
  const before = await contents(server)

  const undisturbed = await begin(who, file(rows, ''))
  const wanted = told(await ended(who, undisturbed, 'done'))
  const [all, lines] = [rows + Math.ceil((rows - 4) / 10), Array.from({ length: rows }, (_, i) => refused(i))]
  assert.deepEqual([wanted.rowsTotal, wanted.rowsDone], [all, all])
  assert.ok(wanted.refused >= lines.filter(Boolean).length)
  const expected = await brought(server, undisturbed)
  await undo(who, undisturbed)
  assert.deepEqual(await contents(server), before)

  for (let round = 0; round < rounds; round++) {
    const id = await begin(who, file(rows, ''))
    for (let n = 0; n < 2; n++) {
      await crash(server, id, places[(round * 2 + n) % places.length]!, n * 2 + (round % 2))
      if (!(long && round === 0 && n === 0)) await runOut(server)
    }
    const said = told(await ended(who, id, 'done', long ? 120 : 60))
    assert.deepEqual(said, wanted, `round ${String(round)}`)
    assert.deepEqual(await brought(server, id), expected, `round ${String(round)}`)
    if (round % 2) await undo(who, id)
    else {
      // Taking it back is killed too.
      await who.does('imports.undo', { id })
      await sleep(100 + Math.random() * 900)
      await server.kill()
      await server.start()
      await runOut(server)
      assert.deepEqual((await ended(who, id, 'undone')).kept, {})
    }
    assert.deepEqual(await contents(server), before, `round ${String(round)}`)
  }
})
