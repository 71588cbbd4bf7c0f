import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { emptyBin } from '../records/bin.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { contentsOf } from '../test/contents.ts'
import { makes } from '../test/make.ts'
import { tidyComments } from './comments.ts'

let app: TestApp
let anna: Person
let boris: Person
let vera: Person
/** sees everything, changes nothing */
let reader: Person
before(async () => {
  app = await startTestApp()
  anna = app.administrator
  boris = await app.person('Boris', ['seller'])
  vera = await app.person('Vera', ['seller'])
  reader = await app.person('Reader', [])
  const role = await anna.does('roles.create', {
    name: 'Reads',
    grants: (['deals', 'contacts', 'companies'] as const).map((record) => ({ record, action: 'see', range: 'all' })),
  })
  await anna.does('users.change', { id: reader.id, fields: { roleIds: [role.id] } })
})
after(() => app.stop())

const contents = () => contentsOf(app.app.installation.db)
const said = async (record: 'deals' | 'contacts' | 'companies', id: number, person = anna) =>
  (await person.does('timeline.list', { record, id, kinds: ['comment'] })).items.map((item) => {
    assert.ok(item.kind === 'comment')
    return item
  })
const say = (person: Person, recordId: number, text: string) =>
  person.does('comments.create', { record: 'deals', recordId, text })

test('who does not see a record neither reads what is said about it nor says anything; who only reads it only reads', async () => {
  const deal = await makes(boris).deal()
  const { id } = await say(boris, deal.id, 'Between us')
  const before = await contents()
  for (const [person, status] of [
    [vera, 404],
    [reader, 403],
  ] as const) {
    const about = { record: 'deals', recordId: deal.id }
    assert.equal((await person.tries('comments.create', { ...about, text: 'Me too' }))?.status, status)
    assert.equal((await person.tries('comments.change', { id, text: 'Otherwise' }))?.status, status)
    assert.equal((await person.tries('comments.remove', { id }))?.status, status)
    assert.equal(
      (await person.tries('timeline.pin', { record: 'deals', id: deal.id, kind: 'comment', entryId: id, pinned: true }))
        ?.status,
      status,
    )
  }
  assert.equal((await vera.tries('timeline.list', { record: 'deals', id: deal.id }))?.status, 404)
  assert.equal((await vera.tries('comments.restore', { id }))?.status, 404)
  assert.equal(await contents(), before)
  const [read] = await said('deals', deal.id, reader)
  assert.deepEqual([read!.comment.text, read!.comment.may], ['Between us', { edit: false, delete: false }])
})

test('who is named and sees the record is told, once; of who does not see it is said that he was not', async () => {
  const deal = await makes(boris).deal({ title: 'Talked about', observerIds: [vera.id] })
  const stranger = await app.person('Stranger', ['seller'])
  await vera.does('notifications.readAll', {})
  const text = `Well, @[${String(vera.id)}] and @[${String(stranger.id)}],\n@[${String(boris.id)}] thinks so. @[99999]`
  const { id, untold } = await say(boris, deal.id, text)
  assert.deepEqual(untold, [stranger.id, 99_999])
  const news = async (person: Person) => (await person.does('notifications.list', { unread: true })).items
  const [told] = await news(vera)
  assert.deepEqual(
    [told!.kind, told!.recordId, told!.actorId, told!.data],
    [
      'mention',
      deal.id,
      boris.id,
      { text: 'Well, @Vera and @Stranger, @Boris thinks so. @?', entry: `comment-${String(id)}` },
    ],
  )
  assert.deepEqual([await news(stranger), await news(boris)], [[], []])
  // Said otherwise: who was told reads it so, who is named only now is told now.
  await boris.does('comments.change', { id, text: `@[${String(vera.id)}], @[${String(anna.id)}]: no` })
  assert.deepEqual(
    (await news(vera)).map(({ data }) => data.text),
    ['@Vera, @Anna: no'],
  )
  assert.equal((await news(anna)).length, 1)
  // Taken away, it is no news any more; brought back, it is.
  await boris.does('comments.remove', { id })
  assert.deepEqual([await news(vera), await news(anna)], [[], []])
  assert.deepEqual(await said('deals', deal.id), [])
  await boris.does('comments.restore', { id })
  assert.equal((await news(vera)).length, 1)
})

test('one’s own is changed and taken away; another’s by who may delete the record, and changed by administrators', async () => {
  const deal = await makes(anna).deal({ ownerId: boris.id })
  const { id } = await say(anna, deal.id, 'By Anna')
  assert.equal((await boris.tries('comments.change', { id, text: 'By Boris' }))?.key, 'error.denied.comment.edit')
  const helper = await app.person('Helper', [])
  const role = await anna.does('roles.create', {
    name: 'Edits',
    grants: (['see', 'edit'] as const).map((action) => ({ record: 'deals', action, range: 'all' })),
  })
  await anna.does('users.change', { id: helper.id, fields: { roleIds: [role.id] } })
  assert.equal((await helper.tries('comments.remove', { id }))?.key, 'error.denied.comment.delete')
  const own = await say(helper, deal.id, 'By Helper')
  await helper.does('comments.change', { id: own.id, text: 'By Helper, better' })
  await anna.does('comments.change', { id: own.id, text: 'As Anna wants it' })
  const [item] = await said('deals', deal.id, helper)
  assert.equal(item!.comment.text, 'As Anna wants it')
  assert.ok(item!.comment.editedAt)
  assert.deepEqual(item!.comment.may, { edit: true, delete: true })
  await helper.does('comments.remove', { id: own.id })
  assert.equal((await helper.tries('comments.remove', { id: own.id }))?.status, 404)
  // Undone as anything else.
  const events = async () => (await helper.does('events.list', { record: 'deals', id: deal.id })).items
  const [removal] = await events()
  assert.deepEqual([removal!.name, removal!.changes], ['deals.commented', { said: [own.id, null] }])
  await helper.does('events.undo', { id: removal!.id })
  assert.equal((await said('deals', deal.id))[0]!.comment.text, 'As Anna wants it')
  const made = (await events()).find(({ changes }) => changes.said?.[0] === null && changes.said[1] === own.id)
  assert.equal((await helper.tries('events.undo', { id: removal!.id }))?.status, 409)
  assert.ok(made)
})

test('what is too long is refused with its limit, what is nothing too; a hostile text comes back as it was', async () => {
  const deal = await makes(boris).deal()
  const about = { record: 'deals', recordId: deal.id }
  const { status, body } = await app.inject(
    'comments.create',
    { ...about, text: 'x'.repeat(100_000) },
    { authorization: `Bearer ${boris.key}` },
  )
  assert.equal(status, 400)
  assert.match(JSON.stringify(body), /20000/)
  for (const text of ['', ' \n ', '\0', '\ud800'])
    assert.equal((await boris.tries('comments.create', { ...about, text }))?.status, 400)
  assert.equal((await boris.tries('comments.create', { record: 'users', recordId: 1, text: 'x' }))?.status, 400)
  const hostile = `<script>alert(1)</script> {{=MARGIN}} javascript:alert(1) ' or 1=1; -- @[${'9'.repeat(30)}] @[0]`
  await say(boris, deal.id, hostile)
  assert.equal((await said('deals', deal.id))[0]!.comment.text, hostile)
})

test('on what lies in the bin nothing is said; what leaves it for good takes its comments along', async () => {
  const [deal, contact] = [await makes(anna).deal(), await makes(anna).contact()]
  const { id } = await say(anna, deal.id, 'Last words')
  await anna.does('timeline.pin', { record: 'deals', id: deal.id, kind: 'comment', entryId: id, pinned: true })
  const { id: other } = await anna.does('comments.create', { record: 'contacts', recordId: contact.id, text: 'Old' })
  await anna.does('comments.remove', { id: other })
  await anna.does('deals.remove', { id: deal.id })
  assert.equal(
    (await anna.tries('comments.create', { record: 'deals', recordId: deal.id, text: 'x' }))?.key,
    'error.removed',
  )
  assert.equal((await said('deals', deal.id)).length, 1)
  const { db } = app.app.installation
  await sql`update deals set removed_at = now() - interval '31 days' where id = ${deal.id}`.execute(db)
  await sql`update comments set removed_at = now() - interval '31 days' where id = ${other}`.execute(db)
  await emptyBin(db, new AbortController().signal)
  await tidyComments(db)
  const { rows } = await sql`
    select 1 from comments where id in (${id}, ${other}) union all select 1 from timeline_pins where record_id = ${deal.id} and record = 'deals'`.execute(
    db,
  )
  assert.deepEqual(rows, [])
})

test('files go with what is said: one’s own uploads alone; they go into the bin and come back with it', async () => {
  const deal = await makes(boris).deal()
  const upload = async (person: Person, name: string) => (await person.sends(Buffer.from(name), { name })).body.id
  const about = { record: 'deals', recordId: deal.id, text: '' } as const
  const foreign = await upload(anna, 'Hers.txt')
  const before = await contents()
  assert.equal((await boris.tries('comments.create', { ...about, fileIds: [foreign] }))?.key, 'error.file.unknown')
  assert.equal((await boris.tries('comments.create', about))?.key, 'error.comment.empty')
  assert.equal(await contents(), before)

  const [plan, offer] = [await upload(boris, 'Plan.txt'), await upload(boris, 'Offer.txt')]
  const { id } = await boris.does('comments.create', { ...about, fileIds: [plan, offer] })
  const held = async () => {
    const [comment] = await said('deals', deal.id)
    return comment?.comment.files.map(({ name }) => name)
  }
  assert.deepEqual(await held(), ['Plan.txt', 'Offer.txt'])
  // Those of another comment are not to be had; one left out goes, and the last only for a text.
  const other = await say(boris, deal.id, 'Something else')
  assert.equal(
    (await boris.tries('comments.change', { id: other.id, text: 'Mine now', fileIds: [plan] }))?.key,
    'error.file.unknown',
  )
  await boris.does('comments.remove', { id: other.id })
  await boris.does('comments.change', { id, text: '', fileIds: [offer] })
  assert.deepEqual(await held(), ['Offer.txt'])
  assert.equal((await boris.tries('comments.change', { id, text: '', fileIds: [] }))?.key, 'error.comment.empty')
  const files = async (removed: boolean) =>
    (await boris.does('files.list', { record: 'deals', id: deal.id, removed })).items.map(({ name }) => name).sort()
  await boris.does('comments.remove', { id })
  assert.deepEqual([await held(), await files(false)], [undefined, []])
  await boris.does('comments.restore', { id })
  assert.deepEqual([await held(), await files(false)], [['Offer.txt'], ['Offer.txt']])
})
