import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { lineSums } from '../model/lines.ts'
import { systemActor } from '../server/access/actor.ts'
import { methods } from '../server/methods.ts'
import { connect } from '../server/platform/database.ts'
import { noLog } from '../server/platform/log.ts'
import { call } from '../server/platform/method.ts'
import { testDatabase } from '../server/test/database.ts'
import { generate, lineOf, type Loaded } from './generate.ts'

test('the same seed makes the same rows, another seed others', async () => {
  const loaded: Loaded[] = []
  for (const seed of ['one', 'one', 'two']) loaded.push(await inDatabase((client) => generate(client, 'tiny', seed)))
  assert.deepEqual(loaded[0], loaded[1])
  assert.notEqual(loaded[0]!.digest, loaded[2]!.digest)
  assert.equal(loaded[0]!.rows['deals'], 200)
})

test('kept sums, deals, lines, stages and search entries of generated data agree', async () => {
  await inDatabase(async (client, connectionString) => {
    await generate(client, 'tiny')
    const { db, close } = connect(connectionString)
    const installation = { db, log: noLog, secret: Buffer.alloc(32), changed: () => undefined }
    const totals = (input: object) => call(installation, methods, 'deals.totals', input, systemActor('a test'))
    try {
      const kept = await totals({ group: 'stageId' })
      // With a filter that holds for every deal, the deals themselves are added up.
      const added = await totals({ group: 'stageId', filter: { field: 'id', op: 'gte', value: 1 } })
      assert.deepEqual(kept, added)
    } finally {
      await close()
    }
    const wrong = async (text: string) => (await client.query(text)).rows
    const none = [
      `select 1 from (select sum(amount_base) a, sum(count) c from deal_totals) t, (select sum(amount_base) a, sum(count) c from deal_totals_monthly) m where (t.a, t.c) is distinct from (m.a, m.c)`,
      `select id from deals d where amount_from = 'products' and amount is distinct from (select sum(total) from deal_lines l where l.deal_id = d.id)`,
      `select id from deals d where stage_id is distinct from (select stage_id from stage_entries e where e.deal_id = d.id and left_at is null)`,
      `select id from deals d where version is distinct from (select max(version) from events e where e.record = 'deals' and e.record_id = d.id)`,
      `select id from deals d where state is distinct from (select meaning from stages s where s.id = d.stage_id)`,
      `select id from contacts c where not exists (select from search_entries e where e.record = 'contacts' and e.record_id = c.id and e.words like '%' || c.name_key || '%')`,
    ]
    for (const text of none) assert.deepEqual(await wrong(text), [], text)
  })
})

test('lines add up as the product does it', () => {
  for (const [price, quantity, discount] of [
    [1, 1, 0],
    [999, 3, 5],
    [12_345, 7, 15],
    [100_001, 10, 10],
    [33, 9, 0],
  ] as const) {
    const sums = lineSums(
      {
        quantity: String(quantity),
        price: (price / 100).toFixed(2),
        discountKind: 'percent',
        discount: String(discount),
        taxRate: '20',
        taxIncluded: true,
      },
      2,
    )
    const { total, tax } = lineOf(price, quantity, discount)
    assert.deepEqual([(total / 100).toFixed(2), (tax / 100).toFixed(2)], [sums.total, sums.taxSum])
  }
})

async function inDatabase<T>(act: (client: pg.Client, connectionString: string) => Promise<T>): Promise<T> {
  const { connectionString, drop } = await testDatabase()
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await act(client, connectionString)
  } finally {
    await client.end()
    await drop()
  }
}
