import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { dealsSubject } from '../deals/deals.ts'
import { createRecords } from '../records/change.ts'
import { readyGrants } from '../roles/ready.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'
import { relocationJobs } from './relocationJob.ts'

let app: TestApp
let seller: Person
let boss: Person
before(async () => {
  app = await startTestApp()
  seller = await app.person('Seller', ['seller'])
  boss = app.administrator
})
after(() => app.stop())

/** A new pipeline: its stages in progress, its won one and its reasons of loss. */
async function pipeline(name: string) {
  const { id } = await boss.does('pipelines.create', { name })
  const { items } = await boss.does('stages.list', {
    filter: { field: 'pipelineId', op: 'eq', value: id },
    sort: ['position'],
  })
  const of = (meaning: string) => items.filter((stage) => stage.meaning === meaning).map((stage) => stage.id)
  return { id, open: of('open'), won: of('won')[0]!, lost: of('lost') }
}
const column = async (stageId: number) =>
  (
    await boss.does('deals.list', { filter: { field: 'stageId', op: 'eq', value: stageId }, sort: ['position'] })
  ).items.map(({ id }) => id)
const lastEvent = async (id: number) => (await boss.does('events.list', { record: 'deals', id, limit: 1 })).items[0]!
/** The kept sums say the same as adding up. */
async function sumsHold(): Promise<void> {
  for (const who of [boss, seller]) {
    const kept = await who.does('deals.totals', { group: 'stageId' })
    const added = await who.does('deals.totals', { group: 'stageId', filter: { field: 'id', op: 'filled' } })
    assert.deepEqual(kept.groups, added.groups)
  }
}

test('a stranger and a seller remove nothing', async () => {
  const { id, open } = await pipeline('Guarded')
  const other = await pipeline('Other')
  for (const [method, input] of [
    ['stages.removeInto', { id: open[0], intoId: open[1] }],
    ['pipelines.removeInto', { id, stageId: other.open[0] }],
    ['stages.putBack', { id: open[0] }],
    ['pipelines.putBack', { id }],
    ['stages.removals', {}],
  ] as const) {
    assert.equal((await app.inject(method, input)).status, 403, method)
    assert.equal((await seller.tries(method, input))?.status, 403, method)
  }
})

test('the deals of a removed stage go to another, in their order, each with its move; and come back', async () => {
  const { open } = await pipeline('Stages')
  const [from, into] = [open[1]!, open[2]!]
  const ids: number[] = []
  for (let i = 0; i < 3; i++) ids.push((await makes(seller).deal({ stageId: from, amount: '10.5' })).id)
  const stood = (await makes(seller).deal({ stageId: into, amount: '7' })).id
  const binned = await makes(seller).deal({ stageId: from, amount: '3' })
  await seller.does('deals.remove', { id: binned.id })
  const before = await column(from)
  const total = (await boss.does('deals.totals', {})).amount

  assert.deepEqual(await boss.does('stages.removeInto', { id: from, intoId: into }), {
    id: from,
    running: false,
    total: 4,
  })
  assert.deepEqual(await column(into), [...before, stood])
  const event = await lastEvent(ids[0]!)
  assert.deepEqual([event.name, event.actorId, event.changes['stageId']], ['deals.moved', boss.id, [from, into]])
  const stays = await boss.does('deals.stages', { id: ids[0]! })
  assert.deepEqual(
    stays.map(({ stageId, leftAt }) => [stageId, leftAt === null]),
    [
      [from, false],
      [into, true],
    ],
  )
  assert.equal((await boss.does('deals.totals', {})).amount, total)
  await sumsHold()
  // What lay in the bin can be taken out of it.
  await seller.does('deals.restore', { id: binned.id })
  assert.equal((await seller.does('deals.get', { id: binned.id })).stageId, into)
  // Nobody can move anything there any more, and is told so.
  assert.equal((await seller.tries('deals.move', { id: stood, stageId: from }))?.key, 'error.unknown')

  // One of them goes on meanwhile: it stays where it is now.
  await seller.does('deals.move', { id: ids[0]!, stageId: open[3]! })
  await boss.does('stages.putBack', { id: from })
  assert.deepEqual(
    (await column(from)).filter((id) => id !== binned.id),
    before.filter((id) => id !== ids[0]),
  )
  assert.deepEqual([await column(into), await column(open[3]!)], [[stood], [ids[0]]])
  assert.equal((await boss.tries('stages.putBack', { id: from }))?.key, 'error.undo.twice')
  await sumsHold()
})

test('stages are put in another order, by administrators alone', async () => {
  const { id, open, won, lost } = await pipeline('Order')
  const ids = [...open.toReversed(), won, ...lost]
  assert.equal((await app.inject('stages.arrange', { ids })).status, 403)
  assert.equal((await seller.tries('stages.arrange', { ids }))?.status, 403)
  await boss.does('stages.arrange', { ids })
  const { columns } = await boss.does('deals.board', { pipelineId: id })
  assert.deepEqual(
    columns.map(({ stage }) => stage.id),
    ids,
  )
})

test('only into a stage that means the same, and never the last of its kind', async () => {
  const one = await pipeline('Kinds')
  const two = await pipeline('Elsewhere')
  for (const intoId of [one.lost[0]!, one.won, one.open[0]!, two.open[1]!, 2_000_000])
    assert.equal((await boss.tries('stages.removeInto', { id: one.open[0], intoId }))?.key, 'error.stage.into')
  assert.equal((await boss.tries('stages.removeInto', { id: one.won, intoId: one.open[0] }))?.key, 'error.stage.won')
  const [kept, ...rest] = one.lost
  for (const id of rest) await boss.does('stages.removeInto', { id, intoId: kept! })
  assert.equal((await boss.tries('stages.removeInto', { id: kept, intoId: rest[0] }))?.key, 'error.stage.into')
  assert.equal((await boss.tries('stages.remove', { id: kept }))?.key, 'error.stage.lost')
})

test('the deals of a removed pipeline stay in progress, won, or lost for their reason', async () => {
  const old = await pipeline('Old')
  const next = await pipeline('Next')
  await boss.does('stages.change', { id: old.lost[3]!, fields: { name: 'Went silent' } })
  const made = makes(seller)
  const deals: { id: number }[] = []
  for (const stageId of [old.open[0]!, old.won, old.lost[1]!, old.lost[3]!])
    deals.push(await made.deal({ stageId, amount: '100' }))
  const closed = await seller.does('deals.get', { id: deals[1]!.id })
  assert.equal((await boss.tries('pipelines.remove', { id: old.id }))?.key, 'error.pipeline.used')
  await boss.does('pipelines.removeInto', { id: old.id, stageId: next.open[2]!, lostStageId: next.lost[2]! })
  const places = async () => Promise.all(deals.map(async ({ id }) => (await seller.does('deals.get', { id })).stageId))
  assert.deepEqual(await places(), [next.open[2], next.won, next.lost[1], next.lost[2]])
  const moved = await seller.does('deals.get', { id: deals[1]!.id })
  assert.deepEqual(
    [moved.closedAt, moved.closeDate, moved.state, moved.pipelineId],
    [closed.closedAt, closed.closeDate, 'won', next.id],
  )
  assert.equal((await seller.tries('deals.move', { id: deals[0]!.id, stageId: old.open[0] }))?.status, 400)
  assert.equal((await seller.tries('deals.create', { title: 'x', stageId: old.open[0] }))?.status, 400)
  await sumsHold()
  const left = async () =>
    (await boss.does('stages.list', { filter: { field: 'pipelineId', op: 'eq', value: old.id } })).items.length
  assert.equal(await left(), 0, 'its stages are gone with it')
  await boss.does('pipelines.putBack', { id: old.id })
  assert.equal(await left(), 11)
  assert.deepEqual(await places(), [old.open[0], old.won, old.lost[1], old.lost[3]])
  await sumsHold()
})

test('many deals are moved in the background, and how far that has come is told', async () => {
  const { open } = await pipeline('Large')
  await app.system((ctx) =>
    createRecords(
      ctx,
      dealsSubject,
      Array.from({ length: 2201 }, (_, i) => ({ title: `Deal ${String(i)}`, stageId: open[0]!, ownerId: seller.id })),
    ),
  )
  assert.deepEqual(await boss.does('stages.removeInto', { id: open[0]!, intoId: open[1]! }), {
    id: open[0],
    running: true,
    total: 2201,
  })
  assert.deepEqual((await boss.does('stages.removals', {})).items, [
    { record: 'stages', id: open[0], total: 2201, left: 2201, back: false, state: 'running', problem: null },
  ])
  assert.equal((await boss.tries('stages.removeInto', { id: open[0], intoId: open[1] }))?.key, 'error.removal.running')
  const work = async () => {
    const { db } = app.app.installation
    const { rows } = await sql<{ id: number; payload: Record<string, unknown> }>`
      update jobs set state = 'done', ended_at = now() where kind = 'stages.relocate' and state = 'waiting' returning id, payload`.execute(
      db,
    )
    for (const { id, payload } of rows)
      await relocationJobs(app.app.installation)['stages.relocate']!(
        { id, kind: 'stages.relocate', payload, personId: boss.id, attempts: 1 },
        new AbortController().signal,
      )
  }
  const count = async (stageId: number) =>
    (await boss.does('deals.totals', { filter: { field: 'stageId', op: 'eq', value: stageId } })).count
  await work()
  assert.deepEqual([await count(open[0]!), await count(open[1]!)], [0, 2201])
  assert.equal((await boss.does('stages.removals', {})).items[0]!.state, 'done')
  assert.deepEqual(await boss.does('stages.putBack', { id: open[0]! }), { id: open[0], running: true, total: 2201 })
  await work()
  assert.deepEqual([await count(open[0]!), await count(open[1]!)], [2201, 0])
  await sumsHold()
})

test('how many deals a removed stage had is told to those alone who see all deals', async () => {
  const { open } = await pipeline('Counted')
  const grants = [{ record: 'pipelines', action: 'edit' as const, range: 'all' as const }, ...readyGrants('own')]
  const role = await boss.does('roles.create', { name: 'Keeps pipelines', grants })
  const keeper = await app.person('Keeper', [])
  await boss.does('users.change', { id: keeper.id, fields: { roleIds: [role.id] } })
  for (let i = 0; i < 3; i++) await makes(boss).deal({ stageId: open[0]! })
  const begun = await boss.does('stages.removeInto', { id: open[0]!, intoId: open[1]! })
  assert.equal(begun.total, 3)
  const told = async (who: Person) =>
    (await who.does('events.list', { record: 'stages', id: open[0]! })).items.flatMap(({ changes }) =>
      Object.keys(changes),
    )
  const fields = await told(keeper)
  assert.deepEqual([fields.includes('removedAt'), fields.includes('dealsTo')], [true, false])
  assert.ok((await told(boss)).includes('dealsTo'))
  const { db } = app.app.installation
  const plan = {
    record: 'stages',
    id: open[0],
    moves: [[open[1], open[0]]],
    since: new Date(),
    byId: boss.id,
    total: 3,
  }
  await sql`insert into jobs (kind, payload) values ('stages.relocate', ${JSON.stringify(plan)}::jsonb)`.execute(db)
  assert.equal((await boss.does('stages.removals', {})).items.find(({ id }) => id === open[0])?.left, 3)
  assert.deepEqual((await keeper.does('stages.removals', {})).items, [])
  await sql`delete from jobs where kind = 'stages.relocate'`.execute(db)
})
