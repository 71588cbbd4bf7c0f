import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import {
  browserAt,
  eventually,
  password,
  sleep,
  startRunning,
  type Answer,
  type Browser,
  type Running,
} from '../test/running.ts'
import { codeAt, stepAt } from './totp.ts'

let running: Running
before(async () => (running = await startRunning()))
after(() => running.stop())
const db = () => running.app.connection.db
const forgetTries = () => db().deleteFrom('loginTries').execute()
beforeEach(forgetTries)

interface Member {
  id: number
  email: string
  secret: Buffer
  codes: string[]
  at: Browser
}
async function member(name: string): Promise<{ id: number; email: string }> {
  const { id } = await running.person(name, ['seller'])
  assert.equal((await running.administrator.ask('users.setPassword', { id, password })).status, 200)
  return { id, email: `${name.toLowerCase()}@example.com` }
}
const signIn = (at: Browser, email: string, given = password) => at.ask('session.signIn', { email, password: given })
const told = (body: object) => body as Record<string, string>
const factorOf = ({ body }: Answer) =>
  told(body)['twoFactor'] as unknown as { on: boolean; left: number; needed: boolean }
const codeNow = (secret: Buffer, off = 0) => codeAt(secret, stepAt(Date.now()) + off)
/** As if the steps until now had passed: a code of this very moment may be given again. */
const letTimePass = (id: number) => sql`update second_factors set last_step = 0 where user_id = ${id}`.execute(db())

function fromBase32(text: string): Buffer {
  const bits = [...text].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}
async function setUp(at: Browser): Promise<{ secret: Buffer; codes: string[] }> {
  const begun = told((await at.ask('session.beginTwoFactor')).body)
  const secret = fromBase32(begun['secret']!)
  const confirmed = await at.ask('session.confirmTwoFactor', { code: codeNow(secret) })
  assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body))
  return { secret, codes: (confirmed.body as unknown as { codes: string[] }).codes }
}
async function memberWithCode(name: string): Promise<Member> {
  const one = await member(name)
  const at = browserAt(running.url)
  assert.equal((await signIn(at, one.email)).status, 200)
  const { secret, codes } = await setUp(at)
  await letTimePass(one.id)
  return { ...one, secret, codes, at }
}
async function ticketFor({ email }: { email: string }, at = browserAt(running.url)): Promise<string> {
  const { status, body } = await signIn(at, email)
  assert.deepEqual([status, body['needs'], at.cookies['sdelka']], [200, 'code', undefined])
  return told(body)['ticket']!
}
const kindsAbout = async (id: number) =>
  (
    await sql<{ kind: string }>`select kind from audit where ${id} in (actor_id, about_id) order by id`.execute(db())
  ).rows.map(({ kind }) => kind)

test('the password alone gives a ticket and lets nobody in; the ticket and a code do', async () => {
  const one = await memberWithCode('Olga')
  const at = browserAt(running.url)
  const ticket = await ticketFor(one, at)
  assert.equal((await at.ask('session.get')).status, 401)
  const wrong = await at.ask('session.signInCode', { ticket, code: '000000' })
  assert.deepEqual([wrong.status, wrong.body.error?.field, at.cookies['sdelka']], [401, 'code', undefined])
  assert.equal(
    (await at.ask('session.signInCode', { ticket: `${ticket.slice(0, -2)}xx`, code: codeNow(one.secret) })).status,
    401,
  )
  const right = codeNow(one.secret)
  assert.equal(
    (await at.ask('session.signInCode', { ticket, code: `${right.slice(0, 3)} ${right.slice(3)}` })).status,
    200,
  )
  const me = await at.ask('session.get')
  assert.deepEqual([me.body['id'], factorOf(me).on], [one.id, true])
})

test('the secret and the recovery codes are not in the database', async () => {
  const one = await memberWithCode('Kept')
  const { rows } = await sql<{ row: string }>`
    select (to_jsonb(f) || jsonb_build_object('raw', encode(secret, 'escape')))::text as row from second_factors f
    union all select (to_jsonb(c) || jsonb_build_object('raw', encode(hash, 'escape')))::text from recovery_codes c`.execute(
    db(),
  )
  const all = JSON.stringify(rows)
  assert.ok(rows.length > 10)
  for (const secret of [
    one.secret.toString('hex'),
    one.secret.toString('latin1'),
    ...one.codes,
    ...one.codes.map((c) => c.replace('-', '')),
  ])
    assert.ok(!all.includes(secret), secret)
})

test('U01: a code is taken once, even by ten who come with it at the same moment', async () => {
  const one = await memberWithCode('Once')
  const ticket = await ticketFor(one)
  const code = codeNow(one.secret)
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => browserAt(running.url).ask('session.signInCode', { ticket, code })),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.equal(answers.filter(({ status }) => status === 401).length, 9)
  await forgetTries()
  assert.equal((await browserAt(running.url).ask('session.signInCode', { ticket, code })).status, 401, 'a replay')
  assert.equal(
    (await browserAt(running.url).ask('session.signInCode', { ticket, code: codeNow(one.secret, -1) })).status,
    401,
    'an older one',
  )
})

test('U01: of 200 codes tried at once at most ten are looked at, and the person still comes in from his device', async () => {
  const one = await memberWithCode('Target')
  const ticket = await ticketFor(one)
  const wrong = String((Number(codeNow(one.secret)) + 500_000) % 1_000_000).padStart(6, '0')
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      browserAt(running.url).ask(
        'session.signInCode',
        { ticket, code: wrong },
        { 'x-forwarded-for': `10.0.0.${String(i)}` },
      ),
    ),
  )
  const looked = answers.filter(({ status }) => status === 401).length
  assert.ok(looked <= 10, `${String(looked)} were looked at`)
  assert.equal(looked + answers.filter(({ status }) => status === 429).length, 200)
  const code = codeNow(one.secret)
  assert.equal(
    (await browserAt(running.url).ask('session.signInCode', { ticket, code })).status,
    429,
    'the right one too',
  )
  const own = browserAt(running.url)
  own.cookies['sdelka-device'] = one.at.cookies['sdelka-device']!
  assert.equal((await own.ask('session.signInCode', { ticket: await ticketFor(one, own), code })).status, 200)
})

test('a recovery code stands for a code once, and it is told of', async () => {
  const one = await memberWithCode('Lost')
  assert.equal(new Set(one.codes).size, 10)
  const typed = one.codes[0]!.toUpperCase().replace('-', ' ')
  const answers = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const at = browserAt(running.url)
      return at.ask('session.signInCode', { ticket: await ticketFor(one, at), code: typed })
    }),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  const me = await one.at.ask('session.get')
  assert.deepEqual(factorOf(me).left, 9)
  assert.equal((await kindsAbout(one.id)).filter((kind) => kind === 'recoveryCodeUsed').length, 1)
})

test('a ticket from before a new password opens nothing; neither does one of somebody who is switched off', async () => {
  const [one, off] = [await memberWithCode('Renewed'), await memberWithCode('Off')]
  const [ticket, other] = [await ticketFor(one), await ticketFor(off)]
  await running.administrator.ask('users.setPassword', { id: one.id, password: 'another long one' })
  await running.administrator.ask('users.change', { id: off.id, fields: { active: false } })
  for (const [given, { secret }] of [
    [ticket, one],
    [other, off],
  ] as const)
    assert.equal(
      (await browserAt(running.url).ask('session.signInCode', { ticket: given, code: codeNow(secret) })).status,
      401,
    )
})

test('turning it off, and new recovery codes, take the password and a code', async () => {
  const one = await memberWithCode('Careful')
  const code = () => codeNow(one.secret)
  for (const method of ['session.turnOffTwoFactor', 'session.makeRecoveryCodes']) {
    const noPassword = await one.at.ask(method, { password: 'wrong', code: code() })
    assert.deepEqual([noPassword.status, noPassword.body.error?.field], [400, 'password'])
    const noCode = await one.at.ask(method, { password, code: '000000' })
    assert.deepEqual([noCode.status, noCode.body.error?.field], [400, 'code'])
  }
  const renewed = await one.at.ask('session.makeRecoveryCodes', { password, code: code() })
  assert.equal((renewed.body as unknown as { codes: string[] }).codes.length, 10)
  assert.equal(
    (await one.at.ask('session.turnOffTwoFactor', { password, code: one.codes[1] })).status,
    400,
    'a code of before',
  )
  assert.equal((await one.at.ask('session.beginTwoFactor')).status, 409)
  await letTimePass(one.id)
  assert.equal((await one.at.ask('session.turnOffTwoFactor', { password, code: code() })).status, 200)
  assert.equal((await signIn(browserAt(running.url), one.email)).body['id'], one.id)
  for (const kind of ['twoFactorOn', 'recoveryCodesMade', 'twoFactorOff'])
    assert.ok((await kindsAbout(one.id)).includes(kind), kind)
})

test('a key sets up and takes off nothing: a second factor is a matter of the browser', async () => {
  for (const [method, input] of [
    ['session.beginTwoFactor', {}],
    ['session.confirmTwoFactor', { code: '000000' }],
    ['session.turnOffTwoFactor', { password, code: '000000' }],
    ['session.makeRecoveryCodes', { password, code: '000000' }],
  ] as const)
    assert.equal((await running.administrator.ask(method, input)).status, 403, method)
})

test('an administrator takes it away from who lost phone and codes: he is out within a second, and comes in by the password', async () => {
  const one = await memberWithCode('Helpless')
  const stream = await one.at.hear()
  assert.equal((await running.administrator.ask('users.takeTwoFactor', { id: one.id })).status, 200)
  assert.ok(await eventually(async () => (await one.at.ask('session.get')).status === 401, 1000))
  assert.ok(await Promise.race([stream.ended.then(() => true), sleep(1500).then(() => false)]), 'the stream stays open')
  assert.equal((await signIn(browserAt(running.url), one.email)).body['id'], one.id)
  assert.ok((await kindsAbout(one.id)).includes('twoFactorTakenAway'))
  assert.equal((await running.administrator.ask('users.takeTwoFactor', { id: one.id })).status, 409)
  const seller = await running.person('Colleague', ['seller'])
  assert.equal((await seller.ask('users.takeTwoFactor', { id: one.id })).status, 403)
})

test('once everybody needs it, who has none may set it up and nothing else; streams end too', async () => {
  const one = await member('Newcomer')
  const at = browserAt(running.url)
  await signIn(at, one.email)
  const seller = await running.person('Seller', ['seller'])
  assert.equal((await seller.ask('settings.change', { twoFactorRequired: true })).status, 403)
  const stream = await at.hear()
  assert.equal((await at.ask('deals.list')).status, 200)
  const administrator = browserAt(running.url)
  await signIn(administrator, 'anna@example.com')
  assert.equal((await administrator.ask('settings.change', { twoFactorRequired: true })).status, 200)
  try {
    assert.ok(await eventually(async () => (await at.ask('deals.list')).status === 403, 1000))
    assert.ok(
      await Promise.race([stream.ended.then(() => true), sleep(1500).then(() => false)]),
      'the stream stays open',
    )
    for (const method of [
      'deals.list',
      'users.list',
      'settings.get',
      'sessions.list',
      'session.changePassword',
      'audit.list',
    ]) {
      const { status, body } = await at.ask(method)
      assert.deepEqual([status, (body.error as unknown as { needs: string }).needs], [403, 'twoFactor'], method)
    }
    assert.equal((await seller.ask('deals.list')).status, 403, 'a key of somebody without one')
    const me = await at.ask('session.get')
    assert.deepEqual(factorOf(me).needed, true)
    await setUp(at)
    assert.ok(await eventually(async () => (await at.ask('deals.list')).status === 200, 1000))
    await setUp(administrator)
    assert.ok(await eventually(async () => (await administrator.ask('settings.get')).status === 200, 1000))
  } finally {
    await db().updateTable('settings').set({ twoFactorRequired: false }).execute()
  }
})
