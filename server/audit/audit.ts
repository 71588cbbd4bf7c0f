import { sql } from 'kysely'
import type { AuditKind } from '../../model/audit.ts'
import { textKey } from '../../model/fields.ts'
import { records, type RecordName } from '../../model/records.ts'
import type { Context, Visit } from '../platform/method.ts'
import { oneLine } from '../platform/texts.ts'

export interface AuditEntry {
  /** the record that it is about, by its name of now */
  about?: { record: RecordName; id: number } | undefined
  /** who did it, where that is not the actor: somebody who is just coming in */
  by?: number | undefined
  /** what somebody called himself who is nobody yet */
  typed?: string | undefined
  /** for people to read: `from` and `to` of a change, the `name` of a key; never a secret */
  details?: Record<string, unknown>
}

/** So much of what strangers type is kept. */
const longest = 254

/**
 * Writes what happened into the audit log, in the transaction of the change; of a refusal, outside of one, so that it
 * stays. People and records are called as they are called now.
 */
export async function auditEntry(
  { db, actor, visit }: Pick<Context, 'db' | 'actor'> & { visit: Pick<Visit, 'ip'> | null },
  kind: AuditKind,
  { about, by, typed, details = {} }: AuditEntry = {},
): Promise<void> {
  // Who looks as somebody else does what is done meanwhile.
  const { previewedBy } = actor
  const actorId = by ?? previewedBy?.id ?? actor.id
  const told = previewedBy ? { ...details, as: actor.name } : details
  const called = about
    ? sql`(select ${sql.ref(records[about.record].named)} from ${sql.table(about.record)} where id = ${about.id})`
    : sql`null::text`
  const addressOf = (id: number | null | undefined) => sql`(select email from users where id = ${id ?? null}::int)`
  const {
    rows: [named],
  } = await sql<{ actor: string | null; about: string | null; emails: (string | null)[] }>`
    select (select name from users where id = ${actorId}::int) actor, ${called} about,
      array[${addressOf(actorId)}, ${addressOf(about?.record === 'users' ? about.id : null)}] emails`.execute(db)
  const name = named!.actor ?? oneLine(typed ?? actor.name, longest)
  const words = [name, named!.about, ...named!.emails, visit?.ip].filter((word) => word)
  await db
    .insertInto('audit')
    .values({
      kind,
      actorId,
      name,
      about: about?.record ?? null,
      aboutId: about?.id ?? null,
      aboutName: named!.about,
      ip: visit?.ip ?? null,
      via: actor.via,
      details: JSON.stringify(told),
      words: textKey([...new Set(words)].join(' ')),
    })
    .execute()
}

/** What records are called now, in the order of their ids; null for none. */
export async function namesOf(
  { db }: Pick<Context, 'db'>,
  record: RecordName,
  ids: readonly (number | null)[],
): Promise<(string | null)[]> {
  const { rows } = await sql<{ id: number; name: string }>`
    select id, ${sql.ref(records[record].named)} as name from ${sql.table(record)}
    where id = any(${ids.filter((id) => id !== null)}::int[])`.execute(db)
  return ids.map((id) => rows.find((row) => row.id === id)?.name ?? null)
}
