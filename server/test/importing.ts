import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '../../model/access.ts'
import type { RecordName } from '../../model/records.ts'
import { loadActor, stranger, systemActor } from '../access/actor.ts'
import { methods } from '../methods.ts'
import { connect } from '../platform/database.ts'
import { noLog } from '../platform/log.ts'
import { call, type Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { createRecords, type NewOf } from '../records/change.ts'
import { startImport } from '../transfer/importer.ts'
import { mappingSchema } from '../transfer/mapping.ts'
import type { ImportState } from '../transfer/methods.ts'
import { runImport, type ImportOptions } from '../transfer/running.ts'
import { usersSubject } from '../users/users.ts'
import { testDatabase } from './database.ts'

export interface Given {
  mapping: unknown
  file: string | Buffer
  name?: string
}

/** A set-up installation without a server, to import into. Gone at the end of the block: `await using`. */
export interface Installed extends AsyncDisposable {
  installation: Installation
  admin: Actor
  person(input: NewOf<'users'>): Promise<Actor>
  /** asks through a method */
  ask<T>(actor: Actor, method: string, input: unknown): Promise<T>
  /** starts an import without running it */
  start(actor: Actor, given: Given): Promise<number>
  run(id: number, options?: ImportOptions, signal?: AbortSignal): Promise<void>
  /** starts, runs, and gives how it ended */
  bring(actor: Actor, given: Given, options?: ImportOptions): Promise<ImportState>
  importOf(id: number): Promise<ImportState>
  refusals(id: number): Promise<[row: number, reason: string][]>
  count(table: string): Promise<number>
  idOf(record: RecordName, name: string): Promise<number>
  rows(query: string): Promise<Record<string, unknown>[]>
}

export async function installed(): Promise<Installed> {
  const database = await testDatabase()
  const connection = connect(database.connectionString, { max: 6 })
  const { db } = connection
  const installation: Installation = { db, log: noLog, secret: randomBytes(32), changed: () => undefined }
  const first = {
    name: 'Anna',
    email: 'anna@example.com',
    password: 'a long password',
    currency: 'USD',
    language: 'en',
    timeZone: 'Asia/Tokyo',
  }
  const { id } = (await call(installation, methods, 'setup.run', first, stranger('en'))) as { id: number }
  const admin = (await loadActor(db, id, 'api'))!
  const ask = async <T>(actor: Actor, method: string, input: unknown) =>
    (await call(installation, methods, method, input, actor)) as T
  const start = (actor: Actor, { mapping, file, name = 'file.csv' }: Given) =>
    inTransaction(installation, actor, (ctx) =>
      startImport(ctx, { fileName: name, file: Buffer.from(file), mapping: mappingSchema.parse(mapping) }),
    )
  const run = (importId: number, options?: ImportOptions, signal = new AbortController().signal) =>
    runImport(installation, importId, signal, options)
  const importOf = (importId: number) => ask<ImportState>(admin, 'imports.get', { id: importId })
  return {
    installation,
    admin,
    ask,
    start,
    run,
    importOf,
    async person(input) {
      const ids = await inTransaction(installation, systemActor('a test'), (ctx) =>
        createRecords(ctx, usersSubject, [input]),
      )
      return (await loadActor(db, ids[0]!, 'api'))!
    },
    async bring(actor, given, options) {
      const importId = await start(actor, given)
      await run(importId, options)
      return importOf(importId)
    },
    async refusals(importId) {
      const { rows } = await sql<{ row: number; reason: string }>`
        select row, reason from import_refusals where import_id = ${importId} order by row`.execute(db)
      return rows.map(({ row, reason }) => [row, reason])
    },
    async count(table) {
      const { rows } = await sql<{ count: number }>`select count(*) from ${sql.table(table)}`.execute(db)
      return rows[0]!.count
    },
    async idOf(record, name) {
      const { rows } = await sql<{ id: number }>`select id from ${sql.table(record)} where name = ${name}`.execute(db)
      return rows[0]!.id
    },
    async rows(query) {
      return (await sql<Record<string, unknown>>`${sql.raw(query)}`.execute(db)).rows
    },
    async [Symbol.asyncDispose]() {
      await connection.close()
      await database.drop()
    },
  }
}
