import { sql } from 'kysely'
import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { AppError } from '../platform/errors.ts'
import { emit } from '../platform/events.ts'
import type { Context } from '../platform/method.ts'
import { lockRows } from '../records/read.ts'

export const apartInput = z.strictObject({
  record: z.enum(['contacts', 'companies']),
  ids: z
    .array(integerId)
    .min(2)
    .max(20)
    .refine((list) => new Set(list).size === list.length, 'twice'),
})

/**
 * Keeps in mind that no two of some clients are the same, so that nobody is asked again; or takes that back. Needs the
 * right to change each of them. Throws AppError.
 */
export async function keepApart(
  ctx: Context,
  { record, ids }: z.output<typeof apartInput>,
  apart: boolean,
): Promise<{ ids: number[] }> {
  const rows = await lockRows(ctx, record, ids, 'edit')
  if ([...rows.values()].some(({ removedAt }) => removedAt !== null)) throw new AppError('conflict', 'error.removed')
  const sorted = ids.toSorted((a, b) => a - b)
  const pairs = JSON.stringify(sorted.flatMap((a, i) => sorted.slice(i + 1).map((b) => ({ a, b }))))
  const given = sql`json_to_recordset(${pairs}::json) as x(a int, b int)`
  const { rows: changed } = apart
    ? await sql<{ a: number; b: number }>`insert into duplicate_apart (record, a, b, by_id, at)
        select ${record}, a, b, ${ctx.actor.id}::int, ${ctx.now} from ${given} on conflict do nothing returning a, b`.execute(
        ctx.db,
      )
    : await sql<{ a: number; b: number }>`delete from duplicate_apart p using ${given}
        where p.record = ${record} and p.a = x.a and p.b = x.b returning p.a, p.b`.execute(ctx.db)
  const touched = new Set(changed.flatMap(({ a, b }) => [a, b]))
  // Of which other one it is said is told to nobody who might not see that.
  await emit(
    ctx,
    sorted
      .filter((id) => touched.has(id))
      .map((id) => ({
        name: `${record}.keptApart` as const,
        record,
        recordId: id,
        version: rows.get(id)!.version,
        changes: { apart: apart ? [null, true] : [true, null] },
      })),
  )
  return { ids }
}
