import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { Decimal } from 'decimal.js'
import { cases, startTestApp, type TestApp } from '../test/app.ts'
import { foldTotals } from './totals.ts'

let app: TestApp
before(async () => (app = await startTestApp()))
after(() => app.stop())

test('totals count everything, however many groups there are', async () => {
  const { pool } = app.app.connection
  await pool.query(`with d as (
      insert into departments (created_at, updated_at, name, name_key) select now(), now(), 'D' || n, 'd' || n from generate_series(1, 1500) n returning id)
    insert into users (created_at, updated_at, name, name_key, department_id, active, invited, language, time_zone, time_zone_key, theme)
    select now(), now(), 'U', 'u', id, true, false, 'en', 'UTC', 'utc', 'auto' from d`)
  const { count, groups, amount } = await app.administrator.does('users.totals', { group: 'departmentId' })
  assert.deepEqual([count, groups?.length, amount], [1501, 1501, null])
  assert.equal((await app.administrator.does('users.totals', {})).count, 1501)
})

test('sums of groups are added exactly', () => {
  const digits = fc
    .nat({ max: 6 })
    .chain((n) => fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.constant(n)))
  const amount = digits.map(([units, n]) => new Decimal(units.toString()).div(new Decimal(10).pow(n)).toFixed(n))
  const Exact = Decimal.clone({ precision: 60 })
  fc.assert(
    fc.property(fc.array(fc.option(amount, { nil: null }), { maxLength: 12 }), (amounts) => {
      const rows = amounts.map((one, key) => ({ key, count: key, amount: one }))
      const { amount: total, count } = foldTotals(rows, 'USD', true, false)
      assert.equal(
        count,
        rows.reduce((all, row) => all + row.count, 0),
      )
      assert.ok(
        amounts.reduce((all, one) => all.plus(one ?? 0), new Exact(0)).eq(total!),
        `${amounts.join(' ')}: ${String(total)}`,
      )
    }),
    { numRuns: cases(1000) },
  )
})

test('a connection that has added up goes back with its usual patience', async () => {
  await Promise.all(Array.from({ length: 12 }, () => app.administrator.does('deals.totals', { filter: { and: [] } })))
  const { pool } = app.app.connection
  const clients = await Promise.all(Array.from({ length: 12 }, () => pool.connect()))
  for (const client of clients) {
    const { rows } = await client.query<{ statement_timeout: string }>('show statement_timeout')
    assert.equal(rows[0]!.statement_timeout, '15s')
    client.release()
  }
})
