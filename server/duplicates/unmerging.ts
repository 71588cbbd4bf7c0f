import { sql } from 'kysely'
import type { Changes } from '../../model/events.ts'
import type { MergeName } from '../../model/merging.ts'
import { records, type RecordName, type RowOf } from '../../model/records.ts'
import { scopeCondition } from '../access/scope.ts'
import { dealsSubject } from '../deals/deals.ts'
import { writeLines, type StoredLine } from '../deals/lines.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, restoreRecords, type Subject } from '../records/change.ts'
import { withLiveLinks } from '../records/links.ts'
import { loadRows, lockRows } from '../records/read.ts'
import { showCarried } from '../repetitions/repetitions.ts'
import { subjects } from '../subjects.ts'
import { carryBack, type Carried, type Kept } from './carrying.ts'
import { demandDeletable, relations, type Part } from './merging.ts'
import { onBehalf, type Stored } from './plan.ts'

/** A record that stays as somebody has made it since; without a name where the actor does not see it. */
export interface Left {
  record: RecordName
  id: number
  name: string
}

/**
 * Takes a merge back: the one that stayed gets its values from before, the others come out of the bin, and what was
 * carried goes back to them. Whoever calls gives these values, and has judged the event and that nobody has changed them
 * since. What points elsewhere since stays so: gives those that the actor sees. Throws AppError.
 */
export async function unmerge(
  ctx: Context,
  { id: eventId, record, recordId, changes }: { id: number; record: RecordName; recordId: number; changes: Changes },
  fields: Readonly<Record<string, unknown>>,
): Promise<Left[]> {
  // Only these become parts of one another.
  const name = record as MergeName
  const parts = (changes['merged']![1] as Part[]).map(({ id }) => id)
  const rows = (await lockRows(ctx, name as RecordName, [recordId, ...parts], 'edit')) as unknown as Map<number, Stored>
  await demandDeletable(ctx, name, [...rows.values()])
  const { rows: pointers } = await sql<{ id: number }>`
    select record_id id from merged where record = ${name} and event_id = ${eventId}`.execute(ctx.db)
  if (pointers.length < parts.length || parts.some((id) => rows.get(id)!.removedAt === null))
    throw new AppError('conflict', 'error.undo.since')
  const server = onBehalf(ctx)
  const carried = await ctx.db
    .selectFrom('mergeMoves')
    .select(['place', 'rows'])
    .where('eventId', '=', eventId)
    .orderBy('id')
    .execute()
  const relatedRows = carried.flatMap(({ place, rows }) => (place === relations ? rows : [])) as {
    id: number
    before: number[]
  }[]
  const related = new Map(relatedRows.map(({ id, before }) => [id, before]))
  // First the values, so that what no two records may share is free; links to the others hold by then.
  await putBackValues(server, name, recordId, changes, { ...fields }, eventId, parts)
  await restore(server, name, parts, related)
  // Written by a merge alone.
  const kept = await carryBack(server, name, parts, recordId, carried as unknown as Carried[])
  if (name === 'deals') await showCarried(server, [recordId, ...parts])
  await sql`delete from merged where event_id = ${eventId}`.execute(ctx.db)
  await sql`delete from merge_moves where event_id = ${eventId}`.execute(ctx.db)
  return nameLeft(ctx, kept)
}

/** Takes records out of the bin, then relates them to the other deals, and to one another, as they were. */
async function restore(
  ctx: Context,
  name: MergeName,
  ids: readonly number[],
  related: ReadonlyMap<number, number[]>,
): Promise<void> {
  await restoreRecords(ctx, subjects[name] as unknown as Subject<MergeName>, ids, { unasked: true })
  if (name !== 'deals') return
  const changes = await Promise.all(
    ids.map(async (id) => ({ id, fields: await withLiveLinks(ctx, name, { relatedIds: related.get(id) ?? [] }) })),
  )
  await changeRecords(ctx, dealsSubject, changes, { unasked: true })
}

async function putBackValues(
  ctx: Context,
  name: MergeName,
  id: number,
  changes: Changes,
  fields: Record<string, unknown>,
  undoes: number,
  returning: readonly number[],
): Promise<void> {
  const also: Changes = { unmerged: [changes['merged']![1], null] }
  if (name === 'deals') {
    const old = (await loadRows(ctx, 'deals', [id])).get(id)!
    const currency = String(fields['currency'] ?? old.currency)
    if (changes['lines']) {
      await writeLines(ctx, [{ dealId: id, currency, lines: changes['lines'][0] as StoredLine[] }])
      also['lines'] = [changes['lines'][1], changes['lines'][0]]
    }
    if (
      (fields['amountFrom'] ?? old.amountFrom) === 'products' &&
      changes['amount']?.[0] !== null &&
      changes['lines'] !== undefined
    )
      delete fields['amount']
    fields['amountBase'] = old.amountBase
  }
  await changeRecords(
    ctx,
    subjects[name] as unknown as Subject<MergeName>,
    [{ id, fields: fields as Partial<RowOf<MergeName>> }],
    {
      event: `${name}.unmerged`,
      also: new Map([[id, also]]),
      undoes,
      unasked: true,
      returning,
    },
  )
}

async function nameLeft(ctx: Context, kept: readonly Kept[]): Promise<Left[]> {
  const left: Left[] = []
  for (const [record, list] of Map.groupBy(kept, (one) => one.record)) {
    const { rows } = await sql<Left>`
      select ${record}::text record, d.id, ${sql.ref(`d.${records[record].named}`)} as name from ${sql.table(record)} d
      where d.id = any(${list.map(({ id }) => id)}::int[]) and ${scopeCondition(ctx.actor, record, 'see', 'd')} order by d.id`.execute(
      ctx.db,
    )
    left.push(...rows)
  }
  return left
}
