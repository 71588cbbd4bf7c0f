import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { readyRoles } from '../../model/roles.ts'
import { post, startRunning, type Answer, type Running, type Visitor } from '../test/running.ts'

let running: Running
let seller: Visitor
before(async () => {
  running = await startRunning()
  seller = await running.person('Seller', ['seller'])
})
after(() => running.stop())
beforeEach(() => running.app.connection.db.deleteFrom('loginTries').execute())

type Told = Record<string, unknown> & { id: number; link: string }
const anybody = (method: string, input: object, headers: Record<string, string> = {}) =>
  post(running.url, method, input, { origin: running.url, ...headers })
const password = 'chosen by myself'
let number = 0
async function invited(input: object = {}): Promise<Told & { token: string }> {
  const name = `Guest ${String(++number)}`
  const { status, body } = await running.administrator.ask('users.invite', {
    name,
    email: `guest${String(number)}@example.com`,
    roleIds: [readyRoles.seller],
    ...input,
  })
  assert.equal(status, 200, JSON.stringify(body))
  const told = body as unknown as Told
  return { ...told, token: told.link.split('/').at(-1)! }
}
const session = (answer: Answer) =>
  answer.headers
    .getSetCookie()
    .find((line) => line.startsWith('sdelka='))
    ?.split(/[=;]/)[1]
const accept = (token: string, input: object = {}) => anybody('invitations.accept', { token, password, ...input })
const problem = ({ body }: Answer) => body.error?.message ?? ''

test('a stranger invites nobody, a seller neither, nor does he see who has been invited', async () => {
  assert.equal((await anybody('users.invite', { name: 'Eve', email: 'eve@example.com' })).status, 401)
  for (const [method, input] of [
    ['users.invite', { name: 'Eve', email: 'eve@example.com' }],
    ['users.invite', { id: seller.id }],
    ['users.revokeInvitation', { id: seller.id }],
    ['users.access', {}],
  ] as const)
    assert.equal((await seller.ask(method, input)).status, 403, method)
})

test('a link lets one person in once, with his own password, in the role he was given', async () => {
  const { token, id, link } = await invited({ name: 'Olga' })
  assert.equal(link, `${running.url}/invitation/${token}`)
  const { body } = await anybody('invitations.get', { token })
  assert.deepEqual(body, { company: 'My company', name: 'Olga', email: `guest${String(number)}@example.com` })
  assert.equal((await accept(token, { password: 'short' })).status, 400, 'a refused password uses nothing up')
  const answer = await accept(token, { name: 'Olga Belova', language: 'ru' })
  assert.equal(answer.status, 200)
  const me = await post(running.url, 'session.get', {}, { origin: running.url, cookie: `sdelka=${session(answer)!}` })
  assert.deepEqual(
    [me.body['id'], me.body['name'], me.body['language'], me.body['administrator']],
    [id, 'Olga Belova', 'ru', false],
  )
  assert.equal((await anybody('session.signIn', { email: `guest${String(number)}@example.com`, password })).status, 200)
  const again = await accept(token)
  assert.equal(again.status, 409)
  assert.match(problem(again), /used already/)
  assert.equal(session(again), undefined)
  const { rows } = await running.app.connection.pool.query('select encode(hash, $1) h, i.* from links i', ['escape'])
  assert.ok(!JSON.stringify(rows).includes(token), 'the database holds tokens')
})

test('of ten who accept at once exactly one comes in', async () => {
  const { token, id } = await invited()
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) => accept(token, { password: `a password ${String(i)}` })),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.equal(answers.filter(({ status }) => status === 409).length, 9)
  const { rows } = await running.app.connection.pool.query('select 1 from sessions where user_id = $1', [id])
  assert.equal(rows.length, 1)
})

test('expired, taken back, replaced and unknown links open nothing, and each says why', async () => {
  const [old, back, first] = [await invited(), await invited(), await invited()]
  await sql`update links set expires_at = now() - interval '1 second' where user_id = ${old.id}`.execute(
    running.app.connection.db,
  )
  assert.equal((await running.administrator.ask('users.revokeInvitation', { id: back.id })).status, 200)
  const second = (await running.administrator.ask('users.invite', { id: first.id })).body as unknown as Told
  for (const [token, status, words] of [
    [old.token, 409, /expired/],
    [back.token, 409, /taken back/],
    [first.token, 409, /newer link/],
    ['x'.repeat(43), 404, /no such invitation/],
    ['cut', 404, /no such invitation/],
  ] as const) {
    for (const answer of [await anybody('invitations.get', { token }), await accept(token)]) {
      assert.equal(answer.status, status)
      assert.match(problem(answer), words)
      assert.equal(session(answer), undefined)
    }
  }
  assert.match(
    problem(await anybody('invitations.get', { token: old.token }, { 'accept-language': 'ru' })),
    /Срок приглашения истёк/,
  )
  assert.equal((await accept(second.link.split('/').at(-1)!)).status, 200)
})

test('a link of somebody who was switched off does not work, not even once he is back', async () => {
  const { token, id } = await invited()
  await running.administrator.ask('users.change', { id, fields: { active: false } })
  assert.match(problem(await accept(token)), /taken back/)
  assert.equal((await running.administrator.ask('users.invite', { id })).status, 409)
  await running.administrator.ask('users.change', { id, fields: { active: true } })
  assert.equal((await accept(token)).status, 409)
})

test('an invitation lets nobody in who by now may more than the one who has made it, nor at another address', async () => {
  const { administrator } = running
  const manager = await running.person('Manager', ['seller'])
  const grants = [{ record: 'users', action: 'edit', range: 'all' }]
  const { id: managing } = (await administrator.ask('roles.create', { name: 'Manages people', grants })).body
  const grown = (await administrator.ask('roles.create', { name: 'Grows', grants: [] })).body['id']
  const roleIds = [readyRoles.seller, managing]
  await administrator.ask('users.change', { id: manager.id, fields: { roleIds } })
  const by = async (who: { ask: typeof manager.ask }, more: object = {}) => {
    const name = `Guest ${String(++number)}`
    const input = { name, email: `guest${String(number)}@example.com`, roleIds: [readyRoles.seller], ...more }
    const told = (await who.ask('users.invite', input)).body as unknown as Told
    return { id: told.id, token: told.link.split('/').at(-1)! }
  }
  const wide = { id: grown, grants: [{ record: 'deals', action: 'see', range: 'all' }] }
  const [promoted, member, widened, readdressed, regraded, fine, last] = [
    await by(manager),
    await by(manager),
    await by(manager, { roleIds: [grown] }),
    await by(administrator),
    await by(administrator),
    await by(manager),
    await by(manager),
  ]
  const admin = [readyRoles.administrator]
  const changed = async (method: string, input: object) =>
    assert.equal((await administrator.ask(method, input)).status, 200, method)
  await changed('users.change', { id: promoted.id, fields: { roleIds: admin } })
  await changed('groups.create', { name: 'Admins', memberIds: [member.id], roleIds: admin })
  await changed('roles.allow', wide)
  await changed('users.change', { id: readdressed.id, fields: { email: 'right@example.com' } })
  await changed('users.change', { id: regraded.id, fields: { roleIds: admin } })
  for (const [what, { token }] of Object.entries({ promoted, member, widened, readdressed })) {
    for (const answer of [await anybody('invitations.get', { token }), await accept(token)]) {
      assert.equal(answer.status, 409, what)
      assert.match(problem(answer), /taken back/)
    }
  }
  const told = (await administrator.ask('users.get', { id: readdressed.id })).body
  assert.equal(told['invited'], false)
  assert.equal((await accept(fine.token)).status, 200)
  assert.equal((await accept(regraded.token)).status, 200, 'who gives the rights himself need not invite anew')
  await changed('users.change', { id: manager.id, fields: { roleIds: [readyRoles.seller] } })
  assert.equal((await accept(last.token)).status, 409, 'he manages nobody any more')
})

test('who came with an import and has no email is invited by one', async () => {
  const { body } = await running.administrator.ask('users.create', { name: 'Imported' })
  const { id } = body as unknown as Told
  assert.equal((await running.administrator.ask('users.invite', { id })).body.error?.field, 'email')
  const { token } = await invited({ id, name: undefined, roles: undefined, email: 'imported@example.com' })
  const { items } = (await running.administrator.ask('users.access')).body as unknown as {
    items: { id: number; signsIn: boolean; invitation: object | null }[]
  }
  const access = items.find((one) => one.id === id)!
  assert.deepEqual([access.signsIn, access.invitation !== null], [false, true])
  assert.equal((await accept(token)).status, 200)
  assert.equal((await running.administrator.ask('users.invite', { id })).status, 409, 'he signs in by himself now')
})

test('links are not to be guessed: sixty tries from an address in a quarter of an hour', async () => {
  const answers = await Promise.all(
    Array.from({ length: 90 }, (_, i) => anybody('invitations.get', { token: `guess-${String(i)}`.padEnd(43, 'x') })),
  )
  assert.equal(answers.filter(({ status }) => status === 404).length, 60)
  assert.equal(answers.filter(({ status }) => status === 429).length, 30)
  assert.equal(
    (await anybody('session.signIn', { email: 'anna@example.com', password: 'a long password' })).status,
    200,
  )
})
