import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Changes } from '../../model/events.ts'
import type { Field, Sum } from '../../model/fields.ts'
import { records, type RecordName, type RowOf } from '../../model/records.ts'
import { isHidden, type Place } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { targetOf } from './columns.ts'
import { fieldsOf } from './custom.ts'
import { plainDecimal, tidyValues } from './values.ts'

/**
 * Two people on one record: different fields both survive. Where a field asked for has been changed since `version`,
 * to something else than is asked now, both values are told. Links that the actor does not see are none for him: a change
 * of them is no conflict, and they are not told. Throws AppError.
 */
export async function demandNoConflict<N extends RecordName>(
  ctx: Context,
  name: N,
  row: RowOf<N>,
  asked: Partial<RowOf<N>>,
  version: number,
): Promise<void> {
  const { id, version: current } = row as { id: number; version: number }
  if (version >= current) return
  const { rows: events } = await sql<{ changes: Changes }>`
    select changes from events where record = ${name} and record_id = ${id} and version > ${version} order by version desc`.execute(
    ctx.db,
  )
  // Field → its value at that version.
  const was = Object.fromEntries(
    events.flatMap(({ changes }) => Object.entries(changes).map(([key, [value]]) => [key, value] as const)),
  )
  const fields: Record<string, Field | undefined> = fieldsOf(ctx.actor, name)
  // Of what is said of links, that of each link stands for itself.
  const among = (row: Record<string, unknown>) => (key: string, mine: unknown) =>
    fields[key]?.kind === 'said' ? sameLinks(row[key], mine) : row[key]
  const [before, now] = [among(was), among(row as Record<string, unknown>)]
  // Two who mean the same are of one mind, however they write it.
  const kept: Record<string, unknown> = { ...asked }
  tidyValues(ctx.actor, name, { id, old: row, next: kept as RowOf<N>, given: new Set(keysOf(asked)) })
  const same = (key: string, one: unknown, other: unknown) =>
    isDeepStrictEqual(plain(fields[key], one), plain(fields[key], other))
  const changed = Object.entries(asked).filter(
    ([key, mine]) =>
      mine !== undefined &&
      Object.hasOwn(was, key) &&
      !isHidden(ctx.actor, name, key, row as Place) &&
      !same(key, kept[key], now(key, mine)),
  )
  if (!changed.length) return
  const seen = await seenLinks(
    ctx,
    name,
    changed.map(([key]) => key),
    [was, row as Record<string, unknown>],
  )
  const conflicts = changed
    .map(([key, mine]) => ({ key, mine, was: seen(key, before(key, mine)), theirs: seen(key, now(key, mine)) }))
    .filter(({ key, was, theirs }) => !same(key, was, theirs) && !same(key, kept[key], theirs))
  if (!conflicts.length) return
  throw new AppError(
    'conflict',
    'error.conflict',
    { fields: conflicts.map(({ key }) => `${name}.${key}`).join(', ') },
    { fields: Object.fromEntries(conflicts.map(({ key, mine, theirs }) => [key, { mine, theirs }])), version: current },
  )
}

const keysOf = (asked: object) => Object.entries(asked).flatMap(([key, value]) => (value === undefined ? [] : [key]))

/** An amount without needless noughts, and without what the server has worked out of it. */
function plain(field: Field | undefined, value: unknown): unknown {
  if (field?.kind === 'money' && typeof value === 'string') return plainDecimal(value)
  if (field?.kind !== 'sum' || value === null || value === undefined) return value
  const { amount, currency } = value as Sum
  return { amount: plainDecimal(amount), currency }
}

/** What is said of the links that another value speaks of. */
const sameLinks = (said: unknown, of: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(of as object).map((id) => [id, (said as Record<string, unknown> | null | undefined)?.[id] ?? null]),
  )

/** Takes the links out of a value that the actor does not see. One statement for each record that is linked. */
async function seenLinks(
  ctx: Context,
  name: RecordName,
  keys: readonly string[],
  rows: readonly Record<string, unknown>[],
): Promise<(key: string, value: unknown) => unknown> {
  const fields: Record<string, Field | undefined> = fieldsOf(ctx.actor, name)
  const seen = new Map<string, ReadonlySet<unknown>>()
  for (const key of keys) {
    const field = fields[key]
    const to = field && targetOf(name, field)
    if (!to || !records[to].owned) continue
    const ids = rows.flatMap((row) => idsIn(row[key]))
    const { rows: found } = await sql<{ id: number }>`
      select t.id from ${sql.table(to)} t where t.id = any(${ids}::int[]) and ${scopeCondition(ctx.actor, to, 'see', 't')}`.execute(
      ctx.db,
    )
    seen.set(key, new Set(found.map(({ id }) => id)))
  }
  return (key, value) => {
    const known = seen.get(key)
    if (!known || value === null || value === undefined) return value
    if (fields[key]?.kind === 'said')
      return Object.fromEntries(Object.entries(value).filter(([id]) => known.has(Number(id))))
    return Array.isArray(value) ? value.filter((id) => known.has(id)) : known.has(value) ? value : null
  }
}

/** The linked records that a value names. */
export const idsIn = (value: unknown): number[] => {
  if (Array.isArray(value)) return value as number[]
  if (typeof value === 'object' && value !== null) return Object.keys(value).map(Number)
  return typeof value === 'number' ? [value] : []
}
