import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createApp, type App } from '../app.ts'
import { noLog } from '../platform/log.ts'
import { testDatabase, type TestDatabase } from '../test/database.ts'

let database: TestDatabase
const apps: App[] = []
before(async () => (database = await testDatabase()))
after(async () => {
  for (const app of apps) await app.close()
  await database.drop()
})

async function door(trustProxy: boolean | number): Promise<App> {
  const app = await createApp({
    connectionString: database.connectionString,
    secret: randomBytes(32),
    log: noLog,
    role: 'web',
    trustProxy,
  })
  apps.push(app)
  return app
}
/** A try at an account of its own, said to come from an address of its own. */
const spray = (app: App, n: number, address: string) =>
  app.http.inject({
    method: 'POST',
    url: '/api/session.signIn',
    headers: {
      'content-type': 'application/json',
      host: 'crm.example',
      origin: 'http://crm.example',
      'x-forwarded-for': address,
    },
    payload: { email: `person${String(n)}@example.com`, password: 'wrong' },
  })
const count = (answers: { statusCode: number }[], status: number) =>
  answers.filter(({ statusCode }) => statusCode === status).length

test('one address may try few accounts, whatever it says about where it comes from', async () => {
  const app = await door(false)
  const answers = await Promise.all(Array.from({ length: 120 }, (_, n) => spray(app, n, `10.1.${String(n)}.1`)))
  assert.ok(count(answers, 401) <= 60, `${String(count(answers, 401))} were evaluated`)
  assert.equal(count(answers, 401) + count(answers, 429), 120)
})

test('behind a trusted proxy the address is the one that the nearest trusted proxy saw', async () => {
  const app = await door(1)
  const answers = await Promise.all(
    Array.from({ length: 70 }, (_, n) => spray(app, 1000 + n, `1.2.${String(n)}.3, 203.0.113.7`)),
  )
  assert.ok(count(answers, 401) <= 60, 'what stands further left in the header is anybody’s word')
  assert.equal((await spray(app, 2000, '203.0.113.8')).statusCode, 401, 'another address is counted apart')
})
