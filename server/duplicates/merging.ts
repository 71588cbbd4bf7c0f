import { sql } from 'kysely'
import type { z } from 'zod'
import type { Changes } from '../../model/events.ts'
import type { MergeName } from '../../model/merging.ts'
import { records, type RecordName, type RowOf } from '../../model/records.ts'
import { isHidden } from '../access/fields.ts'
import { inScope } from '../access/scope.ts'
import { writeLines } from '../deals/lines.ts'
import { AppError } from '../platform/errors.ts'
import { enqueue } from '../platform/jobs.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, type Subject } from '../records/change.ts'
import { fieldsOf } from '../records/custom.ts'
import { removedError } from '../records/merged.ts'
import { deniedErrors, loadRows, lockRows } from '../records/read.ts'
import { showCarried } from '../repetitions/repetitions.ts'
import { subjects } from '../subjects.ts'
import { carry, type Carried } from './carrying.ts'
import { onBehalf, planMerge, type mergeInput, type Plan, type Stored } from './plan.ts'

/** A record that has become part of another one, in the event that says so. */
export interface Part {
  id: number
  name: string
}
type Input = Pick<z.output<typeof mergeInput>, 'ids' | 'into' | 'take'> & Partial<z.output<typeof mergeInput>>

/**
 * Makes one record of several: the others go to the bin and point at it, what was linked with them or hangs on them goes
 * over to it. Needs the right to change and to delete each of them. One event on the one that stays, which can be undone;
 * gives its id. Throws AppError.
 */
export async function mergeRecords(
  ctx: Context,
  name: MergeName,
  { ids, into, take, seen = [], shows = false }: Input,
): Promise<number> {
  if (!ids.includes(into)) throw new AppError('invalid', 'error.merge.itself', {}, { field: 'into' })
  const rows = await lockMergeable(ctx, name, ids)
  await demandSeen(ctx, name, rows, seen)
  const plan = await planMerge(ctx, name, rows, { into, take })
  if (plan.gain.length && !shows) throw showsError(plan)
  const parts = rows
    .filter(({ id }) => id !== into)
    .map((row): Part => ({ id: row.id, name: String(row[records[name].named]) }))
  const others = parts.map(({ id }) => id)
  const server = onBehalf(ctx)
  // Each record's subject is that of its name.
  const subject = subjects[name] as unknown as Subject<MergeName>
  const carried = await carry(server, name, others, into)
  if (name === 'deals') await showCarried(server, ids)
  if (name === 'deals') carried.push({ place: relations, rows: relatedOf(rows, others) })
  const also = new Map(others.map((id) => [id, { mergedInto: [null, into] } as Changes]))
  await changeRecords(
    server,
    subject,
    others.map((id) => ({ id, fields: { removedAt: ctx.now, ...(name === 'deals' ? { relatedIds: [] } : {}) } })),
    { event: `${name}.removed`, action: 'delete', also, unasked: true },
  )
  await writeMaster(server, name, plan, { merged: [null, parts] })
  const {
    rows: [event],
  } = await sql<{ id: number }>`
    select max(id) id from events where record = ${name} and record_id = ${into} and name = ${`${name}.merged`}`.execute(
    ctx.db,
  )
  await sql`insert into merged (record, record_id, into_id, event_id)
    select ${name}, id, ${into}::int, ${event!.id}::bigint from unnest(${others}::int[]) id
    on conflict (record, record_id) do update set into_id = excluded.into_id, event_id = excluded.event_id`.execute(
    ctx.db,
  )
  await keepMoves(ctx, event!.id, carried)
  // Whoever was writing a link to one of them meanwhile is done by then.
  for (const delaySeconds of [5, 120])
    await enqueue(ctx.db, carryLate, { record: name, eventId: event!.id }, { personId: ctx.actor.id, delaySeconds })
  return event!.id
}
/** Of each deal that has gone, the others that it was related to. */
export const relations = 'deals.relatedIds'
const relatedOf = (rows: readonly Stored[], ids: readonly number[]) =>
  rows.flatMap((row) => (ids.includes(row.id) ? [{ id: row.id, before: row['relatedIds'] }] : []))
export const carryLate = 'duplicates.carryLate'

export const keepMoves = async (ctx: Context, eventId: number, carried: readonly Carried[]): Promise<void> => {
  for (const { place, rows } of carried)
    await ctx.db
      .insertInto('mergeMoves')
      .values({ eventId, place, rows: JSON.stringify(rows) })
      .execute()
}

/** Rows that the actor may change and delete, locked. Throws AppError. */
export async function lockMergeable(ctx: Context, name: MergeName, ids: readonly number[]): Promise<Stored[]> {
  // Of whichever record they are, their values are looked at by name.
  const found = (await lockRows(ctx, name as RecordName, ids, 'edit')) as unknown as Map<number, Stored>
  const rows = ids.map((id) => found.get(id)!)
  await demandDeletable(ctx, name, rows)
  const removed = rows.find(({ removedAt }) => removedAt !== null)
  if (removed) throw await removedError(ctx, name, removed.id)
  return rows
}

export async function demandDeletable(ctx: Context, name: MergeName, rows: readonly Stored[]): Promise<void> {
  const row = rows.find((one) => !inScope(ctx.actor, name, 'delete', one))
  if (row) throw (await deniedErrors(ctx, name, [{ action: 'delete', row }]))[0]!
}

/** Somebody looked at the records before: what he saw of them has to be so still. Throws AppError. */
async function demandSeen(
  ctx: Context,
  name: MergeName,
  rows: readonly Stored[],
  seen: readonly { id: number; version: number }[],
): Promise<void> {
  const stale = rows.flatMap((row) => {
    const version = seen.find(({ id }) => id === row.id)?.version
    return version !== undefined && version < row.version ? [{ row, version }] : []
  })
  if (!stale.length) return
  const { rows: events } = await sql<{ recordId: number; version: number; changes: Changes }>`
    select record_id, version, changes from events where record = ${name} and record_id = any(${stale.map(({ row }) => row.id)}::int[])`.execute(
    ctx.db,
  )
  for (const { row, version } of stale) {
    const changed = new Set(
      events
        .filter((event) => event.recordId === row.id && event.version > version)
        .flatMap(({ changes }) => Object.keys(changes))
        .filter((field) => field in fieldsOf(ctx.actor, name) && !isHidden(ctx.actor, name, field, row)),
    )
    if (changed.size)
      throw new AppError(
        'conflict',
        'error.merge.changed',
        { name: String(row[records[name].named]), fields: [...changed].map((field) => `${name}.${field}`).join(', ') },
        { fields: { id: row.id } },
      )
  }
}

const named = 5
function showsError({ gain }: Plan): AppError {
  const names = gain.slice(0, named).map(({ name }) => name)
  const more = gain.length - names.length
  return new AppError(
    'conflict',
    'error.merge.shows',
    { names: `${names.join(', ')}${more ? ` (+${String(more)})` : ''}` },
    { field: 'shows', fields: { ids: gain.map(({ id }) => id) } },
  )
}

async function writeMaster(ctx: Context, name: MergeName, { into, values, lines }: Plan, also: Changes): Promise<void> {
  const fields: Record<string, unknown> = { ...values }
  if (lines && JSON.stringify(lines.before) !== JSON.stringify(lines.after)) {
    await writeLines(ctx, [{ dealId: into, currency: String(fields['currency']), lines: lines.after }])
    also['lines'] = [lines.before, lines.after]
  }
  if (lines) await settleAmount(ctx, into, fields, lines.after.length > 0)
  await changeRecords(
    ctx,
    subjects[name] as unknown as Subject<MergeName>,
    [{ id: into, fields: fields as Partial<RowOf<MergeName>> }],
    {
      event: `${name}.merged`,
      also: new Map([[into, also]]),
      unasked: true,
    },
  )
}

/** An amount that comes from the products is what they come to: it is not given. */
async function settleAmount(
  ctx: Context,
  id: number,
  fields: Record<string, unknown>,
  hasLines: boolean,
): Promise<void> {
  const old = (await loadRows(ctx, 'deals', [id])).get(id)!
  if (fields['amountFrom'] === 'products' && !hasLines && fields['amount'] !== null) fields['amountFrom'] = 'hand'
  if (fields['amountFrom'] === 'products') delete fields['amount']
  // Naming it has the amounts counted anew; its value is the server's own.
  fields['amountBase'] = old.amountBase
}
