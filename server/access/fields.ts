import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Actor, Limits, Where } from '../../model/access.ts'
import type { Filter } from '../../model/filters.ts'
import { records, type RecordName } from '../../model/records.ts'
import { searchedFields } from '../../model/shape.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'

/** What tells which of the limits on a deal's fields hold. */
export interface Place {
  pipelineId?: number
}

const limitsOf = (actor: Actor, name: RecordName, kind: keyof Limits): ReadonlyMap<string, Where> =>
  actor.limits[name]?.[kind] ?? nowhere
const nowhere: ReadonlyMap<string, Where> = new Map()
const holds = (where: Where | undefined, { pipelineId }: Place) =>
  where === true || (where !== undefined && pipelineId !== undefined && where.has(pipelineId))

/** The fields of a record that the actor sees nowhere. */
export const hiddenFields = (actor: Actor, name: RecordName): ReadonlySet<string> =>
  new Set([...limitsOf(actor, name, 'hidden')].flatMap(([field, where]) => (where === true ? [field] : [])))

/** The fields of a deal that the actor does not see in some pipelines: field → these. */
export const hiddenSomewhere = (actor: Actor, name: RecordName): ReadonlyMap<string, ReadonlySet<number>> =>
  new Map([...limitsOf(actor, name, 'hidden')].flatMap(([field, where]) => (where === true ? [] : [[field, where]])))

/** Whether the actor does not see a field of a row. */
export const isHidden = (actor: Actor, name: RecordName, field: string, row: Place): boolean =>
  holds(limitsOf(actor, name, 'hidden').get(field), row)

/** Whether the actor may not write a field of a row. */
export const isFixed = (actor: Actor, name: RecordName, field: string, row: Place): boolean =>
  holds(limitsOf(actor, name, 'fixed').get(field), row)

/** The fields of a row that the actor sees but may not write. */
export const fixedFields = (actor: Actor, name: RecordName, row: Place): string[] =>
  [...limitsOf(actor, name, 'fixed')].flatMap(([field, where]) =>
    holds(where, row) && !isHidden(actor, name, field, row) ? [field] : [],
  )

/** Refuses to show a field that is hidden everywhere. Throws AppError. */
export function demandVisible(actor: Actor, name: RecordName, fields: Iterable<string>): void {
  const hidden = limitsOf(actor, name, 'hidden')
  for (const field of fields) if (hidden.get(field) === true) throw hiddenError(name, field)
}

const hiddenError = (name: RecordName, field: string) =>
  new AppError('denied', 'error.denied.field', { field: `${name}.${field}` }, { field })

/**
 * Refuses a query that reads a hidden field: leaving the condition out would show more. One that is hidden in some
 * pipelines is read only where the filter leaves these out. Throws AppError.
 */
export async function demandReadable(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  name: RecordName,
  fields: Iterable<string>,
  filter: Filter | undefined,
): Promise<void> {
  for (const field of fields) {
    const [where] = hiddenWithin(actor, name, field, filter)
    if (where === undefined) continue
    if (where === true) throw hiddenError(name, field)
    const { rows } = await sql<{ name: string }>`select name from pipelines where id = ${where}`.execute(db)
    throw new AppError(
      'denied',
      'error.denied.field.pipeline',
      { field: `${name}.${field}`, pipeline: rows[0]?.name ?? '' },
      { field },
    )
  }
}

/** The money field of a record that totals add up; null where it has none, or some of it is hidden from the actor. */
export function sums(actor: Actor, name: RecordName, filter: Filter | undefined): string | null {
  const { summed } = records[name]
  return summed !== null && !hiddenWithin(actor, name, summed, filter).length ? summed : null
}

/** In which pipelines that a filter lets through a field is hidden; `[true]`: everywhere. */
function hiddenWithin(actor: Actor, name: RecordName, field: string, filter: Filter | undefined): (true | number)[] {
  const where = limitsOf(actor, name, 'hidden').get(field)
  if (where === undefined) return []
  if (where === true) return [true]
  const asked = pipelinesAsked(filter)
  return asked === null ? [...where] : [...where].filter((id) => asked.has(id))
}

/** The pipelines that a filter limits a query to; null: it does not. */
function pipelinesAsked(filter: Filter | undefined): ReadonlySet<number> | null {
  if (!filter) return null
  if ('and' in filter) {
    const parts = filter.and.map(pipelinesAsked).filter((part) => part !== null)
    return parts.length ? parts.reduce((all, part) => all.intersection(part)) : null
  }
  if (!('field' in filter) || filter.field !== 'pipelineId') return null
  if (filter.op === 'eq') return new Set([Number(filter.value)])
  return filter.op === 'in' ? new Set((filter.value as unknown[]).map(Number)) : null
}

/**
 * Refuses what is asked to be changed of a row: a hidden field whatever the value, or it would be told whether it is the
 * same; one that is only to be read where it is to differ. Throws AppError.
 */
export function demandAsked(actor: Actor, name: RecordName, asked: object, row: Place): void {
  if (!limitsOf(actor, name, 'fixed').size) return
  const differs = (field: string) =>
    isHidden(actor, name, field, row) ||
    !isDeepStrictEqual((asked as Record<string, unknown>)[field], (row as Record<string, unknown>)[field])
  demandWritable(actor, name, Object.keys(asked).filter(differs), row)
}

/** Refuses to write fields that are hidden from the actor, or that he may only read. Throws AppError. */
export function demandWritable(actor: Actor, name: RecordName, fields: Iterable<string>, row: Place): void {
  const fixed = limitsOf(actor, name, 'fixed')
  if (!fixed.size) return
  for (const field of fields)
    if (holds(fixed.get(field), row))
      throw new AppError('denied', 'error.denied.write', { field: `${name}.${field}` }, { field })
}

/** What of some values the actor may write into a new record. */
export function writable<T extends Place>(actor: Actor, name: RecordName, values: T): Partial<T> {
  const fixed = limitsOf(actor, name, 'fixed')
  if (!fixed.size) return values
  // A part of the values.
  return Object.fromEntries(Object.entries(values).filter(([key]) => !holds(fixed.get(key), values))) as Partial<T>
}

/** Whether the actor sees all that a search looks into. */
export const seesAllSearched = (actor: Actor, name: RecordName): boolean =>
  !searchedFields(actor.shape, name).some((field) => limitsOf(actor, name, 'hidden').has(field))
