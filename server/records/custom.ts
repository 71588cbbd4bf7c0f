import { sql, type RawBuilder } from 'kysely'
import type { Actor } from '../../model/access.ts'
import { isCustomKey } from '../../model/customFields.ts'
import { kinds, textKey, type Field, type Kind } from '../../model/fields.ts'
import { severalKey } from '../../model/filters.ts'
import type { RecordName } from '../../model/records.ts'
import { AppError } from '../platform/errors.ts'
import { invalidInput, type Context } from '../platform/method.ts'

/** The fields of a record, the company's own among them. */
export const fieldsOf = ({ shape }: Pick<Actor, 'shape'>, name: RecordName): Readonly<Record<string, Field>> =>
  shape.fields[name]

/** The keys of the company's own fields of a record. */
export const customNames = ({ shape }: Pick<Actor, 'shape'>, name: RecordName): readonly string[] =>
  shape.custom[name] ?? []

/** The value of a field as it is shown, but for links. */
export function valueOf(field: Field, key: string, alias: string): RawBuilder<unknown> {
  if (!field.custom) return sql.ref(`${alias}.${key}`)
  const value = sql`(${sql.ref(`${alias}.custom`)} -> ${sql.lit(key)})`
  return isMany(field) ? sql`coalesce(${value}, '[]'::jsonb)` : value
}

export const isMany = (field: Field): boolean => many.has(field.kind)
const many: ReadonlySet<Kind> = new Set(['refs', 'channels', 'choices', 'list', 'several'])

/** What a field is compared by: the value, or the folded copy of a text. */
export function comparedOf(field: Field, key: string, alias: string): RawBuilder<unknown> {
  const keyed = kinds[field.kind].key
  if (!field.custom) return sql.ref(`${alias}.${key}${keyed ? 'Key' : ''}`)
  const custom = sql.ref(`${alias}.custom`)
  const stored = sql.lit(keyed || field.kind === 'several' ? `${key}_key` : key)
  if (isMany(field)) return sql`(${custom} -> ${stored})`
  if (field.kind === 'sum') return sql`((${custom} -> ${stored} ->> 'base')::numeric)`
  const type = comparedType(field)
  return type === 'text'
    ? sql`((${custom} ->> ${stored}) collate "C")`
    : sql`((${custom} ->> ${stored})::${sql.raw(type)})`
}

/**
 * The PostgreSQL type of what a field is compared by. Days and moments of own fields are compared as the texts that they
 * are kept as: these have the same order, and no cast of them could stand in an index.
 */
export const comparedType = (field: Field): string =>
  field.custom && (field.kind === 'date' || field.kind === 'moment') ? 'text' : kinds[field.kind].column!

/** What stands for "no value" in an order: below every value, so last when descending. */
const lowest: Partial<Record<Kind, string>> = {
  id: '0',
  integer: '-2147483648',
  decimal: `'-Infinity'::numeric`,
  money: `'-Infinity'::numeric`,
  sum: `'-Infinity'::numeric`,
  currency: `''`,
  text: `''`,
  date: `'-infinity'::date`,
  moment: `'-infinity'::timestamptz`,
  choice: `''`,
  yesNo: 'false',
}

/** What rows are ordered by; never null, so that a place in a list can be marked by plain comparison. */
export function orderedOf(field: Field, key: string, alias: string): RawBuilder<unknown> {
  const compared = comparedOf(field, key, alias)
  if (field.custom)
    return sql`(coalesce(${compared}, ${sql.raw(comparedType(field) === 'text' ? `''` : lowest[field.kind]!)}))`
  const known = field.required ? compared : sql`(coalesce(${compared}, ${sql.raw(lowest[field.kind]!)}))`
  return kinds[field.kind].column === 'text' && !kinds[field.kind].key ? sql`${known} collate "C"` : known
}

/** Own values as they are kept, with what they are compared by beside them; none is left out. */
export function keptCustom(actor: Actor, name: RecordName, row: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const key of customNames(actor, name)) Object.assign(kept, keptValue(fieldsOf(actor, name)[key]!, key, row[key]))
  return kept
}

/** One own value as it is kept. */
export function keptValue(field: Field, key: string, value: unknown): Record<string, unknown> {
  if (value === null || value === undefined || (Array.isArray(value) && !value.length)) return {}
  if (kinds[field.kind].key) return { [key]: value, [`${key}_key`]: textKey(value as string) }
  if (field.kind === 'several') return { [key]: value, [`${key}_key`]: (value as unknown[]).map(severalKey) }
  return { [key]: value }
}

/** Judges the values that somebody has given for own fields: they come past the schema of the method. Throws AppError. */
export function parsedCustom<T extends object>({ actor }: Pick<Context, 'actor'>, name: RecordName, given: T): T {
  const keys = Object.keys(given).filter(isCustomKey)
  if (!keys.length) return given
  const parsed: Record<string, unknown> = {}
  for (const key of keys) {
    const value = (given as Record<string, unknown>)[key]
    if (value === undefined) continue
    const field = customNames(actor, name).includes(key) ? fieldsOf(actor, name)[key] : undefined
    if (!field) throw new AppError('invalid', 'error.field', { field: key }, { field: key })
    const read = field.schema.safeParse(value)
    if (!read.success)
      throw invalidInput(
        read.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] })),
        actor.language,
      )
    parsed[key] = read.data
  }
  return { ...given, ...parsed }
}
