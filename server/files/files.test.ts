import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { emptyBin } from '../records/bin.ts'
import { moveFiles, setFiles } from '../records/files.ts'
import { inTransaction } from '../platform/transaction.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { sweepStore, tidyFiles } from './tidying.ts'

let app: TestApp
let one: Person
let two: Person
let watcher: Person
before(async () => {
  app = await startTestApp({ limit: 3_000_000 })
  one = await app.person('One', ['seller'])
  two = await app.person('Two', ['seller'])
  watcher = await app.person('Watcher', ['seller'])
})
after(() => app.stop())

const never = new AbortController().signal
const png = Buffer.concat([
  Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'),
  Buffer.from([0, 0, 0, 40, 0, 0, 0, 30, 8, 2, 0, 0, 0]),
])
const hashOf = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
const placeOf = (content: string | Buffer) => join(app.folder, hashOf(content).slice(0, 2), hashOf(content))
const deal = () => makes(one).deal()
const hung = async (content: string | Buffer, recordId: number, name = 'Offer.txt') => {
  const { status, body } = await one.sends(content, { name, record: 'deals', recordId })
  assert.equal(status, 200, JSON.stringify(body))
  return body
}
const filesOf = async (person: Person, id: number) => (await person.does('files.list', { record: 'deals', id })).items
const fetched = (person: Person | null, query: string, headers: Record<string, string> = {}) =>
  app.app.http.inject({
    method: 'GET',
    url: `/api/files.content?${query}`,
    headers: { ...(person ? { authorization: `Bearer ${person.key}` } : {}), ...headers },
  })
const says = (answer: { body: string }) =>
  (JSON.parse(answer.body) as { error: { code: string; message: string } }).error

test('who does not see the record gets nothing of its files, by any way, and brings none', async () => {
  const { id } = await deal()
  const file = await hung('for one alone', id)
  for (const person of [two, null]) {
    const status = person ? 404 : 401
    assert.equal((await fetched(person, `id=${file.id}`)).statusCode, status)
    assert.equal((await fetched(person, `id=${file.id}&show=1`)).statusCode, status)
  }
  for (const method of ['files.rename', 'files.remove', 'files.restore', 'files.content'])
    assert.equal(
      (await two.tries(method, { id: file.id, ...(method === 'files.rename' ? { name: 'x' } : {}) }))?.status,
      404,
    )
  assert.equal((await two.tries('files.list', { record: 'deals', id }))?.status, 404)
  const refused = await two.sends('mine', { name: 'x', record: 'deals', recordId: id })
  assert.equal(refused.status, 404)
  assert.ok(!existsSync(placeOf('mine')))
  // A file is found neither by what it holds nor by where it lies.
  assert.equal((await app.app.http.inject({ url: `/files/${hashOf('for one alone')}` })).statusCode, 404)
})

test('who sees the record but may not change it reads its files, and changes none', async () => {
  const { id } = await makes(one).deal({ observerIds: [watcher.id] })
  const file = await hung('to be read', id)
  const { items, may, removed } = await watcher.does('files.list', { record: 'deals', id })
  assert.deepEqual([items.map(({ name }) => name), may, removed], [['Offer.txt'], { edit: false }, null])
  assert.equal((await fetched(watcher, `id=${file.id}`)).body, 'to be read')
  assert.equal((await watcher.tries('files.remove', { id: file.id }))?.status, 403)
  assert.equal((await watcher.tries('files.rename', { id: file.id, name: 'x' }))?.status, 403)
  assert.equal((await watcher.tries('files.list', { record: 'deals', id, removed: true }))?.status, 404)
  const { status, body } = await watcher.sends('no', { name: 'x', record: 'deals', recordId: id })
  assert.equal(status, 403)
  assert.equal(body.error!.code, 'denied')
  await one.does('files.remove', { id: file.id })
  assert.equal((await fetched(watcher, `id=${file.id}`)).statusCode, 404)
  assert.equal((await fetched(one, `id=${file.id}`)).statusCode, 200)
})

test('a file is added, renamed, removed and put back; each is told, and can be taken back', async () => {
  const { id, version } = await deal()
  const file = await hung(png, id, 'Plan.png')
  assert.deepEqual(
    [file.type, file.width, file.height, file.view, file.size, file.createdBy, file.part],
    ['image/png', 40, 30, 'image', png.length, one.id, null],
  )
  await one.does('files.rename', { id: file.id, name: 'План этажа.png' })
  await one.does('files.remove', { id: file.id })
  assert.deepEqual(await filesOf(one, id), [])
  assert.deepEqual(
    (await one.does('files.list', { record: 'deals', id, removed: true })).items.map(({ name }) => name),
    ['План этажа.png'],
  )
  const { items } = await one.does('events.list', { record: 'deals', id })
  assert.deepEqual(
    items.slice(0, 3).map(({ name, changes }) => [name, changes]),
    [
      ['deals.filesChanged', { files: [[{ id: file.id, name: 'План этажа.png' }], []] }],
      [
        'deals.filesChanged',
        { files: [[{ id: file.id, name: 'Plan.png' }], [{ id: file.id, name: 'План этажа.png' }]] },
      ],
      ['deals.filesChanged', { files: [[], [{ id: file.id, name: 'Plan.png' }]] }],
    ],
  )
  const [removal, renaming, adding] = items
  assert.equal((await one.tries('events.undo', { id: renaming!.id }))?.key, 'error.file.changed')
  await one.does('events.undo', { id: removal!.id })
  assert.deepEqual(
    (await filesOf(one, id)).map(({ name }) => name),
    ['План этажа.png'],
  )
  await one.does('events.undo', { id: renaming!.id })
  assert.deepEqual(
    (await filesOf(one, id)).map(({ name }) => name),
    ['Plan.png'],
  )
  await one.does('events.undo', { id: adding!.id })
  assert.deepEqual(await filesOf(one, id), [])
  assert.equal((await one.tries('events.undo', { id: adding!.id }))?.key, 'error.undo.twice')
  await one.does('files.restore', { id: file.id })
  assert.equal((await filesOf(one, id)).length, 1)
  assert.equal((await one.tries('files.restore', { id: file.id }))?.status, 404)
  // Files are no field: whoever edits the deal at the same time is in nobody's way.
  await one.does('deals.change', { id, version, fields: { title: 'Meanwhile' } })
})

test('the same file twice is there once, and what is the same takes the disk once', async () => {
  const [first, second] = [await deal(), await deal()]
  const content = 'the same '.repeat(1000)
  const file = await hung(content, first.id)
  const again = await hung(content, first.id)
  assert.deepEqual([again.id, again.already, file.already], [file.id, true, false])
  const other = await hung(content, first.id, 'Another name.txt')
  assert.equal(other.already, false)
  await hung(content, second.id)
  const { rows } = await sql`select 1 from file_contents where hash = ${hashOf(content)}`.execute(
    app.app.installation.db,
  )
  assert.equal(rows.length, 1)
  assert.equal((await filesOf(one, first.id)).length, 2)
  const twins = await Promise.all([1, 2, 3, 4].map(() => hung('at once', second.id)))
  assert.equal(new Set(twins.map(({ id }) => id)).size, 1)
})

test('what is too big, empty, without a name, or to nowhere is refused in words, and nothing of it stays', async () => {
  const { id } = await deal()
  const to = { name: 'x.bin', record: 'deals', recordId: id }
  const refusals = [
    await one.sends(Buffer.alloc(3_000_001), to),
    await one.sends('', to),
    await one.sends('x', { ...to, name: '' }),
    await one.sends('x', { name: 'x', record: 'deals' }),
    await one.sends('x', { ...to, record: 'users' }),
    await one.sends('x', { ...to, recordId: 'x' }),
    await one.sends('x', { ...to, recordId: 99_999_999 }),
  ]
  assert.deepEqual(
    refusals.map(({ status, body }) => [status, body.error?.code]),
    [
      [413, 'invalid'],
      [400, 'invalid'],
      [400, 'invalid'],
      [400, 'invalid'],
      [400, 'invalid'],
      [400, 'invalid'],
      [404, 'missing'],
    ],
  )
  assert.equal(refusals[0]!.body.error!.message, 'The file is larger than 2 MB')
  assert.equal(refusals[1]!.body.error!.message, 'The file is empty: there is nothing in it to keep')
  assert.deepEqual(await filesOf(one, id), [])
  assert.deepEqual(readdirSync(join(app.folder, 'incoming')), [])
})

test('a disk that is nearly full takes no file, says so, and gives what it has', async () => {
  const small = await startTestApp({ keepFree: 2 ** 52 })
  try {
    const { id } = await makes(small.administrator).deal()
    const { status, body } = await small.administrator.sends('x', { name: 'x', record: 'deals', recordId: id })
    assert.deepEqual([status, body.error!.code], [503, 'unavailable'])
    assert.match(body.error!.message, /nearly full/)
    assert.deepEqual((await small.administrator.does('files.list', { record: 'deals', id })).items, [])
    assert.deepEqual(readdirSync(join(small.folder, 'incoming')), [])
  } finally {
    await small.stop()
  }
})

test('an upload that waits is its owner’s alone, and goes after a day', async () => {
  const { status, body } = await one.sends('waiting', { name: 'Later.txt' })
  assert.equal(status, 200)
  assert.equal((await fetched(one, `id=${body.id}`)).body, 'waiting')
  assert.equal((await fetched(app.administrator, `id=${body.id}`)).statusCode, 404)
  assert.equal((await app.administrator.tries('files.remove', { id: body.id }))?.status, 404)
  const { db } = app.app.installation
  await tidyFiles(app.app.installation, never)
  assert.ok(existsSync(placeOf('waiting')))
  await sql`update files set created_at = now() - interval '25 hours' where id = ${body.id}`.execute(db)
  await sql`update file_contents set kept_at = now() - interval '25 hours' where hash = ${hashOf('waiting')}`.execute(
    db,
  )
  await tidyFiles(app.app.installation, never)
  assert.equal((await fetched(one, `id=${body.id}`)).statusCode, 404)
  assert.ok(!existsSync(placeOf('waiting')))
  const dropped = (await one.sends('dropped', { name: 'x' })).body
  await one.does('files.remove', { id: dropped.id })
  assert.equal((await fetched(one, `id=${dropped.id}`)).statusCode, 404)
})

test('nobody fills the disk with uploads that he does not use', async () => {
  const person = await app.person('Hoarder', ['seller'])
  const { body } = await person.sends('one of many', { name: 'x' })
  await sql`insert into files (hash, name, created_by) select hash, name, created_by from files, generate_series(1, 499) where id = ${body.id}`.execute(
    app.app.installation.db,
  )
  const refused = await person.sends('one too many', { name: 'x' })
  assert.deepEqual([refused.status, refused.body.error!.code], [429, 'limited'])
})

test('a subject hangs uploads on a part of its record: a field, a comment', async () => {
  const { id } = await deal()
  const [first, second] = [await one.sends('first', { name: '1' }), await one.sends('second', { name: '2' })]
  const theirs = (await two.sends('theirs', { name: '3' })).body.id
  const holder = { record: 'deals', recordId: id, part: 'f12' } as const
  const set = async (ids: number[]) => {
    const actor = await one.actor()
    return inTransaction(app.app.installation, actor, (ctx) => setFiles(ctx, [{ holder, ids }]))
  }
  await set([first.body.id, second.body.id])
  await assert.rejects(set([theirs]), { key: 'error.file.unknown' })
  await assert.rejects(set([99_999_999]), { key: 'error.file.unknown' })
  assert.deepEqual(
    (await filesOf(one, id)).map(({ name, part }) => [name, part]),
    [
      ['2', 'f12'],
      ['1', 'f12'],
    ],
  )
  assert.equal((await one.tries('files.remove', { id: first.body.id }))?.key, 'error.file.part')
  await set([second.body.id])
  assert.deepEqual(
    (await filesOf(one, id)).map(({ name }) => name),
    ['2'],
  )
  // What was let go may be taken back, as undoing does.
  await set([first.body.id, second.body.id])
  assert.equal((await filesOf(one, id)).length, 2)
  const elsewhere = { ...holder, recordId: (await deal()).id }
  await assert.rejects(
    inTransaction(app.app.installation, await one.actor(), (ctx) =>
      setFiles(ctx, [{ holder: elsewhere, ids: [first.body.id] }]),
    ),
    { key: 'error.file.unknown' },
  )
})

test('the files of a hidden field are hidden with it, wherever one asks', async () => {
  const { id } = await makes(one).deal({ observerIds: [] })
  const { body } = await one.sends('in a field', { name: 'Field.txt' })
  const holder = { record: 'deals', recordId: id, part: 'info' } as const
  await inTransaction(app.app.installation, await one.actor(), (ctx) => setFiles(ctx, [{ holder, ids: [body.id] }]))
  const role = await app.administrator.does('roles.create', {
    name: 'Without info',
    grants: (['see', 'edit'] as const).map((action) => ({ record: 'deals', action, range: 'all' })),
    fieldGrants: [{ record: 'deals', field: 'info', right: 'hidden' }],
  })
  const narrow = await app.person('Narrow', [])
  await app.administrator.does('users.change', { id: narrow.id, fields: { roleIds: [role.id] } })
  assert.deepEqual(await filesOf(narrow, id), [])
  assert.equal((await narrow.does('files.list', { record: 'deals', id })).count, 0)
  assert.equal((await fetched(narrow, `id=${body.id}`)).statusCode, 404)
  assert.equal((await narrow.tries('files.remove', { id: body.id }))?.status, 404)
  assert.equal((await filesOf(one, id)).length, 1)
})

test('merging takes files along and back', async () => {
  const [from, to] = [await deal(), await deal()]
  const file = await hung('goes along', from.id)
  const kept = await hung('was there', to.id)
  const move = (a: number, b: number, ids?: number[]) => app.system((ctx) => moveFiles(ctx, 'deals', a, b, ids))
  const moved = await move(from.id, to.id)
  assert.deepEqual(moved, [file.id])
  assert.deepEqual(
    (await filesOf(one, to.id)).map(({ id }) => id),
    [kept.id, file.id],
  )
  await move(to.id, from.id, moved)
  assert.deepEqual(
    (await filesOf(one, to.id)).map(({ id }) => id),
    [kept.id],
  )
})

test('files lie in the bin with their record and go with it; bytes go when nothing needs them', async () => {
  const { db } = app.app.installation
  const [gone, stays] = [await deal(), await deal()]
  const file = await hung('needed twice', gone.id)
  await hung('needed once', gone.id)
  await hung('needed twice', stays.id)
  await one.does('deals.remove', { id: gone.id })
  assert.equal((await fetched(one, `id=${file.id}`)).statusCode, 200)
  assert.equal((await one.tries('files.remove', { id: file.id }))?.key, 'error.removed')
  const age = async () => {
    await sql`update deals set removed_at = now() - interval '31 days' where id = ${gone.id}`.execute(db)
    await sql`update file_contents set kept_at = now() - interval '2 hours'`.execute(db)
  }
  await one.does('deals.restore', { id: gone.id })
  assert.equal((await filesOf(one, gone.id)).length, 2)
  await one.does('deals.remove', { id: gone.id })
  await age()
  await emptyBin(db, never)
  await tidyFiles(app.app.installation, never)
  assert.equal((await fetched(one, `id=${file.id}`)).statusCode, 404)
  assert.ok(!existsSync(placeOf('needed once')))
  assert.ok(existsSync(placeOf('needed twice')))
})

test('bytes that no row tells of, and halves of uploads, are swept up after a day; others stay', async () => {
  const { id } = await deal()
  await hung('told of', id)
  const stray = (content: string, days: number) => {
    mkdirSync(join(placeOf(content), '..'), { recursive: true })
    writeFileSync(placeOf(content), content)
    const then = new Date(Date.now() - days * 86_400_000)
    utimesSync(placeOf(content), then, then)
  }
  stray('stray', 2)
  stray('young stray', 0)
  stray('told of', 2)
  writeFileSync(join(app.folder, 'incoming/half'), 'half')
  utimesSync(join(app.folder, 'incoming/half'), new Date(0), new Date(0))
  await sweepStore(app.app.installation, never)
  assert.deepEqual(
    ['stray', 'young stray', 'told of'].map((content) => existsSync(placeOf(content))),
    [false, true, true],
  )
  assert.deepEqual(readdirSync(join(app.folder, 'incoming')), [])
  const { rows } = await sql`select 1 from file_contents where size = 1 and type = ''`.execute(app.app.installation.db)
  assert.deepEqual(rows, [])
})

test('a content that the disk has lost is said to be lost; whoever brings it again heals it', async () => {
  const { id } = await deal()
  const file = await hung('lost', id)
  unlinkSync(placeOf('lost'))
  const answer = await fetched(one, `id=${file.id}`)
  assert.equal(answer.statusCode, 404)
  assert.match(says(answer).message, /from a backup/)
  await hung('lost', id, 'Again.txt')
  assert.equal((await fetched(one, `id=${file.id}`)).body, 'lost')
})

test('ten thousand files of one record come page by page', async () => {
  const { id } = await deal()
  const file = await hung('one of them', id)
  const { db } = app.app.installation
  await sql`insert into files (hash, name, record, record_id, created_by)
    select hash, 'File ' || n, record, record_id, created_by from files, generate_series(1, 9999) n where id = ${file.id}`.execute(
    db,
  )
  const first = await one.does('files.list', { record: 'deals', id })
  assert.deepEqual([first.count, first.items.length], [10_000, 50])
  const seen = new Set(first.items.map((item) => item.id))
  let after = first.next
  while (after) {
    const page = await one.does('files.list', { record: 'deals', id, limit: 200, after })
    for (const item of page.items) seen.add(item.id)
    after = page.next
  }
  assert.equal(seen.size, 10_000)
})
