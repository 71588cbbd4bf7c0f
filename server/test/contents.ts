import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'

/** What every table holds, as one hash; what comes and goes by itself is left out. */
export async function contentsOf(db: Db): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
      and table_name not in ('sessions', 'login_tries', 'api_keys', 'audit') order by 1`.execute(db)
  if (tables.length < 25) throw new Error('Where are the tables?')
  const { rows } = await sql<{ hash: string }>`select concat_ws(' ', ${sql.join(
    tables.map(
      ({ name }) =>
        sql`(select md5(coalesce(string_agg(t::text, ' ' order by t::text), '')) from ${sql.table(name)} t)`,
    ),
  )}) as hash`.execute(db)
  return createHash('sha256').update(rows[0]!.hash).digest('hex')
}
