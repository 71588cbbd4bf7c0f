import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { loadActor } from '../access/actor.ts'
import { call } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { methods } from '../methods.ts'
import { startImport } from './importer.ts'
import { setSchema } from './mapping.ts'
import { runImport } from './running.ts'
import { installed } from '../test/importing.ts'

const root = join(import.meta.dirname, '../..')
const folder = process.env['SDELKA_REAL_DATA'] ?? resolve(root, '../shared/data/crm-sales-opportunities')
const set = setSchema.parse(
  JSON.parse(readFileSync(join(root, 'examples/crm-sales-opportunities/import.json'), 'utf8')),
)

test('the real set comes in with its known sums, once', async (t) => {
  if (!existsSync(join(folder, 'sales_pipeline.csv'))) {
    const words = `NOT RUN: the real set of deals is not at ${folder}; SDELKA_REAL_DATA names its folder`
    t.diagnostic(words)
    process.stderr.write(`${words}\n`)
    t.skip(words)
    return
  }
  await using place = await installed()
  const { installation, admin } = place
  const bring = async () => {
    const told = []
    for (const { file, mapping } of set.files) {
      const started = performance.now()
      const id = await inTransaction(installation, admin, (ctx) =>
        startImport(ctx, { fileName: file, file: readFileSync(join(folder, file)), mapping }),
      )
      await runImport(installation, id, new AbortController().signal)
      t.diagnostic(`${file}: ${((performance.now() - started) / 1000).toFixed(2)} s`)
      const { state, created, updated, unchanged, refused, unmapped } = await place.importOf(id)
      told.push({ file, state, created, updated, unchanged, refused, unmapped })
    }
    return told
  }
  const none = { state: 'done', updated: {}, refused: 0, unmapped: [] }
  assert.deepEqual(await bring(), [
    { ...none, file: 'sales_teams.csv', created: { departments: 9, users: 41 }, unchanged: 0 },
    { ...none, file: 'accounts.csv', created: { companies: 85, terms: 6 }, unchanged: 0 },
    { ...none, file: 'products.csv', created: { products: 7, productSections: 3 }, unchanged: 0 },
    { ...none, file: 'sales_pipeline.csv', created: { deals: 8800, pipelines: 1, stages: 4 }, unchanged: 0 },
  ])
  // Without being counted on the way, what was empty is read whole for every row of the file.
  const [counted] = await place.rows(`select reltuples::int n from pg_class where oid = 'deals'::regclass`)
  assert.ok(Number(counted!['n']) >= 8800 / 8, `${String(counted!['n'])} deals were counted`)

  const { rows: stages } = await sql<{ id: number; name: string }>`
    select s.id, s.name from stages s join pipelines p on p.id = s.pipeline_id where p.name = 'Hardware sales' order by s.position`.execute(
    installation.db,
  )
  const pipelineId = await place.idOf('pipelines', 'Hardware sales')
  const ask = async <T>(name: string, input: unknown) =>
    (await call(installation, methods, name, input, (await loadActor(installation.db, admin.id!, 'api'))!)) as T
  const totals = await ask<{ groups: { key: number; count: number; amount: string }[] }>('deals.totals', {
    group: 'stageId',
    filter: { field: 'pipelineId', op: 'eq', value: pipelineId },
  })
  const byStage = stages.map(({ id, name }) => {
    const group = totals.groups.find(({ key }) => key === id)!
    return [name, group.count, Number(group.amount)]
  })
  assert.deepEqual(byStage, [
    ['Prospecting', 500, 0],
    ['Engaging', 1589, 0],
    ['Won', 4238, 10_005_534],
    ['Lost', 2473, 0],
  ])
  const board = await ask<{ columns: { stage: { name: string }; count: number; amount: string }[] }>('deals.board', {
    pipelineId,
  })
  assert.deepEqual(
    board.columns.map(({ stage, count, amount }) => [stage.name, count, Number(amount)]),
    byStage,
  )
  const facts = await sql`
    select p.name, count(distinct d.id)::int deals, sum(l.total)::float total from deals d join deal_lines l on l.deal_id = d.id join products p on p.id = l.product_id
    where d.state = 'won' group by 1 order by 3 desc limit 1`.execute(installation.db)
  assert.deepEqual(facts.rows, [{ name: 'GTX Pro', deals: 729, total: 3_510_578 }])
  const best = await sql`
    (select c.name, count(*)::int deals, sum(d.amount_base)::float total from deals d join companies c on c.id = d.company_id where d.state = 'won' group by 1 order by 3 desc limit 1)
    union all
    (select u.name, count(*)::int, sum(d.amount_base)::float from deals d join users u on u.id = d.owner_id where d.state = 'won' group by 1 order by 3 desc limit 1)
    union all
    (select h.name, count(*)::int, sum(d.amount_base)::float from deals d join users u on u.id = d.owner_id join departments t on t.id = u.department_id join users h on h.id = t.head_id
      where d.state = 'won' group by 1 order by 3 desc limit 1)`.execute(installation.db)
  assert.deepEqual(best.rows, [
    { name: 'Kan-code', deals: 115, total: 341_455 },
    { name: 'Darcel Schlecht', deals: 349, total: 1_153_214 },
    { name: 'Melvin Marxen', deals: 882, total: 2_251_930 },
  ])
  const days = await sql<{ days: string }>`
    select round(avg(extract(epoch from w.entered_at - e.entered_at) / 86400), 2) days from stage_entries w join stage_entries e on e.deal_id = w.deal_id
    where w.stage_id = ${stages[2]!.id} and e.stage_id = ${stages[1]!.id}`.execute(installation.db)
  assert.equal(days.rows[0]!.days, '51.78')

  const before = await place.count('events')
  const again = await bring()
  assert.deepEqual(
    again.map(({ created, updated, unchanged, refused }) => ({ created, updated, unchanged, refused })),
    [35, 85, 7, 8800].map((unchanged) => ({ created: {}, updated: {}, unchanged, refused: 0 })),
  )
  assert.equal(await place.count('events'), before)
})
