import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, hear, password, post, sleep, startRunning, type Answer, type Running } from '../test/running.ts'

let running: Running
before(async () => (running = await startRunning()))
after(() => running.stop())

const own = () => ({ origin: running.url })
const cookies = (answer: Answer) =>
  Object.fromEntries(answer.headers.getSetCookie().map((line) => line.split(';')[0]!.split('=') as [string, string]))
const signIn = (email: string, given = password, headers: Record<string, string> = {}) =>
  post(running.url, 'session.signIn', { email, password: given }, { ...own(), ...headers })
const withCookie = (token: string, method = 'session.get', headers: Record<string, string> = own()) =>
  post(running.url, method, {}, { cookie: `sdelka=${token}`, ...headers })

async function member(name: string): Promise<number> {
  const { id } = await running.person(name, ['seller'])
  const { status } = await running.administrator.ask('users.setPassword', { id, password })
  assert.equal(status, 200)
  return id
}

test('of 200 tries at once at most ten are evaluated, and the honest person still comes in from his device', async () => {
  await member('Target')
  const first = await signIn('target@example.com')
  assert.equal(first.status, 200)
  const device = cookies(first)['sdelka-device']!
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      signIn('target@example.com', `wrong ${String(i)}`, { 'x-forwarded-for': `10.0.0.${String(i)}` }),
    ),
  )
  const evaluated = answers.filter(({ status }) => status === 401).length
  assert.ok(evaluated <= 10, `${String(evaluated)} were evaluated`)
  const limited = answers.find(({ status }) => status === 429)
  assert.ok(Number(limited?.headers.get('retry-after')) > 60)
  assert.equal((await signIn('target@example.com')).status, 429, 'even the right password, from a strange device')
  assert.equal((await signIn('target@example.com', password, { cookie: `sdelka-device=${device}` })).status, 200)
  const forged = device.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A'))
  assert.equal((await signIn('target@example.com', password, { cookie: `sdelka-device=${forged}` })).status, 429)
})

test('an unknown address and a wrong password are refused in the same words', async () => {
  await member('Known')
  await running.app.connection.db.deleteFrom('loginTries').execute()
  const [unknown, wrong] = [await signIn('nobody@example.com', 'x'), await signIn('known@example.com', 'x')]
  assert.deepEqual([unknown.status, unknown.body], [wrong.status, wrong.body])
})

test('each sign-in has a token of its own; signing out ends it, and its stream', async () => {
  await member('Cycle')
  await running.app.connection.db.deleteFrom('loginTries').execute()
  const one = cookies(await signIn('cycle@example.com'))['sdelka']!
  const two = cookies(await signIn('cycle@example.com', password, { cookie: `sdelka=${one}` }))['sdelka']!
  assert.notEqual(one, two)
  assert.equal((await withCookie(one)).status, 401, 'the session before the new sign-in has ended')
  assert.equal((await withCookie(two)).status, 200)
  const stream = await hear(running.url, { cookie: `sdelka=${two}` })
  assert.equal((await withCookie(two, 'session.signOut')).status, 200)
  assert.equal((await withCookie(two)).status, 401)
  assert.ok(await Promise.race([stream.ended.then(() => true), sleep(1500).then(() => false)]), 'the stream stays open')
  const { rows } = await running.app.connection.pool.query('select * from sessions')
  assert.ok(!JSON.stringify(rows).includes(two), 'the database holds tokens')
})

test('deactivation and a new password end sessions, keys and streams within a second', async () => {
  for (const [name, act] of [
    ['Leaving', (id: number) => running.administrator.ask('users.change', { id, fields: { active: false } })],
    ['Renewed', (id: number) => running.administrator.ask('users.setPassword', { id, password: 'another long one' })],
  ] as const) {
    const id = await member(name)
    await running.app.connection.db.deleteFrom('loginTries').execute()
    const token = cookies(await signIn(`${name}@example.com`))['sdelka']!
    const stream = await hear(running.url, { cookie: `sdelka=${token}` })
    assert.equal((await withCookie(token)).status, 200)
    assert.equal((await act(id)).status, 200)
    assert.ok(
      await eventually(async () => (await withCookie(token)).status === 401, 1000),
      `${name}: the session goes on`,
    )
    assert.ok(
      await Promise.race([stream.ended.then(() => true), sleep(1500).then(() => false)]),
      `${name}: the stream stays open`,
    )
  }
})

test('a person changes his password by the present one; his other sessions end', async () => {
  await member('Careful')
  await running.app.connection.db.deleteFrom('loginTries').execute()
  const here = cookies(await signIn('careful@example.com'))['sdelka']!
  const there = cookies(await signIn('careful@example.com'))['sdelka']!
  const change = (current: string, next: string) =>
    post(running.url, 'session.changePassword', { current, next }, { ...own(), cookie: `sdelka=${here}` })
  assert.equal((await change('wrong', 'a different password')).status, 400)
  assert.equal((await change(password, 'short')).status, 400)
  const changed = await change(password, 'a different password')
  assert.equal(changed.status, 200)
  assert.equal((await withCookie(cookies(changed)['sdelka']!)).status, 200)
  assert.ok(await eventually(async () => (await withCookie(there)).status === 401, 1000))
})

test('a request that another site had the browser send is refused and does nothing', async () => {
  await member('Victim')
  await running.app.connection.db.deleteFrom('loginTries').execute()
  const token = cookies(await signIn('victim@example.com'))['sdelka']!
  const make = (headers: Record<string, string>, body: unknown = { title: 'Forged' }) =>
    post(running.url, 'deals.create', body, { cookie: `sdelka=${token}`, ...headers })
  for (const headers of [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${running.url}.evil.example` },
    { 'sec-fetch-site': 'cross-site' },
  ]) {
    assert.equal((await make(headers)).status, 403, JSON.stringify(headers))
  }
  assert.equal((await make({ ...own(), 'content-type': 'text/plain' }, '{"title":"Forged"}')).status, 415)
  assert.equal(
    (await make({ ...own(), 'content-type': 'application/x-www-form-urlencoded' }, 'title=Forged')).status,
    415,
  )
  assert.equal((await fetch(`${running.url}/api/deals.create`, { headers: { cookie: `sdelka=${token}` } })).status, 404)
  assert.equal(
    (
      await post(
        running.url,
        'session.signIn',
        { email: 'victim@example.com', password },
        { origin: 'https://evil.example' },
      )
    ).status,
    403,
  )
  const live = await fetch(`${running.url}/api/live`, {
    headers: { cookie: `sdelka=${token}`, 'sec-fetch-site': 'cross-site' },
  })
  assert.equal(live.status, 403)
  assert.equal(((await running.administrator.ask('deals.totals')).body as { count?: number }).count, 0)
})

test('cookies and answers carry the headers that browsers need to protect', async () => {
  await member('Headers')
  await running.app.connection.db.deleteFrom('loginTries').execute()
  const signed = await signIn('headers@example.com')
  for (const line of signed.headers.getSetCookie()) assert.match(line, /; Path=\/; HttpOnly; SameSite=Lax$/i)
  const answers = [
    signed.headers,
    (await post(running.url, 'deals.list', {})).headers,
    (await fetch(`${running.url}/health`)).headers,
    (await fetch(`${running.url}/nothing`)).headers,
  ]
  for (const headers of answers) {
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe-(inline|eval)/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
  }
  assert.equal(signed.headers.get('cache-control'), 'no-store')
})
