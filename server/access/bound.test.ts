import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { actions, type Actor } from '../../model/access.ts'
import { activitiesSubject } from '../activities/activities.ts'
import { companiesSubject } from '../companies/methods.ts'
import { contactsSubject } from '../contacts/methods.ts'
import { dealsSubject } from '../deals/deals.ts'
import type { Context } from '../platform/method.ts'
import { createRecords } from '../records/change.ts'
import { loadRows } from '../records/read.ts'
import { cases, startTestApp, type TestApp } from '../test/app.ts'
import { roleSets, withRoles } from '../test/roles.ts'
import { loadActor } from './actor.ts'
import { inScope, scopeCondition, type ScopeFacts } from './scope.ts'

let app: TestApp
let people: number[]
before(async () => {
  app = await startTestApp()
  const top = await app.administrator.does('departments.create', { name: 'Top' })
  const under = await app.administrator.does('departments.create', { name: 'Under', parentId: top.id })
  people = []
  for (const [i, department] of [top.id, under.id, under.id, undefined].entries())
    people.push((await app.person(`Person ${String(i)}`, ['seller'], department)).id)
})
after(() => app.stop())

interface Made {
  owner: number
  opened: boolean
  observers: number[]
  binned: boolean
}
interface World extends Record<'deals' | 'contacts' | 'companies', Made[]> {
  activities: (Record<'participants' | 'watchers' | 'deals' | 'contacts' | 'companies', number[]> &
    Record<'owner' | 'creator', number>)[]
}
const person = fc.nat({ max: 3 })
const record = fc.record({
  owner: person,
  opened: fc.boolean(),
  observers: fc.uniqueArray(person, { maxLength: 1 }),
  binned: fc.constantFrom(false, false, false, true),
})
const records = fc.array(record, { minLength: 3, maxLength: 3 })
const some = fc.uniqueArray(fc.nat({ max: 2 }), { maxLength: 2 })
const worlds: fc.Arbitrary<World> = fc.record({
  deals: records,
  contacts: records,
  companies: records,
  activities: fc.array(
    fc.record({
      owner: person,
      creator: person,
      participants: fc.uniqueArray(person, { maxLength: 2 }),
      watchers: fc.uniqueArray(person, { maxLength: 1 }),
      deals: some,
      contacts: fc.oneof(fc.constant<number[]>([]), some),
      companies: fc.oneof(fc.constant<number[]>([]), fc.constant<number[]>([]), some),
    }),
    { minLength: 8, maxLength: 8 },
  ),
})

/** Builds a world in a transaction that is taken back at the end. */
async function inWorld(world: World, look: (ctx: Context, ids: number[]) => Promise<void>): Promise<void> {
  const back = new Error('taken back')
  await app
    .system(async (ctx) => {
      const at = (places: readonly number[]) => places.map((i) => people[i]!)
      const own = (rows: World['deals']) =>
        rows.map(({ owner, opened, observers }, i) => ({
          ownerId: people[owner]!,
          opened,
          observerIds: at(observers),
          stageId: 1 + i,
        }))
      const plain = (rows: World['deals']) => own(rows).map(({ stageId: _stage, ...row }) => row)
      const made = {
        deals: await createRecords(ctx, dealsSubject, own(world.deals)),
        contacts: await createRecords(
          ctx,
          contactsSubject,
          plain(world.contacts).map((row) => ({ ...row, lastName: 'L' })),
        ),
        companies: await createRecords(
          ctx,
          companiesSubject,
          plain(world.companies).map((row) => ({ ...row, name: 'N' })),
        ),
      }
      const ids = await createRecords(
        ctx,
        activitiesSubject,
        world.activities.map((one) => ({
          ownerId: people[one.owner]!,
          participantIds: at(one.participants),
          watcherIds: at(one.watchers),
          dealIds: one.deals.map((i) => made.deals[i]!),
          contactIds: one.contacts.map((i) => made.contacts[i]!),
          companyIds: one.companies.map((i) => made.companies[i]!),
        })),
      )
      const creators = JSON.stringify(ids.map((id, i) => ({ id, by: people[world.activities[i]!.creator] })))
      await sql`update activities a set created_by = x.by from json_to_recordset(${creators}::json) as x(id int, by int) where x.id = a.id`.execute(
        ctx.db,
      )
      for (const name of ['deals', 'contacts', 'companies'] as const) {
        const binned = made[name].filter((_, i) => world[name][i]!.binned)
        await sql`update ${sql.table(name)} set removed_at = now() where id = any(${binned}::int[])`.execute(ctx.db)
      }
      await look(ctx, ids)
      throw back
    })
    .catch((error: unknown) => {
      if (error !== back) throw error
    })
}

test('M1: of what is bound to records, the rows of the SQL scope are the rows of the predicate, whatever roles say', async () => {
  const seen = { yes: 0, no: 0 }
  await fc.assert(
    fc.asyncProperty(worlds, fc.array(roleSets, { minLength: 8, maxLength: 8 }), (world, sets) =>
      inWorld(world, async (ctx, ids) => {
        const actors: Actor[] = [await app.administrator.actor(), ctx.actor]
        const stages = [1, 2, 3, 4].map((id) => ({ id, pipelineId: 1 }))
        for (const [i, id] of people.entries()) {
          const actor = (await loadActor(ctx.db, id, 'web'))!
          actors.push(actor, withRoles(actor, sets[i]!, stages), withRoles(actor, sets[i + 4]!, stages))
        }
        const columns = actors.map(
          (actor) =>
            sql`array[${sql.join(actions.map((action) => sql`coalesce(${scopeCondition(actor, 'activities', action, 'd')}, false)`))}]`,
        )
        const { rows } = await sql<{ id: number; yes: boolean[][] }>`
          select d.id, array[${sql.join(columns)}] yes from activities d where d.id = any(${ids}::int[])`.execute(
          ctx.db,
        )
        const facts = await loadRows(ctx, 'activities', ids)
        for (const { id, yes } of rows)
          for (const [i, actor] of actors.entries()) {
            const meant = actions.map((action) => inScope(actor, 'activities', action, facts.get(id) as ScopeFacts))
            assert.deepEqual(yes[i], meant, JSON.stringify([facts.get(id), actor.id, actor.may.deals]))
            for (const one of meant) seen[one ? 'yes' : 'no']++
          }
      }),
    ),
    { numRuns: cases(12, 1000) },
  )
  assert.ok(seen.yes > 1000 && seen.no > 1000, JSON.stringify(seen))
})

test('the rule for what is bound says no more than that for what it is bound to', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, roleSets, person, (world, set, who) =>
      inWorld(world, async (ctx, ids) => {
        const me = (await loadActor(ctx.db, people[who]!, 'web'))!
        const actor = withRoles(
          me,
          set,
          [1, 2, 3, 4].map((id) => ({ id, pipelineId: 1 })),
        )
        const read = async (name: 'deals' | 'contacts' | 'companies' | 'activities', action: 'see' | 'edit') => {
          const { rows } = await sql<{ id: number }>`
            select d.id from ${sql.table(name)} d where d.removed_at is null and ${scopeCondition(actor, name, action, 'd')}`.execute(
            ctx.db,
          )
          return new Set(rows.map(({ id }) => id))
        }
        for (const action of ['see', 'edit'] as const) {
          const [deals, contacts, companies, found, sight] = [
            await read('deals', action),
            await read('contacts', action),
            await read('companies', action),
            await read('activities', action),
            await read('activities', 'see'),
          ]
          for (const row of (await loadRows(ctx, 'activities', ids)).values()) {
            const bound = row.dealIds.length + row.contactIds.length + row.companyIds.length > 0
            const through =
              row.dealIds.some((id) => deals.has(id)) ||
              row.contactIds.some((id) => contacts.has(id)) ||
              row.companyIds.some((id) => companies.has(id))
            const own = row.ownerId === actor.id && action === 'edit' && sight.has(row.id)
            const among = [
              row.ownerId,
              row.createdBy,
              ...row.participantIds,
              ...(action === 'see' ? row.watcherIds : []),
            ]
            assert.equal(found.has(row.id), bound ? through || own : among.includes(actor.id!), JSON.stringify(row))
          }
        }
      }),
    ),
    { numRuns: cases(8, 500) },
  )
})
