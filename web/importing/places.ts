import type { Field } from '../../model/fields.ts'
import {
  planKeys,
  usualKey,
  type Place,
  type Plan,
  type PlannedColumn,
  type PlanRecord,
} from '../../model/importPlan.ts'
import type { WordKey } from '../words.ts'
import { shapeNow } from '../shape.ts'

export type Group = PlanRecord | 'lines'

/** Fields that no file fills: they are told by another column, or are the server's own. */
const unasked = new Set([
  'companyId',
  'contactIds',
  'originator',
  'position',
  'amountFrom',
  'observerIds',
  'companyIds',
])
const lineFields = ['product', 'quantity', 'price']

/** The places that columns of a file can go to, by the record they are of. */
export function groupsOf(record: PlanRecord): { group: Group; fields: string[] }[] {
  const groups: Group[] = record === 'deals' ? ['deals', 'companies', 'contacts', 'lines'] : [record]
  return groups.map((group) => ({
    group,
    fields:
      group === 'lines'
        ? lineFields
        : Object.entries(shapeNow().fields[group])
            .filter(
              ([name, field]) =>
                !(field.readonly && !(group === 'contacts' && name === 'name')) && isAsked(record, name),
            )
            .map(([name]) => name),
  }))
}
const isAsked = (record: PlanRecord, name: string) =>
  !unasked.has(name) || (record === 'contacts' && name === 'companyIds')

export const placeWord = (group: Group, field: string): WordKey =>
  (group === 'lines' ? `importing.lines.${field}` : `${group}.${field}`) as WordKey

export const partsOfPlace = (place: Place): [Group, string] => {
  const [group, field] = place.split('.') as [Group, string]
  return [group, field]
}

/** The field behind a place, if it is one. */
export function fieldAt(place: Place | null): Field | null {
  if (!place) return null
  const [group, field] = partsOfPlace(place)
  return group === 'lines' ? null : (shapeNow().fields[group][field] ?? null)
}

/** Whether what stands in the column are names of records. */
export const namesRecords = (place: Place | null): boolean =>
  place === 'lines.product' || fieldAt(place)?.to !== undefined

/** What of how its cells are written can be asked of a column. */
export function writtenAs(place: Place | null): 'date' | 'decimal' | 'separator' | null {
  if (place === 'lines.quantity' || place === 'lines.price') return 'decimal'
  const field = fieldAt(place)
  if (!field) return null
  if (field.kind === 'date' || field.kind === 'moment') return 'date'
  if (field.kind === 'money' || field.kind === 'decimal' || field.kind === 'integer') return 'decimal'
  return field.kind === 'refs' || field.kind === 'choices' || field.kind === 'channels' ? 'separator' : null
}

/** What can become of a name that is not there; people and stages are not made unasked. */
export function missingOf(place: Place | null): readonly NonNullable<PlannedColumn['missing']>[] {
  if (!namesRecords(place)) return []
  const to = place === 'lines.product' ? 'products' : fieldAt(place)!.to!
  const required = fieldAt(place)?.required ?? false
  return [
    ...(to === 'stages' || to === 'pipelines' ? [] : (['create'] as const)),
    ...(required ? [] : (['empty'] as const)),
    'refuse',
  ]
}

/** Places of which several columns may hold a part. */
const isMany = (place: Place) => ['refs', 'choices', 'channels'].includes(fieldAt(place)?.kind ?? '')

/** A plan in which a column goes somewhere else; whoever was there before is left out. */
export function withPlace(plan: Plan, column: string, place: Place | null): Plan {
  const columns = plan.columns.map((one): PlannedColumn => {
    if (one.column === column) return { column, place, ...(namesRecords(place) ? { missing: 'refuse' } : {}) }
    return place && one.place === place && !isMany(place) ? { column: one.column, place: null } : one
  })
  const { [column]: _values, ...values } = plan.values
  const kept = columns.some((one) => one.place === plan.key) ? plan.key : null
  // That every row is a new one may be meant.
  const meant = plan.key === null && usualKey(plan.record, plan.columns) !== null
  return { ...plan, columns, values, key: kept ?? (meant ? null : usualKey(plan.record, columns)) }
}

/** By what of its columns the records of a plan may be recognised. */
export const keysOf = ({ record, columns }: Plan): Place[] =>
  planKeys[record].filter((place) => columns.some((one) => one.place === place))

export const withColumn = (plan: Plan, column: string, change: Partial<PlannedColumn>): Plan => ({
  ...plan,
  columns: plan.columns.map((one) => (one.column === column ? { ...one, ...change } : one)),
})

/** A plan in which what is written in a column means a name; null: what it says. */
export function withValue(plan: Plan, column: string, value: string, name: string | null): Plan {
  const { [value]: _before, ...others } = plan.values[column] ?? {}
  return { ...plan, values: { ...plan.values, [column]: name === null ? others : { ...others, [value]: name } } }
}
