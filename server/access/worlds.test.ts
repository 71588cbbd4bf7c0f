import assert from 'node:assert/strict'
import { text as textOf } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { Decimal } from 'decimal.js'
import type { FastifyReply } from 'fastify'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Actor } from '../../model/access.ts'
import type { Filter } from '../../model/filters.ts'
import { hideable, limitable, type RoleRights } from '../../model/rights.ts'
import { records } from '../../model/records.ts'
import { bareShape } from '../../model/shape.ts'
import { companiesSubject } from '../companies/methods.ts'
import { contactsSubject } from '../contacts/methods.ts'
import { dealsSubject } from '../deals/deals.ts'
import { methods } from '../methods.ts'
import { Download } from '../platform/download.ts'
import { AppError } from '../platform/errors.ts'
import type { LiveEvent } from '../platform/live.ts'
import { call, type Context } from '../platform/method.ts'
import { changeRecords, createRecords, removeRecords } from '../records/change.ts'
import { cases, startTestApp, type OutputOf, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { roleSets, withRoles } from '../test/roles.ts'
import { audience } from './audience.ts'
import { isHidden } from './fields.ts'
import { inScope, scopeFields, type ScopeFacts } from './scope.ts'

/** One company with two pipelines and a tree of departments; who looks at it has whatever roles were made up for him. */
const subjects = { deals: dealsSubject, contacts: contactsSubject, companies: companiesSubject }
const owned = ['deals', 'contacts', 'companies'] as const
type Owned = (typeof owned)[number]
/** A row with all its values. */
type Stored = ScopeFacts & Record<string, unknown> & { id: number; pipelineId?: number }

let app: TestApp
let places: { id: number; pipelineId: number }[]
let people: Actor[]
const ids: Record<Owned, number[]> = { deals: [], contacts: [], companies: [] }
const currencies = ['USD', 'EUR', 'RUB'] as const

before(async () => {
  app = await startTestApp()
  const { administrator } = app
  const own = makes(administrator)
  const top = await own.department()
  const [one, two] = [await own.department({ parentId: top.id }), await own.department({ parentId: top.id })]
  const staff = await Promise.all(
    [top.id, one.id, one.id, two.id, undefined].map((at, i) => app.person(`Colleague ${String(i)}`, [], at)),
  )
  people = await Promise.all(staff.map((person) => person.actor()))
  const { id: second } = await administrator.does('pipelines.create', { name: 'Second' })
  const { items: all } = await administrator.does('stages.list', { limit: 100, sort: ['position'] })
  const of = (pipelineId: number) => all.filter((stage) => stage.pipelineId === pipelineId && stage.meaning === 'open')
  places = [...of(1).slice(0, 3), of(second)[0]!].map(({ id, pipelineId }) => ({ id, pipelineId }))
  const { items: money } = await administrator.does('currencies.list', {})
  for (const [code, rate] of [
    ['EUR', '1.0873'],
    ['RUB', '0.01237'],
  ])
    await administrator.does('currencies.setRate', { id: money.find((row) => row.code === code)!.id, rate: rate! })
  const belongs = (i: number) => ({
    ownerId: staff[i % staff.length]!.id,
    opened: i % 3 === 0,
    observerIds: i % 4 === 0 ? [staff[(i + 2) % staff.length]!.id] : [],
  })
  await app.system(async (ctx) => {
    const phone = (i: number) => [{ type: 'work' as const, value: `+7916000${String(1000 + i)}` }]
    ids.companies = await createRecords(
      ctx,
      companiesSubject,
      Array.from({ length: 10 }, (_, i) => ({
        ...belongs(i),
        name: `Firm ${String(i)}`,
        revenue: '5',
        revenueCurrency: 'USD',
        phones: phone(i),
      })),
    )
    ids.contacts = await createRecords(
      ctx,
      contactsSubject,
      Array.from({ length: 10 }, (_, i) => ({
        ...belongs(i + 1),
        lastName: `Client ${String(i)}`,
        phones: phone(i),
        companyIds: [ids.companies[i]!],
      })),
    )
    ids.deals = await createRecords(
      ctx,
      dealsSubject,
      Array.from({ length: 30 }, (_, i) => ({
        ...belongs(i),
        title: `Sale ${String(i)}`,
        stageId: places[i % 4]!.id,
        amount: `${String(1 + i * 3)}.${String(10 + i)}`,
        currency: currencies[i % 3]!,
        companyId: ids.companies[i % 10]!,
        contactIds: [ids.contacts[(i * 3) % 10]!],
        comment: `said ${String(i)}`,
        info: `info ${String(i)}`,
        probability: i,
      })),
    )
  })
})
after(() => app.stop())

/** Somebody who sees all that there is, but for some fields. */
const partner: fc.Arbitrary<RoleRights[]> = fc
  .subarray(
    owned.flatMap((record) =>
      limitable(record, bareShape).flatMap((field) =>
        hideable(record, field)
          ? [
              { record, field, right: 'hidden' as const },
              ...(record === 'deals' ? [{ record, field, right: 'hidden' as const, pipelineId: 2 }] : []),
            ]
          : [],
      ),
    ),
    { minLength: 15 },
  )
  .map((fieldGrants) => [
    {
      administrator: false,
      grants: owned.flatMap((record) =>
        (['see', 'export'] as const).map((action) => ({ record, action, range: 'all' as const })),
      ),
      fieldGrants,
      passages: [],
    },
  ])
/** Everybody who works there, each with roles of his own. */
const staffs = fc
  .tuple(...Array.from({ length: 5 }, (_, i) => (i % 2 ? partner : roleSets)))
  .map((sets) => sets.map((roles, i) => [i, roles] as const))
const actorsOf = (staff: readonly (readonly [number, RoleRights[]])[]): Actor[] =>
  staff.map(([i, roles]) => withRoles(people[i]!, roles, places))

const ask = (actor: Actor, method: string, input: object) => call(app.app.installation, methods, method, input, actor)
/** What somebody is told, to the byte; of a refusal, why. A version and when it was changed are allowed to tell. */
async function told(actor: Actor, method: string, input: object): Promise<string> {
  try {
    const answer = await ask(actor, method, input)
    if (answer instanceof Download) return await textOf(answer.body)
    // A mark of a place is another one each time.
    return JSON.stringify(answer, (key, value: unknown) =>
      key === 'next' && value !== null ? 'more' : value,
    ).replaceAll(/"(version|updatedAt|updatedBy)":("[^"]*"|\d+|null)/g, '')
  } catch (error) {
    if (error instanceof AppError) return `${error.key} ${JSON.stringify(error.details)}`
    throw error
  }
}

const exported = {
  deals: ['title', 'amount', 'currency', 'comment', 'info', 'companyId', 'probability'],
  contacts: ['name', 'jobTitle', 'phones', 'comment'],
  companies: ['name', 'revenue', 'address', 'phones'],
}
/** All that can be asked of deals and clients which reads values. */
const script = (): [string, object][] => [
  ['deals.list', { limit: 200, sort: ['title'] }],
  ['deals.list', { limit: 200, sort: ['-amount'] }],
  ['deals.list', { limit: 200, filter: { field: 'sourceText', op: 'contains', value: 'se' } }],
  [
    'deals.list',
    {
      limit: 200,
      filter: {
        or: [
          { field: 'amount', op: 'gt', value: '40' },
          { field: 'probability', op: 'lt', value: 5 },
        ],
      },
    },
  ],
  ['deals.totals', {}],
  ['deals.totals', { group: 'stageId' }],
  ['deals.totals', { group: 'currency' }],
  ['deals.totals', { group: 'ownerId', filter: { field: 'info', op: 'filled' } }],
  ...[...new Set(places.map(({ pipelineId }) => pipelineId))].map((pipelineId): [string, object] => [
    'deals.board',
    { pipelineId, limit: 100 },
  ]),
  ['contacts.list', { limit: 200, sort: ['name'] }],
  ['companies.list', { limit: 200, sort: ['-revenue'] }],
  ['companies.totals', {}],
  ['search.find', { text: 'sale', each: true, limit: 200 }],
  ['search.find', { text: '7916000100', each: true, limit: 200 }],
  ['search.find', { text: 'secret', each: true, limit: 200 }],
  ['contacts.similar', { name: 'Client 1', phones: ['+79160001001'] }],
  ['companies.similar', { name: 'Firm 1' }],
  ['events.list', { record: 'deals', id: ids.deals[0]!, limit: 100 }],
  ['events.list', { record: 'deals', id: ids.deals[7]!, limit: 100 }],
  ['deals.get', { id: ids.deals[1]! }],
  ['deals.get', { id: ids.deals[7]! }],
  ['products.list', {}],
  ...owned.map((record): [string, object] => [`${record}.export`, { format: 'csv', fields: exported[record] }]),
]
/** One after another: so many files at once nobody gets. */
async function answers(actors: readonly Actor[], questions: [string, object][]): Promise<string[][]> {
  const all: string[][] = []
  for (const actor of actors) {
    const each: string[] = []
    for (const [method, input] of questions) each.push(await told(actor, method, input))
    all.push(each)
  }
  return all
}

/** What may be written into fields, of which some are hidden from some. */
const word = fc.constantFrom('secret', 'secret again', 'said 1', 'Sale 1', null)
const values = {
  deals: {
    amount: fc.constantFrom('0', '41.5', '77777.77', null),
    info: word,
    comment: word,
    probability: fc.constantFrom(1, 4, 50, null),
    sourceText: word,
    utmTerm: word,
    beginDate: fc.constantFrom('2020-01-01', null),
    companyId: fc.nat(9),
    title: word,
  },
  contacts: { jobTitle: word, comment: word, birthDate: fc.constantFrom('1990-01-01', null), phones: fc.nat(9) },
  companies: {
    revenue: fc.constantFrom('1', '99.5', null),
    address: word,
    comment: word,
    employees: fc.constantFrom(3, null),
    phones: fc.nat(9),
  },
}
const secrets = fc.constantFrom(...owned).chain((record) =>
  fc
    .record({
      record: fc.constant(record),
      at: fc.nat(29),
      field: fc.constantFrom(...Object.keys(values[record])),
    })
    .chain(({ at, field }) =>
      fc.record({
        record: fc.constant(record),
        at: fc.constant(at),
        field: fc.constant(field),
        value: (values[record] as Record<string, fc.Arbitrary<unknown>>)[field]!,
      }),
    ),
)
type Secret = typeof secrets extends fc.Arbitrary<infer T> ? T : never

const idOf = ({ record, at }: Secret) => ids[record][at % ids[record].length]!
const written = ({ field, value }: Secret): unknown =>
  field === 'phones'
    ? [{ type: 'work' as const, value: `+7916000${String(1000 + Number(value))}` }]
    : field === 'companyId'
      ? ids.companies[Number(value)]
      : field === 'title' && value === null
        ? 'untitled'
        : value

/** Hears what has happened since an event, as through an open stream. */
async function heard(actors: readonly Actor[], since: string): Promise<string[]> {
  const { db } = app.app.installation
  const { rows } = await sql<LiveEvent>`
    select e.id, e.xid::text, e.record, e.record_id, array(select jsonb_object_keys(e.changes)) fields,
      (select coalesce(jsonb_object_agg(key, e.changes->key->0) filter (where key = any(${[...scopeFields]}::text[])), '{}') from jsonb_object_keys(e.changes) key) before
    from events e where id > ${since}::bigint order by id`.execute(db)
  const live = audience({
    db,
    reload: (actor) => Promise.resolve(actor),
    stillValid: () => Promise.resolve(new Map()),
    forget: () => undefined,
  })
  const streams = actors.map((actor) => {
    const pieces: string[] = []
    const raw = {
      once: () => undefined,
      end: () => undefined,
      writableLength: 0,
      write: (piece: string) => pieces.push(piece),
    }
    // What the audience touches of a reply.
    live.join(actor, '', { raw } as unknown as FastifyReply)
    return pieces
  })
  // A stream hears once the rights of its person have been looked up.
  await new Promise((resolve) => setImmediate(resolve))
  for (const pieces of streams) {
    assert.match(pieces.join(''), /event: ready/)
    pieces.length = 0
  }
  await live.deliver(rows)
  live.close()
  return streams.map((pieces) => pieces.join(''))
}
const lastEvent = async () =>
  (await sql<{ id: string }>`select coalesce(max(id), 0)::text id from events`.execute(app.app.installation.db))
    .rows[0]!.id

/** Everybody's answers before and after each change: whoever may not know of it is told the same, and hears nothing. */
const rounds = 5
test(`M3: what is hidden and what is out of sight changes no answer: ${String(cases(500, 20_000))} changes that somebody may not know of`, async () => {
  const silent = { field: 0, row: 0 }
  let noticed = 0
  const wanted = cases(500, 20_000)
  await fc.assert(
    fc.asyncProperty(
      staffs,
      fc.array(fc.array(secrets, { minLength: 1, maxLength: 2 }), { minLength: rounds, maxLength: rounds }),
      fc.nat(4),
      fc.uniqueArray(fc.nat(script().length - 1), { minLength: 9, maxLength: 9 }),
      async (staff, steps, owner, asked) => {
        if (silent.field + silent.row >= wanted) return
        const actors = actorsOf(staff)
        const questions = script().filter((_, k) => asked.includes(k))
        let before = await answers(actors, questions)
        for (const [i, step] of steps.entries()) {
          const rows = { deals: await raw('deals'), contacts: await raw('contacts'), companies: await raw('companies') }
          const since = await lastEvent()
          const fresh: ScopeFacts & { pipelineId: number } = {
            ownerId: people[owner]!.id!,
            opened: false,
            observerIds: [],
            stageId: places[i % 4]!.id,
            pipelineId: places[i % 4]!.pipelineId,
          }
          await app.system(async (ctx) => {
            for (const one of step)
              await changeRecords(ctx, subjects[one.record] as never, [
                { id: idOf(one), fields: { [one.field]: written(one) } as never },
              ])
            // Somebody's deal comes, and goes.
            if (i % 2) await comeAndGo(ctx, fresh)
          })
          const after = await answers(actors, questions)
          const messages = await heard(actors, since)
          for (const [who, actor] of actors.entries()) {
            const kinds = step.map((one) => {
              const row = rows[one.record].get(idOf(one))!
              if (!inScope(actor, one.record, 'see', row)) return 'row' as const
              return isHidden(actor, one.record, one.field, row) ? ('field' as const) : null
            })
            const knows = kinds.includes(null) || (i % 2 === 1 && inScope(actor, 'deals', 'see', fresh))
            if (knows) {
              if (after[who]!.some((answer, k) => answer !== before[who]![k])) noticed++
              continue
            }
            silent[kinds.includes('field') ? 'field' : 'row']++
            for (const [k, answer] of after[who]!.entries())
              assert.equal(answer, before[who]![k], `${JSON.stringify(questions[k])} after ${JSON.stringify(step)}`)
            assert.equal(messages[who], '', JSON.stringify(step))
          }
          before = after
        }
      },
    ),
    { numRuns: wanted, endOnFailure: true },
  )
  const all = silent.field + silent.row
  assert.ok(
    all >= wanted && silent.field > wanted / 10 && silent.row > wanted / 10 && noticed > wanted / 20,
    JSON.stringify({ ...silent, noticed }),
  )
})

async function comeAndGo(ctx: Context, facts: ScopeFacts): Promise<void> {
  const [id] = await createRecords(ctx, dealsSubject, [
    {
      title: 'Sale in secret',
      ownerId: facts.ownerId!,
      opened: false,
      stageId: facts.stageId!,
      amount: '123',
      currency: 'USD',
    },
  ])
  await removeRecords(ctx, dealsSubject, [id!])
}

const small: fc.Arbitrary<Filter | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom(...currencies).map((value) => ({ field: 'currency', op: 'eq', value }) as const),
  fc.constantFrom('10', '40').map((value) => ({ field: 'amount', op: 'gt', value }) as const),
  fc.nat(30).map((value) => ({ field: 'probability', op: 'lt', value }) as const),
  fc.constantFrom('1', '2').map((value) => ({ field: 'title', op: 'contains', value }) as const),
  fc.constantFrom('comment', 'info', 'companyId').map((field) => ({ field, op: 'filled' }) as const),
  fc.constantFrom(0, 3).map((at) => ({ field: 'pipelineId', op: 'eq', value: places[at]!.pipelineId }) as const),
)
const total = (amounts: Iterable<string | null>) =>
  [...amounts].reduce((all, one) => all.plus(one ?? 0), new Decimal(0)).toString()

test(`M4: board, list, totals and export add up to the same, in each currency: ${String(cases(500, 20_000))} of somebody with a filter`, async () => {
  const done = { added: 0, withheld: 0, refused: 0 }
  const boards = [...new Set(places.map(({ pipelineId }) => pipelineId))]
  await fc.assert(
    fc.asyncProperty(staffs, fc.array(small, { minLength: 5, maxLength: 5 }), async (staff, filters) => {
      const rows = await raw('deals')
      for (const [i, actor] of actorsOf(staff).entries()) {
        const where = filters[i] ? { filter: filters[i] } : {}
        const asking = <T>(method: string, input: object) => ask(actor, method, { ...input, ...where }) as Promise<T>
        const list = await asking<OutputOf<'deals.list'>>('deals.list', { limit: 200 }).catch((error: unknown) => error)
        if (list instanceof AppError) {
          await assert.rejects(asking('deals.totals', {}), { key: list.key })
          // A board reads within its pipeline alone: what is not hidden there may be asked there.
          for (const pipelineId of boards) {
            const there: Filter = { and: [filters[i]!, { field: 'pipelineId', op: 'eq', value: pipelineId }] }
            const within = await (
              ask(actor, 'deals.list', { filter: there, limit: 200 }) as Promise<OutputOf<'deals.list'>>
            ).catch((error: unknown) => error)
            const board = asking<OutputOf<'deals.board'>>('deals.board', { pipelineId, limit: 100 })
            if (within instanceof AppError) await assert.rejects(board, { code: 'denied' })
            else {
              const own = Map.groupBy((within as OutputOf<'deals.list'>).items, (row) => row.stageId)
              for (const { stage, count } of (await board).columns) assert.equal(count, own.get(stage.id)?.length ?? 0)
            }
          }
          assert.match(await told(actor, 'deals.export', { format: 'json', ...where }), /^error\.denied\.(field|right)/)
          done.refused++
          continue
        }
        const { items } = list as OutputOf<'deals.list'>
        const totals = await asking<OutputOf<'deals.totals'>>('deals.totals', {})
        const stages = await asking<OutputOf<'deals.totals'>>('deals.totals', { group: 'stageId' })
        assert.equal(totals.count, items.length)
        const { amount } = totals
        // Where some of it is hidden nothing is added up; what is not hidden is added up from the very rows.
        const sees =
          items.every(({ hidden }) => !hidden.includes('amountBase')) && items.every((row) => 'amountBase' in row)
        if (amount === null) done.withheld++
        else {
          assert.ok(sees)
          assert.equal(total([amount]), total(items.map((row) => row.amountBase)))
          done.added++
        }
        const byStage = Map.groupBy(items, (row) => row.stageId)
        for (const [stageId, own] of byStage) {
          const group = stages.groups!.find(({ key }) => key === stageId)!
          assert.equal(group.count, own.length)
          if (group.amount !== null) assert.equal(total([group.amount]), total(own.map((row) => row.amountBase)))
        }
        for (const pipelineId of boards) {
          const { columns } = await asking<OutputOf<'deals.board'>>('deals.board', { pipelineId, limit: 100 })
          for (const { stage, count, amount: sum } of columns) {
            const own = byStage.get(stage.id) ?? []
            assert.equal(count, own.length)
            assert.equal(sum === null, isHidden(actor, 'deals', 'amount', { pipelineId }))
            if (sum !== null) assert.equal(total([sum]), total(own.map((row) => row.amountBase)))
          }
        }
        if (amount !== null) {
          const groups = await asking<OutputOf<'deals.totals'>>('deals.totals', { group: 'currency' })
          const byCurrency = Map.groupBy(items, (row) => row.currency)
          assert.equal(groups.groups!.length, byCurrency.size)
          for (const { key, count, amount: sum } of groups.groups!) {
            const own = byCurrency.get(key as string)!
            assert.deepEqual([count, total([sum])], [own.length, total(own.map((row) => row.amountBase))])
          }
        }
        // A file reaches as far as the right to export.
        const out = items.filter(({ id }) => inScope(actor, 'deals', 'export', rows.get(id)!))
        const file = await told(actor, 'deals.export', {
          format: 'json',
          headings: 'keys',
          fields: ['id', 'amount', 'currency'],
          ...where,
        })
        if (file.startsWith('error.')) {
          assert.equal(file.split(' ')[0], 'error.denied.right')
          assert.equal(out.length, 0)
          continue
        }
        const lines = JSON.parse(file) as { id: number; amount?: string | null; currency?: string | null }[]
        assert.deepEqual(
          lines.map(({ id }) => id).sort((a, b) => a - b),
          out.map(({ id }) => id).sort((a, b) => a - b),
        )
        for (const code of currencies)
          assert.equal(
            total(lines.flatMap((line) => (line.currency === code ? (line.amount ?? null) : []))),
            total(out.flatMap((row) => (row.currency === code ? row.amount : []))),
          )
      }
    }),
    { numRuns: cases(100, 4000) },
  )
  assert.ok(done.added > 50 && done.withheld > 10 && done.refused > 3, JSON.stringify(done))
})

test('what the mask of a list shows is what the rule on fields says, row by row and field by field', async () => {
  const seen = { shown: 0, hidden: 0, inOnePipeline: 0 }
  const all = { deals: await raw('deals'), contacts: await raw('contacts'), companies: await raw('companies') }
  await fc.assert(
    fc.asyncProperty(staffs, async (staff) => {
      await Promise.all(
        actorsOf(staff).map(async (actor) => {
          for (const record of owned) {
            const { items } = (await ask(actor, `${record}.list`, { limit: 200 })) as {
              items: (Record<string, unknown> & { id: number; hidden: string[] })[]
            }
            for (const row of items)
              for (const field of Object.keys(records[record].fields)) {
                const stands = all[record].get(row.id)!
                const withheld = isHidden(actor, record, field, stands)
                const said = row[field]
                // A link to what one does not see is withheld for its own reason.
                if (linked.has(field)) {
                  if (withheld)
                    assert.ok(
                      said === undefined || said === null || Object.keys(said as object).length === 0,
                      `${record}.${field}`,
                    )
                  continue
                }
                const nothing = said === undefined || said === null || (Array.isArray(said) && !said.length)
                if (withheld) {
                  assert.ok(nothing, `${record}.${field} is hidden and shown: ${JSON.stringify(said)}`)
                  assert.equal(field in row, row.hidden.includes(field), `${record}.${field}`)
                  seen[field in row ? 'inOnePipeline' : 'hidden']++
                } else {
                  assert.deepEqual(said, stands[field], `${record}.${field} is shown otherwise than it stands`)
                  seen.shown++
                }
              }
          }
        }),
      )
    }),
    { numRuns: cases(40, 1000) },
  )
  assert.ok(seen.shown > 1000 && seen.hidden > 1000 && seen.inOnePipeline > 100, JSON.stringify(seen))
})

/** The rows of a record with all their values. */
async function raw(record: Owned): Promise<Map<number, Stored>> {
  const { items } = (await ask(await app.administrator.actor(), `${record}.list`, { limit: 200 })) as {
    items: Stored[]
  }
  return new Map(items.map((row) => [row.id, row]))
}

/** Fields that name records which one may not see, or say something of them. */
const linked = new Set(['companyId', 'contactIds', 'roles', 'relatedIds', 'companyIds', 'positions', 'parentId'])
