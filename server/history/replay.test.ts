import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Changes } from '../../model/events.ts'
import { records } from '../../model/records.ts'
import { loadRows } from '../records/read.ts'
import { cases, startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
let anna: Person
let boris: Person
let stages: number[]
let contacts: number[]
before(async () => {
  app = await startTestApp()
  anna = app.administrator
  boris = await app.person('Boris', ['administrator'])
  await anna.does('pipelines.create', { name: 'Second' })
  stages = (await anna.does('stages.list', { sort: ['id'], limit: 100 })).items.map(({ id }) => id)
  contacts = [(await makes(anna).contact()).id, (await makes(anna).contact()).id]
})
after(() => app.stop())

const events = async (id: number) =>
  (
    await sql<{ id: number; name: string; changes: Changes }>`
      select id, name, changes from events where record = 'deals' and record_id = ${id} order by id`.execute(
      app.app.installation.db,
    )
  ).rows

/** What a field of such a kind has where nothing was said. */
const nothing = (like: unknown) => (Array.isArray(like) ? [] : typeof like === 'object' && like !== null ? {} : null)

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
      .map((fields) => ({ do: 'change' as const, fields })),
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
      const row = (await app.system((ctx) => loadRows(ctx, 'deals', [id]))).get(id)! as Record<string, unknown>
      const played: Record<string, unknown> = {}
      for (const { changes } of await events(id))
        for (const [key, [from, to]] of Object.entries(changes)) {
          if (!Object.hasOwn(records.deals.fields, key)) continue
          assert.deepEqual(from, played[key] ?? nothing(from), `${key} was another before`)
          played[key] = to
        }
      const untold = ['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy']
      for (const key of Object.keys(records.deals.fields).filter((one) => !untold.includes(one)))
        assert.deepEqual(played[key] ?? nothing(row[key]), row[key], key)
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
