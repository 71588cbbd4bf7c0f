import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
let seller: Person
let boss: Person
before(async () => {
  app = await startTestApp()
  seller = await app.person('Seller', ['seller'])
  boss = app.administrator
})
after(() => app.stop())

const rates = async () => {
  const { items } = await boss.does('currencies.list', { sort: ['code'] })
  return Object.fromEntries(items.map(({ code, rate, base }) => [code, base ? 'base' : rate]))
}

test('a stranger and a seller change nothing of the company; he reads it', async () => {
  assert.equal((await app.inject('settings.change', { name: 'Taken' })).status, 403)
  assert.equal((await app.inject('settings.get', {})).status, 403)
  assert.equal((await seller.tries('settings.change', { name: 'Taken' }))?.status, 403)
  assert.equal((await seller.does('settings.get', {})).name, 'My company')
})

test('what is set is written down, and everybody hears the name and the week', async () => {
  const input = { name: 'Acme', timeZone: 'Asia/Tokyo', weekStart: 6, binDays: 7, openedByDefault: false }
  const set = await boss.does('settings.change', input)
  assert.deepEqual({ ...set, ...input }, set)
  assert.deepEqual((await seller.does('session.get', {})).company, {
    name: 'Acme',
    baseCurrency: 'USD',
    timeZone: 'Asia/Tokyo',
    weekStart: 6,
    required: {},
  })
  await boss.does('settings.change', input)
  const { rows } = await sql<{ actorId: number; changes: Record<string, unknown> }>`
    select actor_id, changes from events where name = 'settings.changed'`.execute(app.app.installation.db)
  assert.deepEqual(
    rows.map(({ actorId, changes }) => [actorId, changes['binDays'], Object.keys(changes).length]),
    [[boss.id, [30, 7], 5]],
    'once: the same again is no change',
  )
  assert.equal((await boss.tries('settings.change', { timeZone: 'Mars/Base' }))?.key, 'error.zone')
  assert.equal((await makes(seller).deal()).opened, false)
  await sql`delete from deals`.execute(app.app.installation.db)
})

test('another base currency while there are no deals: the rates follow', async () => {
  const { items } = await boss.does('currencies.list', {})
  const id = (code: string) => items.find((one) => one.code === code)!.id
  await boss.does('currencies.setRate', { id: id('EUR'), rate: '1.25' })
  await boss.does('settings.change', { baseCurrency: 'EUR' })
  assert.deepEqual(await rates(), { EUR: 'base', RUB: null, USD: '0.8' })
  assert.equal((await boss.tries('settings.change', { baseCurrency: 'JPY' }))?.key, 'error.currency')
  const deal = await makes(seller).deal({ amount: '10', currency: 'USD' })
  assert.equal(deal.amountBase, '8.00')
  assert.equal((await boss.tries('settings.change', { baseCurrency: 'USD' }))?.key, 'error.base.deals')
  assert.equal((await boss.does('settings.get', {})).baseSettled, true)
})
