import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { actions, ranges, widest, type Actor, type Range } from '../../model/access.ts'
import type { RecordName } from '../../model/records.ts'
import type { RoleRights } from '../../model/rights.ts'
import { readyRoles, type ReadyRole } from '../../model/roles.ts'
import { companiesSubject } from '../companies/methods.ts'
import { contactsSubject } from '../contacts/methods.ts'
import { dealsSubject } from '../deals/deals.ts'
import { board } from '../deals/board.ts'
import { departmentsSubject } from '../departments/methods.ts'
import { methods } from '../methods.ts'
import { readyGrants } from '../roles/ready.ts'
import { runImport } from '../transfer/running.ts'
import { transact } from '../platform/database.ts'
import { call, type Context } from '../platform/method.ts'
import { changeRecords, createRecords } from '../records/change.ts'
import { listRecords } from '../records/list.ts'
import { cases, startTestApp, type TestApp } from '../test/app.ts'
import { roleSets, withRoles as withPlacedRoles } from '../test/roles.ts'
import { usersSubject } from '../users/users.ts'
import { loadActor, systemActor } from './actor.ts'
import { inScope, scopeCondition, type ScopeFacts } from './scope.ts'

let app: TestApp
before(async () => {
  app = await startTestApp()
  const { id: pipelineId } = await app.administrator.does('pipelines.create', { name: 'Second' })
  const { items } = await app.administrator.does('stages.list', {
    filter: { field: 'pipelineId', op: 'eq', value: pipelineId },
    sort: ['position'],
  })
  second = { id: items[0]!.id, pipelineId }
})

after(() => app.stop())

const owned = ['deals', 'contacts', 'companies'] as const
type Owned = (typeof owned)[number]

/** A company made up: departments by the place of their parent, people and records by the places of what they hang on. */
interface World {
  departments: { parent: number | null; head: number | null; removed: boolean }[]
  people: { department: number | null; roles: ReadyRole[]; active: boolean }[]
  rows: { record: Owned; owner: number; opened: boolean; observers: number[] }[]
}
const some = 7
const place = fc.nat({ max: some - 1 })
const worlds: fc.Arbitrary<World> = fc.record({
  departments: fc.array(
    fc.record({
      parent: fc.option(place, { nil: null }),
      head: fc.option(place, { nil: null }),
      removed: fc.constantFrom(false, false, false, false, true),
    }),
    { maxLength: 6 },
  ),
  people: fc.array(
    fc.record({
      department: fc.option(place, { nil: null }),
      roles: fc.subarray(Object.keys(readyRoles) as ReadyRole[]),
      active: fc.constantFrom(true, true, true, false),
    }),
    { minLength: some, maxLength: some },
  ),
  rows: fc.array(
    fc.record({
      record: fc.constantFrom(...owned),
      owner: place,
      opened: fc.boolean(),
      observers: fc.uniqueArray(place, { maxLength: 2 }),
    }),
    { minLength: 4, maxLength: 24 },
  ),
})
/** The stages of two pipelines, where the deals of a world stand. */
const stages = [1, 2, 3].map((id) => ({ id, pipelineId: 1 }))
let second: { id: number; pipelineId: number }
const places = () => [...stages, second]
const withRoles = (actor: Actor, roles: readonly RoleRights[]): Actor => withPlacedRoles(actor, roles, places())

interface Built {
  ctx: Context
  people: number[]
  /** department of each person, by his id; null where it is in the bin or none */
  departments: Map<number, { id: number; parentId: number | null; headId: number | null; removed: boolean }>
  departmentOf: Map<number, number | null>
  facts: Map<Owned, (ScopeFacts & { id: number; stageId: number; amount: number; binned: boolean })[]>
}

/** Builds a world in a transaction that is taken back at the end. */
async function inWorld(world: World, look: (built: Built) => Promise<void>): Promise<void> {
  const back = new Error('taken back')
  const { installation } = app.app
  await transact(installation.db, async (db) => {
    const ctx: Context = {
      db,
      actor: systemActor('a test'),
      now: new Date().toISOString(),
      log: installation.log,
      signal: new AbortController().signal,
      secret: installation.secret,
      mails: false,
      visit: null,
      store: null,
      received: null,
      afterCommit: () => undefined,
    }
    await look(await build(ctx, world))
    throw back
  }).catch((error: unknown) => {
    if (error !== back) throw error
  })
}

async function build(ctx: Context, { departments, people, rows }: World): Promise<Built> {
  const ids = await createRecords(
    ctx,
    usersSubject,
    people.map(({ roles }, i) => ({ name: `P${String(i)}`, roleIds: roles.map((role) => readyRoles[role]) })),
  )
  const made: Built['departments'] = new Map()
  const departmentIds: number[] = []
  for (const { parent, head, removed } of departments) {
    const facts = {
      parentId: parent === null ? null : (departmentIds[parent] ?? null),
      headId: head === null ? null : ids[head]!,
    }
    const [id] = await createRecords(ctx, departmentsSubject, [{ name: 'D', ...facts }])
    departmentIds.push(id!)
    made.set(id!, { id: id!, ...facts, removed })
  }
  const departmentOf = new Map(
    people.map(({ department }, i) => [ids[i]!, department === null ? null : (departmentIds[department] ?? null)]),
  )
  const facts: Built['facts'] = new Map()
  for (const record of owned) {
    const own = rows.filter((row) => row.record === record)
    const inputs = own.map(({ owner, opened, observers }, i) => ({
      ownerId: ids[owner]!,
      opened,
      observerIds: observers.map((at) => ids[at]!),
      stageId: places()[i % 4]!.id,
      pipelineId: places()[i % 4]!.pipelineId,
      amount: i % 5,
      binned: i % 6 === 5,
    }))
    const plain = inputs.map(
      ({ stageId: _stage, pipelineId: _pipeline, amount: _amount, binned: _binned, ...input }) => input,
    )
    const rowIds =
      record === 'deals'
        ? await createRecords(
            ctx,
            dealsSubject,
            inputs.map(({ binned: _binned, ...input }) => ({ ...input, amount: String(input.amount) })),
          )
        : record === 'contacts'
          ? await createRecords(
              ctx,
              contactsSubject,
              plain.map((input) => ({ ...input, lastName: 'L' })),
            )
          : await createRecords(
              ctx,
              companiesSubject,
              plain.map((input) => ({ ...input, name: 'N' })),
            )
    facts.set(
      record,
      inputs.map((input, i) => ({ id: rowIds[i]!, ...input })),
    )
  }
  // What happens to people and departments later: they leave, are put elsewhere, go into the bin.
  await sql`update users u set active = x.active, department_id = x.department from jsonb_to_recordset(${JSON.stringify(
    ids.map((id, i) => ({ id, active: people[i]!.active, department: departmentOf.get(id) })),
  )}::jsonb) as x(id int, active boolean, department int) where u.id = x.id`.execute(ctx.db)
  const removed = [...made.values()].filter((one) => one.removed).map(({ id }) => id)
  await sql`update departments set removed_at = now() where id = any(${removed}::int[])`.execute(ctx.db)
  for (const [name, rows] of facts) {
    const binned = rows.filter((row) => row.binned).map(({ id }) => id)
    await sql`update ${sql.table(name)} set removed_at = now() where id = any(${binned}::int[])`.execute(ctx.db)
  }
  return { ctx, people: ids, departments: made, departmentOf, facts }
}

/** The people of a person's department and of those below, and below those that he is head of, told without SQL. */
function reference({ departments, departmentOf }: Built, me: number): { department: Set<number>; below: Set<number> } {
  const own = departmentOf.get(me) ?? null
  const reached = new Set<number>()
  const reach = (id: number): void => {
    const department = departments.get(id)
    if (!department || department.removed || reached.has(id)) return
    reached.add(id)
    for (const { id: child, parentId } of departments.values()) if (parentId === id) reach(child)
  }
  if (own !== null) reach(own)
  for (const { id, headId } of departments.values()) if (headId === me) reach(id)
  const colleagues = [...departmentOf].filter(([, at]) => own !== null && at === own).map(([id]) => id)
  const under = [...departmentOf].filter(([, at]) => at !== null && reached.has(at)).map(([id]) => id)
  return { department: new Set([me, ...colleagues]), below: new Set([me, ...colleagues, ...under]) }
}

const sorted = (ids: Iterable<number>) => [...ids].sort((a, b) => a - b)

/** For each of many people and every action, which rows the SQL of the scope finds, in one statement, and which the predicate means. */
async function both(
  ctx: Context,
  actors: readonly Actor[],
  name: Owned,
  facts: Built['facts'],
): Promise<{ found: number[][]; meant: number[][] }[]> {
  const rows = facts.get(name)!
  const columns = actors.map(
    (actor) =>
      sql`array[${sql.join(actions.map((action) => sql`coalesce(${scopeCondition(actor, name, action, 'd')}, false)`))}]`,
  )
  const { rows: found } = await sql<{ id: number; yes: boolean[][] }>`
    select d.id, array[${sql.join(columns)}] yes from ${sql.table(name)} d where d.id = any(${rows.map(({ id }) => id)}::int[])`.execute(
    ctx.db,
  )
  return actors.map((actor, who) => ({
    found: actions.map((_, i) => sorted(found.filter(({ yes }) => yes[who]![i]).map(({ id }) => id))),
    meant: actions.map((action) => sorted(rows.filter((row) => inScope(actor, name, action, row)).map(({ id }) => id))),
  }))
}

test('M19: whom a person has beside and below him is what the tree says; who has left has no rights', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, (world) =>
      inWorld(world, async (built) => {
        for (const [i, id] of built.people.entries()) {
          const actor = await loadActor(built.ctx.db, id, 'web')
          if (!world.people[i]!.active) {
            assert.equal(actor, null)
            continue
          }
          const expected = reference(built, id)
          assert.deepEqual(sorted(actor!.department), sorted(expected.department))
          assert.deepEqual(sorted(actor!.below), sorted(expected.below))
          assert.equal(actor!.administrator, world.people[i]!.roles.includes('administrator'))
        }
      }),
    ),
    { numRuns: cases(40, 1000) },
  )
})

/** Departments and people are put elsewhere one after another; what would make a circle is refused and changes nothing. */
const edits = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ what: fc.constant('parent' as const), of: place, to: fc.option(place) }) },
    fc.record({ what: fc.constant('head' as const), of: place, to: fc.option(place) }),
    fc.record({ what: fc.constant('person' as const), of: place, to: fc.option(place) }),
  ),
  { minLength: 10, maxLength: 10 },
)

test(`M19: after each of ${String(cases(500, 20_000))} edits of the tree everybody has beside and below him whom it says`, async () => {
  const done = { moved: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(worlds, edits, (world, steps) =>
      inWorld(
        {
          ...world,
          departments: world.departments.map((one) => ({ ...one, removed: false })),
          people: world.people.map((one) => ({ ...one, active: true })),
          rows: [],
        },
        async (built) => {
          const { ctx, people, departments, departmentOf } = built
          const ids = [...departments.keys()]
          for (const [step, { what, of, to }] of steps.entries()) {
            const target = to === null ? null : what === 'head' ? people[to]! : (ids[to] ?? null)
            if (what === 'person') {
              await changeRecords(ctx, usersSubject, [{ id: people[of]!, fields: { departmentId: target } }])
              departmentOf.set(people[of]!, target)
            } else if (ids[of] !== undefined) {
              const department = departments.get(ids[of])!
              const circle = what === 'parent' && target !== null && belowOf(departments, department.id).has(target)
              const moving = changeRecords(ctx, departmentsSubject, [
                { id: department.id, fields: what === 'head' ? { headId: target } : { parentId: target } },
              ])
              if (circle) await assert.rejects(moving, { key: 'error.circle' })
              else {
                await moving
                departments.set(department.id, { ...department, [what === 'head' ? 'headId' : 'parentId']: target })
              }
              done[circle ? 'refused' : 'moved']++
            }
            // Half of them after each edit, so that everybody is looked at after every two.
            for (const id of people.filter((_, i) => (i + step) % 2 === 0)) {
              const actor = (await loadActor(ctx.db, id, 'web'))!
              const expected = reference(built, id)
              assert.deepEqual(
                [sorted(actor.department), sorted(actor.below)],
                [sorted(expected.department), sorted(expected.below)],
              )
            }
          }
        },
      ),
    ),
    { numRuns: cases(50, 2000) },
  )
  assert.ok(done.moved > 100 && done.refused > 5, JSON.stringify(done))
})

/** A department and all below it. */
function belowOf(departments: Built['departments'], id: number): Set<number> {
  const reached = new Set([id])
  for (const at of reached) for (const one of departments.values()) if (one.parentId === at) reached.add(one.id)
  return reached
}

/** In each world every one of seven people is judged with the roles he has and with some sets of any others. */
const [setsOfAll, perPerson] = [28, 8]

test('M1: the rows of the SQL scope are the rows of the predicate: every action, ready roles and any others', async () => {
  const seen = { none: 0, part: 0, all: 0 }
  let judged = 0
  await fc.assert(
    fc.asyncProperty(worlds, fc.array(roleSets, { minLength: setsOfAll, maxLength: setsOfAll }), (world, sets) =>
      inWorld(world, async ({ ctx, people, facts }) => {
        const actors: Actor[] = [
          systemActor('a test'),
          { ...withRoles(systemActor('nobody'), sets[0]!), administrator: false },
        ]
        for (const [i, id] of people.entries()) {
          const actor = await loadActor(ctx.db, id, 'web')
          if (!actor) continue
          actors.push(actor)
          for (let k = 0; k < perPerson; k++) actors.push(withRoles(actor, sets[(i * 4 + k) % setsOfAll]!))
        }
        judged += actors.length
        for (const name of owned)
          for (const [i, { found, meant }] of (await both(ctx, actors, name, facts)).entries()) {
            assert.deepEqual(found, meant, `${name}: ${JSON.stringify([actors[i]!.may[name], actors[i]!.atStage])}`)
            for (const list of meant) {
              const all = facts.get(name)!.length
              seen[list.length === 0 ? 'none' : list.length === all ? 'all' : 'part']++
            }
          }
      }),
    ),
    { numRuns: cases(14, 560) },
  )
  assert.ok(judged >= cases(500, 20_000), `${String(judged)} people`)
  assert.ok(seen.none > 100 && seen.part > 100 && seen.all > 100, JSON.stringify(seen))
})

test('M2: one more role, one wider range, never takes a row away, and several roles reach what the widest of them do', async () => {
  let judged = 0
  await fc.assert(
    fc.asyncProperty(
      worlds,
      fc.array(fc.tuple(roleSets, roleSets, fc.nat(), fc.constantFrom(...ranges)), { minLength: 12, maxLength: 12 }),
      (world, quads) =>
        inWorld(world, async ({ ctx, people, facts }) => {
          const actors: Actor[] = []
          for (const [i, id] of people.entries()) {
            const actor = await loadActor(ctx.db, id, 'web')
            if (!actor) continue
            for (let k = 0; k < 6; k++) {
              const [one, other, at, range] = quads[(i + 2 * k) % quads.length]!
              actors.push(
                ...[one, other, [...one, ...other], widened(one, at, range)].map((set) => withRoles(actor, set)),
              )
            }
          }
          judged += actors.length / 4
          for (const name of owned) {
            const rows = (await both(ctx, actors, name, facts)).map(({ found }) => found)
            for (let i = 0; i < rows.length; i += 4)
              for (const [k, action] of actions.entries()) {
                const [one, other, together, wider] = rows.slice(i, i + 4).map((found) => new Set(found[k]))
                assert.ok(one!.union(other!).isSubsetOf(together!), `${name}.${action}: a role more takes away`)
                assert.ok(one!.isSubsetOf(wider!), `${name}.${action}: a wider range takes away`)
                // To see, and what needs no seeing, is the union itself; acting needs both, which may come from two roles.
                if (action === 'see' || action === 'add')
                  assert.deepEqual(sorted(together!), sorted(one!.union(other!)))
              }
          }
        }),
    ),
    { numRuns: cases(20, 800) },
  )
  assert.ok(judged >= cases(500, 20_000), `${String(judged)} pairs of roles`)
})

/** The same roles, one range of which is at least so wide. */
function widened(roles: readonly RoleRights[], at: number, range: Range): RoleRights[] {
  const all = roles.flatMap(({ grants }) => grants)
  const chosen = all[at % Math.max(1, all.length)]
  return roles.map((role) => ({
    ...role,
    grants: role.grants.map((grant) => (grant === chosen ? { ...grant, range: widest([grant.range, range]) } : grant)),
  }))
}

/** All pages of a list or a column. */
async function pages(
  read: (after: string | undefined) => Promise<{ items: { id: number }[]; next: string | null }>,
): Promise<number[]> {
  const ids: number[] = []
  for (let after: string | undefined; ;) {
    const page = await read(after)
    ids.push(...page.items.map(({ id }) => id))
    if (page.next === null) return ids
    after = page.next
  }
}

test('lists and boards hold the rows of the predicate, also where they are read by slices of what a person sees', async () => {
  await fc.assert(
    fc.asyncProperty(
      worlds,
      fc.array(roleSets, { minLength: 7, maxLength: 7 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 5 }),
      (world, grants, many, limit) =>
        inWorld(world, async ({ ctx: own, people, facts }) => {
          // Where somebody else has very much, what one sees is read by its owners.
          if (many)
            await sql`insert into deal_totals (stage_id, owner_id, opened, currency, count, amount, amount_base) values (99, 1, true, 'USD', 10000000, 0, 0)`.execute(
              own.db,
            )
          for (const [i, id] of people.entries()) {
            const actor = await loadActor(own.db, id, 'web')
            if (!actor) continue
            const ctx = { ...own, actor: withRoles(actor, grants[i]!) }
            for (const name of owned) {
              const meant = facts.get(name)!.filter((row) => !row.binned && inScope(ctx.actor, name, 'see', row))
              for (const sort of [
                ['-createdAt'],
                ['createdAt', 'id'],
                ...(name === 'deals' ? [['-amount'], ['amount']] : []),
              ]) {
                const reading = pages((after) =>
                  listRecords(ctx, name as RecordName, {
                    sort,
                    limit,
                    removed: false,
                    filter: { field: 'id', op: 'in', value: facts.get(name)!.map((row) => row.id) },
                    ...(after === undefined ? {} : { after }),
                  }),
                )
                if (sort[0]!.endsWith('amount') && ctx.actor.limits.deals?.hidden.has('amount')) {
                  // A position would tell what is hidden.
                  await assert.rejects(reading, { code: 'denied' })
                  continue
                }
                const ids = await reading
                const sign = sort[0]!.startsWith('-') ? -1 : 1
                const byAmount = sort[0]!.endsWith('amount')
                const inOrder = [...meant].sort((a, b) => sign * ((byAmount ? a.amount - b.amount : 0) || a.id - b.id))
                assert.deepEqual(
                  ids,
                  inOrder.map((row) => row.id),
                  `${name} by ${sort.join()}`,
                )
              }
              if (name !== 'deals') continue
              // All columns at once: those at which he sees much and those at which he sees little.
              const whole = await board(ctx, { pipelineId: 1, limit, closed: true })
              for (const stageId of [1, 2, 3]) {
                const ids = await pages(async (after) => {
                  const { columns } = await board(ctx, {
                    pipelineId: 1,
                    limit,
                    closed: true,
                    stageId,
                    ...(after === undefined ? {} : { after }),
                  })
                  return columns[0]!
                })
                assert.deepEqual(
                  sorted(ids),
                  sorted(meant.filter((row) => row.stageId === stageId).map((row) => row.id)),
                )
                assert.deepEqual(
                  whole.columns.find(({ stage }) => stage.id === stageId)!.items.map(({ id }) => id),
                  ids.slice(0, limit),
                )
              }
            }
          }
        }),
    ),
    { numRuns: cases(8) },
  )
})

test('A11: a deal comes only into a stage at which one moves deals, and into another pipeline only where one adds them', async () => {
  const seller = await app.person('Mover', ['seller'])
  const { id: pipelineId } = await app.administrator.does('pipelines.create', { name: 'Service' })
  const stages = (await app.administrator.does('stages.list', { limit: 500, sort: ['position'] })).items
  const [first, second, third] = stages.filter((stage) => stage.pipelineId === 1)
  const elsewhere = stages.find((stage) => stage.pipelineId === pipelineId)!
  const { id } = await seller.does('deals.create', { title: 'To and fro' })
  const actor = await seller.actor()
  const ask = (atStage: Actor['atStage'], method: string, input: object) =>
    call(app.app.installation, methods, method, input, { ...actor, atStage })
  const move = (atStage: Actor['atStage'], stageId: number) => ask(atStage, 'deals.move', { id, stageId })
  const nobodyAt = (stage: number): ReadonlyMap<number, Range> => new Map([[stage, 'nobody']])

  await assert.rejects(move({ move: nobodyAt(second!.id) }, second!.id), { key: 'error.denied.stage' })
  await assert.rejects(move({ add: nobodyAt(elsewhere.id) }, elsewhere.id), { key: 'error.denied.pipeline' })
  await assert.rejects(move({ move: nobodyAt(first!.id) }, third!.id), { key: 'error.denied.action.stage' })
  await move({ move: nobodyAt(third!.id) }, second!.id)
  await move({ add: nobodyAt(second!.id) }, elsewhere.id)
  await assert.rejects(ask({ add: nobodyAt(second!.id) }, 'deals.create', { title: 'New', stageId: second!.id }), {
    key: 'error.denied.add',
  })
  await assert.rejects(ask({ edit: nobodyAt(elsewhere.id) }, 'deals.change', { id, fields: { title: 'Other' } }), {
    key: 'error.denied.action.stage',
  })
  await assert.rejects(ask({ see: nobodyAt(elsewhere.id) }, 'deals.get', { id }), { key: 'error.missing' })
  const log = await seller.does('deals.stages', { id })
  assert.deepEqual(
    log.map(({ stageId }) => stageId),
    [first!.id, second!.id, elsewhere.id],
  )
})

test('moves limited to pairs hold at every door, the screens are told which stages are closed, and what is missing is said', async () => {
  const { administrator } = app
  const at = (await administrator.does('stages.list', { limit: 500, sort: ['position'] })).items
  const [first, next, third] = at.filter((stage) => stage.pipelineId === 1)
  const elsewhere = at.find((stage) => stage.pipelineId === second.pipelineId)!
  const role = await administrator.does('roles.create', { name: 'Step by step', grants: readyGrants('own') })
  const pairs = [
    { fromId: first!.id, toId: next!.id },
    { fromId: next!.id, toId: first!.id },
    { fromId: next!.id, toId: third!.id },
  ]
  await administrator.does('roles.allow', { id: role.id, passages: [{ pipelineId: 1, pairs }] })
  const person = await app.person('Stepper', [])
  await administrator.does('users.change', { id: person.id, fields: { roleIds: [role.id] } })
  const { id } = await person.does('deals.create', { title: 'Step by step', stageId: first!.id })
  const missing = `Your role does not allow the move from “${first!.name}” to “${third!.name}”`
  const closed = async () => (await person.does('deals.get', { id })).closed
  const open = async () => {
    const shut = await closed()
    return sorted(at.flatMap((stage) => (stage.id in shut ? [] : [stage.id])))
  }

  const refused = await person.tries('deals.move', { id, stageId: third!.id })
  assert.deepEqual([refused?.status, refused?.key, refused?.details.field], [403, 'error.denied.passage', 'stageId'])
  const { body } = await app.inject('deals.move', { id, stageId: third!.id }, { authorization: `Bearer ${person.key}` })
  assert.equal((body as { error: { message: string } }).error.message, missing)
  assert.equal((await person.tries('deals.move', { id, stageId: elsewhere.id }))?.key, 'error.denied.passage')
  assert.deepEqual(await open(), sorted([first!.id, next!.id]))
  assert.equal((await closed())[third!.id], missing)

  // By steps it goes, and what is told is what is done: of every stage.
  await person.does('deals.move', { id, stageId: next!.id })
  assert.deepEqual(await open(), sorted([first!.id, next!.id, third!.id]))
  for (const { id: stageId } of at.filter((stage) => stage.id !== next!.id)) {
    const shut = await closed()
    const tried = await person.tries('deals.move', { id, stageId })
    assert.equal(tried !== null, stageId in shut, `${String(stageId)} ${String(tried?.key)}`)
    if (!tried) await administrator.does('deals.move', { id, stageId: next!.id })
  }

  // A step that may not be made back is not taken back by undoing either.
  await person.does('deals.move', { id, stageId: third!.id })
  const { items } = await person.does('events.list', { record: 'deals', id, limit: 1 })
  assert.equal((await person.tries('events.undo', { id: items[0]!.id }))?.key, 'error.denied.passage')
  assert.equal((await person.does('deals.get', { id })).stageId, third!.id)
  // Where nothing leads out of a stage, nothing but it is open.
  assert.deepEqual(await open(), [third!.id])

  // An import steps no further, row by row.
  await administrator.does('deals.move', { id, stageId: first!.id })
  const started = await person.does('imports.start', {
    fileName: 'a.csv',
    text: `Title;Stage\nStep by step;${third!.name}\n`,
    mapping: {
      record: 'deals',
      columns: [
        { column: 'Title', field: 'title' },
        { column: 'Stage', field: 'stageId' },
      ],
      key: ['title'],
      existing: 'overwrite',
    },
  })
  await runImport(app.app.installation, started.id, new AbortController().signal)
  const refusals = await person.does('imports.refusals', { id: started.id })
  assert.ok(JSON.stringify(refusals).includes(missing), JSON.stringify(refusals))
  assert.equal((await person.does('deals.get', { id })).stageId, first!.id)

  // Who moves nothing is told of every stage, and why.
  await administrator.does('roles.allow', {
    id: role.id,
    grants: [{ record: 'deals', action: 'move', range: 'nobody' }],
    passages: [{ pipelineId: 1, pairs: [] }],
  })
  assert.deepEqual(await open(), [first!.id])
  assert.equal((await closed())[next!.id], 'Your role lacks the right “Deals: Move”: an administrator can give it')
})
