import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { readyRoles } from '../../model/roles.ts'
import { loadActor } from '../access/actor.ts'
import { lookForDuplicates } from '../duplicates/looking.ts'
import { importJobs } from './importer.ts'
import { installed, type Installed } from '../test/importing.ts'
import type { ImportState } from './methods.ts'

const mapping = {
  rows: [
    {
      record: 'contacts',
      called: 'person',
      columns: [
        { column: 'Person', field: 'lastName' },
        { column: 'Phone', field: 'phones' },
      ],
      key: ['lastName'],
    },
    {
      record: 'deals',
      columns: [
        { column: 'No', field: 'origin' },
        { column: 'Title', field: 'title' },
        { column: 'Client', field: 'companyId', missing: 'create' },
        { column: 'Stage', field: 'stageId' },
        { column: 'Tags', field: 'tagIds', missing: 'create', as: { separator: ',' } },
      ],
      set: { originator: 'old', pipelineId: { name: 'Imported' } },
      lines: [
        {
          product: { column: 'Product', missing: 'create' },
          quantity: { column: 'Pieces' },
          price: { column: 'Price' },
        },
      ],
      key: ['originator', 'origin'],
      existing: 'overwrite',
    },
  ],
  ensure: {
    pipelines: [
      {
        name: 'Imported',
        stages: [
          { name: 'First' },
          { name: 'Second' },
          { name: 'Sold', meaning: 'won' },
          { name: 'Gone', meaning: 'lost' },
        ],
      },
    ],
  },
}
const head = 'No,Title,Client,Stage,Tags,Product,Pieces,Price,Person,Phone\n'
const first = `${head}1,Boiler,Acme,First,"big,urgent",Pump,2,100,Ivanov,+79126403307
2,Chiller,Acme,Sold,big,Fan,1,50.5,Petrov,+79126403308
3,Pipes,Umbra,Second,,Pump,10,99,Ivanov,
`
const second = `${head}1,Boiler and pump,Acme,Second,urgent,Pump,3,100,Ivanov,
2,Chiller,Acme,Sold,big,Fan,1,50.5,Petrov,
4,Valves,Nova,First,new,Valve,4,7,Orlov,
`

/**
 * What every table holds once clients have been compared, but for the log, the machinery, the words that were ever written
 * and sums that come to nothing.
 */
async function contents({ installation: { db } }: Installed, but: string[] = []): Promise<Record<string, unknown>> {
  while (await lookForDuplicates(db));
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'
    order by 1`.execute(db)
  const found: Record<string, unknown> = {}
  for (const { name } of tables) {
    if (['audit', 'events', 'imports', 'import_refusals', 'jobs', 'leases', 'search_words', ...but].includes(name))
      continue
    if (/^deal_totals?_?/.test(name)) continue
    const { rows } = await sql<{ line: string }>`
      select (to_jsonb(t) - '{version,updated_at,updated_by,stage_since,xid}'::text[])::text as line from ${sql.table(name)} t order by 1`.execute(
      db,
    )
    found[name] = rows.map(({ line }) => line)
  }
  return found
}

async function undo(place: Installed, id: number, actor = place.admin): Promise<ImportState> {
  await place.ask(actor, 'imports.undo', { id })
  const job = { id: 0, kind: 'imports.undo', payload: { importId: id }, personId: actor.id, attempts: 1 }
  await importJobs(place.installation)['imports.undo']!(job as never, new AbortController().signal)
  return place.importOf(id)
}
/** That a deal has been there and back is true. */
const logs = ['stage_entries']
const sums = (place: Installed) => place.ask(place.admin, 'deals.totals', {})

test('an import into an empty place leaves nothing behind, but the log of what happened', async () => {
  await using place = await installed()
  const before = await contents(place)
  const nothing = await sums(place)
  const done = await place.bring(place.admin, { mapping, file: first })
  assert.equal(done.state, 'done')
  assert.deepEqual([done.created['deals'], done.created['companies'], done.refused], [3, 2, 0])
  assert.notDeepEqual(await contents(place), before)
  const undone = await undo(place, done.id)
  assert.deepEqual([undone.state, undone.kept], ['undone', {}])
  assert.deepEqual(await contents(place), before)
  assert.deepEqual(await sums(place), nothing)
  const events = await place.rows(`select count(*)::int count from events where import_id = ${String(done.id)}`)
  assert.ok(Number(events[0]!['count']) > 10)
  // The same file comes in again as if for the first time.
  const again = await place.bring(place.admin, { mapping, file: first })
  assert.deepEqual(again.created, done.created)
})

test('what it changed gets back its values, stage and lines; what it made goes', async () => {
  await using place = await installed()
  await place.bring(place.admin, { mapping, file: first })
  // Above the boiler in its column; it comes back under it.
  const stageId = await place.idOf('stages', 'First')
  await place.ask(place.admin, 'deals.create', { title: 'Gates', stageId })
  const [before, total] = [await contents(place, logs), await sums(place)]
  const done = await place.bring(place.admin, { mapping, file: second })
  assert.deepEqual([done.updated['deals'], done.created['deals']], [1, 1])
  const undone = await undo(place, done.id)
  assert.deepEqual(undone.kept, {})
  const after = await contents(place, logs)
  for (const table of Object.keys(before))
    assert.deepEqual(withoutLineIds(after[table]), withoutLineIds(before[table]), table)
  assert.deepEqual(await sums(place), total)
})
/** Lines are written anew: their ids are others. A deal stands again where it stood in its column. */
const withoutLineIds = (lines: unknown) =>
  (lines as string[])
    .map((line) => {
      const { id, ...rest } = JSON.parse(line) as Record<string, unknown>
      return JSON.stringify('deal_id' in rest ? rest : { id, ...rest })
    })
    .sort()

test('what somebody has changed since stays, and so does what that needs', async () => {
  await using place = await installed()
  const done = await place.bring(place.admin, { mapping, file: first })
  const [boiler] = await place.rows(`select id, company_id from deals where title = 'Boiler'`)
  await place.ask(place.admin, 'deals.change', { id: boiler!['id'], fields: { title: 'Our boiler' } })
  await place.ask(place.admin, 'deals.create', { title: 'Own', companyId: await place.idOf('companies', 'Umbra') })
  const undone = await undo(place, done.id)
  assert.deepEqual(undone.kept, { deals: 1, companies: 2, pipelines: 1, stages: 4, products: 1, terms: 2 })
  assert.deepEqual(
    (await place.rows('select title from deals order by title')).map(({ title }) => title),
    ['Our boiler', 'Own'],
  )
})

test('a field that somebody has changed since the import is not taken back from him', async () => {
  await using place = await installed()
  await place.bring(place.admin, { mapping, file: first })
  const done = await place.bring(place.admin, { mapping, file: second })
  const [boiler] = await place.rows(`select id from deals where title like 'Boiler%'`)
  await place.ask(place.admin, 'deals.change', { id: boiler!['id'], fields: { title: 'Mine now' } })
  const undone = await undo(place, done.id)
  assert.deepEqual(undone.kept, { deals: 1 })
  assert.equal(
    (await place.rows(`select title from deals where id = ${String(boiler!['id'])}`))[0]!['title'],
    'Mine now',
  )
})

test('who may not delete takes nothing out for good by it, and who may not import any more takes nothing back', async () => {
  await using place = await installed()
  const all = ['see', 'add', 'edit', 'move', 'assign', 'import'] as const
  const grants = ['deals', 'contacts', 'companies'].flatMap((record) =>
    all.filter((action) => record === 'deals' || action !== 'move').map((action) => ({ record, action, range: 'all' })),
  )
  const { id: roleId } = await place.ask<{ id: number }>(place.admin, 'roles.create', { name: 'Brings in', grants })
  const person = await place.person({ name: 'Boris', roleIds: [roleId] })
  const rows = [{ record: 'deals', columns: [{ column: 'Title', field: 'title' }] }]
  const bring = () => place.bring(person, { mapping: { rows }, file: 'Title\nBoiler\n' })
  const [first, second, third] = [await bring(), await bring(), await bring()]
  assert.deepEqual(first.created, { deals: 1 })
  const undone = await undo(place, first.id, person)
  assert.deepEqual([undone.state, undone.kept, await place.count('deals')], ['undone', { deals: 1 }, 3])
  const grant = (range: string | null) => ({ id: roleId, grants: [{ record: 'deals', action: 'import', range }] })
  await place.ask(person, 'imports.undo', { id: third.id })
  await place.ask(place.admin, 'roles.allow', grant(null))
  const now = (await loadActor(place.installation.db, person.id!, 'api'))!
  await assert.rejects(place.ask(now, 'imports.undo', { id: second.id }), { code: 'denied' })
  const late = importJobs(place.installation)['imports.undo']!
  const job = { id: 0, kind: 'imports.undo', payload: { importId: third.id }, personId: person.id, attempts: 1 }
  await late(job as never, new AbortController().signal)
  const left = await place.importOf(third.id)
  assert.deepEqual([left.state, left.problem !== null], ['done', true])
})

test('it is taken back once, after it has ended, by its person or an administrator, within a month', async () => {
  await using place = await installed()
  const seller = await place.person({ name: 'Boris', roleIds: [readyRoles.seller] })
  const waiting = await place.start(place.admin, { mapping, file: first })
  await assert.rejects(place.ask(place.admin, 'imports.undo', { id: waiting }), /import.undone/)
  await place.run(waiting)
  await assert.rejects(
    place.ask(seller, 'imports.undo', { id: waiting }),
    (error: { code?: string }) => error.code === 'missing',
  )
  await sql`update imports set ended_at = now() - interval '31 days'`.execute(place.installation.db)
  await assert.rejects(place.ask(place.admin, 'imports.undo', { id: waiting }), /import.undone/)
  await sql`update imports set ended_at = now()`.execute(place.installation.db)
  await undo(place, waiting)
  await assert.rejects(place.ask(place.admin, 'imports.undo', { id: waiting }), /import.undone/)
})
