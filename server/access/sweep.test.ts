import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { methods } from '../methods.ts'
import { createKey } from '../session/sessions.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'
import { Canaries, type Canary } from '../test/canaries.ts'
import { contentsOf } from '../test/contents.ts'
import { examples, type Subjects } from '../test/inputs.ts'
import { makes } from '../test/make.ts'

/** Whose records they are: of the first seller, of the second; and in the second pipeline. */
const worlds = ['north', 'south', 'far'] as const
type World = (typeof worlds)[number]
const canaries = new Canaries()

let app: TestApp
const people = {} as Record<'admin' | 'boss' | 'seller1' | 'seller2' | 'partner', Person>
/** the key of an integration of the first seller's that is narrowed to deals */
let token: string
const subjects = {} as Record<World, Subjects>
let secondPipeline: number

before(async () => {
  app = await startTestApp()
  const admin = app.administrator
  const department = async (name: string, parentId?: number) =>
    (await admin.does('departments.create', { name, ...(parentId ? { parentId } : {}) })).id
  const top = await department('Top')
  const below = await department('Below', top)
  people.admin = admin
  people.boss = await app.person('Boss', ['head'], top)
  people.seller1 = await app.person('Seller one', ['seller'], below)
  people.seller2 = await app.person('Seller two', ['seller'], await department('Aside'))
  people.partner = await app.person('Partner', [])
  secondPipeline = (await admin.does('pipelines.create', { name: 'Second' })).id
  const role = await admin.does('roles.create', {
    name: 'Partner',
    grants: [
      ...(['see', 'edit', 'move', 'export'] as const).map((action) => ({
        record: 'deals',
        action,
        range: 'all' as const,
        pipelineId: 1,
      })),
      { record: 'deals', action: 'edit', range: 'nobody', stageId: 2 },
    ],
    fieldGrants: ['amount', 'info'].map((field) => ({ record: 'deals', field, right: 'hidden' as const })),
  })
  await admin.does('users.change', { id: people.partner.id, fields: { roleIds: [role.id] } })
  token = await app.system((ctx) => createKey(ctx, people.seller1.id, 'deals alone', ['deals.*']))
  subjects.north = await makeWorld('north', people.seller1, 1)
  subjects.south = await makeWorld('south', people.seller2, 1)
  subjects.far = await makeWorld('far', admin, secondPipeline)
})
after(() => app.stop())

async function makeWorld(world: World, owner: Person, pipelineId: number): Promise<Subjects> {
  const { admin } = people
  const own = makes(admin)
  const of = { ownerId: owner.id, opened: false }
  const company = await own.company({ ...canaries.fields(world, 'companies'), ...of, revenueCurrency: 'USD' })
  const contact = await own.contact({ ...canaries.fields(world, 'contacts'), ...of, companyIds: [company.id] })
  const product = await own.product()
  const client = { companyId: company.id, contactIds: [contact.id] }
  const deal = await own.deal({ ...canaries.fields(world, 'deals'), ...of, ...client, pipelineId })
  const line = { world, record: 'lines' as const }
  const otherDeal = await own.deal({
    title: `Other of ${world}`,
    ...of,
    pipelineId,
    lines: [
      {
        productId: product.id,
        name: canaries.text({ ...line, field: 'name' }),
        price: canaries.figure({ ...line, field: 'price' }),
      },
    ],
  })
  const removed = await own.deal({
    title: canaries.text({ world, record: 'deals', field: 'removed' }),
    ...of,
    pipelineId,
  })
  await admin.does('deals.remove', { id: removed.id })
  const comment = canaries.text({ world, record: 'deals', field: 'before' })
  await admin.does('deals.change', { id: deal.id, fields: { comment } })
  await admin.does('deals.change', { id: deal.id, fields: { comment: deal.comment } })
  const { body: file } = await admin.sends(canaries.text({ world, record: 'deals', field: 'fileContent' }), {
    name: canaries.text({ world, record: 'deals', field: 'fileName' }),
    record: 'deals',
    recordId: deal.id,
  })
  // Everybody is named: who does not see the deal is told nothing of it.
  const called = Object.values(people).map(({ id }) => `@[${String(id)}]`)
  const said = canaries.text({ world, record: 'deals', field: 'said' })
  const { id: commentId } = await admin.does('comments.create', {
    record: 'deals',
    recordId: deal.id,
    text: [said, ...called].join(' '),
  })
  const { items } = await admin.does('events.list', { record: 'deals', id: deal.id })
  return {
    deal: deal.id,
    otherDeal: otherDeal.id,
    activity: (await own.activity({ ...canaries.fields(world, 'activities'), dealIds: [deal.id] })).id,
    contact: contact.id,
    otherContact: (await own.contact(of)).id,
    company: company.id,
    otherCompany: (await own.company(of)).id,
    product: product.id,
    section: (await admin.does('productSections.create', { name: 'Section' })).id,
    user: owner.id,
    department: 1,
    group: (await admin.does('groups.create', { name: `Group of ${world}` })).id,
    role: (await admin.does('roles.create', { name: `Role of ${world}` })).id,
    currency: 2,
    pipeline: pipelineId,
    stage: deal.stageId,
    term: 1,
    customField: 999_999,
    event: items[0]!.id,
    comment: commentId,
    import: 1,
    file: file.id,
  }
}

/** What else is asked: without a filter, of all fields, in every way that reads values. */
function questions(on: Subjects, world: World): [string, Record<string, unknown>][] {
  const sold = ['deals', 'contacts', 'companies', 'products', 'activities'] as const
  const ids: Record<(typeof sold)[number], number> = {
    deals: on.deal,
    contacts: on.contact,
    companies: on.company,
    products: on.product,
    activities: on.activity,
  }
  const sought = [`zq.${world}`, ...canaries.figuresOf(world)]
  return [
    ...sold.flatMap((record): [string, Record<string, unknown>][] => [
      [`${record}.list`, { limit: 200 }],
      [`${record}.list`, { limit: 200, removed: true }],
      [`${record}.totals`, {}],
      ...['csv', 'json'].map((format): [string, Record<string, unknown>] => [`${record}.export`, { format }]),
      ['events.list', { record, id: ids[record], limit: 100 }],
      ...(record === 'products'
        ? []
        : [['timeline.list', { record, id: ids[record], limit: 100 }] as [string, Record<string, unknown>]]),
      ['access.who', { record, id: ids[record] }],
      ['search.glance', { text: world, items: [{ record, id: ids[record] }] }],
      ...sought.map((part): [string, Record<string, unknown>] => ['search.find', { text: part, record, each: true }]),
    ]),
    ...['stageId', 'ownerId', 'companyId', 'amountFrom'].map((group): [string, Record<string, unknown>] => [
      'deals.totals',
      { group },
    ]),
    ['deals.board', { pipelineId: on.pipeline, closed: true, limit: 100 }],
    ['deals.products', { id: on.otherDeal }],
    ['deals.get', { id: on.otherDeal }],
    ['events.list', { record: 'deals', id: on.otherDeal, limit: 100 }],
    [
      'contacts.similar',
      { name: `zq.${world}.contacts.lastname`, emails: [`zq.${world}.contacts.emails@example.com`] },
    ],
    ['companies.similar', { name: `zq.${world}.companies.name`, emails: [`zq.${world}.companies.emails@example.com`] }],
    ['search.find', { text: `zq.${world}` }],
    ['users.list', {}],
    ['notifications.list', { limit: 100 }],
    ['bin.get', {}],
    ['audit.list', {}],
  ]
}

const asked = async (key: string | null, method: string, input: Record<string, unknown>): Promise<string> => {
  const answer = await app.app.http.inject({
    method: 'POST',
    url: `/api/${method}`,
    headers: { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
    payload: JSON.stringify(input),
  })
  assert.notEqual(answer.statusCode, 500, `${method} ${JSON.stringify(input)}`)
  return answer.body
}
const entries = (on: Subjects) => Object.entries(examples(on)) as [keyof typeof methods, Record<string, unknown>][]

/** Asks everything that only reads, about every world; gives what was told. */
async function readAll(key: string | null, may: (canary: Canary) => boolean): Promise<Set<string>> {
  const all = new Set<string>()
  for (const world of worlds) {
    const on = subjects[world]
    const reading = entries(on).filter(([name]) => !methods[name].writes && !methods[name].open)
    for (const [method, input] of [...reading, ...questions(on, world)])
      for (const name of canaries.told(await asked(key, method, input))) {
        const canary = canaries.all.get(name)
        assert.ok(!canary || may(canary), `${method} ${JSON.stringify(input)} tells ${name}`)
        all.add(name)
      }
  }
  return all
}
const those = (may: (canary: Canary) => boolean) =>
  [...canaries.all].flatMap(([name, canary]) => (may(canary) ? [name] : [])).sort()

/** What each may be told: the rule in words, beside the one in the code. */
const policies: Record<keyof typeof people, (canary: Canary) => boolean> = {
  admin: () => true,
  boss: ({ world }) => world === 'north',
  seller1: ({ world }) => world === 'north',
  seller2: ({ world }) => world === 'south',
  // Deals of the first pipeline without amount, info, and the lines, which follow the amount; what is to be done about
  // them; no clients.
  partner: ({ world, record, field }) =>
    world !== 'far' && (record === 'activities' || (record === 'deals' && field !== 'amount' && field !== 'info')),
}

for (const [role, may] of Object.entries(policies) as [keyof typeof people, (canary: Canary) => boolean][])
  test(`${role} is told all that he may see and nothing else, whatever he asks`, async () => {
    const all = await readAll(people[role].key, may)
    // Whoever may restore sees what was removed.
    const kept = (name: string) => role !== 'partner' || !name.endsWith('.removed')
    assert.deepEqual([...all].filter(kept).sort(), those(may).filter(kept))
  })

test('the key of a seller that is narrowed to deals tells of deals, a stranger is told nothing', async () => {
  const all = await readAll(token, policies.seller1)
  assert.ok(all.has('zq.north.deals.comment'))
  assert.match(await asked(token, 'contacts.get', { id: subjects.north.contact }), /denied/)
  assert.deepEqual([...(await readAll(null, () => false))], [])
})

test('what is written tells no more: every writing method about what belongs to others', async () => {
  const before = await contentsOf(app.app.installation.db)
  const strangers = { boss: ['south', 'far'], seller1: ['south', 'far'], seller2: ['north', 'far'] } as const
  for (const [role, others] of Object.entries(strangers) as [keyof typeof strangers, readonly World[]][])
    for (const world of others)
      for (const [method, input] of entries(subjects[world])) {
        if (
          !methods[method].writes ||
          /^(session|preferences|notifications|invitations)\.|\.create$|^imports\./.test(method)
        )
          continue
        const names = [...canaries.told(await asked(people[role].key, method, input))]
        assert.deepEqual(names, [], `${role}: ${method}`)
      }
  assert.equal(await contentsOf(app.app.installation.db), before)
  // Partner may change deals of the first pipeline: what comes back is as narrow as what he reads.
  for (const world of ['north', 'south'] as const)
    for (const method of ['deals.change', 'deals.move', 'deals.copy'] as const) {
      const { id, version, stageId } = await people.admin.does('deals.get', { id: subjects[world].deal })
      const input =
        method === 'deals.move' ? { id, stageId: stageId + 2 } : { id, version, fields: { utmTerm: 'Said' } }
      const answer = await asked(people.partner.key, method, method === 'deals.copy' ? { id } : input)
      for (const name of canaries.told(answer))
        assert.ok(policies.partner(canaries.all.get(name)!), `${method} tells ${name}`)
    }
})

test('a sum tells exactly what one sees', async () => {
  const expected = await sql<{ id: number; sum: string; count: number }>`
    select owner_id as id, sum(amount_base)::text as sum, count(*)::int as count from deals
    where removed_at is null group by 1`.execute(app.app.installation.db)
  for (const role of ['seller1', 'seller2'] as const) {
    const mine = expected.rows.find(({ id }) => id === people[role].id)!
    const { count, amount } = await people[role].does('deals.totals', {})
    assert.deepEqual([count, Number(amount)], [mine.count, Number(mine.sum)])
  }
  const { amount, count } = await people.partner.does('deals.totals', {})
  assert.equal(amount, null)
  assert.ok(count > 0)
})
