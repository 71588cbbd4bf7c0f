import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { jobHandlers } from '../jobs.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
let seller: Person
let boss: Person
let euro: number
before(async () => {
  app = await startTestApp()
  seller = await app.person('Seller', ['seller'])
  boss = app.administrator
  euro = (await boss.does('currencies.list', {})).items.find(({ code }) => code === 'EUR')!.id
})
after(() => app.stop())

/** Does the jobs of a kind that wait, whenever their time is. */
async function work(kind: string): Promise<void> {
  const { rows } = await sql<{ id: number; payload: Record<string, unknown> }>`
    update jobs set state = 'done', ended_at = now() where kind = ${kind} and state = 'waiting' returning id, payload`.execute(
    app.app.installation.db,
  )
  for (const { id, payload } of rows)
    await jobHandlers(app.app.installation)[kind]!(
      { id, kind, payload, personId: boss.id, attempts: 1 },
      new AbortController().signal,
    )
}
const day = (away: number) => Temporal.Now.plainDateISO('UTC').add({ days: away }).toString()

test('a stranger and a seller change no rate', async () => {
  for (const [method, input] of [
    ['currencies.setRate', { id: euro, rate: '2' }],
    ['currencies.removeRate', { id: euro, day: day(0) }],
    ['currencies.remove', { id: euro }],
  ] as const) {
    assert.equal((await app.inject(method, input)).status, 403, method)
    assert.equal((await seller.tries(method, input))?.status, 403, method)
  }
})

test('open deals follow the rate, how far that has come is told, a rate of tomorrow begins tomorrow', async () => {
  await boss.does('currencies.setRate', { id: euro, rate: '1.1', day: day(-10) })
  const deal = await makes(seller).deal({ amount: '100', currency: 'EUR' })
  await boss.does('currencies.setRate', { id: euro, rate: '1.2' })
  assert.equal((await boss.does('currencies.revaluations', {})).items[0]!.state, 'running')
  await work('deals.revalue')
  assert.equal((await seller.does('deals.get', { id: deal.id })).amountBase, '120.00')
  const [told] = (await boss.does('currencies.revaluations', {})).items
  assert.deepEqual([told!.currency, told!.state, told!.done, told!.total], ['EUR', 'done', 1, 1])
  // It is of everybody's deals: told to those who keep the rates, the numbers to those who see all deals.
  assert.equal((await seller.tries('currencies.revaluations', {}))?.status, 403)
  const grants = [{ record: 'currencies', action: 'edit' as const, range: 'all' as const }]
  const { id: roleId } = await boss.does('roles.create', { name: 'Keeps rates', grants })
  const keeper = await app.person('Keeper', [])
  await boss.does('users.change', { id: keeper.id, fields: { roleIds: [roleId] } })
  const [less] = (await keeper.does('currencies.revaluations', {})).items
  assert.deepEqual([less!.state, less!.done, less!.total], ['done', null, null])

  const later = await boss.does('currencies.setRate', { id: euro, rate: '1.5', day: day(1) })
  assert.equal(later.rate, '1.2')
  assert.deepEqual(
    (await seller.does('currencies.rates', { id: euro })).items.map((one) => [one.day, one.rate]),
    [
      [day(1), '1.5'],
      [day(0), '1.2'],
      [day(-10), '1.1'],
    ],
  )
  // The night goes by.
  await sql`update currency_rates set day = day - 1`.execute(app.app.installation.db)
  await work('currencies.begin')
  await work('deals.revalue')
  assert.equal((await boss.does('currencies.get', { id: euro })).rate, '1.5')
  assert.equal((await seller.does('deals.get', { id: deal.id })).amountBase, '150.00')
})

test('a rate is taken back, but for the last; a currency of open deals stays', async () => {
  await boss.does('currencies.removeRate', { id: euro, day: day(0) })
  assert.equal((await boss.does('currencies.get', { id: euro })).rate, '1.2')
  await boss.does('currencies.removeRate', { id: euro, day: day(-1) })
  assert.equal((await boss.tries('currencies.removeRate', { id: euro, day: day(-11) }))?.key, 'error.rate.last')
  assert.equal((await boss.tries('currencies.remove', { id: euro }))?.key, 'error.currency.used')
  const { items } = await boss.does('currencies.list', {})
  const base = items.find((one) => one.base)!
  assert.equal((await boss.tries('currencies.remove', { id: base.id }))?.key, 'error.base')
  await boss.does('currencies.remove', { id: items.find(({ code }) => code === 'RUB')!.id })
})
