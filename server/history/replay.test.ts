import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Changes } from '../../model/events.ts'
import { customKey } from '../../model/customFields.ts'
import { fieldsOf } from '../records/custom.ts'
import { loadRows } from '../records/read.ts'
import { cases, startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
let anna: Person
let boris: Person
let stages: number[]
let contacts: number[]
/** a text and a list of numbers of the company's own, of deals and of companies */
let own: Record<'deals' | 'companies', readonly [string, string]>
before(async () => {
  app = await startTestApp()
  anna = app.administrator
  boris = await app.person('Boris', ['administrator'])
  await anna.does('pipelines.create', { name: 'Second' })
  stages = (await anna.does('stages.list', { sort: ['id'], limit: 100 })).items.map(({ id }) => id)
  contacts = [(await makes(anna).contact()).id, (await makes(anna).contact()).id]
  const made = async (record: 'deals' | 'companies') => {
    const text = await anna.does('customFields.create', { record, kind: 'text', nameEn: 'Of a text' })
    const numbers = await anna.does('customFields.create', { record, kind: 'number', several: true, nameEn: 'Of some' })
    return [customKey(text.id), customKey(numbers.id)] as const
  }
  own = { deals: await made('deals'), companies: await made('companies') }
})
after(() => app.stop())

const events = async (id: number, record: 'deals' | 'companies' = 'deals') =>
  (
    await sql<{ id: number; name: string; changes: Changes }>`
      select id, name, changes from events where record = ${record} and record_id = ${id} order by id`.execute(
      app.app.installation.db,
    )
  ).rows

/** What a field of such a kind has where nothing was said. */
const nothing = (like: unknown) => (Array.isArray(like) ? [] : typeof like === 'object' && like !== null ? {} : null)

/** Plays the events of a record: each says what was before, and together they give its row. Gives the row. */
async function played(record: 'deals' | 'companies', id: number): Promise<Record<string, unknown>> {
  const [row, fields] = await app.system(async (ctx) => [
    (await loadRows(ctx, record, [id])).get(id)! as Record<string, unknown>,
    fieldsOf(ctx.actor, record),
  ])
  const now: Record<string, unknown> = {}
  for (const { name, changes } of await events(id, record))
    for (const [key, [from, to]] of Object.entries(changes)) {
      if (!Object.hasOwn(fields, key)) continue
      assert.deepEqual(from, now[key] ?? nothing(from), `${name}: ${key} was another before`)
      now[key] = to
    }
  const untold = ['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy']
  for (const key of Object.keys(fields).filter((one) => !untold.includes(one)))
    assert.deepEqual(now[key] ?? nothing(row[key]), row[key], key)
  return row
}

/** Own values as they are written: a text, and some numbers. */
const ownValues = fc.record(
  { text: fc.constantFrom(null, 'One', 'Two'), numbers: fc.constantFrom([], ['1'], ['2', '1']) },
  { requiredKeys: [] },
)
const asOwn = (
  [text, numbers]: readonly [string, string],
  values: { text?: string | null; numbers?: readonly string[] },
) => ({
  ...(values.text === undefined ? {} : { [text]: values.text }),
  ...(values.numbers === undefined ? {} : { [numbers]: values.numbers }),
})

/** What may be done to a deal: what is refused changes nothing. */
const commands = fc.array(
  fc.oneof(
    fc
      .record(
        {
          title: fc.constantFrom('A', 'B', 'Ё'),
          amount: fc.constantFrom(null, '10', '99.5'),
          amountFrom: fc.constantFrom('products' as const, 'hand' as const),
          probability: fc.option(fc.integer({ min: 0, max: 100 })),
          comment: fc.constantFrom(null, 'Said'),
          closeDate: fc.constantFrom(null, '2026-03-01', '2027-01-01'),
          contactIds: fc.constantFrom([], [0], [1, 0]),
          observerIds: fc.constantFrom([], [1]),
        },
        { requiredKeys: [] },
      )
      .chain((fields) => ownValues.map((values) => ({ do: 'change' as const, fields, values }))),
    fc.nat(20).map((stage) => ({ do: 'move' as const, stage })),
    fc.constantFrom([], ['5'], ['7', '1']).map((prices) => ({ do: 'products' as const, prices })),
    fc.constantFrom({ do: 'remove' as const }, { do: 'restore' as const }, { do: 'say' as const }),
    fc.nat(5).map((back) => ({ do: 'undo' as const, back })),
    fc.tuple(fc.nat(3), fc.nat(4)).map(([back, field]) => ({ do: 'putBack' as const, back, field })),
  ),
  { minLength: 1, maxLength: 30, size: 'max' },
)

test('the events of a deal, played one after another, give its row, and the log of its stages has no gap', async () => {
  const { db } = app.app.installation
  let put = 0
  await fc.assert(
    fc.asyncProperty(commands, fc.infiniteStream(fc.boolean()), async (list, whose) => {
      const deal = await makes(anna).deal({ amount: '3' })
      const { id } = deal
      for (const one of list) {
        const person = whose.next().value ? anna : boris
        const past = (await events(id)).reverse()
        const event = 'back' in one ? past[one.back % past.length]! : undefined
        const [method, input] =
          one.do === 'change'
            ? [
                'deals.change',
                {
                  id,
                  fields: {
                    ...one.fields,
                    ...asOwn(own.deals, one.values),
                    ...(one.fields.contactIds ? { contactIds: one.fields.contactIds.map((n) => contacts[n]!) } : {}),
                  },
                },
              ]
            : one.do === 'move'
              ? ['deals.move', { id, stageId: stages[one.stage % stages.length] }]
              : one.do === 'products'
                ? ['deals.setProducts', { id, lines: one.prices.map((price) => ({ name: 'Line', price })) }]
                : one.do === 'say'
                  ? ['comments.create', { record: 'deals', recordId: id, text: 'Said' }]
                  : one.do === 'undo'
                    ? ['events.undo', { id: event!.id }]
                    : one.do === 'putBack'
                      ? [
                          'events.putBack',
                          { id: event!.id, field: Object.keys(event!.changes).at(one.field) ?? 'title' },
                        ]
                      : [`deals.${one.do}`, { id }]
        const refused = await person.tries(method as string, input)
        assert.notEqual(refused?.status, 500, `${JSON.stringify(one)}: ${refused?.message ?? ''}`)
        if (one.do === 'putBack' && !refused) put++
      }
      const row = await played('deals', id)
      const { rows: stays } = await sql<{ from: number | null; to: number; at: string; until: string | null }>`
        select from_stage_id as from, stage_id as to, entered_at as at, left_at as until from stage_entries where deal_id = ${id} order by id`.execute(
        db,
      )
      stays.forEach(({ from, at, until }, i) => {
        const next = stays[i + 1]
        assert.equal(from, stays[i - 1]?.to ?? null)
        assert.ok(until === null ? !next : next && until === next.at && until >= at)
      })
      assert.equal(stays.at(-1)!.to, row['stageId'])
    }),
    { numRuns: cases(25, 3000) },
  )
  assert.ok(put > 0, 'nothing was put back')
})

const clientCommands = fc.array(
  fc.oneof(
    fc
      .record(
        {
          name: fc.constantFrom('Acme', 'Acme Ltd'),
          comment: fc.constantFrom(null, 'Said'),
          phones: fc.constantFrom([], ['+79120000001'], ['+79120000001', '+79120000002']),
          observerIds: fc.constantFrom([], [1]),
        },
        { requiredKeys: [] },
      )
      .chain((fields) =>
        fc.tuple(fc.nat(1), ownValues).map(([at, values]) => ({ do: 'change' as const, at, fields, values })),
      ),
    fc.nat(1).map((at) => ({ do: 'merge' as const, at })),
    fc.constantFrom('remove' as const, 'restore' as const).chain((what) => fc.nat(1).map((at) => ({ do: what, at }))),
    fc.tuple(fc.nat(1), fc.nat(4)).map(([at, back]) => ({ do: 'undo' as const, at, back })),
    fc.tuple(fc.nat(1), fc.nat(3), fc.nat(4)).map(([at, back, field]) => ({ do: 'putBack' as const, at, back, field })),
  ),
  { minLength: 1, maxLength: 20, size: 'max' },
)

test('so do those of two companies that become one and come apart again', async () => {
  const done = { merge: 0, undo: 0 }
  await fc.assert(
    fc.asyncProperty(clientCommands, async (list) => {
      const ids = [(await makes(anna).company()).id, (await makes(anna).company()).id] as const
      for (const one of list) {
        const id = ids[one.at]!
        const past = (await events(id, 'companies')).reverse()
        const event = 'back' in one ? past[one.back % past.length]! : undefined
        const { phones, ...fields } = one.do === 'change' ? one.fields : { phones: undefined }
        const [method, input] =
          one.do === 'change'
            ? [
                'companies.change',
                {
                  id,
                  fields: {
                    ...fields,
                    ...asOwn(own.companies, one.values),
                    ...(phones ? { phones: phones.map((value) => ({ type: 'work', value })) } : {}),
                  },
                },
              ]
            : one.do === 'merge'
              ? ['companies.merge', { ids: [...ids], into: id, shows: true }]
              : one.do === 'undo'
                ? ['events.undo', { id: event!.id }]
                : one.do === 'putBack'
                  ? ['events.putBack', { id: event!.id, field: Object.keys(event!.changes).at(one.field) ?? 'name' }]
                  : [`companies.${one.do}`, { id }]
        const refused = await anna.tries(method as string, input)
        assert.notEqual(refused?.status, 500, `${JSON.stringify(one)}: ${refused?.message ?? ''}`)
        if (!refused && one.do === 'merge') done.merge++
        if (!refused && one.do === 'undo' && event!.name.endsWith('.merged')) done.undo++
      }
      for (const id of ids) await played('companies', id)
    }),
    { numRuns: cases(40, 3000) },
  )
  assert.ok(done.merge > 0 && done.undo > 0, JSON.stringify(done))
})
