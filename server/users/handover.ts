import { sql } from 'kysely'
import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import type { RowOf } from '../../model/records.ts'
import { companiesSubject } from '../companies/methods.ts'
import { contactsSubject } from '../contacts/methods.ts'
import { dealsSubject } from '../deals/deals.ts'
import { scopeCondition, seesAll } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { enqueue } from '../platform/jobs.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, type Subject } from '../records/change.ts'
import { lockRows } from '../records/read.ts'
import { usersSubject } from './users.ts'

/** What a person is responsible for, in the order in which it goes over. */
export const parts = ['openDeals', 'closedDeals', 'companies', 'contacts'] as const
export type Part = (typeof parts)[number]
type Owned = 'deals' | 'companies' | 'contacts'
const recordOf = { openDeals: 'deals', closedDeals: 'deals', companies: 'companies', contacts: 'contacts' } as const
const subjects = { deals: dealsSubject, companies: companiesSubject, contacts: contactsSubject }

export const deactivateInput = z.strictObject({
  id: integerId,
  /** who takes over; null: the records stay with the one who goes */
  heirId: integerId.nullable(),
  parts: z.array(z.enum(parts)).default([...parts]),
})

/** How far a handover has come. */
export interface Handover {
  id: number
  personId: number
  heirId: number
  byId: number
  parts: Part[]
  deactivated: boolean
  state: 'running' | 'done' | 'undoing' | 'undone' | 'failed'
  total: number
  done: number
  /** of those to be given back: what has gone elsewhere since and stays there */
  kept: number
  problem: string | null
  createdAt: string
}
export const handoverColumns = sql.raw(
  'h.id, h.person_id, h.heir_id, h.by_id, h.parts, h.deactivated, h.state, h.total, h.done, h.kept, h.problem, h.created_at',
)

/** Whether the numbers of a handover may be told: it is the actor's own, or he sees all that it may count. */
export const tellsHandover = ({ actor }: Context, { byId }: Handover): boolean =>
  byId === actor.id || Object.values(recordOf).every((record) => seesAll(actor, record))

/** More than so many go over in the background. */
export const mostAtOnce = 1000
export const chunk = 500
/** For so long it can be taken back, as anything that an administrator did. */
const undoHours = 24

/**
 * Switches a person off and hands his records over, each by a change of its own with its event. A person who is off
 * already only hands over. Throws AppError.
 */
export async function deactivate(
  ctx: Context,
  { id, heirId, parts }: z.output<typeof deactivateInput>,
): Promise<{ id: number; handover: Handover | null }> {
  const people = await lockRows(ctx, 'users', heirId === null ? [id] : [id, heirId], 'edit')
  const heir = heirId === null ? null : people.get(heirId)!
  if (heirId === id) throw new AppError('invalid', 'error.handover.self', {}, { field: 'heirId' })
  if (heir && (!heir.active || heir.removedAt))
    throw new AppError('invalid', 'error.handover.heir', {}, { field: 'heirId' })
  const { rows: busy } = await sql`
    select 1 from handovers where person_id = ${id} and state in ('running', 'undoing') limit 1`.execute(ctx.db)
  if (busy.length) throw new AppError('conflict', 'error.handover.running')
  const { active } = people.get(id)!
  if (active) await changeRecords(ctx, usersSubject, [{ id, fields: { active: false } }])
  const belonging = { personId: id, parts }
  const total = heirId === null ? 0 : await countOf(ctx, belonging)
  if (heirId === null || total === 0) return { id, handover: null }
  const handover = await ctx.db
    .insertInto('handovers')
    .values({ ...belonging, heirId, byId: ctx.actor.id!, deactivated: active, state: 'running', total })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (total > mostAtOnce) {
    await enqueue(ctx.db, 'users.handOver', { handoverId: handover.id }, { personId: ctx.actor.id })
  } else {
    for (let more = true; more;) more = await goOn(ctx, handover.id)
  }
  return { id, handover: await loadHandover(ctx, handover.id) }
}

/** Gives back what a handover took, as far as nobody has given it to a third one since, and switches the person on again. */
export async function takeBack(ctx: Context, handoverId: number): Promise<Handover> {
  const { personId } = await loadHandover(ctx, handoverId)
  await lockRows(ctx, 'users', [personId], 'edit')
  const handover = await loadHandover(ctx, handoverId)
  if (handover.state === 'running' || handover.state === 'undoing')
    throw new AppError('conflict', 'error.handover.running')
  if (handover.state === 'undone') throw new AppError('conflict', 'error.undo.twice')
  if (Date.parse(ctx.now) - Date.parse(handover.createdAt) > undoHours * 3_600_000)
    throw new AppError('conflict', 'error.undo.late')
  // Nobody who is switched off can be made responsible.
  await changeRecords(ctx, usersSubject, [{ id: personId, fields: { active: true } }])
  const { rows } = await sql<{ count: number }>`
    update handovers h set state = 'undoing', by_id = ${ctx.actor.id}::int, problem = null, done = 0, kept = 0,
      total = (select count(*) from handover_records r where r.handover_id = h.id)
    where id = ${handoverId} returning total as count`.execute(ctx.db)
  if (rows[0]!.count > mostAtOnce) {
    await enqueue(ctx.db, 'users.handOver', { handoverId }, { personId: ctx.actor.id })
  } else {
    for (let more = true; more;) more = await goOn(ctx, handoverId)
  }
  return loadHandover(ctx, handoverId)
}

/** One chunk of a handover, or of its taking back. Gives whether there is more to do. */
export async function goOn(ctx: Context, id: number): Promise<boolean> {
  const handover = await loadHandover(ctx, id, true)
  if (handover.state === 'running') return handOverChunk(ctx, handover)
  if (handover.state === 'undoing') return giveBackChunk(ctx, handover)
  return false
}

async function handOverChunk(ctx: Context, handover: Handover): Promise<boolean> {
  for (const part of handover.parts) {
    const record = recordOf[part]
    const { rows } = await sql<{ id: number }>`
      select d.id from ${sql.table(record)} d where ${belongs(ctx, part, handover.personId)} order by d.id limit ${chunk}`.execute(
      ctx.db,
    )
    const ids = rows.map((row) => row.id)
    if (!ids.length) continue
    await give(ctx, record, ids, handover.heirId)
    await sql`insert into handover_records (handover_id, record, record_id)
      select ${handover.id}, ${record}, id from unnest(${ids}::int[]) id on conflict do nothing`.execute(ctx.db)
    await sql`update handovers set done = done + ${ids.length}, total = greatest(total, done + ${ids.length}) where id = ${handover.id}`.execute(
      ctx.db,
    )
    return true
  }
  await end(ctx, handover.id, 'done')
  return false
}

async function giveBackChunk(ctx: Context, handover: Handover): Promise<boolean> {
  const { rows: left } = await sql<{ record: Owned; recordId: number }>`
    delete from handover_records where (handover_id, record, record_id) in (
      select handover_id, record, record_id from handover_records where handover_id = ${handover.id}
      order by record, record_id limit ${chunk}) returning record, record_id`.execute(ctx.db)
  if (!left.length) {
    // Who had been off before is off again.
    if (!handover.deactivated)
      await changeRecords(ctx, usersSubject, [{ id: handover.personId, fields: { active: false } }])
    await end(ctx, handover.id, 'undone')
    return false
  }
  let returned = 0
  for (const [record, group] of Map.groupBy(left, (one) => one.record)) {
    const { rows } = await sql<{ id: number }>`
      select d.id from ${sql.table(record)} d
      where d.id = any(${group.map((one) => one.recordId)}::int[]) and d.owner_id = ${handover.heirId} and d.removed_at is null`.execute(
      ctx.db,
    )
    returned += rows.length
    await give(
      ctx,
      record,
      rows.map((row) => row.id),
      handover.personId,
    )
  }
  await sql`update handovers set done = done + ${left.length}, kept = kept + ${left.length - returned} where id = ${handover.id}`.execute(
    ctx.db,
  )
  return true
}

/** Makes somebody responsible of records of one kind. */
async function give(ctx: Context, record: Owned, ids: readonly number[], ownerId: number): Promise<void> {
  if (!ids.length) return
  // Each of the three has a responsible; which of them it is, the compiler can't follow.
  const subject = subjects[record] as unknown as Subject<'deals'>
  await changeRecords(
    ctx,
    subject,
    ids.map((id) => ({ id, fields: { ownerId } satisfies Partial<RowOf<'deals'>> })),
  )
}

type Belonging = Pick<Handover, 'personId' | 'parts'>

/**
 * The records of a person that are meant, as `d`, of those that the actor may give to another. What lies in the bin stays
 * his.
 */
const belongs = ({ actor }: Context, part: Part, personId: number) =>
  sql<boolean>`d.owner_id = ${personId} and d.removed_at is null and ${scopeCondition(actor, recordOf[part], 'assign', 'd')} ${
    part === 'openDeals' ? sql`and d.state = 'open'` : part === 'closedDeals' ? sql`and d.state <> 'open'` : sql``
  }`
const countPart = (ctx: Context, part: Part, personId: number) =>
  sql`(select count(*)::int from ${sql.table(recordOf[part])} d where ${belongs(ctx, part, personId)})`

async function countOf(ctx: Context, { personId, parts }: Belonging): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select ${sql.join([sql`0`, ...parts.map((part) => countPart(ctx, part, personId))], sql` + `)} as count`.execute(
    ctx.db,
  )
  return rows[0]!.count
}

/** How much a person is responsible for, of what the actor may give to another. */
export async function belongingsOf(ctx: Context, id: number): Promise<Record<Part, number>> {
  const { rows } = await sql<Record<Part, number>>`
    select ${sql.join(parts.map((part) => sql`${countPart(ctx, part, id)} as ${sql.id(part)}`))}`.execute(ctx.db)
  return rows[0]!
}

export async function loadHandover(ctx: Pick<Context, 'db'>, id: number, locked = false): Promise<Handover> {
  const { rows } = await sql<Handover>`
    select ${handoverColumns} from handovers h where h.id = ${id} ${locked ? sql`for update` : sql``}`.execute(ctx.db)
  if (!rows[0]) throw new AppError('missing', 'error.missing')
  return rows[0]
}

const end = ({ db }: Context, id: number, state: 'done' | 'undone') =>
  sql`update handovers set state = ${state}, ended_at = clock_timestamp() where id = ${id}`.execute(db)
