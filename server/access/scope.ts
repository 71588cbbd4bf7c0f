import { sql, type RawBuilder } from 'kysely'
import { narrowest, rangeOf, rangesAnywhere, type Action, type Actor, type Range } from '../../model/access.ts'
import { records, type RecordName } from '../../model/records.ts'
import { grantable, judgedBy } from '../../model/rights.ts'
import { allOf, anyOf } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'

/** The records that others are bound to: their rights are those of what is bound to them. */
export const binding = {
  deals: { table: 'activityDeals', other: 'dealId' },
  contacts: { table: 'activityContacts', other: 'contactId' },
  companies: { table: 'activityCompanies', other: 'companyId' },
} as const
export type Binder = keyof typeof binding
export const binders = Object.keys(binding) as Binder[]
/** A record that something is bound to, as the rule looks at it. */
export type BoundFacts = ScopeFacts & { record: Binder; id: number; removed: boolean }

/** What a rule looks at in a row of a record that has a responsible, or of one that is bound to such. */
export interface ScopeFacts {
  ownerId?: number
  opened?: boolean
  observerIds?: readonly number[]
  /** of a deal */
  stageId?: number
  pipelineId?: number
  /** of what is bound to records: these */
  bound?: readonly BoundFacts[]
  participantIds?: readonly number[]
  watcherIds?: readonly number[]
  createdBy?: number | null
}
/** What a change of has to be told with its values before: they say who saw the row until then. */
export const scopeFields = [
  'ownerId',
  'opened',
  'observerIds',
  'stageId',
  'participantIds',
  'watcherIds',
  'dealIds',
  'contactIds',
  'companyIds',
] as const

/**
 * Whether a row is within reach of an action. Acting needs seeing; observers see, at any stage. One rule with two
 * renderings: this one over a row in memory, `scopeCondition` over rows of the table.
 */
export function inScope(actor: Actor, name: RecordName, action: Action, row: ScopeFacts): boolean {
  if (records[name].bound) return isWithin(actor, action, row)
  if (!records[name].owned) return actor.may[name][action] !== 'nobody' && actor.may[name].see !== 'nobody'
  const within = (one: Action) => reaches(actor, rangeOf(actor, name, one, row.stageId), row)
  if (action === 'add') return within('add')
  const seen = within('see') || observes(actor, row)
  return action === 'see' ? seen : seen && within(action)
}

/**
 * What is bound to records is seen by whoever sees one of them that is live, and written by whoever may change one; and by
 * who has been made responsible for it, if he sees it. Bound to nothing, it is its people's; watchers only see it.
 */
function isWithin(actor: Actor, action: Action, row: ScopeFacts): boolean {
  const { bound = [], ownerId, createdBy, participantIds = [], watcherIds = [] } = row
  const me = actor.id ?? NaN
  if (!bound.length) {
    if (actor.administrator || ownerId === me || createdBy === me || participantIds.includes(me)) return true
    return action === 'see' && watcherIds.includes(me)
  }
  const may = (one: Action) => bound.some((to) => !to.removed && inScope(actor, to.record, one, to))
  if (action === 'see') return may('see')
  return may('edit') || (action !== 'add' && ownerId === me && may('see'))
}

/** Says which right of the table of rights somebody lacks who may not do this at all. */
export function lacking(name: RecordName, action: Action): AppError {
  const record = judgedBy(name)
  // Who changes what the company has set up does anything to it.
  return new AppError('denied', 'error.denied.right', {
    record,
    action: grantable(record).includes(action) ? action : 'edit',
  })
}

/** Refuses what somebody may do to no record of a kind that has no responsible. Throws AppError. */
export function demandRight(actor: Actor, name: RecordName, action: Action): void {
  if (!inScope(actor, name, action, {})) throw lacking(name, action)
}

/** Whether the actor sees every record of a kind: to him alone numbers are told that count everybody's. */
export const seesAll = (actor: Actor, name: RecordName): boolean =>
  rangesAnywhere(actor, name, 'see').every((range) => range === 'all')

const nowhere = sql<boolean>`false`
const everywhere = sql<boolean>`true`

const observes = (actor: Actor, row: ScopeFacts) => actor.id !== null && (row.observerIds ?? []).includes(actor.id)

/** Whether a range reaches a row, by its responsible or the flag. */
export function reaches(actor: Actor, range: Range, { ownerId, opened }: ScopeFacts): boolean {
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
  if (records[name].bound) return boundCondition(actor, action, alias)
  if (!records[name].owned)
    return may[action] === 'nobody' || may.see === 'nobody' ? sql<boolean>`false` : sql<boolean>`true`
  if (action === 'see') {
    const reached = reachCondition(actor, name, 'see', alias)
    return reached === everywhere ? everywhere : anyOf([reached, observerCondition(actor, name, alias)])
  }
  if (action === 'add') return reachCondition(actor, name, 'add', alias)
  return byStage(actor, name, [action, 'see'], alias, ([reach, sight]) => {
    if (reach === 'nobody') return nowhere
    // Ranges contain one another: where the action reaches no further than sight, sight needs no asking.
    if (narrowest(reach!, sight!) === reach) return rangeCondition(actor, reach, alias)
    const seen = anyOf([rangeCondition(actor, sight!, alias), observerCondition(actor, name, alias)])
    return sql<boolean>`(${rangeCondition(actor, reach!, alias)} and ${seen})`
  })
}

/** The rule for what is bound to records, as `isWithin` has it. */
function boundCondition(actor: Actor, action: Action, alias: string): RawBuilder<boolean> {
  const me = sql`${actor.id}::int`
  const own = sql.ref(`${alias}.id`)
  const among = (table: string) =>
    sql<boolean>`exists (select 1 from ${sql.table(table)} p where p.activity_id = ${own} and p.user_id = ${me})`
  const may = (one: Action) =>
    anyOf(
      binders.map((record) => {
        const { table, other } = binding[record]
        return sql<boolean>`exists (select 1 from ${sql.table(table)} b join ${sql.table(record)} r on r.id = ${sql.ref(`b.${other}`)}
          where b.activity_id = ${own} and r.removed_at is null and ${scopeCondition(actor, record, one, 'r')})`
      }),
    )
  const owns = sql<boolean>`${sql.ref(`${alias}.ownerId`)} = ${me}`
  const people = actor.administrator
    ? everywhere
    : anyOf([
        owns,
        sql`${sql.ref(`${alias}.createdBy`)} = ${me}`,
        among('activityParticipants'),
        ...(action === 'see' ? [among('activityWatchers')] : []),
      ])
  const byItself = allOf([sql`not exists (select 1 from activity_links l where l.activity_id = ${own})`, people])
  if (action === 'see') return anyOf([may('see'), byItself])
  return anyOf([may('edit'), ...(action === 'add' ? [] : [allOf([owns, may('see')])]), byItself])
}

/** What an action reaches by the responsible or the flag, at whatever stage, whoever observes. */
export const reachCondition = (actor: Actor, name: RecordName, action: Action, alias: string): RawBuilder<boolean> =>
  byStage(actor, name, [action], alias, ([range]) => rangeCondition(actor, range!, alias))

/**
 * A condition that depends on how far some actions reach: one arm for all stages at which they reach equally far, so that
 * there are as many arms as ways to reach, not as stages.
 */
function byStage(
  actor: Actor,
  name: RecordName,
  actions: readonly Action[],
  alias: string,
  condition: (ranges: readonly Range[]) => RawBuilder<boolean>,
): RawBuilder<boolean> {
  const rangesAt = (stageId?: number) => actions.map((action) => rangeOf(actor, name, action, stageId))
  const rest = rangesAt().join()
  const named = name === 'deals' ? actions.flatMap((action) => [...(actor.atStage[action]?.keys() ?? [])]) : []
  const other = [...new Set(named)].filter((id) => rangesAt(id).join() !== rest)
  if (!other.length) return condition(rangesAt())
  const stage = sql.ref(`${alias}.stageId`)
  const groups = [...Map.groupBy(other, (id) => rangesAt(id).join()).values()]
  const arms: [at: RawBuilder<boolean>, reached: RawBuilder<boolean>][] = [
    [sql<boolean>`${stage} <> all(${other}::int[])`, condition(rangesAt())],
    ...groups.map((ids): (typeof arms)[number] => [sql`${stage} = any(${ids}::int[])`, condition(rangesAt(ids[0]))]),
  ]
  return anyOf(arms.filter(([, reached]) => reached !== nowhere).map((arm) => allOf(arm)))
}

function rangeCondition(actor: Actor, range: Range, alias: string): RawBuilder<boolean> {
  const owner = sql.ref(`${alias}.ownerId`)
  switch (range) {
    case 'nobody':
      return nowhere
    case 'own':
      return sql<boolean>`${owner} = ${actor.id}::int`
    case 'department':
      return sql<boolean>`${owner} = any(${[...actor.department]}::int[])`
    case 'below':
      return sql<boolean>`${owner} = any(${[...actor.below]}::int[])`
    case 'opened':
      return sql<boolean>`(${owner} = any(${[...actor.below]}::int[]) or ${sql.ref(`${alias}.opened`)})`
    case 'all':
      return everywhere
  }
}

/** The stages at which an action reaches anything, as a condition on their ids. */
export function openStages(actor: Actor, action: Action, id: RawBuilder<unknown>): RawBuilder<boolean> {
  const ids = (closed: boolean) =>
    [...(actor.atStage[action] ?? [])].flatMap(([stage, range]) => ((range === 'nobody') === closed ? [stage] : []))
  return actor.may.deals[action] === 'nobody'
    ? sql<boolean>`${id} = any(${ids(false)}::int[])`
    : sql<boolean>`${id} <> all(${ids(true)}::int[])`
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
