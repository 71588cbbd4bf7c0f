import { sql, type RawBuilder } from 'kysely'
import type { Action } from '../../model/access.ts'
import type { Filter } from '../../model/filters.ts'
import type { RecordName } from '../../model/records.ts'
import { allOf, anyOf } from '../platform/database.ts'
import type { Context } from '../platform/method.ts'
import { visibleWhere, type OrderPart } from './list.ts'

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

/** A page in order: one walk along an index, rights and filter looked at on the way. */
export function walk(
  ctx: Context,
  name: RecordName,
  { columns, action, removed, filter, order, from, limit }: Walk,
): RawBuilder<Record<string, unknown>> {
  return sql`select ${columns} from ${sql.table(name)} d
    where ${allOf([visibleWhere(ctx, name, filter, { action, removed }), ...(from ? [beyond(order, from)] : [])])}
    order by ${orderBy(order)} limit ${limit}`
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
