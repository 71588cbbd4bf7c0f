import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Context } from '../platform/method.ts'
import type { Draft } from './change.ts'
import type { Client } from './similar.ts'

/** What clients are compared by. */
const compared: Record<Client, readonly string[]> = {
  contacts: ['firstName', 'middleName', 'lastName', 'phones', 'emails', 'taxNumber', 'removedAt'],
  companies: ['name', 'phones', 'emails', 'taxNumber', 'removedAt'],
}

/** Has those clients compared with the others, in the background, of which something has changed that tells who they are. */
export async function markForComparing<N extends Client>(
  ctx: Context,
  name: N,
  drafts: readonly Draft<N>[],
): Promise<void> {
  const changed = drafts.filter(({ old, next }) =>
    compared[name].some(
      (key) =>
        !old ||
        !isDeepStrictEqual((old as Record<string, unknown>)[key], (next as unknown as Record<string, unknown>)[key]),
    ),
  )
  await markClients(
    ctx,
    name,
    changed.map(({ id }) => id),
  )
}

/** Those that are gone for good are marked too: what they were known by goes with the mark. */
export async function markClients(ctx: Context, name: Client, ids: readonly number[]): Promise<void> {
  if (ids.length)
    await sql`insert into duplicate_marks (record, record_id) select ${name}, id from unnest(${ids}::int[]) id`.execute(
      ctx.db,
    )
}
