import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { readyRoles } from '../../model/roles.ts'
import { mailBy } from '../platform/mail.ts'
import { call } from '../platform/method.ts'
import { methods } from '../methods.ts'
import { loadActor } from '../access/actor.ts'
import { startMail, type TestMail } from '../test/mail.ts'
import { browserAt, eventually, password, post, sleep, startRunning, type Running } from '../test/running.ts'

let inbox: TestMail
/** with and without a mail server */
let mailing: Running
let plain: Running
const address = 'http://crm.example.com'
before(async () => {
  inbox = await startMail()
  const mail = mailBy({ url: inbox.url, from: 'Sdelka <crm@example.com>' })
  mailing = await startRunning(null, { mail, baseUrl: address })
  plain = await startRunning()
})
after(async () => {
  await mailing.stop()
  await plain.stop()
  await inbox.stop()
})
beforeEach(async () => {
  letters().length = 0
  for (const { app } of [mailing, plain]) await app.connection.db.deleteFrom('loginTries').execute()
})

const ask = (running: Running, method: string, input: object) =>
  post(running.url, method, input, { origin: running === mailing ? address : running.url })
const tokenOf = (link: string) => link.split('/').at(-1)!
async function member(running: Running, name: string, more: object = {}): Promise<{ id: number; email: string }> {
  const { id } = await running.person(name, ['seller'])
  await running.administrator.ask('users.setPassword', { id, password })
  if (Object.keys(more).length) await running.administrator.ask('users.change', { id, fields: more })
  return { id, email: `${name.toLowerCase()}@example.com` }
}
async function linkFor(id: number): Promise<string> {
  const { status, body } = await plain.administrator.ask('users.makeReset', { id })
  assert.equal(status, 200, JSON.stringify(body))
  return (body as unknown as { link: string }).link
}
const problem = ({ body }: { body: { error?: { message: string } } }) => body.error?.message ?? ''
const letters = () => inbox.letters

test('a link comes by mail, one letter in the person’s language; it lets choose a password once', async () => {
  const { id, email } = await member(mailing, 'Olga', { name: 'Ольга Белова', language: 'ru' })
  const asked = await ask(mailing, 'session.requestReset', { email: ` ${email.toUpperCase()} ` })
  assert.deepEqual([asked.status, asked.body], [200, { by: 'mail' }])
  assert.ok(await eventually(() => letters().length > 0, 5000), 'no letter came')
  await sleep(700)
  assert.equal(letters().length, 1)
  const [letter] = letters()
  assert.deepEqual(letter!.to, [email])
  const { body } = letter!
  assert.match(body, /Здравствуйте, Ольга Белова!/)
  const link = /http:\/\/crm\.example\.com\/reset\/([\w-]+)/.exec(body)
  assert.ok(link, body)
  const { rows } = await mailing.app.connection.pool.query<{ line: string }>(
    `select r::text || encode(hash, 'escape') line from links r union all select j::text from jobs j union all select a::text from audit a`,
  )
  assert.ok(!JSON.stringify(rows).includes(link[1]!), 'the database holds the link')
  assert.deepEqual((await ask(mailing, 'resets.get', { token: link[1] })).body, { name: 'Ольга Белова', email })
  assert.equal((await ask(mailing, 'resets.use', { token: link[1], password: 'chosen anew' })).status, 200)
  assert.equal((await ask(mailing, 'session.signIn', { email, password })).status, 401)
  assert.equal((await ask(mailing, 'session.signIn', { email, password: 'chosen anew' })).body['id'], id)
})

test('an invitation and the next one go by mail in the language chosen for the person; the link is shown as well', async () => {
  const given = { name: 'Мария Белова', email: 'maria@example.com', roleIds: [readyRoles.seller], language: 'ru' }
  const invite = async (input: object) => {
    const { status, body } = await mailing.administrator.ask('users.invite', input)
    assert.equal(status, 200, JSON.stringify(body))
    return body as unknown as { id: number; link: string; mailedTo: string | null }
  }
  const first = await invite(given)
  assert.equal(first.mailedTo, given.email)
  assert.ok(await eventually(() => letters().length === 1, 5000), 'no letter came')
  assert.deepEqual(letters()[0]!.to, [given.email])
  assert.match(letters()[0]!.body, /Здравствуйте, Мария Белова!\s+Вас приглашают/)
  const token = (at: number) => /http:\/\/crm\.example\.com\/invitation\/([\w-]+)/.exec(letters()[at]!.body)![1]!
  assert.equal(token(0), tokenOf(first.link))
  const second = await invite({ id: first.id })
  assert.ok(await eventually(() => letters().length === 2, 5000), 'the second does not come')
  assert.equal(token(1), tokenOf(second.link))
  assert.equal((await ask(mailing, 'invitations.get', { token: token(0) })).status, 409, 'the first link has ended')
  assert.equal((await ask(mailing, 'invitations.get', { token: token(1) })).status, 200)
  const { rows } = await mailing.app.connection.pool.query<{ line: string }>(
    `select r::text || encode(hash, 'escape') line from links r union all select j::text from jobs j union all select a::text from audit a`,
  )
  for (const one of [token(0), token(1)])
    for (const form of [one, Buffer.from(one).toString('base64'), Buffer.from(one).toString('hex')])
      assert.ok(!JSON.stringify(rows).includes(form), 'the database holds the link')
  const { body } = await plain.administrator.ask('users.invite', { ...given, email: 'plain@example.com' })
  assert.equal(body['mailedTo'], null)
})

test('T04: no name makes a header or a second letter, whatever is in it', async () => {
  const inject = 'Eve\r\nBcc: everybody@example.com\r\n\r\nBody'
  const { id, email } = await member(mailing, 'Eve')
  await sql`update users set name = ${inject} where id = ${id}`.execute(mailing.app.connection.db)
  await sql`update settings set company_name = ${`North\r\nTo: other@example.com`}`.execute(mailing.app.connection.db)
  await ask(mailing, 'session.requestReset', { email })
  assert.ok(await eventually(() => letters().length > 0, 5000), 'no letter came')
  await sleep(700)
  assert.equal(letters().length, 1)
  assert.deepEqual(letters()[0]!.to, [email])
  const head = letters()[0]!.raw.split('\r\n\r\n')[0]!
  const names = head
    .split('\r\n')
    .filter((line) => !/^\s/.test(line))
    .map((line) => line.split(':')[0]!.toLowerCase())
  assert.equal(new Set(names).size, names.length, head)
  assert.ok(!names.includes('bcc') && !names.includes('cc'))
  assert.equal(names.filter((name) => name === 'to').length, 1)
})

test('an address that nobody has is answered alike, in the same time class, and no letter goes', async () => {
  const { email } = await member(mailing, 'Known')
  const times: Record<string, number[]> = { known: [], unknown: [] }
  for (let i = 0; i < 15; i++)
    for (const [kind, given] of [
      ['known', email],
      ['unknown', `nobody${String(i)}@example.com`],
    ] as const) {
      await mailing.app.connection.db.deleteFrom('loginTries').execute()
      const begun = performance.now()
      const { status, body } = await ask(mailing, 'session.requestReset', { email: given })
      times[kind]!.push(performance.now() - begun)
      assert.deepEqual([status, body], [200, { by: 'mail' }])
    }
  const middle = (list: number[]) => list.sort((a, b) => a - b)[7]!
  const [known, unknown] = [middle(times['known']!), middle(times['unknown']!)]
  assert.ok(Math.abs(known - unknown) < 20, `${String(known)} ms and ${String(unknown)} ms`)
  const waiting = () =>
    sql`select 1 from jobs where kind = 'session.reset' and state in ('waiting', 'running')`.execute(
      mailing.app.connection.db,
    )
  assert.ok(await eventually(async () => (await waiting()).rows.length === 0, 15_000))
  assert.deepEqual([...new Set(letters().flatMap(({ to }) => to))], [email])
})

test('three links may be asked for one account in a quarter of an hour, known or not, and twenty from one address', async () => {
  for (const email of [(await member(plain, 'Often')).email, 'nobody@example.com']) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(plain, 'session.requestReset', { email })))
    assert.equal(answers.filter(({ status }) => status === 200).length, 3)
    assert.equal(answers.filter(({ status }) => status === 429).length, 7)
  }
  await plain.app.connection.db.deleteFrom('loginTries').execute()
  const spray = await Promise.all(
    Array.from({ length: 40 }, (_, i) => ask(plain, 'session.requestReset', { email: `${String(i)}@example.com` })),
  )
  assert.equal(spray.filter(({ status }) => status === 200).length, 20)
})

test('without mail those who manage people see that somebody asked, and make a link', async () => {
  const { id, email } = await member(plain, 'Forgetful')
  assert.deepEqual((await ask(plain, 'session.requestReset', { email })).body, { by: 'administrator' })
  const access = async () =>
    (
      (await plain.administrator.ask('users.access')).body as unknown as {
        items: { id: number; resetAskedAt: string | null }[]
      }
    ).items.find((one) => one.id === id)!.resetAskedAt
  assert.ok(await eventually(async () => (await access()) !== null, 5000), 'nobody is told')
  const link = await linkFor(id)
  assert.equal(link, `${plain.url}/reset/${tokenOf(link)}`)
  assert.equal(await access(), null)
  const seller = await plain.person('Seller', ['seller'])
  assert.equal((await seller.ask('users.makeReset', { id })).status, 403)
  const nameOnly = await plain.person('Imported', ['seller'])
  assert.equal((await plain.administrator.ask('users.makeReset', { id: nameOnly.id })).status, 409)
})

test('U03: a new password by a link ends sessions, keys, streams and other links within a second', async () => {
  const { id, email } = await member(plain, 'Renewed')
  const at = browserAt(plain.url)
  await at.ask('session.signIn', { email, password })
  const stream = await at.hear()
  const [first, second] = [await linkFor(id), await linkFor(id)]
  assert.match(
    problem(await ask(plain, 'resets.use', { token: tokenOf(first), password: 'long enough' })),
    /newer link/,
  )
  assert.equal(
    (await ask(plain, 'resets.use', { token: tokenOf(second), password: 'short' })).status,
    400,
    'uses nothing up',
  )
  const answer = await ask(plain, 'resets.use', { token: tokenOf(second), password: 'long enough' })
  assert.deepEqual([answer.status, answer.headers.getSetCookie()], [200, []], 'he signs in with what he has chosen')
  assert.ok(await eventually(async () => (await at.ask('session.get')).status === 401, 1000), 'the session goes on')
  assert.ok(await Promise.race([stream.ended.then(() => true), sleep(1500).then(() => false)]), 'the stream stays open')
  assert.match(
    problem(await ask(plain, 'resets.use', { token: tokenOf(second), password: 'long enough' })),
    /used already/,
  )
  const { rows } = await sql`
    select 1 from api_keys where user_id = ${id} and revoked_at is null union all select 1 from links where user_id = ${id} and ended is null`.execute(
    plain.app.connection.db,
  )
  assert.equal(rows.length, 0)
})

test('of ten who use a link at once exactly one does; expired, revoked and unknown links say what they are', async () => {
  const [raced, old, moved] = [await member(plain, 'Raced'), await member(plain, 'Old'), await member(plain, 'Moved')]
  const link = await linkFor(raced.id)
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      ask(plain, 'resets.use', { token: tokenOf(link), password: `password ${String(i)}` }),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  const [expired, revoked] = [await linkFor(old.id), await linkFor(moved.id)]
  await sql`update links set expires_at = now() where user_id = ${old.id}`.execute(plain.app.connection.db)
  await plain.administrator.ask('users.change', { id: moved.id, fields: { email: 'moved.away@example.com' } })
  for (const [token, status, words] of [
    [tokenOf(expired), 409, /expired/],
    [tokenOf(revoked), 409, /does not work any more/],
    ['x'.repeat(43), 404, /no such link/],
  ] as const)
    for (const answer of [
      await ask(plain, 'resets.get', { token }),
      await ask(plain, 'resets.use', { token, password: 'long enough' }),
    ]) {
      assert.equal(answer.status, status)
      assert.match(problem(answer), words)
    }
  assert.equal((await ask(plain, 'session.signIn', { email: old.email, password })).status, 200, 'nothing has changed')
})

test('links are not to be guessed: sixty from an address in a quarter of an hour', async () => {
  const answers = await Promise.all(
    Array.from({ length: 90 }, (_, i) => ask(plain, 'resets.get', { token: `guess-${String(i)}`.padEnd(43, 'x') })),
  )
  assert.equal(answers.filter(({ status }) => status === 404).length, 60)
  assert.equal(answers.filter(({ status }) => status === 429).length, 30)
})

test('P02: how an administrator comes in is only an administrator’s: refused to who merely manages people, and logged', async () => {
  const { id } = await member(plain, 'Manager')
  const { installation } = plain.app
  const grants = [{ record: 'users', action: 'edit', range: 'all' }]
  const { body: role } = await plain.administrator.ask('roles.create', { name: 'Manages people', grants })
  const roleIds = [readyRoles.seller, (role as unknown as { id: number }).id]
  await plain.administrator.ask('users.change', { id, fields: { roleIds } })
  const manager = (await loadActor(installation.db, id, 'web'))!
  const refused = async (method: string, input: object) =>
    call(installation, methods, method, input, manager).then(
      () => null,
      (error: { key?: string }) => error.key,
    )
  for (const [method, input] of [
    ['users.setPassword', { id: 1, password: 'a long password' }],
    ['users.makeReset', { id: 1 }],
    ['users.takeTwoFactor', { id: 1 }],
    ['users.invite', { id: 1 }],
    ['sessions.list', { personId: 1 }],
    ['sessions.endOthers', { personId: 1 }],
    ['users.change', { id: 1, fields: { email: 'mine@example.com' } }],
    ['users.change', { id: 1, fields: { active: false } }],
    ['users.change', { id, fields: { roleIds: [readyRoles.administrator] } }],
    ['users.create', { name: 'Puppet', roleIds: [readyRoles.administrator] }],
    ['users.invite', { name: 'Puppet', email: 'puppet@example.com', roleIds: [readyRoles.administrator] }],
  ] as const)
    assert.match((await refused(method, input)) ?? '', /^error\.(denied\.administrator|role\.above)$/, method)
  const told = (await call(installation, methods, 'users.access', {}, manager)) as { items: { id: number }[] }
  const of = (person: number) => {
    const { handover: _handover, ...rest } = told.items.find((one) => one.id === person) as Record<string, unknown>
    return rest
  }
  const nothing = { signsIn: null, seenAt: null, twoFactor: null, resetAskedAt: null, invitation: null }
  assert.deepEqual(of(1), { id: 1, ...nothing })
  assert.deepEqual([of(id)['signsIn'], of(id)['twoFactor']], [true, false])
  const other = await member(plain, 'Other')
  assert.equal(await refused('users.makeReset', { id: other.id }), null, 'others are his to manage')
  // Nor by a link that he has kept for somebody who has become one by a group since.
  const { link } = (await call(installation, methods, 'users.makeReset', { id: other.id }, manager)) as { link: string }
  await plain.administrator.ask('groups.create', {
    name: 'Administrators',
    memberIds: [other.id],
    roleIds: [readyRoles.administrator],
  })
  const late = await ask(plain, 'resets.use', { token: tokenOf(link), password: 'taken over' })
  assert.deepEqual([late.status, /does not work any more/.test(problem(late))], [409, true])
  const { rows } = await sql<{ details: { method: string } }>`
    select details from audit where kind = 'refused' and actor_id = ${id}`.execute(installation.db)
  assert.ok(rows.some(({ details }) => details.method === 'users.setPassword'))
})
