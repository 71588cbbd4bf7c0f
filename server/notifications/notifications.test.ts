import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { noLog } from '../platform/log.ts'
import type { Letter } from '../platform/mail.ts'
import { inTransaction } from '../platform/transaction.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { notificationJobs } from './mails.ts'
import { notify, retell, withdraw, type Notice } from './notify.ts'

let app: TestApp
let anna: Person
let boris: Person
let vera: Person
before(async () => {
  app = await startTestApp()
  anna = app.administrator
  boris = await app.person('Boris', ['seller'])
  vera = await app.person('Vera', ['seller'])
})
after(() => app.stop())

const toldTo = async (person: Person) => (await person.does('notifications.list', {})).items
const unread = async (person: Person) => (await person.does('notifications.unread', {})).count
const fresh = async (...people: Person[]) => {
  for (const person of people) await person.does('notifications.readAll', {})
}
const as = async (person: Person, notices: Notice[], mails = false) => {
  const actor = await person.actor()
  return inTransaction({ ...app.app.installation, mails }, actor, (ctx) => notify(ctx, notices))
}

test('who becomes responsible or observes is told, once, and nobody of his own doings', async () => {
  const deal = await makes(anna).deal({ title: 'For Boris', ownerId: boris.id, observerIds: [vera.id, anna.id] })
  const [mine] = await toldTo(boris)
  assert.deepEqual(
    [mine!.kind, mine!.record, mine!.recordId, mine!.name, mine!.actorId, mine!.data, mine!.readAt],
    ['assignment', 'deals', deal.id, 'For Boris', anna.id, {}, null],
  )
  assert.deepEqual(
    (await toldTo(vera)).map(({ data, recordId }) => [data.word, recordId]),
    [['notice.assignment.observer', deal.id]],
  )
  assert.deepEqual(await toldTo(anna), [])
  // A change of something else is no news; neither is what he takes himself.
  await anna.does('deals.change', { id: deal.id, fields: { title: 'For Boris still' } })
  await makes(boris).deal()
  assert.equal(await unread(boris), 1)
  const [company, contact] = [await makes(anna).company({ ownerId: boris.id }), await makes(anna).contact()]
  await anna.does('contacts.change', { id: contact.id, fields: { ownerId: boris.id } })
  assert.deepEqual(
    (await toldTo(boris)).map(({ record, recordId }) => [record, recordId]),
    [
      ['contacts', contact.id],
      ['companies', company.id],
      ['deals', deal.id],
    ],
  )
  assert.equal((await toldTo(boris))[2]!.name, 'For Boris still')
})

test('of many at once it is told how many', async () => {
  await fresh(boris)
  const { rows } = await sql<{ id: number }>`select id from users where name = 'Boris'`.execute(app.app.connection.db)
  const leaver = await app.person('Leaver', ['seller'])
  for (let n = 0; n < 3; n++) await makes(leaver).deal()
  await anna.does('users.deactivate', { id: leaver.id, heirId: rows[0]!.id, parts: ['openDeals'] })
  const given = (await toldTo(boris)).filter(({ readAt }) => readAt === null)
  assert.deepEqual(
    given.map(({ kind, record, recordId, data }) => [kind, record, recordId, data]),
    [['assignment', 'deals', null, { count: 3, word: 'notice.assignment.deals' }]],
  )
})

test('nothing is told of what one does not see, when it happens and when it is shown', async () => {
  await fresh(boris, vera)
  const deal = await makes(anna).deal({ title: 'Hidden from Vera', ownerId: boris.id, opened: false })
  await fresh(boris)
  const about = { record: 'deals' as const, recordId: deal.id }
  const mention = { kind: 'mention' as const, ...about, key: `mention ${String(deal.id)}`, data: { text: 'Look' } }
  assert.deepEqual(await as(anna, [{ ...mention, people: [boris.id, vera.id, anna.id, 999_999] }]), [[boris.id]])
  assert.deepEqual([await unread(boris), await unread(vera)], [1, 0])
  // The same cause once more.
  await as(anna, [{ ...mention, people: [boris.id] }])
  assert.equal(await unread(boris), 1)
  await anna.does('deals.change', { id: deal.id, fields: { ownerId: vera.id } })
  assert.equal(await unread(boris), 0)
  assert.ok(!(await toldTo(boris)).some(({ recordId }) => recordId === deal.id))
  await anna.does('deals.change', { id: deal.id, fields: { ownerId: boris.id } })
  assert.ok((await unread(boris)) >= 1)
  await anna.does('deals.remove', { id: deal.id })
  assert.equal(await unread(boris), 0)
  await anna.does('deals.restore', { id: deal.id })
  // A field that is hidden from him.
  const role = await anna.does('roles.create', {
    name: 'Without info',
    grants: [{ record: 'deals', action: 'see', range: 'all' }],
    fieldGrants: [{ record: 'deals', field: 'info', right: 'hidden' }],
  })
  const partner = await app.person('Partner', [])
  await anna.does('users.change', { id: partner.id, fields: { roleIds: [role.id] } })
  const approval = { kind: 'approval' as const, ...about, people: [partner.id] }
  assert.deepEqual(await as(anna, [{ ...approval, key: 'a', field: 'info' }]), [[]])
  assert.deepEqual(await as(anna, [{ ...approval, key: 'b', field: 'amount' }]), [[partner.id]])
  assert.equal(await unread(partner), 1)
  await anna.does('roles.allow', { id: role.id, fieldGrants: [{ record: 'deals', field: 'amount', right: 'hidden' }] })
  assert.equal(await unread(partner), 0)
  await anna.does('roles.allow', {
    id: role.id,
    fieldGrants: [{ record: 'deals', field: 'amount', right: 'hidden', pipelineId: deal.pipelineId }],
  })
  assert.deepEqual(await toldTo(partner), [])
})

test('what one was told is read, unread once more, and read page by page; another’s is not touched', async () => {
  await fresh(vera)
  for (let n = 0; n < 7; n++)
    await as(anna, [{ kind: 'reminder', people: [vera.id], key: `reminder ${String(n)}`, data: { text: String(n) } }])
  assert.equal(await unread(vera), 7)
  const pages: string[] = []
  for (let after: string | undefined, next: string | null = ''; next !== null; after = next ?? undefined) {
    const page = await vera.does('notifications.list', { limit: 3, unread: true, ...(after ? { after } : {}) })
    pages.push(...page.items.map(({ data }) => data.text!))
    next = page.next
  }
  assert.deepEqual(pages, ['6', '5', '4', '3', '2', '1', '0'])
  const [first, second] = await toldTo(vera)
  assert.deepEqual(await boris.does('notifications.read', { ids: [first!.id] }), { count: 0 })
  assert.deepEqual(await vera.does('notifications.read', { ids: [first!.id, second!.id] }), { count: 2 })
  assert.equal(await unread(vera), 5)
  await vera.does('notifications.read', { ids: [first!.id], read: false })
  assert.equal(await unread(vera), 6)
  assert.deepEqual(await vera.does('notifications.readAll', {}), { count: 6 })
  assert.equal(await unread(vera), 0)
  // Its cause is no more, and is there again.
  const system = <T>(run: Parameters<typeof app.system<T>>[0]) => app.system(run)
  await vera.does('notifications.read', { ids: [first!.id], read: false })
  await system((ctx) => retell(ctx, 'reminder 6', { text: 'later' }))
  assert.equal((await toldTo(vera))[0]!.data.text, 'later')
  await system((ctx) => withdraw(ctx, ['reminder 6']))
  assert.equal(await unread(vera), 0)
  await system((ctx) => withdraw(ctx, ['reminder 6'], true))
  assert.equal(await unread(vera), 1)
})

test('each is told of each kind in the ways that he has chosen; letters go in his language, unless he has read it', async () => {
  await fresh(boris)
  const sent: Letter[] = []
  const letters = {
    address: 'https://crm.example.com',
    mail: { send: (letter: Letter) => Promise.resolve(void sent.push(letter)) },
  }
  const { db, secret } = app.app.installation
  const handler = notificationJobs({ db, secret, log: noLog, changed: () => undefined }, letters)['notifications.mail']!
  const post = async () => {
    const { rows } = await sql<{ payload: Record<string, unknown> }>`
      delete from jobs where kind = 'notifications.mail' returning payload`.execute(db)
    for (const { payload } of rows)
      await handler({ id: 1, kind: '', payload, personId: null, attempts: 1 }, new AbortController().signal)
    return sent.splice(0)
  }
  await boris.does('session.changePreferences', { language: 'ru' })
  const deal = await makes(anna).deal({ title: 'Big\r\nBcc: x@example.com', ownerId: boris.id })
  await post()
  const mention = (n: number): Notice => ({
    kind: 'mention',
    people: [boris.id],
    record: 'deals',
    recordId: deal.id,
    key: `letter ${String(n)}`,
    data: { text: 'Said to you', entry: 'comment-7' },
  })
  await as(anna, [mention(1)], true)
  const [letter] = await post()
  assert.deepEqual(letter!.to, { name: 'Boris', address: 'boris@example.com' })
  assert.match(letter!.subject, /^Anna зовёт вас в комментарий: /)
  assert.match(letter!.text, /Здравствуйте, Boris![^]*Said to you[^]*https:\/\/crm.example.com\/deals\/\d+#comment-7\n/)
  await as(anna, [mention(2)], true)
  await fresh(boris)
  assert.deepEqual(await post(), [])
  // Without letters, with letters alone, with neither.
  assert.equal((await boris.does('notifications.choose', { kind: 'mention', email: false })).items[0]!.email, false)
  await as(anna, [mention(3)], true)
  assert.deepEqual([(await post()).length, await unread(boris)], [0, 1])
  await boris.does('notifications.choose', { kind: 'mention', app: false, email: true })
  await as(anna, [mention(4)], true)
  assert.deepEqual([(await post()).length, await unread(boris)], [1, 1])
  await boris.does('notifications.choose', { kind: 'mention', email: false })
  await as(anna, [mention(5)], true)
  assert.deepEqual([(await post()).length, await unread(boris)], [0, 1])
  assert.deepEqual(
    (await vera.does('notifications.choices', {})).items.map(({ kind, app, email }) => [kind, app, email]),
    [
      ['mention', true, true],
      ['assignment', true, true],
      ['reminder', true, false],
      ['repetition', true, true],
      ['approval', true, true],
    ],
  )
  // Sight is judged when the letter goes, too.
  await boris.does('notifications.choose', { kind: 'mention', app: true, email: true })
  await as(anna, [mention(6)], true)
  await anna.does('deals.remove', { id: deal.id })
  assert.deepEqual(await post(), [])
})
