import { sql } from 'kysely'
import type { Changes } from '../../model/events.ts'
import type { Actor } from '../../model/access.ts'
import type { LineInput } from '../../model/lines.ts'
import type { RecordName, RowOf } from '../../model/records.ts'
import { isDeepStrictEqual } from 'node:util'
import { scopeCondition } from '../access/scope.ts'
import { setProductsOfMany } from '../deals/lines.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, type Subject } from '../records/change.ts'
import { fieldsOf } from '../records/custom.ts'
import { loadRows } from '../records/read.ts'
import { subjects } from '../subjects.ts'
import { nodeOf, type Named, type Node } from '../withdrawal/ties.ts'
import { withdraw } from '../withdrawal/withdraw.ts'

type Kept = Partial<Record<RecordName, number>>

/**
 * Takes a whole import back in the transaction of `ctx`: what it has changed gets its values from before, what it has made
 * goes for good, except what somebody has changed since, what is needed by something that stays, and what the actor may
 * not touch. Gives how many of each record were left.
 */
export async function undoImport(ctx: Context, id: number): Promise<Kept> {
  const made = await madeBy(ctx, id)
  const changed = await changedBy(ctx, id)
  const left = await putBack(ctx, changed)
  const worked = await workedOn(ctx, id)
  const { kept } = await withdraw(ctx, made, [...worked, ...(await outOfReach(ctx, made))], { forgotten: false })
  const counts: Kept = {}
  for (const { record } of [...kept, ...left]) counts[record] = (counts[record] ?? 0) + 1
  return counts
}

async function madeBy(ctx: Context, id: number): Promise<Named[]> {
  const { rows } = await sql<Named>`
    select e.record, e.record_id from events e where e.import_id = ${id} and e.name = e.record || '.created'`.execute(
    ctx.db,
  )
  const there: Named[] = []
  for (const [record, list] of Map.groupBy(rows, (row) => row.record)) {
    const ids = list.map(({ recordId }) => recordId)
    const { rows: live } = await sql<{ id: number }>`
      select id from ${sql.table(record)} where id = any(${ids}::int[])`.execute(ctx.db)
    there.push(...live.map((row) => ({ record, recordId: row.id })))
  }
  return there
}

/** What somebody has put work into since, or another import has. To have been thrown away is no work. */
async function workedOn(ctx: Context, id: number): Promise<Node[]> {
  const { rows } = await sql<Named>`
    select distinct e.record, e.record_id from events e
    where e.import_id is distinct from ${id} and e.via <> 'system' and e.undoes is null and e.undone_by is null
      and e.name <> e.record || '.removed' and e.id > (select min(id) from events where import_id = ${id})
      and exists (select 1 from events m where m.record = e.record and m.record_id = e.record_id and m.import_id = ${id}
        and m.name = m.record || '.created')`.execute(ctx.db)
  return rows.map(({ record, recordId }) => nodeOf(record, recordId))
}

async function outOfReach(ctx: Context, made: readonly Named[]): Promise<Node[]> {
  const nodes: Node[] = []
  for (const [record, list] of Map.groupBy(made, (one) => one.record)) {
    const ids = list.map(({ recordId }) => recordId)
    const { rows } = await sql<{ id: number }>`
      select d.id from ${sql.table(record)} d where d.id = any(${ids}::int[]) and not (${scopeCondition(ctx.actor, record, 'delete', 'd')})`.execute(
      ctx.db,
    )
    nodes.push(...rows.map((row) => nodeOf(record, row.id)))
  }
  return nodes
}

interface Changed extends Named {
  /** field → [before the import, after it]; the product lines of a deal are one */
  changes: Changes
}

/** What the import has changed of records that it has not made. */
async function changedBy(ctx: Context, id: number): Promise<Changed[]> {
  // No join: right after an import the planner does not know yet how much it has made, and would compare all with all.
  const { rows } = await sql<Changed>`
    select record, record_id, changes from (
      select e.id, e.record, e.record_id, e.changes, bool_or(e.name = e.record || '.created') over (partition by e.record, e.record_id) made
      from events e where e.import_id = ${id}) told
    where not made order by id`.execute(ctx.db)
  return [...Map.groupBy(rows, ({ record, recordId }) => nodeOf(record, recordId)).values()].map((told) => {
    const changes: Changes = {}
    for (const event of told)
      for (const [key, [before, after]] of Object.entries(event.changes))
        changes[key] = [changes[key] ? changes[key][0] : before, after]
    return { record: told[0]!.record, recordId: told[0]!.recordId, changes }
  })
}

const atOnce = 500

/** Gives records their values from before. Gives those that could not get them. */
async function putBack(ctx: Context, changed: readonly Changed[]): Promise<Named[]> {
  const left: Named[] = []
  for (const [record, list] of Map.groupBy(changed, (one) => one.record)) {
    for (let from = 0; from < list.length; from += atOnce) {
      const some = list.slice(from, from + atOnce)
      const rows = await loadRows(
        ctx,
        record,
        some.map(({ recordId }) => recordId),
      )
      const untouched = some.filter(({ recordId, changes }) => {
        const row = rows.get(recordId) as Record<string, unknown> | undefined
        return row && row['removedAt'] === null && isAsLeft(ctx.actor, record, row, changes)
      })
      left.push(...some.filter((one) => !untouched.includes(one)))
      left.push(...(await halving(ctx, untouched, (part) => write(ctx, record, part, rows))))
    }
  }
  return left
}

/** Whether nothing that the import has written of a record has been changed since. */
const isAsLeft = (actor: Actor, record: RecordName, row: Record<string, unknown>, changes: Changes) =>
  Object.entries(changes).every(
    ([key, [, after]]) => !isPlain(actor, record, key) || isDeepStrictEqual(row[key], after),
  )
const isPlain = (actor: Actor, record: RecordName, key: string) => {
  const field = fieldsOf(actor, record)[key]
  return field !== undefined && !field.readonly
}

async function write(
  ctx: Context,
  record: RecordName,
  list: readonly Changed[],
  rows: ReadonlyMap<number, object>,
): Promise<void> {
  const subject = subjects[record] as Subject<RecordName>
  const withLines = list.filter(({ changes }) => record === 'deals' && 'lines' in changes)
  await setProductsOfMany(
    ctx,
    withLines.map(({ recordId, changes }) => ({ dealId: recordId, lines: changes['lines']![0] as LineInput[] })),
  )
  const before = ({ recordId, changes }: Changed) => {
    const source = changes['amountFrom']?.[0] ?? (rows.get(recordId) as Partial<RowOf<'deals'>>).amountFrom
    return Object.fromEntries(
      Object.entries(changes)
        // An amount that comes from the product lines has come back with them.
        .filter(([key]) => isPlain(ctx.actor, record, key) && !(key === 'amount' && source === 'products'))
        .map(([key, [value]]) => [key, value]),
    )
  }
  const partsOf = (one: Changed, place: object = {}) => ({
    id: one.recordId,
    fields: { ...before(one), ...place } as Partial<RowOf<RecordName>>,
  })
  // Where it stood in its column; nobody writes that of a deal by hand.
  const placeOf = ({ changes }: Changed) => (changes['position'] ? { position: changes['position'][0] } : {})
  const moved = list.filter(({ changes }) => record === 'deals' && 'stageId' in changes)
  await changeRecords(
    ctx,
    subject,
    list.filter((one) => !moved.includes(one)).map((one) => partsOf(one)),
    { unasked: true },
  )
  if (moved.length)
    await changeRecords(
      ctx,
      subject,
      moved.map((one) => partsOf(one, placeOf(one))),
      { event: 'deals.moved', action: 'move', unasked: true },
    )
}

/** Does something to many; where that is refused, to each half, until it is known which are in the way: these are given. */
async function halving(
  ctx: Context,
  list: readonly Changed[],
  act: (part: readonly Changed[]) => Promise<void>,
): Promise<Changed[]> {
  if (!list.length) return []
  await sql`savepoint put_back`.execute(ctx.db)
  try {
    await act(list)
    await sql`release savepoint put_back`.execute(ctx.db)
    return []
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'unavailable') throw error
    await sql`rollback to savepoint put_back`.execute(ctx.db)
    await sql`release savepoint put_back`.execute(ctx.db)
    if (list.length === 1) return [...list]
    const middle = Math.ceil(list.length / 2)
    return [...(await halving(ctx, list.slice(0, middle), act)), ...(await halving(ctx, list.slice(middle), act))]
  }
}
