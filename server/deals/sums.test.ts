import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { sql } from 'kysely'
import { ranges, type Actor, type Range } from '../../model/access.ts'
import { jobHandlers } from '../jobs.ts'
import { methods } from '../methods.ts'
import { call } from '../platform/method.ts'
import { cases, startTestApp, type OutputOf, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { foldDeltas } from './sums.ts'

let app: TestApp
let people: Person[]
let stageIds: number[]
let currencies: Map<string, number>
let client: { companyId: number; contactId: number }
before(async () => {
  app = await startTestApp()
  const { administrator } = app
  const own = makes(administrator)
  const north = await own.department()
  const south = await own.department({ parentId: north.id })
  people = [
    administrator,
    await app.person('Head', ['head'], north.id),
    await app.person('Below', ['seller'], south.id),
    await app.person('Seller', ['seller'], south.id),
    await app.person('Loner', ['seller']),
  ]
  await administrator.does('pipelines.create', { name: 'Second' })
  stageIds = (await administrator.does('stages.list', { limit: 500, sort: ['id'] })).items.map(({ id }) => id)
  const list = await administrator.does('currencies.list', {})
  currencies = new Map(list.items.map(({ code, id }) => [code, id]))
  await administrator.does('currencies.setRate', { id: currencies.get('EUR')!, rate: '1.0873' })
  await administrator.does('currencies.setRate', { id: currencies.get('RUB')!, rate: '0.01237' })
  client = { companyId: (await own.company()).id, contactId: (await own.contact()).id }
})
after(() => app.stop())

const db = {
  get it() {
    return app.app.installation.db
  },
}
const money = (amounts: Iterable<string | null>) =>
  [...amounts].reduce((all, one) => all.plus(one ?? 0), new Decimal(0)).toString()

/** Everything that a person's list has, added up. */
async function listed(
  ask: (after?: string) => Promise<OutputOf<'deals.list'>>,
): Promise<{ stageId: number; ownerId: number; amountBase: string | null }[]> {
  const rows: { stageId: number; ownerId: number; amountBase: string | null }[] = []
  for (let after: string | undefined; ;) {
    const page = await ask(after)
    rows.push(...page.items)
    if (page.next === null) return rows
    after = page.next
  }
}

/** Board, totals and kept sums of a person are what he would get by adding up his list. */
async function demandEqualSums(actor: Actor): Promise<number> {
  const does = <T>(method: string, input: object) =>
    call(app.app.installation, methods, method, input, actor) as Promise<T>
  const rows = await listed((after) =>
    does('deals.list', { limit: 200, fields: ['stageId', 'ownerId', 'amountBase'], ...(after ? { after } : {}) }),
  )
  const byStage = Map.groupBy(rows, ({ stageId }) => stageId)
  const expected = [...byStage]
    .map(([key, list]) => ({ key, count: list.length, amount: money(list.map((row) => row.amountBase)) }))
    .sort((a, b) => a.key - b.key)
  const total = { count: rows.length, amount: money(rows.map((row) => row.amountBase)) }
  const told = ({ count, amount }: { count: number; amount: string | null }) => ({ count, amount: money([amount]) })
  const groups = (totals: OutputOf<'deals.totals'>) =>
    totals.groups!.map(({ key, ...sums }) => ({ key, ...told(sums) }))

  const kept = await does<OutputOf<'deals.totals'>>('deals.totals', { group: 'stageId' })
  assert.deepEqual(groups(kept), expected, 'kept sums by stage')
  assert.deepEqual(told(kept), total)
  const added = await does<OutputOf<'deals.totals'>>('deals.totals', { group: 'stageId', filter: { and: [] } })
  assert.deepEqual(groups(added), expected, 'sums added up by stage')
  assert.deepEqual(told(await does('deals.totals', {})), total, 'kept sums')
  assert.deepEqual(told(await does('deals.totals', { group: 'ownerId' })), total, 'sums by owner')
  for (const filter of [undefined, { and: [] }]) {
    const columns = (
      await Promise.all(
        [1, 2].map((pipelineId) =>
          does<OutputOf<'deals.board'>>('deals.board', { pipelineId, limit: 1, ...(filter ? { filter } : {}) }),
        ),
      )
    ).flatMap((one) => one.columns)
    assert.deepEqual(
      columns
        .filter(({ count }) => count > 0)
        .map(({ stage, ...sums }) => ({ key: stage.id, ...told(sums) }))
        .sort((a, b) => a.key - b.key),
      expected,
      'board',
    )
    for (const { count, amount } of columns) if (count === 0) assert.equal(Number(amount), 0)
  }
  return rows.length
}

/** What has to hold of the kept sums and of the log of stages, whoever asks. */
const wrong = {
  'sums of a grain': `
    with kept as (select stage_id, owner_id, opened, currency, sum(count) n, sum(amount) a, sum(amount_base) b from (
        select stage_id, owner_id, opened, currency, count, amount, amount_base from deal_totals
        union all select stage_id, owner_id, opened, currency, count, amount, amount_base from deal_total_deltas) t
      group by 1, 2, 3, 4 having sum(count) <> 0 or sum(amount) <> 0 or sum(amount_base) <> 0),
    added as (select stage_id, owner_id, opened, currency, count(*) n, sum(coalesce(amount, 0)) a, sum(coalesce(amount_base, 0)) b
      from deals where removed_at is null group by 1, 2, 3, 4)
    select * from kept full join added using (stage_id, owner_id, opened, currency, n, a, b) where kept is null or added is null`,
  'sums by month': `
    with kept as (select stage_id, owner_id, opened, currency, coalesce(month, '0001-01-01') m, sum(count) n, sum(amount) a, sum(amount_base) b from (
        select stage_id, owner_id, opened, currency, month, count, amount, amount_base from deal_totals_monthly
        union all select stage_id, owner_id, opened, currency, month, count, amount, amount_base from deal_total_deltas) t
      group by 1, 2, 3, 4, 5 having sum(count) <> 0 or sum(amount) <> 0 or sum(amount_base) <> 0),
    added as (select stage_id, owner_id, opened, currency, coalesce(date_trunc('month', close_date)::date, '0001-01-01') m, count(*) n, sum(coalesce(amount, 0)) a, sum(coalesce(amount_base, 0)) b
      from deals where removed_at is null group by 1, 2, 3, 4, 5)
    select * from kept full join added using (stage_id, owner_id, opened, currency, m, n, a, b) where kept is null or added is null`,
  'the one open stay': `select d.id from deals d where
    (select array_agg(e.stage_id) from stage_entries e where e.deal_id = d.id and e.left_at is null) is distinct from array[d.stage_id]`,
  'the last stay': `select d.id from deals d where (select e.left_at from stage_entries e where e.deal_id = d.id order by e.id desc limit 1) is not null`,
  'the chain of stays': `select * from (
    select deal_id, from_stage_id, stage_id, entered_at, left_at, lag(stage_id) over w before, lag(left_at) over w until, lag(entered_at) over w since, row_number() over w n, kind
    from stage_entries window w as (partition by deal_id order by id)) e
    where from_stage_id is distinct from before or until is distinct from (case when n > 1 then entered_at end)
      or entered_at < since or left_at < entered_at or (n = 1) <> (kind = 'created') or from_stage_id = stage_id`,
  'the pipeline of a stay': `select e.id from stage_entries e join stages s on s.id = e.stage_id where s.pipeline_id <> e.pipeline_id`,
  'what a stage means': `select d.id from deals d join stages s on s.id = d.stage_id where s.meaning <> d.state or s.pipeline_id <> d.pipeline_id or (d.state = 'open') <> (d.closed_at is null)`,
  'a version without its event': `select d.id from deals d where d.version <> (select count(*) from events e where e.record = 'deals' and e.record_id = d.id)`,
  'the amount of lines': `select d.id from deals d where amount_from = 'products' and
    coalesce(amount, 0) <> coalesce((select sum(total) from deal_lines l where l.deal_id = d.id), coalesce(amount, 0))`,
}
async function demandSound(): Promise<void> {
  for (const [what, text] of Object.entries(wrong)) {
    const { rows } = await app.app.connection.pool.query<Record<string, unknown>>(text)
    assert.deepEqual(rows, [], what)
  }
}

type Step =
  | { do: 'create' | 'change' | 'setProducts'; who: number; which: number; fields: Record<string, unknown> }
  | {
      do: 'move'
      who: number
      which: number
      stage: number
      after: number | null | undefined
      fields: Record<string, unknown>
    }
  | { do: 'remove' | 'restore' | 'copy' | 'undo'; who: number; which: number }
  | { do: 'fold'; most: number }
  | { do: 'rate'; currency: string; rate: string }
const who = fc.nat({ max: 4 })
const which = fc.nat({ max: 11 })
const amount = fc.constantFrom(null, '0', '1.01', '250', '-17.5', '999999999.99', '33.33')
const currency = fc.constantFrom('USD', 'EUR', 'RUB')
const day = fc.constantFrom(null, '2026-01-31', '2026-02-01', '2027-12-31')
const line = fc.record({
  name: fc.constant('Line'),
  price: fc.constantFrom('0', '19.99', '1000', '0.0125'),
  quantity: fc.constantFrom('1', '3', '0.5', '-2'),
  discount: fc.constantFrom('0', '10', '33.3333'),
  taxRate: fc.constantFrom(null, '20'),
  taxIncluded: fc.boolean(),
})
const stage = fc.nat({ max: 21 })
const own = {
  amount: fc.option(amount, { nil: undefined }),
  currency: fc.option(currency, { nil: undefined }),
  opened: fc.option(fc.boolean(), { nil: undefined }),
  ownerId: fc.option(who, { nil: undefined }),
  observerIds: fc.option(fc.uniqueArray(who, { maxLength: 2 }), { nil: undefined }),
  closeDate: fc.option(day, { nil: undefined }),
  amountFrom: fc.option(fc.constantFrom('products', 'hand'), { nil: undefined }),
}
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      who,
      which,
      fields: fc.record({
        ...own,
        stageId: fc.option(stage, { nil: undefined }),
        lines: fc.option(fc.array(line, { maxLength: 3 }), { nil: undefined }),
        withClient: fc.boolean(),
      }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('change' as const), who, which, fields: fc.record(own) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      who,
      which,
      stage,
      after: fc.option(fc.option(which, { nil: null }), { nil: undefined }),
      fields: fc.record({ amount: own.amount, ownerId: own.ownerId }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('setProducts' as const),
      who,
      which,
      fields: fc.record({ lines: fc.array(line, { maxLength: 3 }) }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('remove' as const, 'restore' as const, 'copy' as const, 'undo' as const, 'undo' as const),
      who,
      which,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fold' as const), most: fc.constantFrom(1, 5, 20_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rate' as const),
      currency: fc.constantFrom('EUR', 'RUB'),
      rate: fc.constantFrom('1.1', '0.01', '0.01237', '2.5'),
    }),
  },
)

/** One step of each kind. */
const everyKind: Step[] = [
  { do: 'create', who: 0, which: 0, fields: { amount: '10' } },
  { do: 'change', who: 0, which: 0, fields: { amount: '25.50' } },
  { do: 'undo', who: 0, which: 0 },
  { do: 'move', who: 0, which: 0, stage: 3, after: undefined, fields: {} },
  {
    do: 'setProducts',
    who: 0,
    which: 0,
    fields: { lines: [{ name: 'Line', price: '19.99', quantity: '3', taxRate: '20' }] },
  },
  { do: 'copy', who: 0, which: 0 },
  { do: 'remove', who: 0, which: 0 },
  { do: 'restore', who: 0, which: 0 },
  { do: 'rate', currency: 'EUR', rate: '1.25' },
  { do: 'fold', most: 1000 },
]

/** Takes a step on the deals made so far; what is not allowed is refused, which changes nothing. Gives whether it was done. */
async function take(one: Step, deals: number[]): Promise<boolean> {
  if (one.do === 'fold') {
    const [, folded] = await Promise.all([
      demandEqualSums(await app.administrator.actor()),
      foldDeltas(db.it, one.most),
    ])
    return folded > 0
  }
  if (one.do === 'rate') {
    await app.administrator.does('currencies.setRate', { id: currencies.get(one.currency)!, rate: one.rate })
    const revalue = jobHandlers(app.app.installation)['deals.revalue']!
    await revalue(
      { id: 0, kind: 'deals.revalue', payload: { currency: one.currency }, personId: null, attempts: 1 },
      new AbortController().signal,
    )
    return true
  }
  const person = people[one.who]!
  const id = deals[one.which % Math.max(deals.length, 1)] ?? 1
  const named = (fields: Record<string, unknown>) => {
    const { ownerId, observerIds, stageId, withClient, ...rest } = fields as {
      ownerId?: number
      observerIds?: number[]
      stageId?: number
      withClient?: boolean
    }
    return {
      ...rest,
      ...(ownerId === undefined ? {} : { ownerId: people[ownerId]!.id }),
      ...(observerIds === undefined ? {} : { observerIds: observerIds.map((at) => people[at]!.id) }),
      ...(stageId === undefined ? {} : { stageId: stageIds[stageId % stageIds.length] }),
      ...(withClient && one.who === 0 ? { companyId: client.companyId, contactIds: [client.contactId] } : {}),
    }
  }
  const inputs = (): [string, object] => {
    switch (one.do) {
      case 'create':
        return ['deals.create', named(one.fields)]
      case 'change':
        return ['deals.change', { id, fields: named(one.fields) }]
      case 'setProducts':
        return ['deals.setProducts', { id, ...one.fields }]
      case 'move': {
        const after =
          one.after === null || one.after === undefined ? one.after : deals[one.after % Math.max(deals.length, 1)]
        return [
          'deals.move',
          {
            id,
            stageId: stageIds[one.stage % stageIds.length],
            ...(after === undefined ? {} : { after }),
            fields: named(one.fields),
          },
        ]
      }
      default:
        return [`deals.${one.do}`, { id }]
    }
  }
  if (one.do === 'undo') {
    const { rows } = await sql<{
      id: number
    }>`select id from events where record = 'deals' and record_id = any(${deals}::int[]) order by id desc offset ${one.which % 5} limit 1`.execute(
      db.it,
    )
    if (!rows[0]) return false
    return ended(await person.tries('events.undo', { id: rows[0].id }), one)
  }
  const [method, input] = inputs()
  if (one.do === 'create' || one.do === 'copy') {
    const { rows: before } = await sql<{ id: number }>`select coalesce(max(id), 0) id from deals`.execute(db.it)
    const done = ended(await person.tries(method, input), one)
    if (done)
      deals.push(
        (await sql<{ id: number }>`select max(id) id from deals where id > ${before[0]!.id}`.execute(db.it)).rows[0]!
          .id,
      )
    return done
  }
  return ended(await person.tries(method, input), one)
}
function ended(refused: Awaited<ReturnType<Person['tries']>>, one: Step): boolean {
  assert.ok(!refused || refused.status < 500, `${JSON.stringify(one)}: ${refused?.message ?? ''}`)
  return refused === null
}

test('board, list, totals and kept sums agree for everybody after any sequence of changes, and so does the log of stages', async () => {
  const done: Record<string, number> = {}
  let seen = 0
  // Each kind of step once for certain; the generated sequences mix them.
  const sure: number[] = []
  for (const one of everyKind) {
    done[one.do] = (await take(one, sure)) ? 1 : 0
    await demandEqualSums(await app.administrator.actor())
  }
  await demandSound()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
      const deals: number[] = []
      for (const one of steps) if (await take(one, deals)) done[one.do] = (done[one.do] ?? 0) + 1
      await demandSound()
      for (const person of people) seen += await demandEqualSums(await person.actor())
      const administrator = await app.administrator.actor()
      // Somebody of another role than the ready ones: opened records of others, and a department.
      for (const see of ['opened', 'department', 'nobody'] as const) {
        const actor = await people[3]!.actor()
        const may = { ...actor.may, deals: { ...administrator.may.deals, see } }
        seen += await demandEqualSums({ ...actor, may })
        // Otherwise at every stage but each seventh.
        const otherwise = ranges.map((range, i): [number, Range][] =>
          stageIds.filter((_, at) => at % 7 === i).map((id) => [id, range]),
        )
        seen += await demandEqualSums({ ...actor, may, atStage: { see: new Map(otherwise.flat()) } })
      }
    }),
    { numRuns: cases(14), endOnFailure: true },
  )
  for (const kind of Object.keys(done)) assert.ok(done[kind]! > 0, `never done: ${kind}`)
  assert.ok(seen > 100)
})

test('sums hold while they are folded and written at once', async () => {
  const [administrator, seller] = [app.administrator, people[3]!]
  const ids = await Promise.all(
    Array.from({ length: 8 }, async (_, i) => (await makes(seller).deal({ amount: String(i + 1) })).id),
  )
  let writing = true
  const folding = (async () => {
    let folded = 0
    while (writing) folded += await foldDeltas(db.it, 3)
    return folded
  })()
  // Two writers at the same deals; their order is whatever it comes to.
  const writer = async (person: Person, from: number) => {
    for (let i = 0; i < cases(20); i++) {
      const id = ids[(i + from) % ids.length]!
      const refused =
        i % 3 === 2
          ? await person.tries('deals.change', { id, fields: { amount: String(i), opened: i % 2 === 0 } })
          : await person.tries('deals.move', { id, stageId: stageIds[(i * 7 + from) % 11] })
      assert.equal(refused, null)
    }
  }
  await Promise.all([writer(administrator, 0), writer(seller, 3), writer(seller, 5)])
  writing = false
  assert.ok((await folding) > 0)
  await demandSound()
  for (const person of [administrator, seller]) await demandEqualSums(await person.actor())
  while (await foldDeltas(db.it)) continue
  const { rows } = await sql`select 1 from deal_total_deltas`.execute(db.it)
  assert.equal(rows.length, 0)
  await demandSound()
  await demandEqualSums(await administrator.actor())
})

test('a closed deal keeps the worth of its day when the rate changes, an open one follows', async () => {
  const { administrator } = app
  const own = makes(administrator)
  const rate = async (value: string) => take({ do: 'rate', currency: 'EUR', rate: value }, [])
  await rate('2')
  const [open, closed] = [
    await own.deal({ amount: '10', currency: 'EUR' }),
    await own.deal({ amount: '10', currency: 'EUR' }),
  ]
  const won = (await administrator.does('stages.list', { filter: { field: 'meaning', op: 'eq', value: 'won' } }))
    .items[0]!.id
  await administrator.does('deals.move', { id: closed.id, stageId: won })
  await rate('2.5')
  const worth = async (id: number) => (await administrator.does('deals.get', { id })).amountBase
  assert.equal(await worth(open.id), '25.00')
  assert.equal(await worth(closed.id), '20.00')
  await demandSound()
})
