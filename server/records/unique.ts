import { sql } from 'kysely'
import { textKey } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { AppError } from '../platform/errors.ts'
import type { ErrorKey } from '../../model/words/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from './change.ts'

/** No two live records share a text, within the same group if one is named. Throws AppError. */
export async function demandUnique<N extends RecordName>(
  ctx: Context,
  name: N,
  field: string,
  drafts: readonly Draft<N>[],
  options: { within?: string; folded?: boolean; key?: ErrorKey } = {},
): Promise<void> {
  const fold = options.folded === false ? (s: string) => s : textKey
  const rows = drafts
    .map(({ id, next }) => ({ id, row: next as Record<string, unknown> }))
    .filter(({ row }) => row[field] !== null && row.removedAt === null)
    .map(({ id, row }) => ({
      id,
      key: fold(row[field] as string),
      group: options.within ? String(row[options.within]) : '',
    }))
  if (!rows.length) return
  const refuse = () => new AppError('conflict', options.key ?? 'error.used', {}, { field })
  if (new Set(rows.map(({ key, group }) => `${group}\0${key}`)).size < rows.length) throw refuse()
  const column = sql.ref(`t.${field}${options.folded === false ? '' : 'Key'}`)
  const { rows: taken } = await sql`
    select 1 from ${sql.table(name)} t join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id int, key text, "group" text)
      on ${column} = x.key and t.id <> x.id ${options.within ? sql`and ${sql.ref(`t.${options.within}`)}::text = x."group"` : sql``}
    where t.removed_at is null and t.id <> all(${rows.map(({ id }) => id)}::int[]) limit 1`.execute(ctx.db)
  if (taken.length) throw refuse()
}

/** A tree stays a tree: nobody is his own ancestor. Throws AppError. */
export async function demandTree<N extends RecordName>(
  ctx: Context,
  name: N,
  drafts: readonly Draft<N>[],
): Promise<void> {
  const parents = new Map(drafts.map(({ id, next }) => [id, (next as { parentId: number | null }).parentId]))
  const moved = drafts.filter(
    ({ id, old }) =>
      parents.get(id) !== null && parents.get(id) !== (old as { parentId: number | null } | null)?.parentId,
  )
  if (!moved.length) return
  // One at a time through a lock: two moves that are each fine could make a circle together.
  await sql`select pg_advisory_xact_lock(hashtext(${`tree of ${name}`}))`.execute(ctx.db)
  const { rows } = await sql<{ id: number; parentId: number | null }>`
    with recursive up as (
      select t.id, t.parent_id from ${sql.table(name)} t where t.id = any(${moved.map(({ id }) => parents.get(id))}::int[])
      union select t.id, t.parent_id from ${sql.table(name)} t join up on t.id = up.parent_id)
    select id, parent_id from up`.execute(ctx.db)
  const known = new Map(rows.map((row) => [row.id, row.parentId]))
  for (const { id } of moved) {
    const seen = new Set([id])
    for (let at = parents.get(id) ?? null; at !== null; at = parents.get(at) ?? known.get(at) ?? null) {
      if (seen.has(at))
        throw name === 'companies'
          ? new AppError('invalid', 'error.circle.companies', {}, { field: 'parentId' })
          : new AppError('invalid', 'error.circle', { field: `${name}.parentId` }, { field: 'parentId' })
      seen.add(at)
    }
  }
}
