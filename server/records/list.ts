import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import type { Action } from '../../model/access.ts'
import { kinds, type Field } from '../../model/fields.ts'
import { filterSchema, type Filter } from '../../model/filters.ts'
import type { RecordName, RowOf } from '../../model/records.ts'
import { demandReadable, demandVisible, hiddenFields } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { allOf } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { showing, shownColumns, type Shown } from './columns.ts'
import { comparedType, fieldsOf, orderedOf } from './custom.ts'
import { openCursor, sealCursor } from './cursor.ts'
import { demandFilter, filterCondition } from './filter.ts'
import { walk } from './walk.ts'

export const listInput = z.strictObject({
  filter: filterSchema.optional(),
  /** field names, `-` before one for descending; the id always breaks ties */
  sort: z.array(z.string().max(65)).max(5).optional(),
  limit: z.int().min(1).max(500).default(50),
  /** the `next` of the page before */
  after: z.string().max(2000).optional(),
  fields: z.array(z.string().max(64)).max(200).optional(),
  /** lists the bin instead */
  removed: z.boolean().default(false),
})
export type ListInput = z.output<typeof listInput>
export type Item<N extends RecordName> = RowOf<N> & Shown
export interface Page<N extends RecordName> {
  items: Item<N>[]
  /** goes on after the last item; null at the end */
  next: string | null
}

/**
 * A page of the records that the actor sees. Unknown or hidden fields, in the filter, the order or the columns, are
 * refused. Throws AppError.
 */
export async function listRecords<N extends RecordName>(ctx: Context, name: N, input: ListInput): Promise<Page<N>> {
  await demandFilter(ctx, name, input.filter)
  const order = await readableOrder(ctx, name, input.sort, input.filter)
  const fields = shownFields(ctx, name, input.fields)
  const question = [name, input.filter ?? null, input.sort ?? null, input.removed]
  const from = input.after === undefined ? null : openCursor(ctx, question, input.after)
  const query = await walk(ctx, name, {
    columns: sql`${shownColumns(ctx.actor, name, fields, 'd')}, ${sql.join(order.map(({ expression }, i) => sql`${expression}::text as ${sql.id(`sort${i}`)}`))}`,
    action: input.removed ? 'delete' : 'see',
    removed: input.removed,
    filter: input.filter,
    order,
    from,
    limit: input.limit + 1,
  })
  const { rows } = await query.execute(ctx.db)
  const more = rows.length > input.limit
  const page = more ? rows.slice(0, input.limit) : rows
  const last = page.at(-1)
  return {
    // The columns are those of the record by construction.
    items: page.map(showing(ctx.actor, name, fields)) as unknown as Item<N>[],
    next:
      more && last
        ? sealCursor(
            ctx,
            question,
            order.map((_, i) => last[`sort${i}`]),
          )
        : null,
  }
}

/** The condition of everything that a list, a sum or a board of this actor is about. */
export function visibleWhere(
  ctx: Context,
  name: RecordName,
  filter: Filter | undefined,
  options: { action?: Action; removed?: boolean } = {},
): RawBuilder<boolean> {
  return allOf([
    options.removed ? sql`d.removed_at is not null` : sql`d.removed_at is null`,
    scopeCondition(ctx.actor, name, options.action ?? 'see', 'd'),
    ...(filter ? [filterCondition(ctx.actor, name, filter, 'd')] : []),
  ])
}

/**
 * The fields to be shown: the asked ones, or all there are, as far as the actor sees them. A table that somebody has
 * arranged goes on without a column when that is hidden from him. Throws AppError for what is no field.
 */
export function shownFields(ctx: Context, name: RecordName, asked: readonly string[] | undefined): string[] {
  const all = Object.keys(fieldsOf(ctx.actor, name))
  const hidden = hiddenFields(ctx.actor, name)
  if (!asked) return all.filter((key) => !hidden.has(key))
  const unknown = asked.find((key) => !all.includes(key))
  if (unknown !== undefined) throw new AppError('invalid', 'error.field', { field: unknown }, { field: unknown })
  return [...new Set(['id', ...asked])].filter((key) => !hidden.has(key))
}

export interface OrderPart {
  field: string
  /** the value to order by; never null, so that a place in the list can be marked by plain comparison */
  expression: RawBuilder<unknown>
  type: string
  descending: boolean
}

/** What to sort by, where the actor sees it in all that the filter lets through. Throws AppError. */
export async function readableOrder(
  ctx: Context,
  name: RecordName,
  sort: readonly string[] | undefined,
  filter: Filter | undefined,
): Promise<OrderPart[]> {
  const order = orderOf(ctx, name, sort)
  await demandReadable(
    ctx,
    name,
    order.map(({ field }) => field),
    filter,
  )
  return order
}

/** What to sort by, the id at the end. */
export function orderOf(ctx: Context, name: RecordName, sort: readonly string[] = ['-createdAt']): OrderPart[] {
  const definition = fieldsOf(ctx.actor, name)
  const parts: OrderPart[] = []
  for (const word of sort) {
    const descending = word.startsWith('-')
    const asked = descending ? word.slice(1) : word
    const named = Object.hasOwn(definition, asked) ? definition[asked] : undefined
    if (!named || kinds[named.kind].compare === null)
      throw new AppError('invalid', 'error.sort', { field: asked }, { field: asked })
    const key = named.sortedBy ?? asked
    demandVisible(ctx.actor, name, [asked, key])
    if (parts.some((part) => part.field === key)) continue
    parts.push(orderPart(key, definition[key]!, descending))
    if (key === 'id') return parts
  }
  return [...parts, orderPart('id', definition.id!, parts[0]?.descending ?? false)]
}

function orderPart(key: string, field: Field, descending: boolean): OrderPart {
  return { field: key, expression: orderedOf(field, key, 'd'), type: comparedType(field), descending }
}
