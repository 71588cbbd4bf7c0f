import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { becomes, customKindTraits, type CustomKind } from '../../model/customFields.ts'
import { readyGrants } from '../roles/ready.ts'
import { cases, startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { conversionJobs } from './converting.ts'
import { converted, type Surroundings } from './converted.ts'

let app: TestApp
let boss: Person
let limited: Person
let role: number
const deals: number[] = []
before(async () => {
  app = await startTestApp()
  boss = app.administrator
  role = (await boss.does('roles.create', { name: 'Limited', grants: readyGrants('all') })).id
  limited = await app.person('Limited', [])
  await boss.does('users.change', { id: limited.id, fields: { roleIds: [role] } })
  for (let n = 0; n < 3; n++) deals.push((await makes(boss).deal()).id)
})
after(() => app.stop())

/** A field as it should be: what it is, whether it lies in the bin, from whom it is hidden, and its values by deal. */
interface Life {
  id: number
  kind: CustomKind
  several: boolean
  name: string
  removed: boolean
  hidden: boolean
  values: unknown[]
}
const keyOf = ({ id }: Life) => `f${String(id)}`
const noneOf = ({ several }: Life) => (several ? [] : null)
const around: Surroundings = {
  timeZone: 'UTC',
  baseCurrency: 'USD',
  decimals: 2,
  words: new Map(),
  wordOf: () => assert.fail('no lists here'),
}
const kinds = ['text', 'longText', 'number', 'integer', 'date', 'moment', 'money'] as const
const valueOf: Record<(typeof kinds)[number], (n: number) => unknown> = {
  text: (n) => ['7', '2026-01-02', 'words', '1.25'][n % 4],
  longText: (n) => ['12', 'a line', '2026-05-06'][n % 3],
  number: (n) => ['1.5', '-7', '100'][n % 3],
  integer: (n) => [3, -4, 0][n % 3],
  date: (n) => ['2026-03-04', '1999-12-31'][n % 2],
  moment: (n) => ['2026-03-04T05:06:07.000Z', '2026-03-04T00:00:00.000Z'][n % 2],
  money: (n) => ({ amount: ['5.00', '7.25'][n % 2], currency: 'USD', base: ['5.00', '7.25'][n % 2] }),
}

let named = 0
type Act = (lives: Life[], pick: number, n: number) => Promise<void>
const live = (lives: Life[], pick: number) => {
  const all = lives.filter(({ removed }) => !removed)
  return all[pick % all.length]
}
const acts: Record<string, Act> = {
  async create(lives, pick, n) {
    const kind = kinds[pick % kinds.length]!
    const several = customKindTraits[kind].several && n % 2 === 1
    const name = `Life ${String(++named)}`
    const { id } = await boss.does('customFields.create', { record: 'deals', kind, several, nameEn: name })
    const one: Life = { id, kind, several, name, removed: false, hidden: false, values: [] }
    one.values = deals.map(() => noneOf(one))
    lives.push(one)
  },
  async write(lives, pick, n) {
    const one = live(lives, pick)
    if (!one) return
    const value = valueOf[one.kind as 'text'](n)
    const at = n % deals.length
    one.values[at] = one.several ? [value] : value
    await boss.does('deals.change', { id: deals[at]!, fields: { [keyOf(one)]: one.values[at] } as never })
  },
  async rename(lives, pick) {
    const one = live(lives, pick)
    if (!one) return
    one.name = `Life ${String(++named)}`
    await boss.does('customFields.change', { id: one.id, fields: { nameEn: one.name } })
  },
  async retype(lives, pick, n) {
    const one = live(lives, pick)
    if (!one) return
    const possible = [one.kind, ...becomes[one.kind]].filter((kind) => (kinds as readonly CustomKind[]).includes(kind))
    const kind = possible[n % possible.length]!
    const to = { kind, several: customKindTraits[kind].several && n % 3 === 0 }
    if (to.kind === one.kind && to.several === one.several) return
    await boss.does('customFields.convert', { id: one.id, ...to })
    const run = conversionJobs(app.app.installation)['customFields.convert']!
    await run({ payload: { id: one.id, ...to } } as never, new AbortController().signal)
    const filled = (value: unknown) => value !== null && !(Array.isArray(value) && !value.length)
    const values = one.values.map((value) => (filled(value) ? converted(one, to, value, around).value : null))
    Object.assign(one, to)
    one.values = values.map((value) => value ?? noneOf(one))
  },
  async remove(lives, pick) {
    const one = live(lives, pick)
    if (!one) return
    one.removed = true
    await boss.does('customFields.remove', { id: one.id })
  },
  async restore(lives, pick) {
    const all = lives.filter(({ removed }) => removed)
    const one = all[pick % all.length]
    if (!one) return
    one.removed = false
    await boss.does('customFields.restore', { id: one.id })
  },
  async hide(lives, pick) {
    const one = live(lives, pick)
    if (!one) return
    one.hidden = !one.hidden
    const fieldGrants = lives
      .filter(({ hidden }) => hidden)
      .map((each) => ({ record: 'deals' as const, field: keyOf(each), right: 'hidden' as const }))
    await boss.does('roles.change', { id: role, fields: { fieldGrants } })
  },
}

test(`M17: whatever becomes of one own field, the values and rights of the others stay: ${String(cases(200, 2000))} lives`, async () => {
  const moves = fc.array(
    fc.record({ act: fc.constantFrom('write', 'write', ...Object.keys(acts)), pick: fc.nat(50), n: fc.nat(50) }),
    { minLength: 4, maxLength: 8 },
  )
  await fc.assert(
    fc.asyncProperty(moves, async (moves) => {
      const lives: Life[] = []
      await acts['create']!(lives, moves.length, moves.length)
      await acts['create']!(lives, moves.length + 1, 0)
      for (const { act, pick, n } of moves) await acts[act]!(lives, pick, n)
      const own = new Map((await boss.does('session.get', {})).customFields.map((one) => [one.id, one]))
      for (const person of [boss, limited])
        for (const [at, id] of deals.entries()) {
          const row = (await person.does('deals.get', { id })) as unknown as Record<string, unknown>
          for (const one of lives) {
            const shown = !one.removed && !(person === limited && one.hidden)
            assert.deepEqual(row[keyOf(one)], shown ? one.values[at] : undefined, JSON.stringify({ at, one }))
          }
        }
      for (const one of lives)
        if (!one.removed) assert.deepEqual([own.get(one.id)?.nameEn, own.get(one.id)?.kind], [one.name, one.kind])
      // Room for the next ones.
      for (const { id, removed } of lives) if (!removed) await boss.does('customFields.remove', { id })
    }),
    { numRuns: cases(200, 2000) },
  )
})
