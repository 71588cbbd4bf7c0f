import { sql } from 'kysely'
import type { RecordName } from '../../model/records.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { scopeCondition } from '../access/scope.ts'

/** One that is live again stands for itself, whatever it had been part of. */
const gone = (name: RecordName) =>
  sql<boolean>`not exists (select 1 from ${sql.table(name)} d where d.id = m.record_id and d.removed_at is null)`

/** Where a record has gone that has become part of another one, or of one that has in turn; null: nowhere. */
async function intoOf(ctx: Context, name: RecordName, id: number): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    with recursive way(id, step) as (
      select m.into_id, 1 from merged m where m.record = ${name} and m.record_id = ${id} and ${gone(name)}
      union
      select m.into_id, step + 1 from merged m join way on m.record_id = way.id where m.record = ${name} and ${gone(name)} and step < 100
    ) select id from way order by step desc limit 1`.execute(ctx.db)
  return rows[0]?.id ?? null
}

/** The records that have become part of one, and what had become part of these. */
export async function partsOf(ctx: Context, name: RecordName, id: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive parts(id) as (
      select m.record_id from merged m where m.record = ${name} and m.into_id = ${id} and ${gone(name)}
      union
      select m.record_id from merged m join parts on m.into_id = parts.id where m.record = ${name} and ${gone(name)}
    ) select id from parts where id <> ${id}`.execute(ctx.db)
  return rows.map((row) => row.id)
}

/** A record, or the one that it has become part of: an old link leads there. Throws AppError. */
export async function following<T extends { removedAt: string | null }>(
  ctx: Context,
  name: RecordName,
  id: number,
  get: (id: number) => Promise<T>,
): Promise<T> {
  const found = await get(id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'missing') return error
    throw error
  })
  if (!(found instanceof AppError) && found.removedAt === null) return found
  const into = await intoOf(ctx, name, id)
  if (into !== null) return get(into)
  if (found instanceof AppError) throw found
  return found
}

/** Why a record in the bin can't be changed: where it has become part of another one that the actor sees, that is said. */
export async function removedError(ctx: Context, name: RecordName, id: number): Promise<AppError> {
  const into = await intoOf(ctx, name, id)
  const { rows } = await sql<{ id: number }>`
    select d.id from ${sql.table(name)} d where d.id = ${into} and d.removed_at is null and ${scopeCondition(ctx.actor, name, 'see', 'd')}`.execute(
    ctx.db,
  )
  return rows[0]
    ? new AppError('conflict', 'error.merged', { id: rows[0].id }, { mergedInto: rows[0].id })
    : new AppError('conflict', 'error.removed')
}
