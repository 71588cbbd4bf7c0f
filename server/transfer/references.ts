import { sql } from 'kysely'
import { textKey, type RefTarget } from '../../model/fields.ts'
import { records, type RecordName } from '../../model/records.ts'
import { demandVisible } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { createRecords, type NewOf, type Subject, type WriteOptions } from '../records/change.ts'
import { subjects } from '../subjects.ts'
import type { Named } from './rows.ts'

/** A name with the place in which it is looked for: a stage is one of its pipeline. */
export interface Wanted<Row> {
  named: Named
  row: Row
  /** the pipeline of a stage */
  within?: number | null
}
export interface Found<Row> {
  /** the ids that the names stand for, in their order; fewer where a missing one may stay empty */
  idsOf(wanted: Wanted<Row>): number[]
  /** rows that name what is not there, or what is there twice */
  refused: Map<Row, AppError>
  /** makes what is missing and may be made; gives how many of each record */
  make(options: WriteOptions): Promise<Map<RecordName, number[]>>
}

/**
 * Looks names up among what the actor sees: one statement for each record pointed at. What several are called by the
 * same name is refused as well as what is not there.
 */
export async function lookUp<Row>(ctx: Context, wanted: readonly Wanted<Row>[]): Promise<Found<Row>> {
  const known = new Map<string, number[]>()
  for (const group of Map.groupBy(wanted, ({ named }) => placeOf(named)).values()) {
    const { to, by, dictionary } = group[0]!.named
    demandVisible(ctx.actor, to, [by])
    const keys = [...new Set(group.flatMap(({ named }) => named.names.map(textKey)))]
    const { rows } = await sql<{ id: number; key: string; within: number | null }>`
      select t.id, ${sql.ref(`t.${by}Key`)} as key, ${to === 'stages' ? sql.ref('t.pipelineId') : sql`null`} as within
      from ${sql.table(to)} t where ${sql.ref(`t.${by}Key`)} = any(${keys}::text[]) and t.removed_at is null
        ${dictionary === undefined ? sql`` : sql`and t.dictionary = ${dictionary}`} ${to === 'users' ? sql`and t.active` : sql``}
        and ${scopeCondition(ctx.actor, to, 'see', 't')} order by t.id`.execute(ctx.db)
    for (const { id, key, within } of rows) {
      const at = `${placeOf(group[0]!.named)}\0${key}\0${within ?? ''}`
      known.set(at, [...(known.get(at) ?? []), id])
    }
  }
  const keyOf = ({ named, within }: Wanted<Row>, name: string) => `${placeOf(named)}\0${textKey(name)}\0${within ?? ''}`
  const refused = new Map<Row, AppError>()
  const absent = new Map<string, { named: Named; name: string }>()
  for (const one of wanted) {
    for (const name of one.named.names) {
      const ids = known.get(keyOf(one, name)) ?? []
      const { column, missing } = one.named
      if (ids.length > 1)
        refused.set(one.row, new AppError('invalid', 'error.import.several', { column, value: name.slice(0, 100) }))
      else if (ids.length === 1 || missing === 'empty') continue
      else if (missing === 'refuse')
        refused.set(one.row, new AppError('invalid', 'error.import.reference', { column, value: name.slice(0, 100) }))
      else if (!absent.has(keyOf(one, name))) absent.set(keyOf(one, name), { named: one.named, name })
    }
  }
  return {
    refused,
    idsOf: (one) => [...new Set(one.named.names.flatMap((name) => known.get(keyOf(one, name)) ?? []))],
    async make(options) {
      const made = new Map<RecordName, number[]>()
      for (const [to, group] of Map.groupBy(absent, ([, { named }]) => named.to)) {
        const ids = await createRecords(
          ctx,
          subjects[to] as Subject<RecordName>,
          group.map(([, { named, name }]) => namedAlone(to, name, named.dictionary)),
          options,
        )
        group.forEach(([key], i) => known.set(key, [ids[i]!]))
        made.set(to, ids)
      }
      return made
    },
  }
}

const placeOf = ({ to, by, dictionary }: Named) => `${to} ${by} ${dictionary ?? ''}`

/** A record of which the name alone is known. */
function namedAlone(to: RefTarget, name: string, dictionary: string | undefined): NewOf<RecordName> {
  const fields = records[to].fields as Record<string, { schema: { safeParse(value: unknown): { success: boolean } } }>
  if (!fields[records[to].named]!.schema.safeParse(name).success)
    throw new AppError('invalid', 'error.import.name', { value: name.slice(0, 100) })
  if (to === 'contacts') {
    const [firstName, ...rest] = name.split(/\s+/)
    return { firstName, lastName: rest.join(' ') || null } as NewOf<RecordName>
  }
  return { name, ...(dictionary === undefined ? {} : { dictionary }) } as NewOf<RecordName>
}
