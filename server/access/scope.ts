import { sql, type RawBuilder } from 'kysely'
import { narrowest, type Action, type Actor, type Range } from '../../model/access.ts'
import { records, type RecordName } from '../../model/records.ts'
import { anyOf } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'

/** What a rule looks at in a row of a record that has a responsible. */
export interface ScopeFacts {
  ownerId?: number
  opened?: boolean
  observerIds?: readonly number[]
}
export const scopeFields = ['ownerId', 'opened', 'observerIds'] as const satisfies readonly (keyof ScopeFacts)[]

/**
 * Whether a row is within reach of an action. Acting needs seeing; observers see. One rule with two renderings: this one
 * over a row in memory, `scopeCondition` over rows of the table.
 */
export function inScope(actor: Actor, name: RecordName, action: Action, row: ScopeFacts): boolean {
  if (!records[name].owned) return actor.may[name][action] !== 'nobody' && actor.may[name].see !== 'nobody'
  if (action === 'see') return reaches(actor, actor.may[name].see, row) || observes(actor, row)
  if (action === 'add') return reaches(actor, actor.may[name].add, row)
  const range = actor.may[name][action]
  return reaches(actor, range, row) && (reaches(actor, actor.may[name].see, row) || observes(actor, row))
}

const observes = (actor: Actor, row: ScopeFacts) => actor.id !== null && (row.observerIds ?? []).includes(actor.id)

function reaches(actor: Actor, range: Range, { ownerId, opened }: ScopeFacts): boolean {
  switch (range) {
    case 'nobody':
      return false
    case 'own':
      return ownerId === actor.id
    case 'department':
      return ownerId !== undefined && actor.department.has(ownerId)
    case 'below':
      return ownerId !== undefined && actor.below.has(ownerId)
    case 'opened':
      return opened === true || (ownerId !== undefined && actor.below.has(ownerId))
    case 'all':
      return true
  }
}

/** The same rule as a condition on the rows of `alias`. */
export function scopeCondition(actor: Actor, name: RecordName, action: Action, alias: string): RawBuilder<boolean> {
  const may = actor.may[name]
  if (!records[name].owned)
    return may[action] === 'nobody' || may.see === 'nobody' ? sql<boolean>`false` : sql<boolean>`true`
  if (action === 'see') return rangeOrObserver(actor, name, may.see, alias)
  if (action === 'add') return rangeCondition(actor, may.add, alias)
  // Ranges contain one another: where the action reaches no further than sight, sight needs no asking.
  if (narrowest(may[action], may.see) === may[action]) return rangeCondition(actor, may[action], alias)
  return sql<boolean>`(${rangeCondition(actor, may[action], alias)} and ${rangeOrObserver(actor, name, may.see, alias)})`
}

function rangeOrObserver(actor: Actor, name: RecordName, range: Range, alias: string): RawBuilder<boolean> {
  if (range === 'all') return sql<boolean>`true`
  return anyOf([rangeCondition(actor, range, alias), observerCondition(actor, name, alias)])
}

export function rangeCondition(actor: Actor, range: Range, alias: string): RawBuilder<boolean> {
  const owner = sql.ref(`${alias}.ownerId`)
  switch (range) {
    case 'nobody':
      return sql<boolean>`false`
    case 'own':
      return sql<boolean>`${owner} = ${actor.id}::int`
    case 'department':
      return sql<boolean>`${owner} = any(${[...actor.department]}::int[])`
    case 'below':
      return sql<boolean>`${owner} = any(${[...actor.below]}::int[])`
    case 'opened':
      return sql<boolean>`(${owner} = any(${[...actor.below]}::int[]) or ${sql.ref(`${alias}.opened`)})`
    case 'all':
      return sql<boolean>`true`
  }
}

export function observerCondition(actor: Actor, name: RecordName, alias: string): RawBuilder<boolean> {
  const { table, own } = observerTable(name)
  return sql<boolean>`exists (select 1 from ${sql.table(table)} o where ${sql.ref(`o.${own}`)} = ${sql.ref(`${alias}.id`)} and o.user_id = ${actor.id}::int)`
}

/** Where the observers of a record are kept. */
export function observerTable(name: RecordName): { table: string; own: string } {
  const one = { deals: 'deal', contacts: 'contact', companies: 'company' }[name as string]
  if (!one) throw new Error(`${name} has no observers`)
  return { table: `${one}Observers`, own: `${one}Id` }
}

/** The people whose records a range reaches by their responsible; null where that is everybody's. */
export function ownersWithin(actor: Actor, range: Range): number[] | null {
  switch (range) {
    case 'nobody':
      return []
    case 'own':
      return actor.id === null ? [] : [actor.id]
    case 'department':
      return [...actor.department]
    case 'below':
    case 'opened':
      return [...actor.below]
    case 'all':
      return null
  }
}

const nothing: ReadonlySet<string> = new Set()
const contactsOfColleagues: ReadonlySet<string> = new Set(['email'])

/** The fields of a record that the actor doesn't see. Colleagues' names are everybody's, their addresses are not. */
export function hiddenFields(actor: Actor, name: RecordName): ReadonlySet<string> {
  return name === 'users' && actor.may.users.settings !== 'all' ? contactsOfColleagues : nothing
}

/** Refuses a query that reads a hidden field: leaving the condition out would show more. */
export function demandVisible(actor: Actor, name: RecordName, fields: Iterable<string>): void {
  const hidden = hiddenFields(actor, name)
  for (const field of fields)
    if (hidden.has(field)) throw new AppError('denied', 'error.denied.field', { field: `${name}.${field}` }, { field })
}
