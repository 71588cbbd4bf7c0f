import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../platform/database.ts'
import { binders, binding, observerTable, type Binder, type BoundFacts } from './scope.ts'

/** What the rule looks at in the records that the row of `alias` is bound to, whoever asks: for judging, never to be shown. */
export function boundTo(alias: string): RawBuilder<BoundFacts[]> {
  const parts = binders.map((record) => {
    const { table, other } = binding[record]
    return sql`select ${factsOf(record)} from ${sql.table(table)} b join ${sql.table(record)} r on r.id = ${sql.ref(`b.${other}`)}
      where b.activity_id = ${sql.ref(`${alias}.id`)}`
  })
  return sql`array_to_json(array(${sql.join(parts, sql` union all `)}))`
}

/** The same of records by their ids. One statement. */
export async function factsOfBinders(db: Db, ids: Readonly<Record<Binder, readonly number[]>>): Promise<BoundFacts[]> {
  const asked = binders.filter((record) => ids[record].length)
  if (!asked.length) return []
  const parts = asked.map(
    (record) =>
      sql`select ${factsOf(record)} as facts from ${sql.table(record)} r where r.id = any(${[...new Set(ids[record])]}::int[])`,
  )
  const { rows } = await sql<{ facts: BoundFacts }>`${sql.join(parts, sql` union all `)}`.execute(db)
  return rows.map(({ facts }) => facts)
}

function factsOf(record: Binder): RawBuilder<unknown> {
  const { table, own } = observerTable(record)
  return sql`json_build_object('record', ${sql.lit(record)}::text, 'id', r.id, 'ownerId', r.owner_id, 'opened', r.opened,
    ${record === 'deals' ? sql`'stageId', r.stage_id, 'pipelineId', r.pipeline_id,` : sql``}
    'observerIds', array(select o.user_id from ${sql.table(table)} o where ${sql.ref(`o.${own}`)} = r.id),
    'removed', r.removed_at is not null)`
}
