import { sql } from 'kysely'
import { narrowest, type Actor } from '../../model/access.ts'
import { textKey, type Field } from '../../model/fields.ts'
import { recordNames, records, type RecordName } from '../../model/records.ts'
import { loadActor } from '../access/actor.ts'
import type { Db } from '../platform/database.ts'
import { AppError, sentence } from '../platform/errors.ts'
import { cancelJob, enqueue, type JobHandler } from '../platform/jobs.ts'
import type { Context, Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { createPipeline, stagesSubject } from '../pipelines/pipelines.ts'
import { createRecords } from '../records/change.ts'
import {
  columnsRead,
  demandMapping,
  fieldsOf,
  mappingSchema,
  type EnsuredPipeline,
  type Mapping,
  type Step,
} from './mapping.ts'
import { readHead, readRows, type Delimiter, type Encoding, type FileRow, type Head } from './reading.ts'
import { cellsOf, readRow, type ReadyRow, type RowReader } from './rows.ts'
import { undoImport } from './undoing.ts'
import { writeRows } from './writing.ts'

export interface ImportStart {
  fileName: string
  file: Buffer
  mapping: Mapping
}

/**
 * Keeps the file and puts its import among the jobs, in the transaction of `ctx`. What can be said of the file and the
 * mapping at once is said here. Gives the import's id. Throws AppError.
 */
export async function startImport(ctx: Context, { fileName, file, mapping }: ImportStart): Promise<number> {
  const steps = demandMapping(mapping)
  if (steps.some(({ record }) => ctx.actor.may[record].import === 'nobody'))
    throw new AppError('denied', 'error.denied')
  const { encoding, delimiter, header } = readHead(file, mapping)
  const read = columnsRead(mapping)
  const absent = read.filter((column) => !header.includes(column))
  if (absent.length) throw new AppError('invalid', 'error.import.columns', { columns: absent.join(', ').slice(0, 500) })
  const unmapped = header.filter((name) => name && !read.includes(name) && !mapping.leftOut.includes(name))
  const { id } = await ctx.db
    .insertInto('imports')
    .values({
      personId: ctx.actor.id!,
      mapping: JSON.stringify(mapping),
      fileName,
      file,
      encoding,
      delimiter,
      columns: JSON.stringify(header),
      unmapped: JSON.stringify(unmapped),
      created: '{}',
      updated: '{}',
      kept: '{}',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const jobId = await enqueue(ctx.db, 'imports.run', { importId: id }, { personId: ctx.actor.id })
  await ctx.db.updateTable('imports').set({ jobId }).where('id', '=', id).execute()
  return id
}

/** Stops an import that has not ended. What it has written stays. Throws AppError. */
export async function cancelImport(ctx: Context, id: number): Promise<void> {
  const stopped = await ctx.db
    .updateTable('imports')
    .set({ state: 'cancelled', endedAt: sql<string>`clock_timestamp()`, file: null })
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'running'])
    .returning('jobId')
    .executeTakeFirst()
  if (!stopped) throw new AppError('conflict', 'error.import.running')
  if (stopped.jobId !== null) await cancelJob(ctx.db, stopped.jobId)
}

/** For so many days an import may be taken back. */
const undoneWithin = 30

/** Has an import that has ended taken back in the background. Throws AppError. */
export async function startUndo(ctx: Context, id: number): Promise<void> {
  const begun = await ctx.db
    .updateTable('imports')
    .set({ state: 'undoing', problem: null })
    .where('id', '=', id)
    .where('state', 'in', ['done', 'failed', 'cancelled'])
    .where('endedAt', '>', sql<string>`clock_timestamp() - make_interval(days => ${sql.lit(undoneWithin)})`)
    .returning('id')
    .executeTakeFirst()
  if (!begun) throw new AppError('conflict', 'error.import.undone', { days: undoneWithin })
  const jobId = await enqueue(ctx.db, 'imports.undo', { importId: id }, { personId: ctx.actor.id })
  await ctx.db.updateTable('imports').set({ jobId }).where('id', '=', id).execute()
}

export interface ImportOptions {
  /** rows that are written in one transaction */
  chunk?: number
  /** called in the transaction of a chunk once everything is written, and after its commit */
  at?(place: 'written' | 'committed', chunk: number): void | Promise<void>
}

/** The job of imports. */
export function importJobs(installation: Installation, options: ImportOptions = {}): Record<string, JobHandler> {
  return {
    async 'imports.run'({ payload, attempts }, signal) {
      const id = Number(payload.importId)
      try {
        await runImport(installation, id, signal, options)
      } catch (error) {
        // The job comes again a few times: the database may be away, a server may be updated meanwhile.
        if (attempts >= 4 && !signal.aborted)
          await fail(installation.db, id, new AppError('conflict', 'error.import.broken'))
        throw error
      }
    },
    /** One transaction: stopped by whatever, it has done nothing and is done anew. */
    async 'imports.undo'({ payload, attempts, personId }, signal) {
      const id = Number(payload.importId)
      const { db } = installation
      try {
        const actor = personId === null ? null : await importingActor(db, personId)
        if (!actor) throw new AppError('denied', 'error.import.person')
        await inTransaction(
          installation,
          actor,
          async (ctx) => {
            const row = await ctx.db
              .selectFrom('imports')
              .select('state')
              .where('id', '=', id)
              .forUpdate()
              .executeTakeFirst()
            if (row?.state !== 'undoing') return
            const kept = await undoImport(ctx, id)
            await ctx.db
              .updateTable('imports')
              .set({ state: 'undone', kept: JSON.stringify(kept) })
              .where('id', '=', id)
              .execute()
          },
          { signal },
        )
      } catch (error) {
        const refused = error instanceof AppError && error.code !== 'unavailable'
        if (!refused && (attempts < 4 || signal.aborted)) throw error
        await endBadly(db, id, 'done', ['undoing'], refused ? error : new AppError('conflict', 'error.import.undoing'))
        if (!refused) throw error
      }
    },
  }
}

/**
 * Goes on with an import from where it stands: each chunk is one transaction that writes its rows and how far it has come,
 * so that whatever is killed when, no row is written twice or by half. Acts as the person who started it, with the rights
 * that he has at the time of each chunk.
 */
export async function runImport(
  installation: Installation,
  id: number,
  signal: AbortSignal,
  { chunk = 500, at }: ImportOptions = {},
): Promise<void> {
  const { db } = installation
  const row = await db
    .selectFrom('imports')
    .select(['personId', 'mapping', 'file', 'encoding', 'delimiter', 'columns', 'state', 'chunksDone'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row?.file || (row.state !== 'waiting' && row.state !== 'running')) return
  const act = async <T>(run: (ctx: Context) => Promise<T>): Promise<T> => {
    const actor = await importingActor(db, row.personId)
    if (!actor) throw new AppError('denied', 'error.import.person')
    return inTransaction(installation, actor, run, { signal })
  }
  try {
    const mapping = mappingSchema.parse(row.mapping)
    const steps = demandMapping(mapping)
    const head: Head = {
      encoding: row.encoding as Encoding,
      delimiter: row.delimiter as Delimiter,
      header: row.columns,
    }
    const rows = await readRows(row.file, head)
    const reader = { mapping, steps, header: head.header }
    const chunks = inChunks(parentsFirst(reader, rows), chunk)
    const twice = saidTwice(reader, rows)
    const { timeZone } = await db.selectFrom('settings').select('timeZone').executeTakeFirstOrThrow()
    if (row.state === 'waiting') await act((ctx) => begin(ctx, id, mapping, rows.length))
    for (let i = row.chunksDone; i < chunks.length && !signal.aborted; i++) {
      const went = await act(async (ctx) => {
        const done = await writeChunk(
          ctx,
          id,
          i,
          { ...reader, language: ctx.actor.language, timeZone },
          chunks[i]!,
          twice,
        )
        await at?.('written', i)
        return done
      })
      if (!went) return
      await at?.('committed', i)
      // Others in this process get their turn.
      await new Promise((resolve) => setImmediate(resolve))
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
    await fail(db, id, error)
  }
}

const fail = (db: Db, id: number, error: AppError) => endBadly(db, id, 'failed', ['waiting', 'running'], error)

type State = 'waiting' | 'running' | 'failed' | 'undoing' | 'done'

/** Says why an import has come to no better end, in the language of its person. */
async function endBadly(db: Db, id: number, state: State, from: State[], error: AppError): Promise<void> {
  const person = await db
    .selectFrom('imports')
    .innerJoin('users', 'users.id', 'imports.personId')
    .select('users.language')
    .where('imports.id', '=', id)
    .executeTakeFirst()
  await db
    .updateTable('imports')
    .set({
      state,
      problem: sentence(error, person?.language ?? 'en'),
      endedAt: sql<string>`clock_timestamp()`,
      file: null,
    })
    .where('id', '=', id)
    .where('state', 'in', from)
    .execute()
}

/** The person as he imports: he reaches no further than his right to import. */
export async function importingActor(db: Db, personId: number): Promise<Actor | null> {
  const actor = await loadActor(db, personId, 'import')
  return actor && withinImport(actor)
}
function withinImport(actor: Actor): Actor {
  const may = Object.fromEntries(
    recordNames.map((name) => {
      const { import: range, ...others } = actor.may[name]
      const [add, edit, move] = [others.add, others.edit, others.move].map((own) => narrowest(own, range))
      return [name, { ...others, import: range, add, edit, move }]
    }),
  )
  // Every record and every action has been given a range.
  return { ...actor, may: may as Actor['may'] }
}

async function begin(ctx: Context, id: number, { ensure }: Mapping, rowsTotal: number): Promise<void> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('imports')
    .set({ state: 'running', rowsTotal })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  if (!numUpdatedRows) return
  const made: Partial<Record<RecordName, number>> = {}
  for (const pipeline of ensure.pipelines) {
    try {
      const { pipelines, stages } = await ensurePipeline(ctx, pipeline, id)
      made.pipelines = (made.pipelines ?? 0) + pipelines
      made.stages = (made.stages ?? 0) + stages
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      throw new AppError(error.code, 'error.import.ensure', { problem: sentence(error, ctx.actor.language) })
    }
  }
  const created = Object.fromEntries(Object.entries(made).filter(([, count]) => count > 0))
  await ctx.db
    .updateTable('imports')
    .set({ created: JSON.stringify(created) })
    .where('id', '=', id)
    .execute()
}

/** Makes a pipeline, or the stages that it lacks. */
async function ensurePipeline(
  ctx: Context,
  { name, stages }: EnsuredPipeline,
  importId: number,
): Promise<{ pipelines: number; stages: number }> {
  const input = stages.map(({ name: stage, meaning, color }) => ({ name: stage, meaning, ...(color ? { color } : {}) }))
  // One at a time, or two imports would make two.
  await sql`select pg_advisory_xact_lock(hashtext('pipelines of imports'))`.execute(ctx.db)
  const { rows } = await sql<{ id: number; stages: string[]; last: number }>`
    select p.id, array(select s.name_key from stages s where s.pipeline_id = p.id and s.removed_at is null) stages,
      coalesce((select max(s.position) from stages s where s.pipeline_id = p.id), 0) last
    from pipelines p where p.name_key = ${textKey(name)} and p.removed_at is null order by p.id limit 1`.execute(ctx.db)
  const there = rows[0]
  if (!there) {
    await createPipeline(ctx, name, input, { importId })
    return { pipelines: 1, stages: input.length }
  }
  const lacking = input.filter((stage) => !there.stages.includes(textKey(stage.name)))
  await createRecords(
    ctx,
    stagesSubject,
    lacking.map((stage, i) => ({ ...stage, pipelineId: there.id, position: there.last + 1 + i })),
    { importId },
  )
  return { pipelines: 0, stages: lacking.length }
}

/** Writes a chunk unless somebody else has, or the import was cancelled. */
async function writeChunk(
  ctx: Context,
  id: number,
  index: number,
  reader: RowReader,
  chunk: readonly FileRow[],
  twice: ReadonlyMap<FileRow, number>,
): Promise<boolean> {
  const progress = await ctx.db
    .selectFrom('imports')
    .select(['state', 'chunksDone', 'created', 'updated', 'delimiter'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (progress.state !== 'running' || progress.chunksDone !== index) return false
  const refused: { row: FileRow; error: AppError }[] = []
  const ready: ReadyRow[] = []
  for (const row of chunk) {
    try {
      const first = twice.get(row)
      if (first !== undefined) throw new AppError('invalid', 'error.import.twice', { row: first })
      ready.push(readRow(reader, row))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      refused.push({ row, error })
    }
  }
  const outcome = await writeRows(ctx, reader.steps, ready, id)
  refused.push(...outcome.refused)
  await keepRefusals(ctx, id, refused)
  const updated = await updatedFirst(ctx, id, outcome.updated, outcome.created)
  await ctx.db
    .updateTable('imports')
    .set((set) => ({
      chunksDone: index + 1,
      rowsDone: set('rowsDone', '+', chunk.length),
      refused: set('refused', '+', refused.length),
      unchanged: set('unchanged', '+', chunk.length - refused.length - outcome.effective.size),
      created: JSON.stringify(added(progress.created, outcome.created)),
      updated: JSON.stringify(added(progress.updated, updated)),
    }))
    .where('id', '=', id)
    .execute()
  return true
}

async function keepRefusals(
  ctx: Context,
  id: number,
  refused: readonly { row: FileRow; error: AppError }[],
): Promise<void> {
  if (!refused.length) return
  const rows = refused.map(({ row, error }) => ({
    row: row.number,
    reason: sentence(error, ctx.actor.language),
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

type Layout = Pick<RowReader, 'mapping' | 'steps' | 'header'>

/**
 * Rows in the order in which they can be written: where a row names another row of the file as its parent, the parent
 * comes first. In groups, none of whose rows waits for another of its group.
 */
function parentsFirst(layout: Layout, rows: readonly FileRow[]): FileRow[][] {
  const own = parentColumns(layout.steps.at(-1)!)
  if (!own) return [[...rows]]
  const names = new Map<string, FileRow>()
  const parents = new Map<FileRow, string>()
  for (const row of rows) {
    const cell = cellsOf(layout, row)
    const name = textKey(cell(own.name))
    if (name && !names.has(name)) names.set(name, row)
    parents.set(row, textKey(cell(own.parent)))
  }
  const depths = new Map<FileRow, number>()
  for (const row of rows) {
    const path = new Set<FileRow>()
    let at: FileRow | undefined = row
    for (; at && !depths.has(at) && !path.has(at); at = names.get(parents.get(at)!)) path.add(at)
    // Rows that go round in a circle have no first one: they are refused when they are written.
    let depth = at ? (depths.get(at) ?? 0) : -1
    for (const one of [...path].reverse()) depths.set(one, ++depth)
  }
  const groups: FileRow[][] = []
  for (const row of rows) (groups[depths.get(row)!] ??= []).push(row)
  return groups.filter((group) => group.length > 0)
}

/** The columns that name a record and its parent, of a record that is to be looked up by the name of another row. */
function parentColumns({ record, columns }: Step): { name: string; parent: string } | null {
  const fields = fieldsOf(record)
  const parent = columns.find(({ field }) => (fields[field] as Field).kind === 'ref' && fields[field]!.to === record)
  const name = parent && columns.find(({ field }) => field === (parent.by ?? records[record].named))
  return name ? { name: name.column, parent: parent.column } : null
}

function inChunks(groups: readonly FileRow[][], size: number): FileRow[][] {
  return groups.flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / size) }, (_, i) => group.slice(i * size, (i + 1) * size)),
  )
}

/**
 * Rows that say something else about the record of a row before them: written one after the other they would never come
 * to rest. Gives the number of that row.
 */
function saidTwice(layout: Layout, rows: readonly FileRow[]): Map<FileRow, number> {
  const twice = new Map<FileRow, number>()
  const { existing, key, columns, set, links } = layout.steps.at(-1)!
  const named = key.filter((field) => !(field in set) && !(field in links))
  const sources = named.map((field) => columns.find((one) => one.field === field)?.column)
  if (existing !== 'overwrite' || layout.steps.length > 1 || !sources.length || sources.includes(undefined))
    return twice
  const first = new Map<string, FileRow>()
  for (const row of rows) {
    if (row.problem) continue
    const cell = cellsOf(layout, row)
    const name = JSON.stringify(sources.map((column) => textKey(cell(column!))))
    const before = first.get(name)
    if (!before) first.set(name, row)
    else if (before.cells.join('\0') !== row.cells.join('\0')) twice.set(row, before.number)
  }
  return twice
}
