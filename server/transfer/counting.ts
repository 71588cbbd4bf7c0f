import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'

/**
 * Has PostgreSQL count the tables that have grown fourfold since it last did. A plan that was made while a table was nearly empty
 * reads the whole of it for every row of a file; counted by itself, once a minute, an empty installation would grow tenfold
 * by such plans. What is counted is planned anew.
 */
export async function countGrown(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace
      and pg_relation_size(oid) > greatest(${smallest}::bigint, 4 * relpages::bigint * current_setting('block_size')::int)`.execute(
    db,
  )
  if (rows.length) await sql`analyze ${sql.join(rows.map(({ name }) => sql.table(name)))}`.execute(db)
}

/** Bytes: smaller tables are read as quickly as they are looked up in. */
const smallest = 160_000
