import { sql } from 'kysely'
import type { z } from 'zod'
import type { Field } from '../../model/fields.ts'
import { isFilled, mergeParts, type Choice, type MergeName } from '../../model/merging.ts'
import type { RecordName } from '../../model/records.ts'
import { isHidden } from '../access/fields.ts'
import { inScope, scopeCondition } from '../access/scope.ts'
import type { StoredLine } from '../deals/lines.ts'
import { withoutUnseen } from '../deals/lines.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { linkRows } from '../records/columns.ts'
import { comparedOf, fieldsOf } from '../records/custom.ts'
import { filterCondition } from '../records/filter.ts'
import { hanging, pointersTo } from '../records/hanging.ts'
import { listRecords, type Item } from '../records/list.ts'
import { loadRows } from '../records/read.ts'
import { planMerge, type compareInput, type Stored } from './plan.ts'
import type { Colleague } from './sight.ts'

/** Several records beside one another, and what they would become. */
export interface Comparison<N extends MergeName> {
  items: Item<N>[]
  /** the one that stays */
  into: number
  /** what is taken of each part that the actor sees: as he has chosen, or as usual */
  chosen: Record<string, Choice>
  /** those of them that he may not choose */
  fixed: string[]
  /** lists and texts of all together, as far as he sees them */
  together: Record<string, unknown>
  /** of deals: the product lines that there would be */
  lines: StoredLine[] | null
  /** what points at each of them or hangs on it, of what he sees: number → field or table → how many */
  linked: Record<number, Record<string, number>>
  /** who would see more by it than before, and who would not see any more what he sees now */
  gain: Colleague[]
  lose: Colleague[]
  /** those that he may not change and delete: with them nothing is merged */
  withheld: number[]
}

/** Shows records beside one another with what they would become. Throws AppError. */
export async function compareRecords<N extends MergeName>(
  ctx: Context,
  name: N,
  { ids, into: wanted, take }: z.output<typeof compareInput>,
): Promise<Comparison<N>> {
  const { items: found } = await listRecords(ctx, name, {
    filter: { field: 'id', op: 'in', value: ids },
    limit: ids.length,
    removed: false,
  })
  if (found.length < ids.length) throw new AppError('missing', 'error.missing')
  const items = ids.map((id) => found.find((item) => item.id === id)!)
  const stored = (await loadRows(ctx, name as RecordName, ids)) as unknown as Map<number, Stored>
  const rows = ids.map((id) => stored.get(id)!)
  const into = wanted ?? fullest(ctx, name, items as unknown as Stored[])
  const plan = await planMerge(ctx, name, rows, { into, take })
  const hidden = (field: string) => rows.some((row) => isHidden(ctx.actor, name, field, row))
  const shown = Object.entries(plan.chosen).filter(([key]) => !hidden(key))
  const fields = fieldsOf(ctx.actor, name)
  return {
    items,
    into,
    chosen: Object.fromEntries(shown),
    fixed: shown.flatMap(([key]) => (isFixed(ctx, name, key, rows) ? [key] : [])),
    together: Object.fromEntries(
      mergeParts(ctx.actor.shape, name)
        .filter(({ key, how }) => how !== 'one' && fields[key]!.kind !== 'said' && !hidden(key))
        .map(({ key }) => [
          key,
          seenOf(
            plan.values[key],
            fields[key]!,
            items.map((item) => (item as Record<string, unknown>)[key]),
          ),
        ]),
    ),
    lines: plan.lines && !hidden('lines') ? withoutUnseen(ctx, plan.lines.after) : null,
    linked: await linkedTo(ctx, name, ids),
    gain: plan.gain,
    lose: plan.lose,
    withheld: rows.flatMap((row) =>
      inScope(ctx.actor, name, 'edit', row) && inScope(ctx.actor, name, 'delete', row) ? [] : [row.id],
    ),
  }
}

/** The record that says most; of several the oldest. */
export function fullest({ actor }: Pick<Context, 'actor'>, name: MergeName, rows: readonly Stored[]): number {
  const parts = mergeParts(actor.shape, name)
  const filled = (row: Stored) =>
    parts.filter((part) => part.fields.every((field) => field in row) && isFilled(part, row)).length
  return rows.reduce((best, row) => {
    const more = filled(row) - filled(best)
    return more > 0 || (more === 0 && row.id < best.id) ? row : best
  }).id
}

const isFixed = ({ actor }: Context, name: MergeName, key: string, rows: readonly Stored[]): boolean => {
  const fields = mergeParts(actor.shape, name).find((part) => part.key === key)?.fields ?? [key]
  return rows.some((row) =>
    fields.some((field) => actor.limits[name]?.fixed.has(field) && !isHidden(actor, name, field, row)),
  )
}

/** A list without the links that are shown with none of the records. */
function seenOf(value: unknown, { kind }: Field, shown: readonly unknown[]): unknown {
  if (kind !== 'refs') return value
  const seen = new Set(shown.flat())
  return (value as number[]).filter((id) => seen.has(id))
}

async function linkedTo(
  ctx: Context,
  name: MergeName,
  ids: readonly number[],
): Promise<Comparison<MergeName>['linked']> {
  const linked: Comparison<MergeName>['linked'] = Object.fromEntries(ids.map((id) => [id, {}]))
  for (const { record, field, several } of pointersTo(ctx.actor, name)) {
    if (ctx.actor.limits[record]?.hidden.has(field)) continue
    const definition = fieldsOf(ctx.actor, record)[field]!
    const other = several ? sql.ref('x.other') : comparedOf(definition, field, 'd')
    const pointing = filterCondition(ctx.actor, record, { field, op: 'in', value: [...ids] }, 'd')
    const { rows } = await sql<{ id: number; count: number }>`
      select ${other} id, count(*)::int count from ${sql.table(record)} d
        ${several ? sql`cross join lateral ${linkRows(record, definition, field, 'd')} x` : sql``}
      where ${pointing} and ${other} = any(${ids}::int[]) and d.removed_at is null
        and ${scopeCondition(ctx.actor, record, 'see', 'd')} group by 1`.execute(ctx.db)
    for (const { id, count } of rows) linked[id]![`${record}.${field}`] = count
  }
  // What hangs on a record is seen by whoever sees it.
  for (const { table } of hanging.filter(({ told }) => told)) {
    const { rows } = await sql<{ id: number; count: number }>`
      select record_id id, count(*)::int count from ${sql.table(table)}
      where record = ${name} and record_id = any(${ids}::int[]) and removed_at is null group by 1`.execute(ctx.db)
    for (const { id, count } of rows) linked[id]![table] = count
  }
  return linked
}
