import { sql, type RawBuilder } from 'kysely'
import { kinds, textKey, type Field } from '../../model/fields.ts'
import { checkFilter, FilterError, type Condition, type Filter } from '../../model/filters.ts'
import type { Actor } from '../../model/access.ts'
import { severalKey } from '../../model/filters.ts'
import type { RecordName } from '../../model/records.ts'
import { searchedFields } from '../../model/shape.ts'
import { demandReadable } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { allOf, anyOf } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { isGuarded, linkTable } from './columns.ts'
import { comparedOf, comparedType, fieldsOf, isMany, orderedOf } from './custom.ts'

/**
 * Judges a filter before it is used: its fields exist and are visible to the actor, its values suit them, and records
 * that it names by id are ones the actor sees. Throws AppError.
 */
export async function demandFilter(ctx: Context, name: RecordName, filter: Filter | undefined): Promise<void> {
  if (!filter) return
  let conditions: Condition[]
  try {
    conditions = checkFilter(fieldsOf(ctx.actor, name), filter)
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    throw new AppError('invalid', `error.${error.reason}`, { field: error.field }, { field: error.field })
  }
  await demandReadable(
    ctx,
    name,
    conditions.map((c) => c.name),
    filter,
  )
  for (const { name: key, field, value } of conditions) {
    if (value === undefined || !isGuarded(field)) continue
    const ids = [...new Set(Array.isArray(value) ? value : [value])]
    const to = field.to!
    const { rows } = await sql<{ id: number }>`
      select t.id from ${sql.table(to)} t where t.id = any(${ids}::int[]) and ${scopeCondition(ctx.actor, to, 'see', 't')}`.execute(
      ctx.db,
    )
    if (rows.length < ids.length)
      throw new AppError('invalid', 'error.unknown', { field: `${name}.${key}` }, { field: key })
  }
}

/** The filter as a condition on the rows of `alias`. It holds exactly for the rows for which `matches` does. */
export function filterCondition(actor: Actor, name: RecordName, filter: Filter, alias: string): RawBuilder<boolean> {
  if ('and' in filter) return allOf(filter.and.map((f) => filterCondition(actor, name, f, alias)))
  if ('or' in filter) return anyOf(filter.or.map((f) => filterCondition(actor, name, f, alias)))
  // An unknown answer counts as no; under "not" it has to be said, everywhere else it comes to the same.
  if ('not' in filter) return sql<boolean>`(not coalesce(${filterCondition(actor, name, filter.not, alias)}, false))`
  const field = fieldsOf(actor, name)[filter.field]!
  if (field.custom && isMany(field)) return manyCondition(field, filter, alias)
  if (field.kind === 'refs') return linkCondition(name, filter, alias)
  const key = kinds[field.kind].key
  const column = comparedOf(field, filter.field, alias)
  // An index on an own field is on what it is ordered by, where it has an order: a value is above what stands for none.
  const ordered = field.custom && kinds[field.kind].compare !== null
  const indexed = ordered ? orderedOf(field, filter.field, alias) : column
  const known = ordered ? sql` and ${column} is not null` : sql``
  const type = sql.raw(comparedType(field) === 'text' && field.custom ? 'text collate "C"' : comparedType(field))
  const bound = (value: unknown) =>
    key ? textKey(String(value)) : field.kind === 'moment' ? new Date(String(value)).toISOString() : value
  const bind = (value: unknown) => sql`${bound(value)}::${type}`
  const list = (Array.isArray(filter.value) ? filter.value : [filter.value]) as unknown[]
  const bindAll = () => sql`${list.map(bound)}::${sql.raw(comparedType(field))}[]`
  switch (filter.op) {
    case 'empty':
      return isEmpty(field, column)
    case 'filled':
      return sql<boolean>`(not ${isEmpty(field, column)})`
    case 'eq':
      return sql<boolean>`(${indexed} = ${bind(list[0])}${known})`
    case 'ne':
      return sql<boolean>`${column} is distinct from ${bind(list[0])}`
    case 'in':
      return field.kind === 'choices'
        ? sql<boolean>`${column} && ${list}::text[]`
        : sql<boolean>`(${indexed} = any(${bindAll()})${known})`
    case 'notIn':
      return field.kind === 'choices'
        ? sql<boolean>`(not ${column} && ${list}::text[])`
        : sql<boolean>`(${column} is null or ${column} <> all(${bindAll()}))`
    case 'lt':
      return sql<boolean>`(${indexed} < ${bind(list[0])}${known})`
    case 'lte':
      return sql<boolean>`(${indexed} <= ${bind(list[0])}${known})`
    case 'gt':
      return sql<boolean>`(${indexed} > ${bind(list[0])}${known})`
    case 'gte':
      return sql<boolean>`(${indexed} >= ${bind(list[0])}${known})`
    case 'between':
      return sql<boolean>`(${indexed} between ${bind(list[0])} and ${bind(list[1])}${known})`
    case 'contains':
      return textCondition(actor, name, filter.field, column, `%${likeText(list[0])}%`, alias)
    case 'startsWith':
      return sql<boolean>`${column} like ${`${likeText(list[0])}%`}`
  }
}

function isEmpty(field: Field, column: RawBuilder<unknown>): RawBuilder<boolean> {
  if (field.kind === 'choices') return sql<boolean>`(${column} is null or cardinality(${column}) = 0)`
  if (field.kind === 'channels') return sql<boolean>`(${column} is null or ${column} = '[]'::jsonb)`
  return sql<boolean>`(${column} is null)`
}

/** A text that is searched stands in the search entries too, where an index on its letters finds it. */
function textCondition(
  actor: Actor,
  name: RecordName,
  field: string,
  column: RawBuilder<unknown>,
  pattern: string,
  alias: string,
): RawBuilder<boolean> {
  if (!searchedFields(actor.shape, name).includes(field) || pattern.length < 5)
    return sql<boolean>`${column} like ${pattern}`
  return sql<boolean>`(${column} like ${pattern} and ${sql.ref(`${alias}.id`)} in (
    select record_id from search_entries where record = ${name} and words like ${pattern}))`
}

export const likeText = (value: unknown): string => textKey(String(value)).replace(/[\\%_]/g, '\\$&')

/** Several values of an own field, or several links: a list that the row keeps in itself. */
function manyCondition(
  field: Field,
  { field: key, op, value }: Extract<Filter, { field: string }>,
  alias: string,
): RawBuilder<boolean> {
  const column = comparedOf(field, key, alias)
  const list = (Array.isArray(value) ? value : [value]) as unknown[]
  const some =
    field.kind === 'refs'
      ? sql<boolean>`coalesce(${column} @> any(${list.map((id) => `[${String(id)}]`)}::jsonb[]), false)`
      : sql<boolean>`coalesce(${column} ?| ${list.map(severalKey)}::text[], false)`
  switch (op) {
    case 'empty':
      return sql<boolean>`(${column} is null)`
    case 'filled':
      return sql<boolean>`(${column} is not null)`
    case 'contains':
      return sql<boolean>`exists (select from jsonb_array_elements_text(coalesce(${column}, '[]')) v where v like ${`%${likeText(list[0])}%`})`
    case 'in':
      return some
    default:
      return sql<boolean>`(not ${some})`
  }
}

function linkCondition(
  name: RecordName,
  filter: Extract<Filter, { field: string }>,
  alias: string,
): RawBuilder<boolean> {
  const { table, own, other } = linkTable(name, filter.field)
  const link = sql`select 1 from ${sql.table(table)} x where ${sql.ref(`x.${own}`)} = ${sql.ref(`${alias}.id`)}`
  switch (filter.op) {
    case 'empty':
      return sql<boolean>`(not exists (${link}))`
    case 'filled':
      return sql<boolean>`exists (${link})`
    case 'in':
      return sql<boolean>`exists (${link} and ${sql.ref(`x.${other}`)} = any(${filter.value}::int[]))`
    default:
      return sql<boolean>`(not exists (${link} and ${sql.ref(`x.${other}`)} = any(${filter.value}::int[])))`
  }
}
