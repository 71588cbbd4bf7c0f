import {
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type IdentifierNode,
  type QueryResult,
} from 'kysely'
import type { Socket } from 'node:net'
import type pg from 'pg'
import { emptyObject } from './json.ts'

/**
 * How Kysely speaks to PostgreSQL here. Names are camel case in the program and snake case in the database: turned while
 * a statement is written and once per result, not by rewriting every tree and every row. Statements that come again are
 * prepared by name, so that PostgreSQL reads their text once on each connection.
 */
export const poolDialect = (pool: pg.Pool): Dialect => {
  const sessions = new WeakMap<pg.PoolClient, Session>()
  return dialect({
    async acquireConnection() {
      const client = await pool.connect()
      const session = sessions.get(client) ?? new Session(client)
      sessions.set(client, session)
      return session
    },
    async releaseConnection(session) {
      session.client.release()
    },
    destroy: () => pool.end(),
  })
}

/** The same on one connection, whoever asks at once: what is asked together is sent together. */
export const sessionDialect = (session: Session): Dialect =>
  dialect({ acquireConnection: async () => session, releaseConnection: async () => {}, destroy: async () => {} })

/** One connection. After `end` it refuses to send anything more: what comes late must not run outside its transaction. */
export class Session implements DatabaseConnection {
  client: pg.PoolClient
  #ended = false
  #failed: unknown
  constructor(client: pg.PoolClient) {
    this.client = client
  }
  end(): void {
    this.#ended = true
  }
  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#ended) throw new Error('The transaction has ended')
    gather(this.client)
    const anew = sql.startsWith(unprepared)
    if (anew) this.#setPlan('set plan_cache_mode = force_custom_plan')
    const name = anew ? undefined : nameOf(sql)
    const asked = this.client.query<unknown[]>({
      text: sql,
      values: parameters as unknown[],
      rowMode: 'array',
      ...(name === undefined ? {} : { name }),
    })
    if (anew) this.#setPlan('reset plan_cache_mode')
    const { command, rowCount, rows, fields } = await asked.catch((error: unknown) => {
      throw this.#causeOf(error)
    })
    const changed = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE'
    return {
      // The caller has said what his statement gives.
      rows: fields.length ? (objects(fields, rows) as R[]) : [],
      ...(changed ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}),
    }
  }
  /** What is refused because something has failed before is told with what that was: whoever waits may hear of it first. */
  #causeOf(error: unknown): unknown {
    if ((error as { code?: unknown }).code === '25P02' && this.#failed) return this.#failed
    return (this.#failed = error)
  }
  /** Goes out in the same write as the statement that it is for. After a failure of that one there is nothing to mend. */
  #setPlan(command: string): void {
    this.client.query(command).catch(() => undefined)
  }
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streams are not read through Kysely')
  }
}

/** Holds back what goes to PostgreSQL until the program has nothing more to say for now: one write instead of many. */
export function gather(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  if (stream.writableCorked) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}

interface Connections {
  acquireConnection(): Promise<Session>
  releaseConnection(session: Session): Promise<void>
  destroy(): Promise<void>
}

const dialect = (connections: Connections): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new SnakeCaseCompiler(),
  createDriver: () => ({
    init: async () => {},
    acquireConnection: connections.acquireConnection,
    releaseConnection: (connection) => connections.releaseConnection(connection as Session),
    destroy: connections.destroy,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
  }),
})
/** Kysely's own transactions send one statement at a time; `transact` sends together what is asked together. */
const refuse = () => Promise.reject(new Error('Transactions go through transact()'))

class SnakeCaseCompiler extends PostgresQueryCompiler {
  protected override visitIdentifier(node: IdentifierNode): void {
    let written = identifiers.get(node.name)
    if (written === undefined) {
      written = `"${this.sanitizeIdentifier(snakeCase(node.name))}"`
      if (identifiers.size < mostKnown) identifiers.set(node.name, written)
    }
    this.append(written)
  }
}
const identifiers = new Map<string, string>()

/** `stageId` → `stage_id`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)
const camelCase = (name: string): string =>
  name.replace(/_+(.)?/g, (_, c: string | undefined) => c?.toUpperCase() ?? '')

/** A statement that begins with this is never prepared, and planned for the values that it comes with. */
export const unprepared = '/* planned anew */'

const mostKnown = 1000
const statements = new Map<string, { uses: number; name: string | undefined }>()
let lastName = 0

/** The name of a statement from its third time on; those beyond the first thousand stay without. */
function nameOf(text: string): string | undefined {
  const known = statements.get(text)
  if (!known) {
    if (statements.size >= mostKnown)
      for (const [old, { name }] of statements) if (name === undefined) statements.delete(old)
    if (statements.size < mostKnown) statements.set(text, { uses: 1, name: undefined })
    return undefined
  }
  known.uses++
  if (known.uses >= 3) known.name ??= `s${++lastName}`
  return known.name
}

/** Rows of values as objects. */
function objects(fields: readonly pg.FieldDef[], rows: readonly unknown[][]): Record<string, unknown>[] {
  const keys = fields.map(({ name }) => keyOf(name))
  const empty = emptyObject(keys)
  return rows.map((values) => {
    const row = { ...empty }
    for (let i = 0; i < keys.length; i++) row[keys[i]!] = values[i]
    return row
  })
}
const keys = new Map<string, string>()
function keyOf(column: string): string {
  let key = keys.get(column)
  if (key === undefined) {
    key = camelCase(column)
    if (keys.size < mostKnown) keys.set(column, key)
  }
  return key
}
