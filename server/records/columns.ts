import { sql, type RawBuilder } from 'kysely'
import type { Actor } from '../../model/access.ts'
import { kinds, type Field, type RefTarget } from '../../model/fields.ts'
import { records, type RecordName } from '../../model/records.ts'
import { boundTo } from '../access/bound.ts'
import { hiddenFields, hiddenSomewhere } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { allOf } from '../platform/database.ts'
import { emptyObject } from '../platform/json.ts'
import { comparedOf, customNames, fieldsOf, valueOf } from './custom.ts'

/** The fields of a record that have a column of their own. */
export const columnNames = (name: RecordName): readonly string[] => namesOf(name).columns
/** The fields whose values live in a link table. */
export const linkNames = (name: RecordName): readonly string[] => namesOf(name).links
/** The fields that say something of the links of another. */
export const saidNames = (name: RecordName): readonly string[] => namesOf(name).said
/** The fields that have a folded copy beside them, to be compared by. */
export const keyedNames = (name: RecordName): readonly string[] => namesOf(name).keyed

type Names = Record<'columns' | 'links' | 'said' | 'keyed', readonly string[]>
// Asked for every row that is written.
const known = new Map<RecordName, Names>()
function namesOf(name: RecordName): Names {
  let names = known.get(name)
  if (!names) {
    const fields = Object.entries(records[name].fields as Record<string, Field>)
    const having = (wanted: (field: Field) => boolean) =>
      fields.filter(([, field]) => wanted(field)).map(([key]) => key)
    names = {
      columns: having((field) => kinds[field.kind].column !== null),
      links: having((field) => field.kind === 'refs'),
      said: having((field) => field.kind === 'said'),
      keyed: having((field) => kinds[field.kind].key),
    }
    known.set(name, names)
  }
  return names
}

/** One link table: which column is the record's own and which names the other. */
export interface LinkTable {
  table: string
  own: string
  other: string
  /** the field that says something of each link, and the column with what it says */
  said?: { field: string; column: string }
}
const linkTables: Record<string, LinkTable> = {
  'deals.observerIds': { table: 'dealObservers', own: 'dealId', other: 'userId' },
  'deals.contactIds': {
    table: 'dealContacts',
    own: 'dealId',
    other: 'contactId',
    said: { field: 'roles', column: 'roleId' },
  },
  'deals.relatedIds': { table: 'dealRelations', own: 'dealId', other: 'relatedId' },
  'deals.tagIds': { table: 'dealTags', own: 'dealId', other: 'termId' },
  'contacts.observerIds': { table: 'contactObservers', own: 'contactId', other: 'userId' },
  'contacts.companyIds': {
    table: 'contactCompanies',
    own: 'contactId',
    other: 'companyId',
    said: { field: 'positions', column: 'title' },
  },
  'users.roleIds': { table: 'userRoles', own: 'userId', other: 'roleId' },
  'departments.roleIds': { table: 'departmentRoles', own: 'departmentId', other: 'roleId' },
  'groups.roleIds': { table: 'groupRoles', own: 'groupId', other: 'roleId' },
  'groups.memberIds': { table: 'groupMembers', own: 'groupId', other: 'userId' },
  'activities.participantIds': { table: 'activityParticipants', own: 'activityId', other: 'userId' },
  'activities.watcherIds': { table: 'activityWatchers', own: 'activityId', other: 'userId' },
  'activities.dealIds': { table: 'activityDeals', own: 'activityId', other: 'dealId' },
  'activities.contactIds': { table: 'activityContacts', own: 'activityId', other: 'contactId' },
  'activities.companyIds': { table: 'activityCompanies', own: 'activityId', other: 'companyId' },
  'companies.observerIds': { table: 'companyObservers', own: 'companyId', other: 'userId' },
}
export function linkTable(name: RecordName, field: string): LinkTable {
  const found = linkTables[`${name}.${field}`]
  if (!found) throw new Error(`No link table for ${name}.${field}`)
  return found
}

/** Whether a reference points at a record that not everybody sees all of. */
export const isGuarded = ({ to }: Field): boolean => to !== undefined && (records[to].owned || records[to].bound)

/** The links of a row, `other` and `position`, wherever they are kept. */
export function linkRows(name: RecordName, field: Field, key: string, alias: string): RawBuilder<unknown> {
  if (field.custom)
    return sql`(select e.other::int as other, e.position
      from jsonb_array_elements_text(${valueOf(field, key, alias)}) with ordinality e(other, position))`
  const { table, own, other } = linkTable(name, key)
  return sql`(select ${sql.ref(`l.${other}`)} as other, l.position from ${sql.table(table)} l where ${sql.ref(`l.${own}`)} = ${sql.ref(`${alias}.id`)})`
}

/** The links of a row in their order, as an array. */
export function linksOf(name: RecordName, field: string, alias: string): RawBuilder<number[]> {
  const { table, own, other } = linkTable(name, field)
  return sql`array(select ${sql.ref(`x.${other}`)} from ${sql.table(table)} x where ${sql.ref(`x.${own}`)} = ${sql.ref(`${alias}.id`)} order by x.position)`
}

/** What is said of the links of a row, by the id of what is linked; of those alone whose `t` meets a condition, if one is given. */
function saidOf(name: RecordName, field: string, alias: string, linked?: RawBuilder<boolean>): RawBuilder<unknown> {
  const { links } = ownFields(name)[field]!
  const { table, own, other, said } = linkTable(name, links!)
  const to = ownFields(name)[links!]!.to!
  const column = sql.ref(`x.${said!.column}`)
  return sql`(select coalesce(json_object_agg(${sql.ref(`x.${other}`)}, ${column}), '{}'::json) from ${sql.table(table)} x
    ${linked ? sql`join ${sql.table(to)} t on t.id = ${sql.ref(`x.${other}`)} and ${linked}` : sql``}
    where ${sql.ref(`x.${own}`)} = ${sql.ref(`${alias}.id`)} and ${column} is not null)`
}
const ownFields = (name: RecordName) => records[name].fields as Record<string, Field>

/** What a field points at: itself or, where it says something of links, what these point at. */
export const targetOf = (name: RecordName, field: Field): RefTarget | undefined =>
  field.links === undefined ? field.to : ownFields(name)[field.links]!.to

/** The stored row as it is, whoever asks: for the server's own checks, never to be shown. */
export function rawColumns(actor: Actor, name: RecordName, alias: string): RawBuilder<unknown> {
  const fields = fieldsOf(actor, name)
  return sql.join([
    ...columnNames(name).map((key) => sql.ref(`${alias}.${key}`)),
    ...customNames(actor, name).map((key) => sql`${valueOf(fields[key]!, key, alias)} as ${sql.id(key)}`),
    ...linkNames(name).map((key) => sql`${linksOf(name, key, alias)} as ${sql.id(key)}`),
    ...(records[name].bound ? [sql`${boundTo(alias)} as bound`] : []),
    ...saidNames(name).map((key) => sql`${saidOf(name, key, alias)} as ${sql.id(key)}`),
  ])
}

/**
 * The row as the actor sees it. Guarded references come with the name of what they point at; one that the actor may not
 * see comes without a name, and `showing` takes its id away.
 */
export function shownColumns(
  actor: Actor,
  name: RecordName,
  fields: readonly string[],
  alias: string,
): RawBuilder<unknown> {
  const definition = fieldsOf(actor, name)
  const columns: RawBuilder<unknown>[] = []
  const masked = hiddenSomewhere(actor, name)
  if (fields.some((key) => masked.has(key))) columns.push(sql`${withheldOf(masked, fields, alias)} as withheld`)
  for (const key of fields) {
    const field = definition[key]!
    const where = masked.get(key)
    const shown = where ? sql`${sql.ref(`${alias}.pipelineId`)} <> all(${[...where]}::int[])` : null
    if (field.kind === 'said') {
      const said = saidOf(name, key, alias, scopeCondition(actor, targetOf(name, field)!, 'see', 't'))
      columns.push(sql`${shown ? sql`case when ${shown} then ${said} else '{}'::json end` : said} as ${sql.id(key)}`)
      continue
    }
    if (field.kind !== 'refs') {
      const column = valueOf(field, key, alias)
      columns.push(sql`${shown ? sql`case when ${shown} then ${column} end` : column} as ${sql.id(key)}`)
    }
    if (!isGuarded(field)) {
      if (field.kind === 'refs') {
        const links = field.custom ? valueOf(field, key, alias) : linksOf(name, key, alias)
        const none = field.custom ? sql`'[]'::jsonb` : sql`'{}'`
        columns.push(sql`${shown ? sql`case when ${shown} then ${links} else ${none} end` : links} as ${sql.id(key)}`)
      }
      continue
    }
    const to = field.to!
    const called = sql.ref(`t.${records[to].named}`)
    if (field.kind === 'ref') {
      // What is bound to a row is seen by whoever sees the row.
      const sight = records[to].bound ? [] : [scopeCondition(actor, to, 'see', 't')]
      columns.push(
        sql`(select ${called} from ${sql.table(to)} t where ${allOf([sql`t.id = ${comparedOf(field, key, alias)}`, ...sight, ...(shown ? [shown] : [])])}) as ${sql.id(`${key}Name`)}`,
      )
    } else {
      columns.push(sql`(select coalesce(json_agg(json_build_array(t.id, case when ${scopeCondition(actor, to, 'see', 't')} then ${called} end) order by x.position), '[]'::json)
        from ${linkRows(name, field, key, alias)} x join ${sql.table(to)} t on t.id = x.other
        ${shown ? sql`where ${shown}` : sql``}) as ${sql.id(`${key}Name`)}`)
    }
  }
  return sql.join(columns)
}

/** A value that is made of a field, or nothing where the actor does not see that field. */
export function ifShown<T>(
  actor: Actor,
  name: RecordName,
  field: string,
  alias: string,
  value: RawBuilder<T>,
): RawBuilder<T | null> {
  if (hiddenFields(actor, name).has(field)) return sql`null`
  const where = hiddenSomewhere(actor, name).get(field)
  return where ? sql`case when ${sql.ref(`${alias}.pipelineId`)} <> all(${[...where]}::int[]) then ${value} end` : value
}

/** Which of the fields are not shown of a row, for the pipeline that it is in. */
function withheldOf(
  masked: ReadonlyMap<string, ReadonlySet<number>>,
  fields: readonly string[],
  alias: string,
): RawBuilder<string[]> {
  const pairs = fields.flatMap((key) => [...(masked.get(key) ?? [])].map((pipelineId) => ({ key, pipelineId })))
  return sql<
    string[]
  >`array(select m.key from unnest(${pairs.map(({ key }) => key)}::text[], ${pairs.map(({ pipelineId }) => pipelineId)}::int[]) m(key, pipeline_id)
    where m.pipeline_id = ${sql.ref(`${alias}.pipelineId`)})`
}

/** Names of linked records, and which fields hold links that the actor may not see. */
export interface Shown {
  /** field → the name, or the names in the order of the ids */
  names: Record<string, string | string[]>
  /** fields whose value, or a link of which, the actor may not see */
  hidden: string[]
}

/** What puts rows of `shownColumns` into the shape of the API. */
export function showing(
  actor: Actor,
  name: RecordName,
  fields: readonly string[],
): (row: Record<string, unknown>) => Record<string, unknown> & Shown {
  const definition = fieldsOf(actor, name)
  const plain = fields.filter((key) => !isGuarded(definition[key]!))
  const guarded = fields.filter((key) => isGuarded(definition[key]!))
  const empty = emptyObject(fields)
  return (row) => {
    const result: Record<string, unknown> & Shown = { ...empty, names: {}, hidden: [] }
    for (const key of plain) result[key] = row[key]
    for (const key of guarded) {
      const named = row[`${key}Name`]
      if (definition[key]!.kind === 'ref') {
        const visible = typeof named === 'string'
        result[key] = visible ? row[key] : null
        if (visible) result.names[key] = named
        else if (row[key] !== null) result.hidden.push(key)
      } else {
        const pairs = (named as [number, string | null][]).filter(([, called]) => called !== null) as [number, string][]
        result[key] = pairs.map(([id]) => id)
        result.names[key] = pairs.map(([, called]) => called)
        if (pairs.length < (named as unknown[]).length) result.hidden.push(key)
      }
    }
    if (row.withheld) result.hidden.push(...(row.withheld as string[]))
    return result
  }
}
