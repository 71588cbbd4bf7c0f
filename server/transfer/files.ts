import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'

/** So much comes from the database at once: a file that came whole would stand in memory five times. */
const slice = 4 * 1024 * 1024

/** The file of an import; null where it has been let go, or has not come whole. */
export async function fileOf(db: Db, id: number): Promise<Buffer | null> {
  const { rows } = await sql<{ size: number }>`
    select length(file) size from imports where id = ${id} and file is not null`.execute(db)
  if (!rows[0]) return null
  const file = Buffer.allocUnsafeSlow(rows[0].size)
  for (let at = 0; at < file.length; at += slice) {
    const found = await sql<{ bytes: Buffer }>`
      select substring(file from ${at + 1}::int for ${slice}::int) bytes from imports where id = ${id}`.execute(db)
    // Let go meanwhile.
    if (!found.rows[0]?.bytes) return null
    found.rows[0].bytes.copy(file, at)
  }
  return file
}

/** Puts the parts of a file together; null where one is lacking. */
export async function assembledFile(db: Db, id: number): Promise<Buffer | null> {
  const { rows } = await sql<{ size: number | null }>`
    select case when max(position) = count(*) - 1 then sum(length(bytes))::int end size from import_parts where import_id = ${id}`.execute(
    db,
  )
  if (rows[0]?.size == null) return null
  const file = Buffer.allocUnsafeSlow(rows[0].size)
  for (let position = 0, at = 0; at < file.length; position++) {
    const part = await sql<{ bytes: Buffer }>`
      select bytes from import_parts where import_id = ${id} and position = ${position}`.execute(db)
    at += part.rows[0]!.bytes.copy(file, at)
  }
  // Within the database: nothing of it travels once more.
  await sql`
    update imports set file = (select string_agg(bytes, ''::bytea order by position) from import_parts where import_id = ${id})
    where id = ${id}`.execute(db)
  await sql`delete from import_parts where import_id = ${id}`.execute(db)
  return file
}
