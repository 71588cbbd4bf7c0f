import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Changes } from '../../model/events.ts'
import type { RecordName, RowOf } from '../../model/records.ts'
import { hiddenFields } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'

/**
 * Two people on one record: different fields both survive. Where a field asked for has been changed since `version`,
 * to something else than is asked now, both values are told. Throws AppError.
 */
export async function demandNoConflict<N extends RecordName>(
  ctx: Context,
  name: N,
  row: RowOf<N>,
  asked: Partial<RowOf<N>>,
  version: number,
): Promise<void> {
  const { id, version: current } = row as { id: number; version: number }
  if (version >= current) return
  const { rows: events } = await sql<{ changes: Changes }>`
    select changes from events where record = ${name} and record_id = ${id} and version > ${version}`.execute(ctx.db)
  const changed = new Set(events.flatMap((event) => Object.keys(event.changes)))
  const hidden = hiddenFields(ctx.actor, name)
  const conflicts = Object.entries(asked).filter(
    ([key, mine]) =>
      mine !== undefined &&
      changed.has(key) &&
      !hidden.has(key) &&
      !isDeepStrictEqual(mine, (row as Record<string, unknown>)[key]),
  )
  if (!conflicts.length) return
  throw new AppError(
    'conflict',
    'error.conflict',
    { fields: conflicts.map(([key]) => `${name}.${key}`).join(', ') },
    {
      fields: Object.fromEntries(
        conflicts.map(([key, mine]) => [key, { mine, theirs: (row as Record<string, unknown>)[key] }]),
      ),
    },
  )
}
