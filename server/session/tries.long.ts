import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { createApp, type App } from '../app.ts'
import { noLog } from '../platform/log.ts'
import { testDatabase, type TestDatabase } from '../test/database.ts'

let database: TestDatabase
let app: App
const honest = { email: 'anna@example.com', password: 'a long password' }
before(async () => {
  database = await testDatabase()
  const { connectionString } = database
  app = await createApp({ connectionString, secret: randomBytes(32), log: noLog, role: 'web', trustProxy: 1 })
  const set = await ask('setup.run', '203.0.113.1', { name: 'Anna', ...honest, currency: 'USD', language: 'en' })
  assert.equal(set.statusCode, 200)
})
after(async () => {
  await app.close()
  await database.drop()
})
beforeEach(() => app.connection.db.deleteFrom('loginTries').execute())

const ask = (method: string, address: string, payload: object, cookie = '') =>
  app.http.inject({
    method: 'POST',
    url: `/api/${method}`,
    headers: {
      'content-type': 'application/json',
      host: 'crm.example',
      origin: 'http://crm.example',
      'x-forwarded-for': address,
      cookie,
    },
    payload,
  })
const addressOf = (n: number) => `10.${String(n >> 16)}.${String((n >> 8) & 255)}.${String(n & 255)}`

test('U01: of a thousand tries one after another at one account, each from an address of its own, ten are evaluated', async () => {
  const first = await ask('session.signIn', '203.0.113.1', honest)
  const device = first.cookies.find(({ name }) => name.endsWith('-device'))
  assert.ok(device, 'the browser is remembered')
  const counts = new Map<number, number>()
  for (let n = 0; n < 1000; n++) {
    const { statusCode } = await ask('session.signIn', addressOf(n), { ...honest, password: `guess ${String(n)}` })
    counts.set(statusCode, (counts.get(statusCode) ?? 0) + 1)
  }
  assert.deepEqual([...counts.keys()].sort(), [401, 429])
  assert.ok(counts.get(401)! <= 10, `${String(counts.get(401))} were evaluated`)
  const again = await ask('session.signIn', '203.0.113.1', honest, `${device.name}=${device.value}`)
  assert.equal(again.statusCode, 200, 'who has been here before comes in')
})

test('U01: a password tried at five hundred accounts from one address is evaluated at sixty at most', async () => {
  const made = await app.connection.pool.query<{ email: string }>(
    `insert into users (created_at, updated_at, name, name_key, email, email_key, language, time_zone, time_zone_key, theme, active, invited)
     select now(), now(), 'P' || i, 'p' || i, 'p' || i || '@example.com', 'p' || i || '@example.com', 'en', 'UTC', 'utc', 'auto', true, false
     from generate_series(1, 500) i returning email`,
  )
  assert.equal(made.rows.length, 500)
  let evaluated = 0
  for (const { email } of made.rows) {
    const { statusCode } = await ask('session.signIn', '198.51.100.9', { email, password: 'qwerty123' })
    assert.ok([401, 429].includes(statusCode), String(statusCode))
    if (statusCode === 401) evaluated++
  }
  assert.ok(evaluated > 0 && evaluated <= 60, `${String(evaluated)} were evaluated`)
  const others = await ask('session.signIn', '203.0.113.7', honest)
  assert.equal(others.statusCode, 200, 'from elsewhere people come in as ever')
})
