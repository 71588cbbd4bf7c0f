import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { browserAt, eventually, password, sleep, startRunning, type Browser, type Running } from '../test/running.ts'
import type { OpenKey, OpenSession } from './openSessions.ts'

let running: Running
before(async () => (running = await startRunning()))
after(() => running.stop())
beforeEach(() => running.app.connection.db.deleteFrom('loginTries').execute())

async function member(name: string): Promise<{ id: number; email: string }> {
  const { id } = await running.person(name, ['seller'])
  assert.equal((await running.administrator.ask('users.setPassword', { id, password })).status, 200)
  return { id, email: `${name.toLowerCase()}@example.com` }
}
async function signedIn({ email }: { email: string }, userAgent?: string): Promise<Browser> {
  const at = browserAt(running.url, userAgent)
  assert.equal((await at.ask('session.signIn', { email, password })).status, 200)
  return at
}
const list = async (at: Pick<Browser, 'ask'>, input = {}) => {
  const { status, body } = await at.ask('sessions.list', input)
  assert.equal(status, 200, JSON.stringify(body))
  return body as unknown as { sessions: OpenSession[]; keys: OpenKey[] }
}
const within = (ended: Promise<void>) => Promise.race([ended.then(() => true), sleep(1500).then(() => false)])
const isOut = (at: Browser) => eventually(async () => (await at.ask('session.get')).status === 401, 1000)

test('a person sees where he is signed in, and which of them is here', async () => {
  const one = await member('Olga')
  const [phone, laptop] = [await signedIn(one, `Phone${'x'.repeat(400)}`), await signedIn(one, 'Laptop')]
  const { sessions } = await list(laptop)
  assert.deepEqual(
    sessions.map(({ userAgent, ip, current }) => [userAgent.slice(0, 6), userAgent.length, ip, current]),
    [
      ['Laptop', 6, '127.0.0.1', true],
      ['Phonex', 300, '127.0.0.1', false],
    ],
  )
  assert.equal((await list(phone)).sessions.find(({ current }) => current)!.userAgent.slice(0, 5), 'Phone')
  const text = JSON.stringify(await list(laptop))
  assert.ok(!text.includes(laptop.cookies['sdelka']!) && !text.includes('hash'), 'nothing to come in by')
})

test('U03: a session that is ended elsewhere is out within a second, its stream too; the others stay', async () => {
  const one = await member('Boris')
  const [here, there, third] = [await signedIn(one), await signedIn(one), await signedIn(one)]
  const stream = await there.hear()
  const { id } = (await list(there)).sessions.find(({ current }) => current)!
  assert.equal((await here.ask('sessions.end', { id })).status, 200)
  assert.ok(await isOut(there), 'the session goes on')
  assert.ok(await within(stream.ended), 'the stream stays open')
  assert.equal((await third.ask('session.get')).status, 200)
  assert.equal((await here.ask('sessions.end', { id })).status, 404, 'it has ended already')
  assert.equal((await here.ask('sessions.endOthers')).body['count'], 1)
  assert.ok(await isOut(third))
  assert.equal((await here.ask('session.get')).status, 200)
})

test('U03: a changed password ends the other sessions and keys; their streams end within a second', async () => {
  const one = await member('Vera')
  const [here, there] = [await signedIn(one), await signedIn(one)]
  const stream = await there.hear()
  assert.equal((await here.ask('session.changePassword', { current: password, next: 'a different one' })).status, 200)
  assert.ok(await isOut(there))
  assert.ok(await within(stream.ended), 'the stream stays open')
  assert.equal((await here.ask('session.get')).status, 200)
  assert.deepEqual((await list(here)).keys, [])
})

test('U08: a key that is revoked opens nothing within a second; its text is nowhere', async () => {
  const one = await member('Gleb')
  const programme = await running.person('Programme', ['seller'])
  const { keys } = await list(programme)
  assert.deepEqual([keys.length, keys[0]!.name, keys[0]!.scope], [1, 'test', null])
  assert.equal(
    (await (await signedIn(one)).ask('keys.revoke', { id: keys[0]!.id })).status,
    404,
    'another’s is not there',
  )
  assert.equal((await running.administrator.ask('keys.revoke', { id: keys[0]!.id })).status, 200)
  assert.ok(await eventually(async () => (await programme.ask('session.get')).status === 401, 1000))
})

test('another’s sessions are seen and ended by those who manage people alone; to others they are not there', async () => {
  const [one, other] = [await member('Dora'), await member('Egor')]
  const [at, stranger] = [await signedIn(one, 'Her laptop'), await signedIn(other)]
  const { id } = (await list(at)).sessions[0]!
  assert.equal((await stranger.ask('sessions.list', { personId: one.id })).status, 403)
  assert.equal((await stranger.ask('sessions.endOthers', { personId: one.id })).status, 403)
  const [hidden, absent] = [
    await stranger.ask('sessions.end', { id }),
    await stranger.ask('sessions.end', { id: 999_999 }),
  ]
  assert.deepEqual([hidden.status, hidden.body], [404, absent.body])
  const seen = await list(running.administrator, { personId: one.id })
  assert.deepEqual([seen.sessions[0]!.userAgent, seen.sessions[0]!.current], ['Her laptop', false])
  assert.equal((await running.administrator.ask('sessions.end', { id })).status, 200)
  assert.ok(await isOut(at))
})
