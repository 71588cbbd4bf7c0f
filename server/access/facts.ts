import { sql } from 'kysely'
import { records, type RecordName } from '../../model/records.ts'
import type { Db } from '../platform/database.ts'
import { boundTo } from './bound.ts'
import { observerTable, type ScopeFacts } from './scope.ts'

/** What the rule looks at, of records that have a responsible or are bound to such, as they are now: one statement. */
export async function factsOf(db: Db, name: RecordName, ids: readonly number[]): Promise<Map<number, ScopeFacts>> {
  if (records[name].bound) {
    const { rows } = await sql<ScopeFacts & { id: number }>`
      select d.id, d.owner_id, d.created_by, ${boundTo('d')} as bound,
        array(select user_id from activity_participants where activity_id = d.id) participant_ids,
        array(select user_id from activity_watchers where activity_id = d.id) watcher_ids
      from ${sql.table(name)} d where d.id = any(${[...new Set(ids)]}::int[])`.execute(db)
    return new Map(rows.map(({ id, ...facts }) => [id, facts]))
  }
  const { table, own } = observerTable(name)
  const { rows } = await sql<ScopeFacts & { id: number }>`
    select d.id, d.owner_id, d.opened, ${name === 'deals' ? sql`d.stage_id, d.pipeline_id,` : sql``} array(select o.user_id from ${sql.table(table)} o where ${sql.ref(`o.${own}`)} = d.id) observer_ids
    from ${sql.table(name)} d where d.id = any(${[...new Set(ids)]}::int[])`.execute(db)
  return new Map(rows.map(({ id, ...facts }) => [id, facts]))
}
