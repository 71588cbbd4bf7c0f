import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { mergeNames, mergeParts, type MergeName } from '../../model/merging.ts'
import { customKey } from '../../model/customFields.ts'
import type { RowOf } from '../../model/records.ts'
import { inScope, type ScopeFacts } from '../access/scope.ts'
import { activitiesSubject } from '../activities/activities.ts'
import { companiesSubject } from '../companies/methods.ts'
import { contactsSubject } from '../contacts/methods.ts'
import { createDeals } from '../deals/creating.ts'
import { dealsSubject } from '../deals/deals.ts'
import { storedLines } from '../deals/lines.ts'
import { keptSums } from '../deals/sums.ts'
import { undoEvent } from '../history/undo.ts'
import { transact } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, createRecords } from '../records/change.ts'
import { loadRows } from '../records/read.ts'
import { cases, startTestApp, type InputOf, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { mergeRecords } from './merging.ts'

let app: TestApp
let staff: Person[]
/** words for what a contact does in a deal */
let roles: number[]
/** the company's own fields: what they hold → their keys */
let keys: Record<'note' | 'code' | 'price' | 'marks' | 'owns' | 'among' | 'sells' | 'near', string>
before(async () => {
  app = await startTestApp()
  const own = makes(app.administrator)
  const [top, aside] = [await own.department(), await own.department()]
  const below = await own.department({ parentId: top.id })
  staff = [
    await app.person('Head', ['head'], top.id),
    await app.person('Seller', ['seller'], below.id),
    await app.person('Other', ['seller'], aside.id),
    await app.person('Nobody', []),
  ]
  const { items } = await app.administrator.does('terms.list', {
    filter: { field: 'dictionary', op: 'eq', value: 'contactRole' },
  })
  roles = items.map(({ id }) => id)
  const field = async (fields: Omit<InputOf<'customFields.create'>, 'nameEn'>) =>
    customKey((await app.administrator.does('customFields.create', { nameEn: JSON.stringify(fields), ...fields })).id)
  keys = {
    note: await field({ record: 'companies', kind: 'text' }),
    code: await field({ record: 'companies', kind: 'text', distinct: true }),
    price: await field({ record: 'companies', kind: 'money' }),
    owns: await field({ record: 'companies', kind: 'record', target: 'companies' }),
    marks: await field({ record: 'contacts', kind: 'text', several: true }),
    among: await field({ record: 'contacts', kind: 'record', target: 'companies', several: true }),
    sells: await field({ record: 'deals', kind: 'record', target: 'companies' }),
    near: await field({ record: 'deals', kind: 'record', target: 'deals', several: true }),
  }
  await sql`insert into file_contents (hash, size, type) values (${'a'.repeat(64)}, 1, 'text/plain')`.execute(
    app.app.installation.db,
  )
})
after(() => app.stop())

const place = fc.nat(3)
const held = fc.record({ owner: place, opened: fc.boolean(), observers: fc.subarray([0, 1, 2, 3]), files: fc.nat(2) })
const channels = fc.subarray(['+79120000001', '+79120000002', '+79120000003'])
const text = fc.option(fc.constantFrom('A', 'B', 'Long'), { nil: null })
const some = fc.subarray([0, 1, 2, 3])
const graph = fc.record({
  companies: fc.array(
    fc.record({
      held,
      phones: channels,
      comment: text,
      address: text,
      parent: place,
      note: text,
      coded: fc.boolean(),
      price: fc.option(fc.constantFrom('5.00', '7.25'), { nil: null }),
      owns: fc.option(place, { nil: null }),
    }),
    {
      minLength: 2,
      maxLength: 4,
    },
  ),
  contacts: fc.array(
    fc.record({
      held,
      phones: channels,
      companies: fc.subarray([0, 1, 2, 3]),
      marks: fc.subarray(['A', 'B', 'C']),
      among: fc.subarray([0, 1, 2, 3]),
    }),
    { minLength: 2, maxLength: 4 },
  ),
  deals: fc.array(
    fc.record({
      held,
      company: fc.option(place, { nil: null }),
      contacts: fc.subarray([0, 1, 2, 3]),
      roles: fc.array(fc.nat(1), { minLength: 4, maxLength: 4 }),
      related: fc.subarray([0, 1, 2]),
      sells: fc.option(place, { nil: null }),
      near: fc.subarray([0, 1, 2]),
      lines: fc.subarray(['One', 'Two', 'Three']),
      amount: fc.option(fc.constantFrom('10.00', '20.50'), { nil: null }),
      stage: fc.nat(2),
    }),
    { minLength: 2, maxLength: 4 },
  ),
  activities: fc.array(fc.record({ deals: some, contacts: some, companies: some }), { maxLength: 3 }),
})
const merges = fc.array(
  fc.record({
    name: fc.constantFrom(...mergeNames),
    which: fc.subarray([0, 1, 2, 3], { minLength: 2 }),
    into: fc.nat(3),
    chosen: fc.array(fc.tuple(fc.nat(40), fc.nat(3)), { maxLength: 4 }),
    shows: fc.boolean(),
    undone: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
)
type Of<A> = A extends fc.Arbitrary<infer T> ? T : never
type Graph = Of<typeof graph>
type Ids = Record<MergeName, number[]>

async function make(ctx: Context, { companies, contacts, deals, activities }: Graph, ids: Ids): Promise<void> {
  const belongs = (one: Of<typeof held>) => ({
    ownerId: staff[one.owner]!.id,
    opened: one.opened,
    observerIds: one.observers.map((i) => staff[i]!.id),
  })
  const phones = (list: string[]) => list.map((value) => ({ type: 'work' as const, value }))
  const among = (of: readonly number[], places: readonly number[]) => [...new Set(places.flatMap((i) => of[i] ?? []))]
  for (const [i, one] of companies.entries())
    ids.companies.push(
      ...(await createRecords(ctx, companiesSubject, [
        {
          ...belongs(one.held),
          name: `Firm ${String(i)}`,
          phones: phones(one.phones),
          comment: one.comment,
          address: one.address,
          parentId: ids.companies[one.parent] ?? null,
          [keys.note]: one.note,
          [keys.code]: one.coded ? `code ${String(i)}` : null,
          [keys.price]: one.price === null ? null : { amount: one.price, currency: 'USD' },
          [keys.owns]: one.owns === null ? null : (ids.companies[one.owns] ?? null),
        },
      ])),
    )
  ids.contacts = await createRecords(
    ctx,
    contactsSubject,
    contacts.map((one, i) => ({
      ...belongs(one.held),
      lastName: `Client ${String(i)}`,
      phones: phones(one.phones),
      companyIds: among(ids.companies, one.companies),
      positions: Object.fromEntries(
        among(ids.companies, one.companies).map((id, n) => [id, `Job ${String((i + n) % 3)}`]),
      ),
      [keys.marks]: one.marks,
      [keys.among]: among(ids.companies, one.among),
    })),
  )
  ids.deals = await createDeals(
    ctx,
    deals.map((one, i) => ({
      ...belongs(one.held),
      title: `Sale ${String(i)}`,
      stageId: one.stage + 1,
      amount: one.lines.length ? null : one.amount,
      companyId: one.company === null ? null : (ids.companies[one.company] ?? null),
      contactIds: among(ids.contacts, one.contacts),
      [keys.sells]: one.sells === null ? null : (ids.companies[one.sells] ?? null),
      roles: Object.fromEntries(among(ids.contacts, one.contacts).map((id, n) => [id, roles[one.roles[n]!]!])),
    })),
    deals.map(({ lines }) => ({
      lines: lines.map((name) => ({ name, price: '10', quantity: '2', discountKind: 'percent', discount: '0' })),
    })),
  )
  for (const [i, one] of deals.entries()) {
    const relatedIds = among(ids.deals, one.related).filter((id) => id < ids.deals[i]!)
    const near = among(ids.deals, one.near).filter((id) => id !== ids.deals[i])
    if (relatedIds.length || near.length)
      await changeRecords(ctx, dealsSubject, [{ id: ids.deals[i]!, fields: { relatedIds, [keys.near]: near } }])
  }
  await createRecords(
    ctx,
    activitiesSubject,
    activities.map((one) => ({
      kind: 'task' as const,
      dealIds: among(ids.deals, one.deals),
      contactIds: among(ids.contacts, one.contacts),
      companyIds: among(ids.companies, one.companies),
    })),
  )
  for (const [name, list] of [
    ['companies', companies],
    ['contacts', contacts],
    ['deals', deals],
  ] as const)
    for (const [i, one] of list.entries())
      for (let n = 0; n < one.held.files; n++)
        await sql`insert into files (hash, name, record, record_id) values (${'a'.repeat(64)}, ${`File ${String(n)}`}, ${name}, ${ids[name][i]!})`.execute(
          ctx.db,
        )
}

type Row = Record<string, unknown> & { id: number }
type State = Record<MergeName | 'activities', Row[]> & {
  files: { id: number; record: string; recordId: number }[]
  lines: [number, unknown][]
}

/** All that there is, but for what counts changes. */
async function stateOf(ctx: Context, ids: Ids): Promise<State> {
  const state = { lines: [] } as unknown as State
  const { rows: all } = await sql<{ id: number }>`select id from activities`.execute(ctx.db)
  for (const name of [...mergeNames, 'activities'] as const) {
    const known = name === 'activities' ? all.map(({ id }) => id) : ids[name]
    state[name] = [...(await loadRows(ctx, name, known)).values()].map((row) => {
      const {
        version: _v,
        updatedAt: _a,
        updatedBy: _b,
        bound: _bound,
        relatedIds,
        ...rest
      } = row as RowOf<'deals'> & { bound: unknown }
      // Which deals have to do with one another is in no order.
      return { ...rest, ...(relatedIds ? { relatedIds: relatedIds.toSorted((a, b) => a - b) } : {}) } as unknown as Row
    })
  }
  const { rows } = await sql<State['files'][number]>`select id, record, record_id from files order by id`.execute(
    ctx.db,
  )
  state.files = rows
  for (const id of ids.deals) state.lines.push([id, await storedLines(ctx, id)])
  return state
}

test('whatever becomes one: nothing is lost or doubled, sums agree, nobody sees more unasked; undone, all is as it was', async () => {
  const { installation } = app.app
  const back = new Error('taken back')
  const actors = await Promise.all(staff.map((person) => person.actor()))
  const administrator = await app.administrator.actor()
  const happened = { merged: 0, undone: 0, shows: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(graph, merges, async (wanted, acts) => {
      await transact(installation.db, async (db) => {
        const ctx: Context = {
          db,
          actor: administrator,
          now: new Date().toISOString(),
          log: installation.log,
          signal: new AbortController().signal,
          secret: installation.secret,
          store: null,
          received: null,
          mails: false,
          visit: null,
          afterCommit: () => undefined,
        }
        const ids: Ids = { companies: [], contacts: [], deals: [] }
        await make(ctx, wanted, ids)
        for (const { name, which, into, chosen, shows, undone } of acts) {
          const before = await stateOf(ctx, ids)
          const live = before[name].filter(({ removedAt }) => removedAt === null).map(({ id }) => id)
          const parts = which.flatMap((i) => live[i] ?? [])
          if (parts.length < 2) continue
          const master = parts[into % parts.length]!
          const choosable = mergeParts(ctx.actor.shape, name)
            .filter(({ how }) => how !== 'each')
            .map(({ key }) => key)
          const take = Object.fromEntries(
            chosen.map(([key, of]) => [choosable[key % choosable.length]!, parts[of % parts.length]!]),
          )
          // A refusal in the middle of a transaction leaves it as it is: each is judged before anything is written.
          const eventId = await mergeRecords(ctx, name, { ids: parts, into: master, take, shows }).catch(
            (error: unknown) => {
              if (error instanceof AppError) return error
              throw error
            },
          )
          const rows = before[name].filter(({ id }) => parts.includes(id)) as unknown as (ScopeFacts & Row)[]
          if (eventId instanceof AppError) {
            assert.ok(/^error\.(merge\.shows|circle.*)$/.test(eventId.key), eventId.message)
            happened.refused++
            if (eventId.key.startsWith('error.circle')) throw back
            assert.deepEqual(await stateOf(ctx, ids), before)
            continue
          }
          const after = await stateOf(ctx, ids)
          const now = after[name].find(({ id }) => id === master) as unknown as ScopeFacts & Row
          const gaining = actors.some(
            (actor) => inScope(actor, name, 'see', now) && !rows.every((row) => inScope(actor, name, 'see', row)),
          )
          assert.ok(shows || !gaining, 'somebody sees more')
          if (gaining) happened.shows++
          demandCarried(ctx, name, parts, master, before, after)
          demandTaken(ctx, name, take, before, now)
          await demandSums(ctx, after)
          happened.merged++
          if (!undone) continue
          await undoEvent(ctx, { id: eventId })
          assert.deepEqual(await stateOf(ctx, ids), before)
          await demandSums(ctx, before)
          happened.undone++
        }
        throw back
      }).catch((error: unknown) => {
        if (error !== back) throw error
      })
    }),
    { numRuns: cases(200, 2000) },
  )
  assert.ok(
    happened.merged > 20 && happened.undone > 5 && happened.shows > 5 && happened.refused > 5,
    JSON.stringify(happened),
  )
})

/** What was chosen of the company's own fields is there. */
function demandTaken(
  { actor }: Context,
  name: MergeName,
  take: Readonly<Record<string, number>>,
  before: State,
  now: Row,
): void {
  for (const [key, from] of Object.entries(take)) {
    const field = actor.shape.fields[name][key]
    if (!field?.custom || field.to === name) continue
    assert.deepEqual(now[key], before[name].find(({ id }) => id === from)![key], key)
  }
}

function demandCarried(
  { actor: { shape } }: Context,
  name: MergeName,
  parts: readonly number[],
  master: number,
  before: State,
  after: State,
): void {
  const to = (of: MergeName, id: number) => (of === name && parts.includes(id) ? master : id)
  const gone = (id: number) => parts.includes(id) && id !== master
  assert.deepEqual(
    after[name].filter(({ removedAt }) => removedAt !== null).map(({ id }) => id),
    before[name].filter(({ id, removedAt }) => removedAt !== null || gone(id)).map(({ id }) => id),
  )
  assert.deepEqual(
    after.files,
    before.files.map((file) => ({ ...file, recordId: to(file.record as MergeName, file.recordId) })),
  )
  const links = [
    ['deals', 'companyId', 'companies'],
    ['deals', 'contactIds', 'contacts'],
    ['contacts', 'companyIds', 'companies'],
    ['companies', 'parentId', 'companies'],
    ['activities', 'dealIds', 'deals'],
    ['activities', 'contactIds', 'contacts'],
    ['activities', 'companyIds', 'companies'],
    ['companies', keys.owns, 'companies'],
    ['contacts', keys.among, 'companies'],
    ['deals', keys.sells, 'companies'],
    ['deals', keys.near, 'deals'],
  ] as const
  for (const [record, field, of] of links)
    for (const row of after[record]) {
      // What became one is united by itself.
      if (record === name && parts.includes(row.id)) continue
      const was = before[record].find(({ id }) => id === row.id)![field] as number | number[] | null
      const expected = Array.isArray(was)
        ? [...new Set(was.map((id) => to(of, id)))]
        : was === null
          ? null
          : to(of, was)
      assert.deepEqual(row[field], expected, `${record} ${String(row.id)} ${field}`)
    }
  const rows = before[name].filter(({ id }) => parts.includes(id))
  const now = after[name].find(({ id }) => id === master)!
  for (const { key, how } of mergeParts(shape, name)) {
    if (how !== 'each' || !Array.isArray(now[key])) continue
    const valuesOf = (row: Row) =>
      (row[key] as unknown[]).flatMap((one) =>
        shape.fields[name][key]!.to === name && parts.includes(one as number) ? [] : JSON.stringify(one),
      )
    assert.deepEqual(valuesOf(now).toSorted(), [...new Set(rows.flatMap(valuesOf))].toSorted(), key)
  }
  for (const row of after.deals.filter(({ id }) => name !== 'deals' || !parts.includes(id))) {
    const was = before.deals.find(({ id }) => id === row.id)!['relatedIds'] as number[]
    const now = new Set(was.map((id) => to('deals', id)))
    assert.deepEqual(
      row['relatedIds'],
      [...now].toSorted((a, b) => a - b),
    )
  }
  for (const [field, links] of [
    ['positions', 'companyIds'],
    ['roles', 'contactIds'],
  ] as const) {
    const record = field === 'roles' ? 'deals' : 'contacts'
    for (const row of after[record]) {
      const was = before[record].filter(({ id }) =>
        record === name && row.id === master ? parts.includes(id) : id === row.id,
      )
      const saying = was.flatMap((one) => Object.entries(one[field] as Record<string, unknown>))
      const linked = row[links] as number[]
      // Nothing that was said of a link is said of another, and of each that had a word something is said.
      for (const id of linked) {
        const words = saying.flatMap(([of, word]) =>
          to(links === 'companyIds' ? 'companies' : 'contacts', Number(of)) === id ? [word] : [],
        )
        const now = (row[field] as Record<string, unknown>)[id]
        assert.ok(words.length ? words.includes(now) : now === undefined, `${record} ${String(row.id)} ${field}`)
      }
    }
  }
  if (name !== 'deals') return
  const names = (list: unknown) => (list as { name: string }[]).map((line) => line.name)
  const lines = new Map(after.lines).get(master)
  const all = before.lines.filter(([id]) => parts.includes(id)).flatMap(([, list]) => names(list))
  assert.deepEqual(names(lines).toSorted(), [...new Set(all)].toSorted())
}

/** What is kept of the sums is what the deals come to. */
async function demandSums(ctx: Context, state: State): Promise<void> {
  const kept = (await keptSums(ctx, null)).reduce(
    (all, one) => ({ count: all.count + one.count, amount: all.amount + Number(one.amount) }),
    { count: 0, amount: 0 },
  )
  const live = state.deals.filter(({ removedAt }) => removedAt === null)
  assert.deepEqual(kept, {
    count: live.length,
    amount: live.reduce((sum, deal) => sum + Number(deal['amountBase'] ?? 0), 0),
  })
}
