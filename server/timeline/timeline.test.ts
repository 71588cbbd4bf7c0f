import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { timelineKinds, type TimelineKind } from '../../model/timeline.ts'
import { cases, startTestApp, type OutputOf, type Person, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

let app: TestApp
let anna: Person
let boris: Person
before(async () => {
  app = await startTestApp()
  anna = app.administrator
  boris = await app.person('Boris', ['seller'])
})
after(() => app.stop())

type Item = OutputOf<'timeline.list'>['items'][number]
const list = (person: Person, record: 'deals' | 'contacts' | 'companies', id: number, kinds?: TimelineKind[]) =>
  person.does('timeline.list', { record, id, ...(kinds ? { kinds } : {}), limit: 100 })
const brief = (items: readonly Item[]) =>
  items.map((item) =>
    item.kind === 'comment'
      ? item.comment.text
      : item.kind === 'activity'
        ? `done ${String(item.activity.title)}`
        : `${item.kind} ${Object.keys(item.event.changes).join()}`,
  )
const say = (person: Person, recordId: number, text: string) =>
  person.does('comments.create', { record: 'deals', recordId, text })

test('what happened to a deal and what was said stand in the order of time, and can be narrowed', async () => {
  const deal = await makes(boris).deal({ title: 'Told', amount: '5' })
  await say(boris, deal.id, 'First')
  await boris.does('deals.change', { id: deal.id, fields: { title: 'Told anew' } })
  await boris.does('deals.move', { id: deal.id, stageId: deal.stageId + 1 })
  await say(boris, deal.id, 'Last')
  const { items, next, may } = await list(boris, 'deals', deal.id)
  assert.deepEqual([next, may], [null, { edit: true }])
  const [last, moved, changed, first, created] = items as [Item, Item, Item, Item, Item]
  assert.deepEqual(
    [last, moved, changed, first, created].map(({ kind }) => kind),
    ['comment', 'stage', 'change', 'comment', 'change'],
  )
  assert.ok(changed.kind === 'change' && created.kind === 'change' && moved.kind === 'stage')
  assert.deepEqual(changed.event.changes, { title: ['Told', 'Told anew'] })
  assert.equal(created.event.name, 'deals.created')
  assert.deepEqual(moved.event.changes.stageId, [deal.stageId, deal.stageId + 1])
  const narrowed = async (...kinds: TimelineKind[]) => brief((await list(boris, 'deals', deal.id, kinds)).items)
  assert.deepEqual(await narrowed('comment'), ['Last', 'First'])
  assert.equal((await narrowed('stage')).length, 1)
  assert.equal((await narrowed('change', 'stage')).length, 3)
})

test('a client’s timeline gathers that of his deals, as far as one sees them and that they are his', async () => {
  const company = await makes(boris).company({ opened: true })
  const contact = await makes(boris).contact({ companyIds: [company.id] })
  const of = { companyId: company.id, contactIds: [contact.id] }
  const mine = await makes(boris).deal({ title: 'Mine', ...of })
  const hers = await makes(anna).deal({ title: 'Hers', opened: false, ...of })
  await say(boris, mine.id, 'Of mine')
  await say(anna, hers.id, 'Of hers')
  await boris.does('comments.create', { record: 'companies', recordId: company.id, text: 'Of the company' })
  for (const [record, id] of [
    ['companies', company.id],
    ['contacts', contact.id],
  ] as const) {
    const own = record === 'companies' ? ['Of the company'] : []
    const texts = async (person: Person) => brief((await list(person, record, id, ['comment'])).items)
    assert.deepEqual(await texts(boris), [...own, 'Of mine'])
    assert.deepEqual(await texts(anna), [...own, 'Of hers', 'Of mine'])
    const { items } = await list(boris, record, id)
    assert.deepEqual([...new Set(items.map((item) => item.of.name))].sort(), ['Mine', null].sort())
  }
  // Whoever does not see whose a deal is finds it at neither.
  const role = await anna.does('roles.create', {
    name: 'Without clients of deals',
    grants: (['deals', 'companies', 'contacts'] as const).map((record) => ({ record, action: 'see', range: 'all' })),
    fieldGrants: [
      { record: 'deals', field: 'companyId', right: 'hidden' },
      { record: 'deals', field: 'contactIds', right: 'hidden', pipelineId: mine.pipelineId },
    ],
  })
  const partner = await app.person('Partner', [])
  await anna.does('users.change', { id: partner.id, fields: { roleIds: [role.id] } })
  assert.deepEqual(brief((await list(partner, 'companies', company.id, ['comment'])).items), ['Of the company'])
  assert.deepEqual(brief((await list(partner, 'contacts', contact.id, ['comment'])).items), [])
})

test('what was planned and is done stands among the rest: once, with what came of it, for who sees it', async () => {
  const company = await makes(boris).company({ opened: false })
  const deal = await makes(boris).deal({ title: 'With a call', companyId: company.id, opened: false })
  const about = { dealIds: [deal.id], companyIds: [company.id] }
  const call = await makes(boris).activity({ kind: 'call', title: 'Ring them', ...about })
  await makes(boris).activity({ title: 'Not done', ...about })
  const own = await makes(boris).activity({ title: 'Of the company', companyIds: [company.id] })
  await say(boris, deal.id, 'Before')
  await boris.does('activities.finish', { id: call.id, result: 'They want it' })
  await boris.does('activities.finish', { id: own.id })
  const done = async (person: Person, record: 'deals' | 'companies', id: number) =>
    brief((await list(person, record, id, ['activity', 'comment'])).items)
  assert.deepEqual(await done(boris, 'deals', deal.id), ['done Ring them', 'Before'])
  assert.deepEqual(await done(boris, 'companies', company.id), ['done Of the company', 'done Ring them', 'Before'])
  const [first] = (await list(boris, 'deals', deal.id, ['activity'])).items
  assert.ok(first?.kind === 'activity')
  assert.deepEqual(
    [first.activity, first.actorId],
    [{ of: 'call', title: 'Ring them', result: 'They want it' }, boris.id],
  )
  // Of the two records that it is about, the one that is looked at.
  const [, at] = (await list(boris, 'companies', company.id, ['activity'])).items
  assert.deepEqual([at!.record, at!.recordId, at!.of.name], ['companies', company.id, null])
  // Whoever comes to see the company alone sees what is about it.
  const partner = await app.person('Partner of one company', ['seller'])
  await boris.does('companies.change', { id: company.id, fields: { observerIds: [partner.id] } })
  assert.deepEqual(await done(partner, 'companies', company.id), ['done Of the company', 'done Ring them'])
  await boris.does('activities.reopen', { id: call.id })
  assert.deepEqual(await done(boris, 'deals', deal.id), ['Before'])
})

test('a hidden field leaves no trace in it, nor does a hidden client', async () => {
  const company = await makes(anna).company({ name: 'Unseen', opened: false })
  const deal = await makes(anna).deal({ amount: '5', info: 'x' })
  await anna.does('deals.change', { id: deal.id, fields: { info: 'secret' } })
  await anna.does('deals.change', { id: deal.id, fields: { companyId: company.id } })
  await anna.does('deals.change', { id: deal.id, fields: { amount: '7', probability: 10 } })
  const role = await anna.does('roles.create', {
    name: 'Without amounts',
    grants: [{ record: 'deals', action: 'see', range: 'all' }],
    fieldGrants: ['amount', 'info'].map((field) => ({ record: 'deals', field, right: 'hidden' as const })),
  })
  const partner = await app.person('Another partner', [])
  await anna.does('users.change', { id: partner.id, fields: { roleIds: [role.id] } })
  const { items, may } = await list(partner, 'deals', deal.id)
  assert.deepEqual(brief(items).slice(0, -1), ['change probability'])
  assert.doesNotMatch(JSON.stringify(items), /secret|Unseen|"amount|"info|USD/)
  assert.deepEqual(may, { edit: false })
})

test('pinned entries stand first, of the record itself; the last one put there before the others', async () => {
  const deal = await makes(boris).deal()
  const ids = [await say(boris, deal.id, 'One'), await say(boris, deal.id, 'Two'), await say(boris, deal.id, 'Three')]
  const pin = (n: number, pinned: boolean) =>
    boris.does('timeline.pin', { record: 'deals', id: deal.id, kind: 'comment', entryId: ids[n]!.id, pinned })
  await pin(1, true)
  await pin(0, true)
  await pin(0, true)
  const shown = async () => brief((await list(boris, 'deals', deal.id)).pinned)
  assert.deepEqual(await shown(), ['One', 'Two'])
  await pin(0, false)
  assert.deepEqual(await shown(), ['Two'])
  await boris.does('comments.remove', { id: ids[1]!.id })
  assert.deepEqual(await shown(), [])
  const other = await makes(boris).deal()
  const foreign = { record: 'deals', id: other.id, kind: 'comment', entryId: ids[2]!.id, pinned: true }
  assert.equal((await boris.tries('timeline.pin', foreign))?.status, 404)
})

test('what becomes part of another record brings along what was said and pinned, and takes it back', async () => {
  const [one, two] = [await makes(anna).deal(), await makes(anna).deal()]
  await say(anna, one.id, 'Of one')
  const { id } = await say(anna, two.id, 'Of two')
  await anna.does('timeline.pin', { record: 'deals', id: two.id, kind: 'comment', entryId: id, pinned: true })
  await anna.does('deals.merge', { ids: [one.id, two.id], into: one.id })
  const shown = async (deal: number) => {
    const { items, pinned } = await list(anna, 'deals', deal, ['comment'])
    return [brief(items), brief(pinned)]
  }
  assert.deepEqual(await shown(one.id), [['Of two', 'Of one'], ['Of two']])
  const changes = (await list(anna, 'deals', one.id, ['change'])).items
  assert.deepEqual(new Set(changes.map(({ recordId }) => recordId)), new Set([one.id, two.id]))
  const [merge] = (await anna.does('events.list', { record: 'deals', id: one.id, limit: 1 })).items
  await anna.does('events.undo', { id: merge!.id })
  assert.deepEqual(await shown(one.id), [['Of one'], []])
  assert.deepEqual(await shown(two.id), [['Of two'], ['Of two']])
})

test('pages put together are the whole, whatever their size and however much happens at one moment', async () => {
  const [company, contact] = [await makes(anna).company(), await makes(anna).contact()]
  const { db } = app.app.installation
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ at: fc.integer({ min: 0, max: 4 }), said: fc.boolean(), own: fc.boolean() }), {
        minLength: 1,
        maxLength: 25,
      }),
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(undefined, ...timelineKinds),
      async (happened, limit, kind) => {
        const deal = await makes(anna).deal({ companyId: company.id, contactIds: [contact.id] })
        for (const { at, said, own } of happened) {
          const moment = `2020-01-0${String(at + 1)}T00:00:00.000Z`
          const [record, id] = own ? ['companies', company.id] : ['deals', deal.id]
          await (
            said
              ? sql`insert into comments (record, record_id, text, author_id, at) values (${record}, ${id}, 'x', 1, ${moment})`
              : sql`insert into events (name, record, record_id, version, actor_id, via, at, changes)
                values (${`${String(record)}.changed`}, ${record}, ${id}, 1, 1, 'web', ${moment}, '{"comment2": [1, 2]}')`
          ).execute(db)
        }
        const about = { record: 'companies' as const, id: company.id, ...(kind ? { kinds: [kind] } : {}) }
        const whole = (await anna.does('timeline.list', { ...about, limit: 100 })).items
        const pages: Item[] = []
        for (let after: string | undefined, more = true; more;) {
          const page: OutputOf<'timeline.list'> = await anna.does('timeline.list', {
            ...about,
            limit,
            ...(after ? { after } : {}),
          })
          pages.push(...page.items)
          more = page.next !== null && pages.length < 100
          after = page.next ?? undefined
        }
        assert.deepEqual(pages.slice(0, 100), whole)
        await sql`delete from comments`.execute(db)
        await sql`delete from events where record = 'companies' and record_id = ${company.id}`.execute(db)
        await anna.does('deals.remove', { id: deal.id })
      },
    ),
    { numRuns: cases(12, 200) },
  )
})
