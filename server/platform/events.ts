import { sql } from 'kysely'
import type { Changes, EventName, EventRecord } from '../../model/events.ts'
import type { Context } from './method.ts'

export interface NewEvent {
  name: EventName
  record: EventRecord
  recordId: number
  /** the record's version after the change */
  version: number
  changes: Changes
  /** when it happened, if not now: an import dates by its file */
  undoes?: number
  importId?: number
}

/** Writes what happened, in the transaction of the change. Gives the ids in the order of the events. */
export async function emit(ctx: Context, events: readonly NewEvent[]): Promise<number[]> {
  if (!events.length) return []
  const rows = JSON.stringify(
    events.map((e, n) => ({
      n,
      name: e.name,
      record: e.record,
      record_id: e.recordId,
      version: e.version,
      changes: e.changes,
      undoes: e.undoes ?? null,
      import_id: e.importId ?? null,
    })),
  )
  const { rows: ids } = await sql<{ id: number }>`
    insert into events (name, record, record_id, version, changes, undoes, import_id, actor_id, via, cause, at)
    select name, record, record_id, version, changes, undoes, import_id, ${ctx.actor.id}::int, ${ctx.actor.via}, ${ctx.actor.cause ?? null}, ${ctx.now}::timestamptz
    from json_to_recordset(${rows}::json)
      as x(n int, name text, record text, record_id int, version int, changes jsonb, undoes bigint, import_id int)
    order by n returning id`.execute(ctx.db)
  return ids.map((row) => row.id)
}
