import { sql, type RawBuilder } from 'kysely'
import { kinds, textKey, type Field } from '../../model/fields.ts'
import { checkFilter, FilterError, type Condition, type Filter } from '../../model/filters.ts'
import { records, type RecordName } from '../../model/records.ts'
import { demandReadable } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { allOf, anyOf } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { isGuarded, linkTable } from './columns.ts'

/**
 * Judges a filter before it is used: its fields exist and are visible to the actor, its values suit them, and records
 * that it names by id are ones the actor sees. Throws AppError.
 */
export async function demandFilter(ctx: Context, name: RecordName, filter: Filter | undefined): Promise<void> {
  if (!filter) return
  let conditions: Condition[]
  try {
    conditions = checkFilter(records[name].fields, filter)
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
export function filterCondition(name: RecordName, filter: Filter, alias: string): RawBuilder<boolean> {
  if ('and' in filter) return allOf(filter.and.map((f) => filterCondition(name, f, alias)))
  if ('or' in filter) return anyOf(filter.or.map((f) => filterCondition(name, f, alias)))
  // An unknown answer counts as no; under "not" it has to be said, everywhere else it comes to the same.
  if ('not' in filter) return sql<boolean>`(not coalesce(${filterCondition(name, filter.not, alias)}, false))`
  const field = (records[name].fields as Record<string, Field>)[filter.field]!
  if (field.kind === 'refs') return linkCondition(name, filter, alias)
  const key = kinds[field.kind].key
  const column = sql.ref(`${alias}.${filter.field}${key ? 'Key' : ''}`)
  // What has no column of its own has been dealt with, or takes no operator.
  const type = sql.raw(kinds[field.kind].column ?? 'text')
  const bound = (value: unknown) =>
    key ? textKey(String(value)) : field.kind === 'moment' ? new Date(String(value)).toISOString() : value
  const bind = (value: unknown) => sql`${bound(value)}::${type}`
  const list = (Array.isArray(filter.value) ? filter.value : [filter.value]) as unknown[]
  const bindAll = () => sql`${list.map(bound)}::${type}[]`
  switch (filter.op) {
    case 'empty':
      return isEmpty(field, column)
    case 'filled':
      return sql<boolean>`(not ${isEmpty(field, column)})`
    case 'eq':
      return sql<boolean>`${column} = ${bind(list[0])}`
    case 'ne':
      return sql<boolean>`${column} is distinct from ${bind(list[0])}`
    case 'in':
      return field.kind === 'choices'
        ? sql<boolean>`${column} && ${list}::text[]`
        : sql<boolean>`${column} = any(${bindAll()})`
    case 'notIn':
      return field.kind === 'choices'
        ? sql<boolean>`(not ${column} && ${list}::text[])`
        : sql<boolean>`(${column} is null or ${column} <> all(${bindAll()}))`
    case 'lt':
      return sql<boolean>`${column} < ${bind(list[0])}`
    case 'lte':
      return sql<boolean>`${column} <= ${bind(list[0])}`
    case 'gt':
      return sql<boolean>`${column} > ${bind(list[0])}`
    case 'gte':
      return sql<boolean>`${column} >= ${bind(list[0])}`
    case 'between':
      return sql<boolean>`${column} between ${bind(list[0])} and ${bind(list[1])}`
    case 'contains':
      return textCondition(name, filter.field, column, `%${likeText(list[0])}%`, alias)
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
  name: RecordName,
  field: string,
  column: RawBuilder<unknown>,
  pattern: string,
  alias: string,
): RawBuilder<boolean> {
  if (!records[name].searched.includes(field) || pattern.length < 5) return sql<boolean>`${column} like ${pattern}`
  return sql<boolean>`(${column} like ${pattern} and ${sql.ref(`${alias}.id`)} in (
    select record_id from search_entries where record = ${name} and words like ${pattern}))`
}

export const likeText = (value: unknown): string => textKey(String(value)).replace(/[\\%_]/g, '\\$&')

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
