import { sql } from 'kysely'
import { farthest, within, type Actor } from '../../model/access.ts'
import { recordNames, type RecordName } from '../../model/records.ts'
import { loadActor, loadShape } from '../access/actor.ts'
import { demandReadable } from '../access/fields.ts'
import type { Db } from '../platform/database.ts'
import { AppError, sentence } from '../platform/errors.ts'
import type { Context, Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { countGrown } from './counting.ts'
import { ensurePipelines } from './ensuring.ts'
import { fileOf } from './files.ts'
import { arranged, rowsOfChunk, type Arranged } from './layout.ts'
import { demandMapping, mappingSchema, type Mapping, type Step } from './mapping.ts'
import { PackedRows } from './packedRows.ts'
import { eachRow, headOf, type FileRow } from './reading.ts'
import { readRow, type ReadyRow, type RowReader } from './rows.ts'
import { writeRows, type Outcome } from './writing.ts'

export interface ImportOptions {
  /** rows that are written in one transaction, if not the usual number */
  chunk?: number
  /** called in the transaction of a chunk once everything is written, and after its commit */
  at?(place: 'written' | 'committed', chunk: number): void | Promise<void>
}

/** What is written at once: larger chunks are no quicker, take more memory, and have others wait longer. */
const usualChunk = 300
/**
 * A trial is one transaction, each chunk of it a savepoint. Above sixty of them PostgreSQL looks up for every row that
 * others pass over whose it is, and they wait for seconds.
 */
const trialChunk = (rows: number) => Math.min(2000, Math.max(usualChunk, Math.ceil(rows / 50)))
const readAtOnce = 10
/** Others in this process get their turn. */
const othersTurn = () => new Promise((resolve) => setImmediate(resolve))

/**
 * Goes on with an import from where it stands: each chunk is one transaction that writes its rows and how far it has come,
 * so that whatever is killed when, no row is written twice or by half. Acts as the person who started it, with the rights
 * that he has at the time of each chunk.
 */
export async function runImport(
  installation: Installation,
  id: number,
  signal: AbortSignal,
  { chunk, at }: ImportOptions = {},
): Promise<void> {
  const { db } = installation
  const row = await kept(db, id)
  if (!row || (row.state !== 'waiting' && row.state !== 'running')) return
  const act = async <T>(run: (ctx: Context) => Promise<T>): Promise<T> =>
    inTransaction(installation, await demandImporter(db, row.personId), run, { signal })
  try {
    const file = await open(db, id, row, () => chunk ?? usualChunk)
    if (!file) return
    if (row.state === 'waiting') await act((ctx) => begin(ctx, id, file.reader.mapping, file.rows.length))
    for await (const [i, chunk] of ahead(file, row.chunksDone)) {
      if (signal.aborted) return
      const went = await act(async (ctx) => {
        demandRights(ctx.actor, file)
        await demandKeys(ctx, file.reader.steps)
        const done = await writeChunk(ctx, id, i, file, chunk)
        await countGrown(ctx.db)
        await at?.('written', i)
        // Who has lost his rights while it was being written brings nothing in any more.
        demandRights(await demandImporter(ctx.db, row.personId), file)
        return done
      })
      if (!went) return
      await at?.('committed', i)
    }
    if (signal.aborted) return
    await db
      .updateTable('imports')
      .set({ state: 'done', endedAt: sql<string>`clock_timestamp()`, file: null })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .execute()
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'unavailable') throw error
    await endBadly(db, id, 'failed', ['waiting', 'running'], error)
  }
}

/** What an import would do. */
export interface Trial {
  rows: number
  created: Record<string, number>
  updated: Record<string, number>
  unchanged: number
  refused: number
  /** why rows would be refused, the most frequent reason first: how many, and the first of them */
  reasons: { reason: string; count: number; rows: number[] }[]
}
const toldReasons = 100
const toldRows = 5

/**
 * Does the whole import and takes it back: what it tells is exact, and nothing of it is ever seen. How far it has come is
 * told from beside the transaction.
 */
export async function tryImport(installation: Installation, id: number, signal: AbortSignal): Promise<void> {
  const { db } = installation
  const row = await kept(db, id)
  if (row?.state !== 'trying') return
  const actor = await demandImporter(db, row.personId)
  const file = await open(db, id, row, trialChunk)
  if (!file) return
  demandRights(actor, file)
  await demandKeys({ db, actor }, file.reader.steps)
  const told = (rowsDone: number) =>
    db.updateTable('imports').set({ rowsTotal: file.rows.length, rowsDone }).where('id', '=', id).execute()
  await told(0)
  const trial = await takenBack(installation, actor, signal, async (ctx) => {
    const found: Trial = { rows: file.rows.length, created: {}, updated: {}, unchanged: 0, refused: 0, reasons: [] }
    const refused: Refused[] = []
    let done = 0
    const made = new Map<RecordName, Set<number>>()
    const updated = new Map<RecordName, Set<number>>()
    await withPatience(ctx)
    const ensured = await ensurePipelines(ctx, file.reader.mapping.ensure.pipelines, id)
    for await (const [i, chunk] of ahead(file, 0)) {
      signal.throwIfAborted()
      const { outcome, refused: some, unchanged } = await writeSome(ctx, id, file, chunk)
      await countGrown(ctx.db)
      refused.push(...some)
      found.unchanged += unchanged
      done += chunk.count
      for (const [name, ids] of outcome.created) addTo(made, name, ids)
      for (const [name, ids] of outcome.updated) addTo(updated, name, ids)
      if (i % 4 === 3) await told(done)
    }
    found.created = { ...ensured, ...counted(made) }
    found.updated = counted(
      new Map([...updated].map(([name, ids]) => [name, ids.difference(made.get(name) ?? new Set())])),
    )
    return { found, refused, actor: ctx.actor }
  })
  const reasons = Map.groupBy(trial.refused, ({ error }) => sentence(error, trial.actor.language, trial.actor.shape))
  trial.found.refused = trial.refused.length
  trial.found.reasons = [...reasons]
    .map(([reason, list]) => ({
      reason,
      count: list.length,
      rows: list
        .map(({ row: { number } }) => number)
        .sort((a, b) => a - b)
        .slice(0, toldRows),
    }))
    .sort((a, b) => b.count - a.count)
    .slice(0, toldReasons)
  await db
    .updateTable('imports')
    .set({ state: 'draft', trial: JSON.stringify(trial.found), rowsDone: file.rows.length })
    .where('id', '=', id)
    .where('state', '=', 'trying')
    .execute()
}

function addTo(sets: Map<RecordName, Set<number>>, name: RecordName, ids: ReadonlySet<number>): void {
  const known = sets.get(name) ?? new Set()
  for (const id of ids) known.add(id)
  sets.set(name, known)
}

const counted = (ids: ReadonlyMap<RecordName, ReadonlySet<number>>) =>
  Object.fromEntries([...ids].filter(([, set]) => set.size).map(([name, set]) => [name, set.size]))

/** Runs a function in a transaction that is not committed. */
async function takenBack<T>(
  installation: Installation,
  actor: Actor,
  signal: AbortSignal,
  run: (ctx: Context) => Promise<T>,
): Promise<T> {
  class TakenBack extends Error {
    result: T
    constructor(result: T) {
      super('taken back')
      this.result = result
    }
  }
  try {
    return await inTransaction(
      installation,
      actor,
      async (ctx) => {
        throw new TakenBack(await run(ctx))
      },
      { signal },
    )
  } catch (error) {
    if (error instanceof TakenBack) return error.result
    throw error
  }
}

type KeptImport = NonNullable<Awaited<ReturnType<typeof kept>>>
const kept = (db: Db, id: number) =>
  db
    .selectFrom('imports')
    .select(['personId', 'mapping', 'encoding', 'delimiter', 'columns', 'state', 'chunksDone'])
    .where('id', '=', id)
    .executeTakeFirst()

/** A file, with the order in which it is written. */
interface OpenFile {
  reader: RowReader
  rows: PackedRows
  order: Arranged
}

/** Null where the file has been let go. */
async function open(db: Db, id: number, row: KeptImport, chunkOf: (rows: number) => number): Promise<OpenFile | null> {
  const file = await fileOf(db, id)
  if (!file) return null
  const mapping = mappingSchema.parse(row.mapping)
  const head = headOf(row)
  const rows = new PackedRows()
  await eachRow(file, head, (one) => rows.add(one))
  const layout = { mapping, steps: demandMapping(mapping, await loadShape(db)), header: head.header }
  const surroundings = await db
    .selectFrom(['settings', 'users'])
    .select(['settings.timeZone', 'settings.baseCurrency', 'users.language'])
    .where('users.id', '=', row.personId)
    .executeTakeFirstOrThrow()
  return { reader: { ...layout, ...surroundings }, rows, order: arranged(layout, rows, chunkOf) }
}

/** A chunk whose rows have been read by the mapping, and those that can't be. */
interface ReadChunk {
  ready: ReadyRow[]
  refused: Refused[]
  /** rows of the file */
  count: number
}

/** The chunks from one on, each read while the one before it is written. */
async function* ahead(file: OpenFile, from: number): AsyncGenerator<[number, ReadChunk]> {
  const begin = async (index: number) => (index < file.order.chunks.length ? await readChunk(file, index) : null)
  let next = begin(from)
  for (let i = from; ; i++) {
    const chunk = await next
    if (!chunk) return
    next = begin(i + 1)
    // Told when it is asked for; nobody may ask any more.
    next.catch(() => undefined)
    yield [i, chunk]
  }
}

async function readChunk({ reader, rows, order }: OpenFile, index: number): Promise<ReadChunk> {
  const chunk: ReadChunk = { ready: [], refused: [], count: 0 }
  for (const [at, [position, row]] of rowsOfChunk(rows, order, index).entries()) {
    if (at % readAtOnce === readAtOnce - 1) await othersTurn()
    chunk.count += countOf([row])
    try {
      const first = order.twice.get(position)
      if (first !== undefined) throw new AppError('invalid', 'error.import.twice', { row: first })
      chunk.ready.push(readRow(reader, row))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      chunk.refused.push({ row, error })
    }
  }
  return chunk
}

/** Says why an import has come to no better end, in the language of its person. */
export async function endBadly(
  db: Db,
  id: number,
  state: 'failed' | 'done' | 'draft',
  from: ('waiting' | 'running' | 'undoing' | 'trying')[],
  error: AppError,
): Promise<void> {
  const person = await db
    .selectFrom('imports')
    .innerJoin('users', 'users.id', 'imports.personId')
    .select('users.language')
    .where('imports.id', '=', id)
    .executeTakeFirst()
  const problem = sentence(error, person?.language ?? 'en')
  await db
    .updateTable('imports')
    // A file that is still being prepared is not let go for a mistake in its mapping.
    .set(
      state === 'draft' ? { state, problem } : { state, problem, endedAt: sql<string>`clock_timestamp()`, file: null },
    )
    .where('id', '=', id)
    .where('state', 'in', from)
    .execute()
}

function demandRights(actor: Actor, { reader }: OpenFile): void {
  if (!mayBring(actor, reader.steps)) throw new AppError('denied', 'error.import.rights')
}

/** Whether a record is there already tells its key: that is to be seen wherever it may be looked for. Throws AppError. */
export async function demandKeys(ctx: Pick<Context, 'db' | 'actor'>, steps: readonly Step[]): Promise<void> {
  for (const { record, key, firstBy } of steps)
    await demandReadable(ctx, record, firstBy === undefined ? key : [...key, firstBy], undefined)
}

/** Whether somebody may import each of some records. */
export const mayBring = (actor: Actor, brought: readonly Pick<Step, 'record'>[]): boolean =>
  brought.every(({ record }) => farthest(actor, record, 'import') !== 'nobody')

export async function demandImporter(db: Db, personId: number): Promise<Actor> {
  const actor = await importingActor(db, personId)
  if (!actor) throw new AppError('denied', 'error.import.person')
  return actor
}

/** The person as he imports: he reaches no further than his right to import. */
export async function importingActor(db: Db, personId: number): Promise<Actor | null> {
  const actor = await loadActor(db, personId, 'import')
  return actor && withinImport(actor)
}
const withinImport = (actor: Actor): Actor =>
  recordNames.reduce((narrowed, name) => within(narrowed, name, ['add', 'edit', 'move', 'assign'], 'import'), actor)

async function begin(ctx: Context, id: number, { ensure }: Mapping, rowsTotal: number): Promise<void> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('imports')
    .set({ state: 'running', rowsTotal })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  if (!numUpdatedRows) return
  const created = await ensurePipelines(ctx, ensure.pipelines, id)
  await ctx.db
    .updateTable('imports')
    .set({ created: JSON.stringify(created) })
    .where('id', '=', id)
    .execute()
}

interface Refused {
  row: FileRow
  error: AppError
}

/** Writes some rows, whatever of them can be written. */
async function writeSome(
  ctx: Context,
  id: number,
  { reader }: OpenFile,
  { ready, refused, count }: ReadChunk,
): Promise<{ outcome: Outcome; refused: Refused[]; unchanged: number }> {
  const outcome = await writeRows(ctx, reader.steps, ready, id)
  // What goes for a row goes for those that hold more of it.
  const all = [...refused, ...outcome.refused].flatMap(({ row, error }) =>
    [row, ...(row.also ?? [])].map((one) => ({ row: one, error })),
  )
  const changed = ready.filter(({ number }) => outcome.effective.has(number))
  return { outcome, refused: all, unchanged: count - all.length - countOf(changed) }
}
const countOf = (rows: readonly FileRow[]) => rows.reduce((sum, { also }) => sum + 1 + (also?.length ?? 0), 0)

/** What is done to a whole file in one statement may take longer than what a person waits for. */
export const withPatience = (ctx: Context) => sql`select set_config('statement_timeout', '120s', true)`.execute(ctx.db)

/**
 * Chunks of all imports are written one after another: each finds what those before it have made, so that two imports of
 * the same make nothing twice. A trial may be holding a name or a number until it ends.
 */
async function inTurn(ctx: Context): Promise<void> {
  await withPatience(ctx)
  await sql`select pg_advisory_xact_lock(hashtext('chunks of imports'))`.execute(ctx.db)
}

/** Writes a chunk unless somebody else has, or the import was cancelled. */
async function writeChunk(ctx: Context, id: number, index: number, file: OpenFile, chunk: ReadChunk): Promise<boolean> {
  await inTurn(ctx)
  const progress = await ctx.db
    .selectFrom('imports')
    .select(['state', 'chunksDone', 'created', 'updated', 'delimiter'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (progress.state !== 'running' || progress.chunksDone !== index) return false
  const { outcome, refused, unchanged } = await writeSome(ctx, id, file, chunk)
  await keepRefusals(ctx, id, refused)
  const updated = await updatedFirst(ctx, id, outcome.updated, outcome.created)
  await ctx.db
    .updateTable('imports')
    .set((set) => ({
      chunksDone: index + 1,
      rowsDone: set('rowsDone', '+', chunk.count),
      refused: set('refused', '+', refused.length),
      unchanged: set('unchanged', '+', unchanged),
      created: JSON.stringify(added(progress.created, outcome.created)),
      updated: JSON.stringify(added(progress.updated, updated)),
    }))
    .where('id', '=', id)
    .execute()
  return true
}

async function keepRefusals(ctx: Context, id: number, refused: readonly Refused[]): Promise<void> {
  if (!refused.length) return
  const rows = refused.map(({ row, error }) => ({
    row: row.number,
    reason: sentence(error, ctx.actor.language, ctx.actor.shape),
    // PostgreSQL keeps no NUL; what it stood in is to be seen.
    line: row.cells.map((cell) => cell.replaceAll('\0', '\ufffd')),
  }))
  await sql`insert into import_refusals (import_id, row, reason, line)
    select ${id}::int, row, reason, line from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(row int, reason text, line jsonb)
    on conflict do nothing`.execute(ctx.db)
}

/** What this import has neither made nor updated before counts as updated. */
async function updatedFirst(
  ctx: Context,
  id: number,
  updated: ReadonlyMap<RecordName, ReadonlySet<number>>,
  created: ReadonlyMap<RecordName, ReadonlySet<number>>,
): Promise<Map<RecordName, Set<number>>> {
  const result = new Map<RecordName, Set<number>>()
  for (const [name, ids] of updated) {
    const others = [...ids].filter((one) => !created.get(name)?.has(one))
    const { rows } = await sql<{ recordId: number }>`
      select distinct record_id from events where record = ${name} and record_id = any(${others}::int[]) and import_id = ${id}
        and xid <> pg_current_xact_id()`.execute(ctx.db)
    const before = new Set(rows.map(({ recordId }) => recordId))
    const fresh = new Set(others.filter((one) => !before.has(one)))
    if (fresh.size) result.set(name, fresh)
  }
  return result
}

function added(
  before: Record<string, number>,
  more: ReadonlyMap<RecordName, ReadonlySet<number>>,
): Record<string, number> {
  const counts = { ...before }
  for (const [name, ids] of more) counts[name] = (counts[name] ?? 0) + ids.size
  return counts
}
