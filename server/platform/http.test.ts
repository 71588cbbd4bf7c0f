import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createApp, type App } from '../app.ts'
import { testDatabase, type TestDatabase } from '../test/database.ts'
import { noLog } from './log.ts'

const folder = mkdtempSync(join(tmpdir(), 'sdelka-pages-'))
let database: TestDatabase
let app: App
before(async () => {
  mkdirSync(join(folder, 'web/assets'), { recursive: true })
  writeFileSync(
    join(folder, 'web/index.html'),
    '<!doctype html><style nonce="__NONCE__"></style><script nonce="__NONCE__"></script>',
  )
  writeFileSync(join(folder, 'web/assets/app-123.js'), 'export const x = 1')
  writeFileSync(join(folder, 'secret.txt'), 'outside')
  database = await testDatabase()
  const connectionString = database.connectionString
  app = await createApp({
    connectionString,
    secret: randomBytes(32),
    log: noLog,
    role: 'web',
    baseUrl: 'https://crm.example',
    web: join(folder, 'web'),
  })
})
after(async () => {
  await app.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})
const get = (url: string) => app.http.inject({ method: 'GET', url, headers: { host: 'crm.example' } })
const post = (method: string, payload: object, headers: Record<string, string> = {}) =>
  app.http.inject({
    method: 'POST',
    url: `/api/${method}`,
    headers: { 'content-type': 'application/json', host: 'crm.example', origin: 'https://crm.example', ...headers },
    payload,
  })

test('pages, files, answers and refusals all carry the headers that browsers need to protect', async () => {
  const answers = [
    await get('/'),
    await get('/deals/5?filter=x'),
    await get('/assets/app-123.js'),
    await get('/health'),
    await get('/api/openapi.json'),
    await get('/api/nothing'),
    await get('/api/live'),
    await post('deals.list', {}),
    await post('setup.get', {}),
    await post('nothing.here', {}),
    await post('setup.get', {}, { origin: 'https://evil.example' }),
    await post('setup.get', {}, { 'content-type': 'text/plain' }),
  ]
  for (const { headers, statusCode, raw } of answers) {
    const where = `${String(raw.req.url)} ${String(statusCode)}`
    const policy = String(headers['content-security-policy'])
    for (const directive of [/default-src 'none'/, /frame-ancestors 'none'/, /base-uri 'none'/, /form-action 'self'/])
      assert.match(policy, directive, where)
    assert.doesNotMatch(policy, /unsafe-|\*|http:/, where)
    assert.equal(headers['x-content-type-options'], 'nosniff', where)
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin', where)
    assert.equal(headers['referrer-policy'], 'no-referrer', where)
    assert.match(String(headers['strict-transport-security']), /max-age=31536000/, where)
    assert.equal(headers['x-powered-by'], undefined)
    if (String(raw.req.url).startsWith('/api/') && !String(raw.req.url).includes('openapi'))
      assert.equal(headers['cache-control'], 'no-store', where)
  }
})

test('a page has a nonce of its own each time, and files alone are kept by browsers', async () => {
  const nonceOf = ({ body, headers }: Awaited<ReturnType<typeof get>>) => {
    const [nonce] = [...new Set([...body.matchAll(/nonce="([^"]+)"/g)].map((match) => match[1]!))]
    assert.ok(nonce && nonce.length >= 16)
    assert.match(String(headers['content-security-policy']), new RegExp(`style-src [^;]*'nonce-${nonce}'`))
    return nonce
  }
  const [one, two] = [await get('/'), await get('/deals/5')]
  assert.notEqual(nonceOf(one), nonceOf(two))
  assert.deepEqual([one.headers['cache-control'], one.statusCode], ['no-store', 200])
  assert.match(String((await get('/assets/app-123.js')).headers['cache-control']), /immutable/)
})

test('nothing outside of the web folder is given', async () => {
  for (const url of [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//secret.txt',
    '/.env',
    '/index.html.bak',
    '/%00',
  ])
    assert.ok(!(await get(url)).body.includes('outside'), url)
})

test('behind https the cookies are bound to the host, and only our own address is an origin', async () => {
  const person = {
    name: 'Anna',
    email: 'anna@example.com',
    password: 'a long password',
    currency: 'USD',
    language: 'en',
  }
  assert.equal((await post('setup.run', person, { origin: 'http://crm.example' })).statusCode, 403)
  const { cookies, statusCode } = await post('setup.run', person)
  assert.equal(statusCode, 200)
  assert.deepEqual(cookies.map(({ name }) => name).sort(), ['__Host-sdelka', '__Host-sdelka-device'])
  for (const { secure, httpOnly, sameSite, path, domain } of cookies as {
    secure?: boolean
    httpOnly?: boolean
    sameSite?: string
    path?: string
    domain?: string
  }[])
    assert.deepEqual([secure, httpOnly, sameSite, path, domain], [true, true, 'Lax', '/', undefined])
})
