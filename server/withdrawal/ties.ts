import { sql } from 'kysely'
import { recordNames, type RecordName } from '../../model/records.ts'
import type { Context } from '../platform/method.ts'
import { snake } from '../records/change.ts'

/** A record, by its kind and number. */
export interface Named {
  record: RecordName
  recordId: number
}
/** A record as a place in the net of ties. */
export type Node = `${string} ${number}`
export const nodeOf = (record: string, id: number): Node => `${record} ${id}`

/** Something needs a record: another record, or, if null, what the database keeps for something else. */
export interface Tie {
  needs: Node
  by: Node | null
}

interface ForeignKey {
  table: string
  column: string
  target: string
  /** what points goes with what it points at */
  cascades: boolean
}

/**
 * What needs any of these records, by the foreign keys that the database has: a row of a table of records is that record;
 * one that goes with a record, as a product line does with its deal, stands for it; a pipeline and its stages are one.
 */
export async function dependants(ctx: Context, marked: readonly Named[]): Promise<Tie[]> {
  const ids = Map.groupBy(marked, ({ record }) => record)
  const departments = new Set(ids.get('departments')?.map(({ recordId }) => recordId))
  const { keys, named } = await schemaOf(ctx)
  const tables = new Map(recordNames.map((name) => [snake(name), name]))
  const ties: Tie[] = []
  for (const { table, column, target, cascades } of keys) {
    const to = tables.get(target)
    const wanted = to && ids.get(to)
    if (!to || !wanted || cascades) continue
    const { record, owner } = ownerOf(table, tables, keys, named)
    const { rows } = await sql<{ needed: number; record: string | null; owner: number | null }>`
      select distinct ${sql.id(column)} needed, ${record} record, ${owner} "owner" from ${sql.id(table)}
      where ${sql.id(column)} = any(${wanted.map(({ recordId }) => recordId)}::int[])`.execute(ctx.db)
    for (const row of rows) {
      // A department can do without its head.
      if (column === 'head_id' && row.owner !== null && departments.has(row.owner)) continue
      ties.push({
        needs: nodeOf(to, row.needed),
        by: row.record !== null && row.owner !== null ? nodeOf(row.record, row.owner) : null,
      })
    }
  }
  return [...ties, ...(await wholePipelines(ctx, ids.get('stages') ?? [], ids.get('pipelines') ?? []))]
}

/** How the rows of a table tell which record they belong to. */
function ownerOf(
  table: string,
  tables: ReadonlyMap<string, RecordName>,
  keys: readonly ForeignKey[],
  named: ReadonlySet<string>,
) {
  const own = tables.get(table)
  if (own) return { record: sql`${own}::text`, owner: sql`id` }
  if (named.has(table)) return { record: sql`record`, owner: sql`record_id` }
  const held = keys.find((key) => key.table === table && key.cascades && tables.has(key.target))
  return held
    ? { record: sql`${tables.get(held.target)!}::text`, owner: sql.id(held.column) }
    : { record: sql`null::text`, owner: sql`null::int` }
}

async function schemaOf(ctx: Context): Promise<{ keys: ForeignKey[]; named: Set<string> }> {
  const { rows: keys } = await sql<ForeignKey>`
    select t.relname "table", a.attname "column", r.relname target, c.confdeltype = 'c' cascades
    from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class r on r.oid = c.confrelid
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.connamespace = current_schema()::regnamespace
    order by 1, 2`.execute(ctx.db)
  const { rows: named } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns where table_schema = current_schema() and column_name in ('record', 'record_id')
    group by table_name having count(*) = 2`.execute(ctx.db)
  return { keys, named: new Set(named.map(({ name }) => name)) }
}

/** A pipeline that came with its stages and stays keeps all of them, or it could not be used. */
async function wholePipelines(ctx: Context, stages: readonly Named[], pipelines: readonly Named[]): Promise<Tie[]> {
  const { rows } = await sql<{ id: number; pipelineId: number }>`
    select id, pipeline_id from stages where id = any(${stages.map(({ recordId }) => recordId)}::int[])
      and pipeline_id = any(${pipelines.map(({ recordId }) => recordId)}::int[])`.execute(ctx.db)
  return rows.map(({ id, pipelineId }) => ({ needs: nodeOf('stages', id), by: nodeOf('pipelines', pipelineId) }))
}

/** Which of the records have to stay: those worked on, those that something from outside needs, and what these need. */
export function keptOf(all: readonly Node[], worked: readonly Node[], ties: readonly Tie[]): Set<Node> {
  const going = new Set(all)
  const kept = new Set<Node>()
  const needs = Map.groupBy(ties, ({ by }) => by)
  const queue = [...worked]
  for (const { needs: node, by } of ties) if (by === null || !going.has(by)) queue.push(node)
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (!going.has(node) || kept.has(node)) continue
    kept.add(node)
    queue.push(...(needs.get(node) ?? []).map((tie) => tie.needs))
  }
  return kept
}
