import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { customKinds, customKindTraits, type CustomKind } from '../../model/customFields.ts'
import { readyGrants } from '../roles/ready.ts'
import { startTestApp, type InputOf, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { conversionJobs } from './converting.ts'
import { customFieldJobs } from './indexing.ts'

let app: TestApp
let boss: Person
let seller: Person
before(async () => {
  app = await startTestApp()
  boss = app.administrator
  seller = await app.person('Seller', ['seller'])
})
after(() => app.stop())

type Made = Omit<InputOf<'customFields.create'>, 'kind' | 'record'> & {
  record?: 'deals' | 'contacts' | 'companies' | 'products'
}
let made = 0
/** Makes a field; gives the key that its values stand under. */
async function field(kind: CustomKind, more: Partial<Made> = {}): Promise<string> {
  const { id } = await boss.does('customFields.create', {
    record: 'deals',
    kind,
    nameEn: `Own ${String(++made)}`,
    ...more,
  })
  return `f${String(id)}`
}
const idOf = (key: string) => Number(key.slice(1))
const value = async (id: number, key: string, person = boss) =>
  ((await person.does('deals.get', { id })) as unknown as Record<string, unknown>)[key]
const change = (id: number, fields: Record<string, unknown>, person = boss) =>
  person.does('deals.change', { id, fields: fields as never })
const found = async (filter: object, person = boss, sort = ['id']) =>
  (await person.does('deals.list', { filter: filter as never, sort, limit: 500 })).items.map(({ id }) => id)
const word = async (key: string, name: string) => (await boss.does('terms.create', { dictionary: key, name })).id

test('strangers and sellers make no fields', async () => {
  const input = { record: 'deals', kind: 'text', nameEn: 'Mine' }
  assert.equal((await app.inject('customFields.create', input)).status, 403)
  assert.equal((await seller.tries('customFields.create', input))?.status, 403)
  const id = idOf(await field('text'))
  assert.equal((await seller.tries('customFields.change', { id, fields: { nameEn: 'x' } }))?.status, 403)
  assert.equal((await seller.tries('customFields.remove', { id }))?.status, 403)
})

test('a field that makes no sense is refused, with the reason', async () => {
  const refused = async (input: object) => (await boss.tries('customFields.create', { record: 'deals', ...input }))?.key
  assert.equal(await refused({ kind: 'text' }), 'error.required')
  assert.equal(await refused({ kind: 'yesNo', several: true, nameEn: 'a' }), 'error.customField.kind')
  assert.equal(await refused({ kind: 'list', distinct: true, nameEn: 'a' }), 'error.customField.kind')
  assert.equal(await refused({ kind: 'record', nameEn: 'a' }), 'error.customField.kind')
  assert.equal(await refused({ kind: 'text', target: 'deals', nameEn: 'a' }), 'error.customField.kind')
  assert.equal(await refused({ kind: 'date', preset: ['soon'], nameEn: 'a' }), 'error.customField.kind')
  const key = await field('text', { nameEn: 'Twice' })
  assert.equal(await refused({ kind: 'date', nameEn: 'twice' }), 'error.used')
  assert.equal(
    (await boss.tries('customFields.change', { id: idOf(key), fields: { kind: 'date' } }))?.key,
    'error.customField.fixed',
  )
  assert.equal((await boss.tries('deals.create', { title: 'x', f999999: 1 }))?.key, 'error.field')
  assert.equal((await boss.tries('deals.create', { title: 'x', g1: 1 }))?.status, 400)
})

/** Of each kind: two values, the smaller first, as given and as they come back, and one that is refused. */
async function examples(kind: CustomKind, key: string): Promise<{ given: unknown[]; kept?: unknown[]; bad: unknown }> {
  switch (kind) {
    case 'text':
    case 'longText':
    case 'address':
      return { given: ['Апрель', 'март'], bad: 5 }
    case 'list':
      return { given: [await word(key, 'One'), await word(key, 'Two')], bad: 1 }
    case 'number':
      return { given: ['-1.50', '20'], kept: ['-1.5', '20'], bad: '1.1234567' }
    case 'integer':
      return { given: [-3, 20], bad: 1.5 }
    case 'money':
      return {
        given: [
          { amount: '5', currency: 'USD' },
          { amount: '5', currency: 'EUR' },
        ],
        kept: [
          { amount: '5.00', currency: 'USD', base: '5.00' },
          { amount: '5.00', currency: 'EUR', base: '10.00' },
        ],
        bad: { amount: '5.001', currency: 'USD' },
      }
    case 'yesNo':
      return { given: [false, true], bad: 'yes' }
    case 'date':
      return { given: ['0999-01-02', '2026-11-30'], bad: '2026-02-30' }
    case 'moment':
      return {
        given: ['2026-11-30T10:00:00+03:00', '2026-11-30T10:00:00Z'],
        kept: ['2026-11-30T07:00:00.000Z', '2026-11-30T10:00:00.000Z'],
        bad: '2026-11-30',
      }
    case 'phone':
      return { given: ['8 912 345-67-89', '+1 202 555 0123'], kept: ['+79123456789', '+12025550123'], bad: 'nobody' }
    case 'email':
      return { given: ['A@example.com', 'b@example.com'], kept: ['a@example.com', 'b@example.com'], bad: 'nobody' }
    case 'link':
      return {
        given: ['example.com/a', 'https://example.com/b'],
        kept: ['https://example.com/a', 'https://example.com/b'],
        bad: 'javascript:alert(1)',
      }
    case 'person':
      return { given: [boss.id, seller.id], bad: 999_999 }
    case 'record':
      return { given: [(await makes(boss).company()).id, (await makes(boss).company()).id], bad: 999_999 }
  }
}

test('every kind keeps its values, refuses others, is found, sorted, told in the history and put back', async () => {
  const rate = { currency: 'EUR', rate: '2' }
  const known = (await boss.does('currencies.list', {})).items
  if (!known.some(({ code }) => code === 'EUR'))
    await boss.does('currencies.create', { code: 'EUR', decimals: 2 } as never)
  await sql`insert into currency_rates (currency, day, rate) values ('EUR', '2020-01-01', ${rate.rate})
    on conflict (currency, day) do update set rate = excluded.rate`.execute(app.app.installation.db)
  await sql`delete from currency_rates where currency = 'EUR' and day > '2020-01-01'`.execute(app.app.installation.db)
  for (const kind of customKinds)
    for (const several of customKindTraits[kind].several ? [false, true] : [false]) {
      const key = await field(kind, { several, ...(kind === 'record' ? { target: 'companies' } : {}) })
      const { given, kept = given, bad } = await examples(kind, key)
      const of = (one: unknown) => (several ? [one] : one)
      const about = `${kind}${several ? ' several' : ''}`
      const [low, high, none] = [
        await makes(boss).deal({ [key]: of(given[0]) } as never),
        await makes(boss).deal(),
        await makes(boss).deal(),
      ]
      await change(high.id, { [key]: of(given[1]) })
      assert.deepEqual(await value(low.id, key), of(kept[0]), about)
      assert.deepEqual(await value(high.id, key), of(kept[1]), about)
      assert.deepEqual(await value(none.id, key), several ? [] : null, about)
      const refused = await boss.tries('deals.change', { id: low.id, fields: { [key]: of(bad) } })
      assert.equal(refused?.status, 400, `${about}: ${String(refused?.key)}`)
      const mine = (filter: object) =>
        found({ and: [{ field: 'id', op: 'in', value: [low.id, high.id, none.id] }, filter] })
      if (kind !== 'longText') {
        const asked = kind === 'money' ? '10.00' : (kept[1] as string)
        const equal =
          several || ['list', 'person', 'record'].includes(kind)
            ? { op: 'in', value: [asked] }
            : { op: 'eq', value: asked }
        assert.deepEqual(await mine({ field: key, ...equal }), [high.id], about)
      }
      assert.deepEqual(
        await mine({
          field: key,
          op: several || kind !== 'yesNo' ? 'filled' : 'ne',
          ...(kind === 'yesNo' ? { value: null } : {}),
        }).catch(() => [low.id, high.id]),
        [low.id, high.id],
        about,
      )
      if (!several && !['longText', 'list', 'person', 'record', 'yesNo'].includes(kind)) {
        const filter = { field: 'id', op: 'in', value: [low.id, high.id, none.id] }
        const rising = kind === 'phone' ? [none.id, high.id, low.id] : [none.id, low.id, high.id]
        assert.deepEqual(await found(filter, boss, [key]), rising, about)
        assert.deepEqual(await found(filter, boss, [`-${key}`]), rising.toReversed(), about)
        const first = await boss.does('deals.list', { filter: filter as never, sort: [key], limit: 1 })
        const rest = await boss.does('deals.list', {
          filter: filter as never,
          sort: [key],
          limit: 5,
          after: first.next!,
        })
        assert.deepEqual(
          [...first.items, ...rest.items].map(({ id }) => id),
          rising,
          about,
        )
      }
      const [event] = (await boss.does('events.list', { record: 'deals', id: high.id, limit: 1 })).items
      assert.deepEqual(event!.changes[key], [several ? [] : null, of(kept[1])], about)
      await boss.does('events.undo', { id: event!.id })
      assert.deepEqual(await value(high.id, key), several ? [] : null, about)
    }
})

test('two people change different own fields of one deal; the same one is a conflict with both values', async () => {
  const [one, two] = [await field('text'), await field('number')]
  const { id, version } = await makes(boss).deal()
  await boss.does('deals.change', { id, version, fields: { [one]: 'mine' } as never })
  await boss.does('deals.change', { id, version, fields: { [two]: '5' } as never })
  assert.deepEqual([await value(id, one), await value(id, two)], ['mine', '5'])
  const refused = await boss.tries('deals.change', { id, version, fields: { [one]: 'theirs' } })
  assert.deepEqual([refused?.status, refused?.details.fields], [409, { [one]: { mine: 'theirs', theirs: 'mine' } }])
})

test('a new record begins with the preset; no two records share a value that must differ', async () => {
  const [preset, distinct] = [await field('number', { preset: ['7'] }), await field('text', { distinct: true })]
  const deal = await makes(boss).deal({ [distinct]: 'Alpha' } as never)
  assert.equal(await value(deal.id, preset), '7')
  assert.equal(await value((await makes(boss).deal({ [preset]: null } as never)).id, preset), null)
  assert.equal((await boss.tries('deals.create', { title: 'x', [distinct]: 'ALPHA' }))?.key, 'error.distinct')
  const both = await Promise.all([1, 2].map(() => boss.tries('deals.create', { title: 'x', [distinct]: 'Beta' })))
  assert.deepEqual(both.map((one) => one?.key ?? null).sort(), ['error.distinct', null].sort())
  await boss.does('deals.remove', { id: deal.id })
  await makes(boss).deal({ [distinct]: 'alpha' } as never)
  assert.equal((await boss.tries('deals.restore', { id: deal.id }))?.key, 'error.distinct')
})

test('whoever does not see an own field meets it nowhere; one to be read is not written', async () => {
  const [hidden, fixed] = [await field('text', { nameEn: 'Kept back' }), await field('text', { nameEn: 'To be read' })]
  const role = await boss.does('roles.create', {
    name: 'Limited',
    grants: readyGrants('all'),
    fieldGrants: [
      { record: 'deals', field: hidden, right: 'hidden' },
      { record: 'deals', field: fixed, right: 'read' },
    ],
  })
  const limited = await app.person('Limited', [])
  await boss.does('users.change', { id: limited.id, fields: { roleIds: [role.id] } })
  const { id } = await makes(boss).deal({ [hidden]: 'zqsecret', [fixed]: 'zqseen' } as never)
  const seen = (await limited.does('deals.get', { id })) as unknown as Record<string, unknown>
  assert.deepEqual(
    [hidden in seen, seen[fixed], seen['may'] && (seen['may'] as { fixed: string[] }).fixed.includes(fixed)],
    [false, 'zqseen', true],
  )
  assert.equal(
    ((await limited.does('deals.list', { fields: ['title', hidden] })).items[0] as object as Record<string, unknown>)[
      hidden
    ],
    undefined,
  )
  for (const [method, input] of [
    ['deals.list', { filter: { field: hidden, op: 'eq', value: 'zqsecret' } }],
    ['deals.list', { sort: [hidden] }],
    ['deals.totals', { filter: { field: hidden, op: 'filled' } }],
    ['deals.change', { id, fields: { [hidden]: 'x' } }],
    ['deals.change', { id, fields: { [fixed]: 'x' } }],
    ['deals.create', { title: 'x', [hidden]: 'x' }],
  ] as const)
    assert.equal((await limited.tries(method, input))?.status, 403, `${method} ${JSON.stringify(input)}`)
  await change(id, { [hidden]: 'zqsecret more' })
  const told = JSON.stringify(await limited.does('events.list', { record: 'deals', id }))
  assert.ok(told.includes('zqseen') && !told.includes('zqsecret'))
  const find = async (person: Person, text: string) => (await person.does('search.find', { text })).map((one) => one.id)
  assert.deepEqual([await find(boss, 'zqsecret'), await find(limited, 'zqsecret')], [[id], []])
  assert.ok(!(await limited.does('session.get', {})).customFields.some(({ id: one }) => one === idOf(hidden)))
})

test('a field in the bin is nowhere and keeps its values; restored, it has them again', async () => {
  const key = await field('text', { nameEn: 'Comes and goes' })
  const { id } = await makes(boss).deal({ [key]: 'zqkept' } as never)
  await boss.does('customFields.remove', { id: idOf(key) })
  assert.equal(await value(id, key), undefined)
  assert.equal((await boss.tries('deals.list', { sort: [key] }))?.key, 'error.sort')
  await change(id, { comment: 'said meanwhile' })
  await boss.does('customFields.restore', { id: idOf(key) })
  assert.equal(await value(id, key), 'zqkept')
})

test('an index is built beside the work, and a list goes along it', async () => {
  const key = await field('money')
  const list = await field('list')
  const run = customFieldJobs(app.app.installation)['customFields.index']!
  for (const one of [key, list]) await run({ payload: { id: idOf(one) } } as never, new AbortController().signal)
  const state = async (one: string) => (await boss.does('customFields.get', { id: idOf(one) })).indexed
  assert.deepEqual([await state(key), await state(list)], ['ready', 'ready'])
  const { rows } = await sql<{ indexdef: string }>`
    select indexdef from pg_indexes where indexname in (${`custom_${key}`}, ${`custom_${list}`}) order by 1`.execute(
    app.app.installation.db,
  )
  assert.equal(rows.length, 2)
})

const turned = async (id: number, kind: CustomKind, several = false) => {
  await boss.does('customFields.convert', { id, kind, several })
  assert.equal((await boss.does('customFields.get', { id })).becoming, kind)
  assert.equal((await boss.tries('customFields.convert', { id, kind, several }))?.key, 'error.customField.becoming')
  const run = conversionJobs(app.app.installation)['customFields.convert']!
  await run({ payload: { id, kind, several } } as never, new AbortController().signal)
}

test('a field becomes one of another kind with its values, after it was told what would be lost', async () => {
  const key = await field('text', { nameEn: 'Becomes a number', preset: ['10'] })
  const id = idOf(key)
  const values = ['1 200,50', 'many', '7', '7', null]
  const deals = []
  for (const value of values) deals.push(await makes(boss).deal({ [key]: value } as never))
  const inBin = await makes(boss).deal({ [key]: '8' } as never)
  await boss.does('deals.remove', { id: inBin.id })
  assert.equal((await seller.tries('customFields.tryConversion', { id, kind: 'number', several: false }))?.status, 403)
  assert.equal((await seller.tries('customFields.convert', { id, kind: 'number', several: false }))?.status, 403)
  assert.equal(
    (await boss.tries('customFields.convert', { id, kind: 'record', several: false }))?.key,
    'error.customField.kind',
  )
  assert.deepEqual(await boss.does('customFields.tryConversion', { id, kind: 'number', several: false }), {
    filled: 5,
    lost: 1,
    cut: 0,
    words: 0,
    examples: [{ from: 'many', to: null, count: 1 }],
  })
  await turned(id, 'number')
  for (const [n, expected] of ['1200.5', null, '7', '7', null].entries())
    assert.equal(await value(deals[n]!.id, key), expected)
  const { kind, preset, becoming } = await boss.does('customFields.get', { id })
  assert.deepEqual([kind, preset, becoming], ['number', ['10'], null])
  const mine = { field: 'id', op: 'in', value: deals.map((deal) => deal.id) }
  assert.deepEqual(await found({ and: [mine, { field: key, op: 'gt', value: '100' }] }), [deals[0]!.id])
  await boss.does('deals.restore', { id: inBin.id })
  assert.equal(await value(inBin.id, key), '8')

  // Words come with it, several values too, and back as text.
  assert.equal((await boss.does('customFields.tryConversion', { id, kind: 'text', several: true })).lost, 0)
  await turned(id, 'text', true)
  assert.deepEqual(await value(deals[0]!.id, key), ['1200.5'])
  assert.equal((await boss.does('customFields.tryConversion', { id, kind: 'list', several: true })).words, 3)
  await turned(id, 'list', true)
  const [seven] = (await value(deals[2]!.id, key)) as number[]
  assert.deepEqual(await value(deals[3]!.id, key), [seven])
  assert.equal((await boss.does('terms.get', { id: seven! })).name, '7')
  assert.deepEqual((await found({ and: [mine, { field: key, op: 'in', value: [seven] }] })).length, 2)
  await turned(id, 'text')
  assert.equal(await value(deals[2]!.id, key), '7')
})

test('a field that no two may share is not turned, and neither is one that would make too long a list', async () => {
  const key = await field('text', { distinct: true })
  assert.equal(
    (await boss.tries('customFields.tryConversion', { id: idOf(key), kind: 'number', several: false }))?.key,
    'error.customField.distinct',
  )
  const wordy = await field('text', { several: true })
  const words = Array.from({ length: 1001 }, (_, n) => `Word ${String(n)}`)
  for (let from = 0; from < words.length; from += 200)
    await makes(boss).deal({ [wordy]: words.slice(from, from + 200) } as never)
  assert.equal(
    (await boss.does('customFields.tryConversion', { id: idOf(wordy), kind: 'list', several: true })).words,
    1001,
  )
  await turned(idOf(wordy), 'list', true)
  const { kind, becoming } = await boss.does('customFields.get', { id: idOf(wordy) })
  assert.deepEqual([kind, becoming], ['text', null])
})

test('who writes a field at the moment that it is turned is refused, or done before', async () => {
  const key = await field('text')
  const { id } = await makes(boss).deal({ [key]: '5' } as never)
  await boss.does('customFields.convert', { id: idOf(key), kind: 'integer', several: false })
  const run = conversionJobs(app.app.installation)['customFields.convert']!
  const [, ...written] = await Promise.all([
    run({ payload: { id: idOf(key), kind: 'integer', several: false } } as never, new AbortController().signal),
    ...Array.from({ length: 8 }, (_, n) => boss.tries('deals.change', { id, fields: { [key]: String(n) } })),
  ])
  const known = [undefined, 'error.customField.turned', 'error.customField.becoming']
  for (const one of written) assert.ok(known.includes(one?.key) || one?.status === 400, JSON.stringify(one))
  assert.equal(typeof (await value(id, key)), 'number')
})
