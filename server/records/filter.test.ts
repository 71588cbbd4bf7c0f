import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { kinds, type Field } from '../../model/fields.ts'
import { compareValues, matches, type Filter } from '../../model/filters.ts'
import { records, type RecordName, type RowOf } from '../../model/records.ts'
import { systemActor } from '../access/actor.ts'
import type { Context } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { startRunning, type Running } from '../test/running.ts'
import { filterCondition } from './filter.ts'
import { listRecords } from './list.ts'
import { loadRows } from './read.ts'

const runs = process.env['TEST_LONG'] ? 10_000 : 500
const words = [
  'Ёлка',
  'ёлка',
  'елка',
  'ЁЛКА',
  'Straße',
  'STRASSE',
  'ﬁt',
  'fit',
  'İstanbul',
  'istanbul',
  '😀 a',
  '￿ b',
  'Ω',
  'ω',
  '100%',
  'a_b',
  'a\\b',
  'a',
  'B',
  'é',
  'e\u0301',
  ' ',
]
const names = words.filter((word) => word.trim())
const dates = ['2024-02-29', '2025-12-31', '2026-01-01', '2026-11-23']

let running: Running
let tag: number[]
before(async () => {
  running = await startRunning()
  const { administrator: admin } = running
  const made = async (method: string, input: object) =>
    ((await admin.ask(method, input)).body as unknown as { id: number }).id
  tag = [
    await made('terms.create', { dictionary: 'tag', name: 'big' }),
    await made('terms.create', { dictionary: 'tag', name: 'small' }),
  ]
  const rubles = (
    (await admin.ask('currencies.list', { filter: { field: 'code', op: 'eq', value: 'RUB' } })).body as unknown as {
      items: { id: number }[]
    }
  ).items[0]!.id
  assert.equal((await admin.ask('currencies.setRate', { id: rubles, rate: '0.0125' })).status, 200)
  const companies = [
    await made('companies.create', { name: 'One' }),
    await made('companies.create', { name: 'Two', phones: [{ type: 'work', value: '+79123456789' }] }),
  ]
  for (let i = 0; i < 60; i++) {
    const pick = <T>(list: readonly T[], step: number): T => list[(i * step) % list.length]!
    const { status, body } = await admin.ask('deals.create', {
      title: pick(names, 7),
      amount: pick([null, '0', '1.50', '1.5', '-3', '1000000000.01', '2'], 3),
      currency: pick(['USD', 'RUB'], 1),
      probability: pick([null, 0, 50, 100], 5),
      beginDate: pick([null, ...dates], 3),
      closeDate: null,
      stageId: 1 + (i % 11),
      opened: i % 2 === 0,
      companyId: pick([null, ...companies], 2),
      tagIds: pick([[], [tag[0]], tag], 1),
      sourceText: pick([null, ...names], 5),
      comment: pick([null, 'said'], 1),
    })
    assert.equal(status, 200, JSON.stringify(body))
  }
  assert.equal((await admin.ask('deals.remove', { id: 7 })).status, 200)
})
after(() => running.stop())

const asSystem = <T>(run: (ctx: Context) => Promise<T>) =>
  inTransaction(running.app.installation, systemActor('a test'), run)
async function rowsOf<N extends RecordName>(name: N): Promise<RowOf<N>[]> {
  const { rows } = await sql<{ id: number }>`select id from ${sql.table(name)}`.execute(running.app.connection.db)
  return [
    ...(
      await asSystem((ctx) =>
        loadRows(
          ctx,
          name,
          rows.map(({ id }) => id),
        ),
      )
    ).values(),
  ]
}

/** Values that a condition on a field may name: some that rows have, some that none has. */
function valuesFor(
  name: string,
  field: Field,
  rows: readonly Record<string, unknown>[],
): fc.Arbitrary<string | number | boolean> {
  const present = [...new Set(rows.flatMap((row) => row[name]).filter((v) => v !== null && v !== undefined))] as (
    string | number | boolean
  )[]
  const other: fc.Arbitrary<string | number | boolean>[] = {
    number: [fc.integer({ min: 1, max: 200 })],
    decimal: [fc.constantFrom('0', '1.5', '-3.0', '99')],
    key: [fc.constantFrom(...words)],
    text:
      field.kind === 'moment'
        ? [fc.constant('2026-11-23T00:00:00+03:00')]
        : field.kind === 'date'
          ? [fc.constant('2026-01-01')]
          : field.kind === 'currency'
            ? [fc.constant('EUR')]
            : [],
    none: [],
  }[kinds[field.kind].compare ?? 'none']
  if (field.kind === 'yesNo') return fc.boolean()
  return fc.oneof(
    ...(present.length ? [fc.constantFrom(...present)] : []),
    ...other,
    ...(present.length || other.length ? [] : [fc.constantFrom(...(field.values ?? [1]))]),
  )
}

function filters(name: RecordName, rows: readonly Record<string, unknown>[]): fc.Arbitrary<Filter> {
  const conditions = Object.entries(records[name].fields as Record<string, Field>).flatMap(([key, field]) =>
    kinds[field.kind].operators.map((op): fc.Arbitrary<Filter> => {
      if (op === 'empty' || op === 'filled') return fc.constant({ field: key, op })
      const value = valuesFor(key, field, rows)
      if (op === 'in' || op === 'notIn')
        return fc.array(value, { maxLength: 4 }).map((list) => ({ field: key, op, value: list }))
      if (op === 'between') return fc.tuple(value, value).map((pair) => ({ field: key, op, value: pair }))
      return value.map((one) => ({ field: key, op, value: one }))
    }),
  )
  const { tree } = fc.letrec<{ tree: Filter }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      { weight: 4, arbitrary: fc.oneof(...conditions) },
      { weight: 1, arbitrary: fc.array(tie('tree'), { maxLength: 3 }).map((and): Filter => ({ and })) },
      { weight: 1, arbitrary: fc.array(tie('tree'), { maxLength: 3 }).map((or): Filter => ({ or })) },
      { weight: 1, arbitrary: tie('tree').map((not): Filter => ({ not })) },
    ),
  }))
  return tree
}

for (const name of ['deals', 'companies', 'users', 'terms'] as const) {
  test(`a filter of ${name} means the same in SQL and in memory`, async () => {
    const rows = (await rowsOf(name)) as unknown as Record<string, unknown>[]
    const seen = { none: 0, some: 0 }
    await fc.assert(
      fc.asyncProperty(filters(name, rows), async (filter) => {
        const { rows: found } = await sql<{
          id: number
        }>`select d.id from ${sql.table(name)} d where ${filterCondition(systemActor('a test'), name, filter, 'd')} order by d.id`.execute(
          running.app.connection.db,
        )
        const expected = rows
          .filter((row) => matches(records[name].fields, row, filter))
          .map((row) => row['id'] as number)
          .sort((a, b) => a - b)
        seen[expected.length ? 'some' : 'none']++
        assert.deepEqual(
          found.map(({ id }) => id),
          expected,
          JSON.stringify(filter),
        )
      }),
      { numRuns: name === 'deals' ? runs : runs / 5 },
    )
    assert.ok(seen.some > 10 && seen.none > 0)
  })
}

const sortable = Object.entries(records.deals.fields as Record<string, Field>)
  .filter(([, field]) => kinds[field.kind].compare !== null)
  .map(([key]) => key)

test('pages follow one another without holes or doubles, in the order that the values have', async () => {
  const rows = ((await rowsOf('deals')) as unknown as Record<string, unknown>[]).filter(
    (row) => row['removedAt'] === null,
  )
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom(...sortable), { minLength: 1, maxLength: 3 }),
      fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: 1, max: 30 }),
      async (keys, down, limit) => {
        const sort = keys.map((key, i) => `${down[i] ? '-' : ''}${key}`)
        const ids = await asSystem(async (ctx) => {
          const all: number[] = []
          for (let after: string | undefined; ;) {
            const page = await listRecords(ctx, 'deals', {
              sort,
              limit,
              removed: false,
              fields: ['title'],
              ...(after === undefined ? {} : { after }),
            })
            all.push(...page.items.map(({ id }) => id))
            if (page.next === null) return all
            assert.equal(page.items.length, limit)
            after = page.next
          }
        })
        const fields = records.deals.fields as Record<string, Field>
        const order = [
          ...keys.map((key, i) => ({ key: fields[key]!.sortedBy ?? key, down: down[i]! })),
          { key: 'id', down: down[0]! },
        ]
        const expected = [...rows].sort((a, b) => {
          for (const { key, down: descending } of order) {
            const [x, y] = [a[key], b[key]]
            const ascending =
              x === null && y === null ? 0 : x === null ? -1 : y === null ? 1 : compareValues(fields[key]!, x, y)
            if (ascending) return descending ? -ascending : ascending
          }
          return 0
        })
        assert.deepEqual(
          ids,
          expected.map((row) => row['id']),
          sort.join(),
        )
      },
    ),
    { numRuns: runs / 5 },
  )
})

test('a list is whole while rows arrive: what was there is shown once', async () => {
  const before = ((await rowsOf('deals')) as unknown as { id: number; removedAt: string | null }[])
    .filter(({ removedAt }) => !removedAt)
    .map(({ id }) => id)
  const seen: number[] = []
  let after: string | undefined
  do {
    const { body } = await running.administrator.ask('deals.list', {
      limit: 7,
      sort: ['-amount'],
      ...(after ? { after } : {}),
    })
    const page = body as unknown as { items: { id: number }[]; next: string | null }
    seen.push(...page.items.map(({ id }) => id))
    await running.administrator.ask('deals.create', { title: 'Meanwhile', amount: String(seen.length) })
    after = page.next ?? undefined
  } while (after)
  assert.equal(new Set(seen).size, seen.length)
  assert.deepEqual(
    before.filter((id) => !seen.includes(id)),
    [],
  )
})

test('a page mark shows no value, and holds for one person and one question', async () => {
  const { administrator } = running
  const page = async (input: object, visitor = administrator) =>
    visitor.ask('deals.list', { limit: 3, sort: ['-amount', 'title'], ...input })
  const mark = ((await page({})).body as unknown as { next: string }).next
  const bytes = Buffer.from(mark, 'base64url').toString('latin1')
  for (const secret of ['1000000000.01', 'Ёлка', 'title']) assert.ok(!bytes.includes(secret))
  assert.equal((await page({ after: mark })).status, 200)
  const seller = await running.person('Reader', ['seller'])
  const other = mark.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))
  for (const refused of [
    await page({ after: mark }, seller),
    await page({ after: mark, sort: ['title'] }),
    await page({ after: mark, filter: { field: 'opened', op: 'eq', value: true } }),
    await page({ after: other }),
    await page({ after: 'x' }),
  ]) {
    assert.equal(refused.status, 400)
    assert.match(refused.body.error!.message, /page mark/)
  }
})
