import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { kinds, type Field } from '../../model/fields.ts'
import { matches, type Filter } from '../../model/filters.ts'
import { records } from '../../model/records.ts'
import { companiesSubject } from '../companies/methods.ts'
import { transact } from '../platform/database.ts'
import type { Context } from '../platform/method.ts'
import { systemActor } from '../access/actor.ts'
import { cases, startTestApp, type TestApp } from '../test/app.ts'
import { createRecords } from './change.ts'
import { filterCondition } from './filter.ts'
import { loadRows } from './read.ts'

let app: TestApp
before(async () => (app = await startTestApp()))
after(() => app.stop())

/** Texts that differ by case, by composition, by ё, by letters beyond the first plane, and what LIKE makes of them. */
const text = fc.oneof(
  fc.constantFrom(
    'Ёлка',
    'ёлка',
    'елка',
    'ЙОД',
    'йод',
    'и\u0306од',
    'Straße',
    'STRASSE',
    'İ',
    'i',
    'ı',
    'ǅ',
    'ǆ',
    'Σίσυφος',
    'σίσυφοσ',
    '😀',
    '\ud83d\ude00z',
    '\uffee',
    '100%',
    '_',
    '\\',
    'a\\_b',
    "o'clock",
    '  ab  ',
  ),
  fc.string({
    unit: fc.constantFrom('a', 'A', 'ё', 'Ё', 'е', '%', '_', '\\', '😀', '\u0301', 'ﬁ', ' '),
    minLength: 1,
    maxLength: 6,
  }),
)
const whole = fc.constantFrom(0, 1, 2, 100, 2_147_483_647)
const sum = fc.constantFrom('0', '0.10', '0.1', '1', '-1', '999999999999999.99', '2.5')
const channels = fc.boolean().map((yes) => (yes ? [{ type: 'work' as const, value: 'example.com' }] : []))
const own = {
  name: text.filter((one) => one.trim() !== ''),
  employees: fc.option(whole, { nil: null }),
  address: fc.option(
    text.filter((one) => one.trim() !== ''),
    { nil: null },
  ),
  sites: channels,
  opened: fc.boolean(),
  observerIds: fc.boolean().map((yes) => (yes ? [1] : [])),
  comment: fc.option(fc.constant('said'), { nil: null }),
}
const rows = fc.array(
  fc
    .record({ ...own, revenue: fc.option(sum, { nil: null }), parent: fc.boolean() })
    .map(({ revenue, ...rest }) => ({ ...rest, revenue, revenueCurrency: revenue === null ? null : 'USD' })),
  { minLength: 2, maxLength: 10 },
)

const moments = fc.constantFrom(
  '2026-11-23T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '2026-11-23T03:00:00.000+03:00',
  '9999-12-31T23:59:59.999Z',
  '2026-01-01T00:00:00.0005Z',
  '2026-06-15T12:00:00-23:59',
)
function value(field: Field): fc.Arbitrary<string | number | boolean> {
  switch (kinds[field.kind].compare) {
    case 'key':
      return text
    case 'decimal':
      return sum
    case 'number':
      return field.kind === 'yesNo'
        ? fc.boolean()
        : field.kind === 'id'
          ? whole.filter((one) => one > 0)
          : whole
              .filter((one) => one > 0 || field.kind === 'integer')
              .map((one) => (field === records.companies.fields.version ? Math.max(one, 1) : one))
    case 'text':
      return field.kind === 'moment' ? moments : fc.constantFrom('USD', 'EUR')
    case null:
      return fc.constantFrom(1, 2, 3)
  }
}
const condition = fc.oneof(
  ...Object.entries(records.companies.fields as Record<string, Field>).flatMap(([key, field]) =>
    kinds[field.kind].operators.map((op): fc.Arbitrary<Filter> => {
      if (op === 'empty' || op === 'filled') return fc.constant({ field: key, op })
      if (op === 'in' || op === 'notIn')
        return fc.array(value(field), { maxLength: 4 }).map((list) => ({ field: key, op, value: list }))
      if (op === 'between') return fc.tuple(value(field), value(field)).map((pair) => ({ field: key, op, value: pair }))
      return value(field).map((one) => ({ field: key, op, value: one }))
    }),
  ),
)
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    { weight: 3, arbitrary: condition },
    { weight: 1, arbitrary: fc.array(tie('filter'), { maxLength: 3 }).map((and): Filter => ({ and })) },
    { weight: 1, arbitrary: fc.array(tie('filter'), { maxLength: 3 }).map((or): Filter => ({ or })) },
    { weight: 1, arbitrary: tie('filter').map((not): Filter => ({ not })) },
  ),
}))

test('on any rows any filter means the same in SQL and in memory', async () => {
  const back = new Error('taken back')
  const { installation } = app.app
  const found = { none: 0, some: 0, all: 0 }
  await fc.assert(
    fc.asyncProperty(rows, fc.array(filter, { minLength: 30, maxLength: 30 }), async (inputs, filters) => {
      await transact(installation.db, async (db) => {
        const ctx: Context = {
          db,
          actor: systemActor('a test'),
          now: new Date().toISOString(),
          log: installation.log,
          signal: new AbortController().signal,
          secret: installation.secret,
          mails: false,
          visit: null,
          store: null,
          received: null,
          afterCommit: () => undefined,
        }
        const [parentId] = await createRecords(ctx, companiesSubject, [{ name: 'Parent', ownerId: 1 }])
        const ids = await createRecords(
          ctx,
          companiesSubject,
          inputs.map(({ parent, ...fields }) => ({
            ...fields,
            ownerId: 1,
            ...(parent ? { parentId: parentId! } : {}),
          })),
        )
        const stored = [...(await loadRows(ctx, 'companies', ids)).values()]
        const { rows: answers } = await sql<{ n: number; ids: number[] }>`${sql.join(
          filters.map(
            (one, n) =>
              sql`select ${n}::int n, array(select d.id from companies d where d.id = any(${ids}::int[]) and ${filterCondition(ctx.actor, 'companies', one, 'd')} order by d.id) ids`,
          ),
          sql` union all `,
        )} order by n`.execute(db)
        for (const { n, ids: got } of answers) {
          const meant = stored.filter((row) => matches(records.companies.fields, row, filters[n]!)).map(({ id }) => id)
          assert.deepEqual(
            got,
            meant,
            `${JSON.stringify(filters[n])} of ${JSON.stringify(stored.map(({ name, address, employees, revenue }) => ({ name, address, employees, revenue })))}`,
          )
          found[meant.length === 0 ? 'none' : meant.length === stored.length ? 'all' : 'some']++
        }
        throw back
      }).catch((error: unknown) => {
        if (error !== back) throw error
      })
    }),
    { numRuns: cases(60) },
  )
  assert.ok(found.some > 100 && found.none > 100 && found.all > 100, JSON.stringify(found))
})
