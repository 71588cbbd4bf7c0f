import { sql, type RawBuilder } from 'kysely'
import { rangesAnywhere, type Action } from '../../model/access.ts'
import type { Filter } from '../../model/filters.ts'
import type { RecordName } from '../../model/records.ts'
import { allOf, anyOf, plannedAnew } from '../platform/database.ts'
import type { Context } from '../platform/method.ts'
import { filterCondition } from './filter.ts'
import { visibleWhere, type OrderPart } from './list.ts'
import { firstOfSlices, observedRows, slicesFor } from './slices.ts'

export interface Walk {
  columns: RawBuilder<unknown>
  action: Action
  removed: boolean
  filter: Filter | undefined
  order: readonly OrderPart[]
  /** the sort values of the row to go on after */
  from: readonly unknown[] | null
  limit: number
}

/**
 * A page in order: one walk along an index, rights and filter looked at on the way; or, for a person who sees little, the
 * first rows of each slice of his sight.
 */
export async function walk(
  ctx: Context,
  name: RecordName,
  { columns, action, removed, filter, order, from, limit }: Walk,
): Promise<RawBuilder<Record<string, unknown>>> {
  const further = from ? [beyond(order, from)] : []
  const sliced = action === 'see' && !removed && hasIndexByOwner(name, order) && !asksOwner(filter)
  const slices = sliced ? await slicesFor(ctx, name, limit) : null
  if (slices) {
    const where = allOf([...(filter ? [filterCondition(ctx.actor, name, filter, 'd')] : []), ...further])
    const keys = firstOfSlices(slices, { observed: sql`(${observedRows(slices)})`, where, order, limit })
    return sql`${filter ? plannedAnew : sql``}with k as materialized (${keys}) select ${columns} from k join ${sql.table(name)} d on d.id = k.id order by ${orderBy(order)}`
  }
  // One index is walked along, whatever the values are: where few rows would be found so, the slices were chosen above.
  const seesAll = rangesAnywhere(ctx.actor, name, 'see').every((range) => range === 'all')
  const walks = seesAll || hasIndexByOwner(name, order)
  const planned = walks && !removed && (!filter || isOneOwner(filter)) ? sql`` : plannedAnew
  return sql`${planned}select ${columns} from ${sql.table(name)} d
    where ${allOf([visibleWhere(ctx, name, filter, { action, removed }), ...further])}
    order by ${orderBy(order)} limit ${sql.raw(String(limit))}`
}

/** The orders in which an index gives the rows of one owner. */
function hasIndexByOwner(name: RecordName, order: readonly OrderPart[]): boolean {
  const [by, id] = order
  const indexed = by?.field === 'createdAt' || (name === 'deals' && by?.field === 'amountBase')
  return indexed && order.length === 2 && id!.descending === by.descending
}

const isOneOwner = (filter: Filter) => 'field' in filter && filter.field === 'ownerId' && filter.op === 'eq'

/** A filter that names owners finds its own way to their rows. */
function asksOwner(filter: Filter | undefined): boolean {
  if (!filter) return false
  if ('and' in filter) return filter.and.some(asksOwner)
  return 'field' in filter && filter.field === 'ownerId' && (filter.op === 'eq' || filter.op === 'in')
}

export const orderBy = (order: readonly OrderPart[]): RawBuilder<unknown> =>
  sql.join(order.map(({ expression, descending }) => sql`${expression} ${sql.raw(descending ? 'desc' : 'asc')}`))

/** The rows after a place: one comparison of rows where all parts go the same way, else spelled out part by part. */
export function beyond(order: readonly OrderPart[], from: readonly unknown[]): RawBuilder<boolean> {
  const bound = order.map(({ type }, i) => sql`${from[i]}::${sql.raw(type === 'text' ? 'text collate "C"' : type)}`)
  if (order.every((part) => part.descending === order[0]!.descending)) {
    return sql<boolean>`(${sql.join(order.map((part) => part.expression))}) ${sql.raw(order[0]!.descending ? '<' : '>')} (${sql.join(bound)})`
  }
  return anyOf(
    order.map((part, i) =>
      allOf([
        ...order.slice(0, i).map((equal, j) => sql`${equal.expression} = ${bound[j]!}`),
        sql`${part.expression} ${sql.raw(part.descending ? '<' : '>')} ${bound[i]!}`,
      ]),
    ),
  )
}
