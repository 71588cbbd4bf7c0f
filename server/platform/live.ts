import { sql } from 'kysely'
import pg from 'pg'
import type { EventRecord } from '../../model/events.ts'
import type { Db } from './database.ts'
import type { Log } from './log.ts'

/** What the live screens need of an event. */
export interface LiveEvent {
  id: number
  xid: string
  record: EventRecord
  recordId: number
  /** the fields that have changed */
  fields: string[]
  /** what those that a scope looks at were before, as far as they have changed */
  before: Record<string, unknown>
}

const following = (xid: string) => String(BigInt(xid) + 1n)

const channel = 'sdelka_events'
const pollEvery = 1000
const gatherFor = 20
const page = 2000

/**
 * Follows the events of all processes on this database. NOTIFY is only a wake-up, sent after the commit and gathered over
 * 20 ms; a one-second poll stands behind it. Ids are not commit order, so events are read by transaction snapshot: every
 * visible one from the oldest transaction then running on, each delivered once. While nobody is there to be told, none
 * is read. Of what has changed only the names are, and the values of `telling` fields: an import writes many at once.
 */
export function followEvents(options: {
  db: Db
  connectionString: string
  log: Log
  telling: readonly string[]
  wanted(): boolean
  deliver(events: LiveEvent[]): Promise<void>
}): { changed(): void; close(): Promise<void> } {
  const { db, log } = options
  let closed = false
  let oldest: string | null = null
  let delivered = new Map<number, bigint>()
  let reading: Promise<void> | null = null
  let again = false
  let listener: pg.Client | null = null
  let gathering: NodeJS.Timeout | null = null

  async function read(): Promise<void> {
    const {
      rows: [snapshot],
    } = await sql<{ oldest: string; running: string[]; next: string }>`
      select pg_snapshot_xmin(s)::text oldest, array(select pg_snapshot_xip(s) order by 1)::text[] running, pg_snapshot_xmax(s)::text next
      from pg_current_snapshot() s`.execute(db)
    const next = snapshot!.oldest
    if (oldest === null || !options.wanted()) {
      oldest = next
      delivered = new Map()
      return
    }
    // What a long transaction has written so far is passed over as a whole, not row by row.
    const { running } = snapshot!
    const [from, until] = [
      [oldest, ...running.map(following)],
      [...running, snapshot!.next],
    ]
    for (let full = true; full && !closed;) {
      const { rows } = await sql<LiveEvent>`
        select e.id, e.xid::text, e.record, e.record_id, array(select jsonb_object_keys(e.changes)) fields,
          case when e.changes ?| ${options.telling}::text[] then
            (select jsonb_object_agg(key, e.changes->key->0) from unnest(${options.telling}::text[]) key where e.changes ? key)
            else '{}' end before
        from unnest(${from}::xid8[], ${until}::xid8[]) span(start, until) cross join lateral (
          select * from events where xid >= span.start and xid < span.until and id <> all(${[...delivered.keys()]}::bigint[])
          order by xid, id limit ${page}) e
        order by e.xid, e.id limit ${page}`.execute(db)
      if (rows.length) await options.deliver(rows)
      for (const event of rows) delivered.set(event.id, BigInt(event.xid))
      full = rows.length === page
    }
    oldest = next
    delivered = new Map([...delivered].filter(([, xid]) => xid >= BigInt(next)))
  }

  function wake(): void {
    if (closed) return
    if (reading) {
      again = true
      return
    }
    reading = read()
      .catch((error: unknown) => log.debug({ err: error }, 'live: the events could not be read'))
      .finally(() => {
        reading = null
        if (again) {
          again = false
          wake()
        }
      })
  }

  async function listen(): Promise<void> {
    if (closed || listener) return
    const client = new pg.Client({
      connectionString: options.connectionString,
      application_name: 'sdelka live',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    })
    listener = client
    const lost = () => {
      if (listener === client) listener = null
      client.end().catch(() => undefined)
    }
    client.on('error', lost)
    client.on('end', lost)
    client.on('notification', wake)
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
      wake()
    } catch {
      lost()
    }
  }

  const poll = setInterval(() => {
    void listen()
    wake()
  }, pollEvery)
  poll.unref()
  void listen()

  return {
    changed() {
      if (closed || gathering) return
      gathering = setTimeout(() => {
        gathering = null
        sql`select pg_notify(${channel}, '')`.execute(db).catch(() => undefined)
      }, gatherFor)
    },
    async close() {
      closed = true
      clearInterval(poll)
      if (gathering) clearTimeout(gathering)
      await reading
      await listener?.end().catch(() => undefined)
    },
  }
}
