import { Kysely, sql, type ColumnType, type RawBuilder } from 'kysely'
import pg from 'pg'
import type { Change, Fields, New, Row } from '../../model/fields.ts'
import type { RecordName, Records } from '../../model/records.ts'
import { gather, poolDialect, Session, sessionDialect, unprepared } from './dialect.ts'
import type { PlatformTables } from './tables.ts'

type TableOf<F extends Fields> = {
  [K in keyof F]: ColumnType<
    Row<F>[K],
    K extends keyof New<F> ? New<F>[K] : Row<F>[K] | undefined,
    K extends keyof Change<F> ? Change<F>[K] : Row<F>[K]
  >
}
/** Every table: the records by inference from their definitions, the rest as `tables.ts` says. */
export type Database = { [N in RecordName]: TableOf<Records[N]['fields']> } & PlatformTables
export type Db = Kysely<Database>

// Rows leave PostgreSQL in the shape of JSON, so that no layer has to convert them.
const types = new Map<number, (text: string) => unknown>([
  [20, Number], // int8: ids and counts, far below 2^53
  [1082, (s) => s], // date
  [1114, (s) => s],
  [1184, isoMoment],
  [1700, (s) => s], // numeric: decimal text
])

/** `2026-11-23 06:42:38.1+00` → `2026-11-23T06:42:38.100Z`. Every session runs in UTC. */
function isoMoment(s: string): string {
  const at = s.lastIndexOf('+')
  if (s[10] !== ' ' || at < 19) return s
  const fraction = s.slice(20, at)
  return `${s.slice(0, 10)}T${s.slice(11, 19)}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
}

export interface Connection {
  db: Db
  pool: pg.Pool
  close(): Promise<void>
}

/**
 * Opens a pool. Statements end after 15 s, a connection that can't be had is refused after 5 s; a lost connection is
 * reported to `onError` and never kills the process. `planOnce` suits short questions that come again and again: what is
 * prepared is planned once, not weighed anew at each use, which costs more than some of them do.
 */
export function connect(
  connectionString: string,
  options: { max?: number; planOnce?: boolean; onError?: (error: Error) => void } = {},
): Connection {
  const pool = new pg.Pool({
    connectionString,
    max: options.max ?? 12,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 60_000,
    options: `-c timezone=UTC -c jit=off${options.planOnce ? ' -c plan_cache_mode=force_generic_plan' : ''}`,
    pipeline: true,
    application_name: 'sdelka',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') => types.get(oid) ?? pg.types.getTypeParser(oid, format),
    },
  })
  const report = (error: Error) => options.onError?.(error)
  pool.on('error', report)
  pool.on('connect', (client) => client.on('error', report))
  const db: Db = new Kysely<Database>({ dialect: poolDialect(pool) })
  pools.set(db, pool)
  // Kysely ends only what it has itself used, and transactions go past it: an idle pool would hold the process for a minute.
  let ended: Promise<void> | undefined
  return { db, pool, close: () => (ended ??= pool.end()) }
}
const pools = new WeakMap<Db, pg.Pool>()

/**
 * Runs a function in one transaction of a database that `connect` has opened. Statements that the function asks for at
 * once are sent at once, in the order in which it asked, and run one after another.
 */
export async function transact<T>(db: Db, run: (tx: Db) => Promise<T>): Promise<T> {
  const client = await pools.get(db)!.connect()
  const session = new Session(client)
  let broken = false
  try {
    // Goes out together with the first statement; if it fails, so does that one.
    gather(client)
    client.query('begin').catch(() => undefined)
    const result = await run(new Kysely<Database>({ dialect: sessionDialect(session) }))
    session.end()
    const { command } = await client.query('commit')
    if (command !== 'COMMIT') throw new Error('The transaction had failed before its end')
    return result
  } catch (error) {
    session.end()
    await client.query('rollback').catch(() => (broken = true))
    throw error
  } finally {
    client.release(broken)
  }
}

/**
 * Stands at the head of a statement whose best way depends on its values: how frequent a word is, how much somebody
 * sees. It is planned anew each time; others are prepared, and planned once for all.
 */
export const plannedAnew = sql.raw(`${unprepared} `)

/** Joins conditions; none of them is no condition. */
export const allOf = (conditions: RawBuilder<unknown>[]): RawBuilder<boolean> =>
  conditions.length ? sql<boolean>`(${sql.join(conditions, sql` and `)})` : sql<boolean>`true`
export const anyOf = (conditions: RawBuilder<unknown>[]): RawBuilder<boolean> =>
  conditions.length ? sql<boolean>`(${sql.join(conditions, sql` or `)})` : sql<boolean>`false`

/** Whether an error means that the database is away, rather than that the request was wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = (error as { code?: unknown }).code
  return (
    (typeof code === 'string' && /^(ECONN|EPIPE|ENOENT|ETIMEDOUT|57P0[123]|08|53300|25P03)/.test(code)) ||
    /Connection terminated|timeout exceeded when trying to connect|connection is closed|not queryable/i.test(
      error.message,
    )
  )
}
/** A deadlock or a serialization failure: the same transaction may be tried again. */
export const isRetryable = (error: unknown): boolean =>
  error instanceof Error && ['40001', '40P01'].includes(String((error as { code?: unknown }).code))
export const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: unknown }).code === '57014'
