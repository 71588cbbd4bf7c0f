import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Changes } from '../../model/events.ts'
import { AppError, statuses, type ErrorDetails } from '../platform/errors.ts'
import { cases, startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { loadRows } from './read.ts'

let app: TestApp
let people: Person[]
let stages: number[]
let contacts: number[]
let companies: number[]
let tags: number[]
let roles: number[]
/** own fields: text, sum, dates, a list, a person */
let own: Record<'text' | 'money' | 'date' | 'list' | 'person', string>
let words: number[]
before(async () => {
  app = await startTestApp()
  const anna = app.administrator
  people = [anna, await app.person('Boris', ['administrator']), await app.person('Vera', ['administrator'])]
  stages = (await anna.does('stages.list', { sort: ['id'], limit: 100 })).items
    .filter(({ meaning }) => meaning === 'open')
    .map(({ id }) => id)
  const made = makes(anna)
  contacts = [(await made.contact()).id, (await made.contact()).id, (await made.contact()).id]
  companies = [(await made.company()).id, (await made.company()).id]
  tags = [await made.tag(), await made.tag()]
  const terms = (await anna.does('terms.list', { limit: 200 })).items
  roles = terms.filter(({ dictionary }) => dictionary === 'contactRole').map(({ id }) => id)
  const fieldOf = async (input: object) => {
    const { id } = await anna.does('customFields.create', {
      record: 'deals',
      nameEn: `Own ${JSON.stringify(input)}`,
      ...input,
    } as never)
    return `f${String(id)}`
  }
  own = {
    text: await fieldOf({ kind: 'text' }),
    money: await fieldOf({ kind: 'money' }),
    date: await fieldOf({ kind: 'date', several: true }),
    list: await fieldOf({ kind: 'list', several: true }),
    person: await fieldOf({ kind: 'person' }),
  }
  words = []
  for (const name of ['One', 'Two'])
    words.push((await anna.does('terms.create', { dictionary: own.list, name } as never)).id)
})
after(() => app.stop())

const some = (list: fc.Arbitrary<number[]>, of: () => readonly number[]) =>
  list.map((picked) => () => [...new Set(picked.map((n) => of()[n % of().length]!))])
const few = fc.array(fc.nat(2), { maxLength: 2 })
type Later = () => unknown
const value = (...values: unknown[]) => fc.constantFrom(...values).map((one) => () => one)
/** What may be asked of each field: by what there is once the test runs. */
const fields: Record<string, fc.Arbitrary<Later>> = {
  title: value('A', 'B', 'C'),
  amount: value('10.00', '99.50', '1000.00'),
  probability: value(null, 10, 20),
  comment: value(null, 'Said', 'Said otherwise'),
  closeDate: value(null, '2027-03-01', '2028-01-01'),
  sourceText: value(null, 'A friend', 'A fair'),
  opened: value(true, false),
  companyId: fc.nat(2).map((n) => () => companies[n] ?? null),
  contactIds: some(few, () => contacts),
  observerIds: some(few, () => people.map(({ id }) => id)),
  tagIds: some(few, () => tags),
  roles: fc.tuple(fc.nat(2), fc.nat(3)).map(([who, role]) => () => ({ [contacts[who]!]: roles[role - 1] ?? null })),
  text: value(null, 'One', 'Two'),
  money: value(null, { amount: '5.00', currency: 'USD' }, { amount: '7.00', currency: 'USD' }),
  date: value([], ['2027-01-01'], ['2027-01-02', '2027-01-03']),
  list: some(few, () => words),
  person: fc.nat(3).map((n) => () => people[n]?.id ?? null),
}
const keyOf = (name: string) => own[name as keyof typeof own] ?? name

const edit = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .uniqueArray(fc.constantFrom(...Object.keys(fields)), { minLength: 1, maxLength: 3 })
      .chain((names) => fc.tuple(...names.map((name) => fields[name]!.map((asked) => [name, asked] as const))))
      .map((asked) => ({ do: 'change' as const, asked })),
  },
  { weight: 2, arbitrary: fc.nat(5).map((stage) => ({ do: 'move' as const, stage })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom([], ['5'], ['7', '1']).map((prices) => ({ do: 'products' as const, prices })),
  },
)
/** Several at once; some of them have looked at the deal before, the others go by what they saw earlier. */
const rounds = fc.array(
  fc.array(fc.record({ who: fc.nat(2), looks: fc.boolean(), edit }), { minLength: 1, maxLength: 3 }),
  { minLength: 2, maxLength: 8 },
)

interface Asked {
  person: number
  /** the version that he went by, and the one that he was answered with */
  version: number
  at: number
  fields: Record<string, unknown>
  refused: { status: number; details: ErrorDetails; message: string } | null
}
interface Told {
  version: number
  actorId: number
  changes: Changes
}

test('two or three people at one deal: nothing is lost in silence, each refusal names both values, what was accepted is what is there', async () => {
  let [accepted, refused, beside] = [0, 0, 0]
  await fc.assert(
    fc.asyncProperty(rounds, async (list) => {
      const { id } = await makes(people[0]!).deal({ amount: '3', contactIds: contacts })
      const seen = people.map(() => 1)
      const all: Asked[] = []
      const do_ = async (person: Person, n: number, one: (typeof list)[number][number]) => {
        if (one.looks) seen[n] = (await person.does('deals.get', { id })).version
        const version = seen[n]!
        const [method, asked, input] = requestOf(one.edit)
        let at = 0
        const refusal = await person
          .does(method, { id, version, ...input } as never)
          .then((row) => void (at = (row as { version: number }).version))
          .then(() => null, refusalOf)
        assert.notEqual(refusal?.status, 500, refusal?.message ?? '')
        all.push({ person: person.id, version, at, fields: asked, refused: refusal })
      }
      for (const round of list) await Promise.all(round.map((one) => do_(people[one.who]!, one.who, one)))

      const events = await eventsOf(id)
      const states = statesOf(events)
      const final = states.at(-1)!
      // The system has no own fields before its eyes.
      const actor = await people[0]!.actor()
      const rows = await app.system((ctx) => loadRows({ ...ctx, actor }, 'deals', [id]))
      const row = rows.get(id)! as Record<string, unknown>
      assert.equal(row['version'], events.length, 'a version is a change that was accepted')
      for (const key of [...Object.keys(fields).map(keyOf), 'stageId', 'amountFrom', 'tax'])
        assert.deepEqual(final[key] ?? nothing(row[key]), row[key] ?? null, key)

      for (const { version, fields: asked, refused: why } of all) {
        if (why?.status === 409) {
          refused++
          const both = why.details.fields as Record<string, { mine: unknown; theirs: unknown }>
          assert.ok(Object.keys(both).length > 0, 'a refusal without values')
          const at = why.details.version!
          assert.ok(at > version)
          for (const [key, { mine, theirs }] of Object.entries(both)) {
            assert.deepEqual(among(key, mine, mine), among(key, asked[key], mine))
            assert.deepEqual(among(key, theirs, mine), among(key, states[at]![key], mine), `theirs of ${key}`)
            assert.ok(!isDeepStrictEqual(bare(mine), bare(theirs)), `${key} is the same`)
            assert.ok(
              states.slice(version, at).some((state) => !same(key, state[key], states[at]![key], mine)),
              `${key} has not been changed`,
            )
          }
        }
      }
      // What was accepted stood there, and was written over nothing that its writer had not seen.
      const granted = all.filter(({ refused: why }) => !why)
      accepted += granted.length
      for (const { at, fields: mine } of granted)
        for (const [key, one] of Object.entries(mine))
          assert.ok(same(key, states[at]![key], one, one), `${key} is lost`)
      for (const { version: at, actorId, changes } of events.slice(1)) {
        // Of two who were answered with it, one has made it, the other has asked for what was there.
        const made = granted.some(({ person, version, at: answered, fields: mine }) => {
          if (person !== actorId || answered !== at) return false
          if (version < at - 1) beside++
          return Object.entries(mine).every(
            ([key, one]) => !changes[key] || same(key, changes[key][0], states[version]![key], one),
          )
        })
        assert.ok(made, `version ${String(at)} is written over something unseen: ${JSON.stringify(changes)}`)
      }
    }),
    { numRuns: cases(40, 5000) },
  )
  assert.ok(accepted > 50 && refused > 5 && beside > 5, `${accepted} ${refused} ${beside}`)
})

function refusalOf(error: unknown): NonNullable<Asked['refused']> {
  if (error instanceof AppError) return { status: statuses[error.code], details: error.details, message: error.message }
  return { status: 500, details: {}, message: String(error) }
}

function requestOf(
  one: typeof edit extends fc.Arbitrary<infer T> ? T : never,
): ['deals.change' | 'deals.move' | 'deals.setProducts', Record<string, unknown>, object] {
  if (one.do === 'move') {
    const stageId = stages[one.stage % stages.length]!
    return ['deals.move', { stageId }, { stageId }]
  }
  if (one.do === 'products') {
    const lines = one.prices.map((price) => ({ name: 'Line', price }))
    return ['deals.setProducts', { lines: one.prices }, { lines }]
  }
  const asked = Object.fromEntries(one.asked.map(([name, later]) => [keyOf(name), later()]))
  return ['deals.change', asked, { fields: asked }]
}

const eventsOf = async (id: number) =>
  (
    await sql<Told>`
      select version, actor_id, changes from events where record = 'deals' and record_id = ${id} order by version`.execute(
      app.app.installation.db,
    )
  ).rows

/** What a deal was at each version, by its events; nothing at 0. */
function statesOf(events: readonly Told[]): Record<string, unknown>[] {
  const states: Record<string, unknown>[] = [{}]
  events.forEach(({ version, changes }, i) => {
    assert.equal(version, i + 1, 'the versions have no gap')
    const state = { ...states.at(-1) }
    for (const [key, [from, to]] of Object.entries(changes)) {
      assert.deepEqual(from, state[key] ?? nothing(from), `${key} was another before`)
      state[key] = to
    }
    states.push(state)
  })
  return states
}

const nothing = (like: unknown) => (Array.isArray(like) ? [] : typeof like === 'object' && like !== null ? {} : null)
/** Without what the server derives: the worth of a sum, the rest of a line. */
function bare(one: unknown): unknown {
  if (one === undefined || (typeof one === 'object' && one !== null && !Object.keys(one).length)) return null
  if (typeof one === 'object' && one !== null && 'base' in one) {
    const { base: _base, ...rest } = one as Record<string, unknown>
    return rest
  }
  return one
}
/** Of what is said of links, that of the links which are spoken of; of lines, their prices. */
function among(key: string, one: unknown, asked: unknown): unknown {
  if (key === 'roles')
    return Object.keys(asked as object).map((id) => (one as Record<string, unknown> | undefined)?.[id] ?? null)
  if (key === 'lines')
    return ((one ?? []) as (string | { price: string })[]).map((line) => (typeof line === 'string' ? line : line.price))
  return bare(one)
}
const same = (key: string, a: unknown, b: unknown, asked: unknown) =>
  isDeepStrictEqual(among(key, a, asked), among(key, b, asked))
