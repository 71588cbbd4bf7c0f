import { sql } from 'kysely'
import type { Actor } from '../../model/access.ts'
import { demandVisible, demandWritable } from '../access/fields.ts'
import { lacking } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { cancelJob, enqueue, type JobHandler } from '../platform/jobs.ts'
import type { Context, Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import {
  columnsRead,
  demandMapping,
  fieldsWritten,
  imported,
  mappingSchema,
  stepsOf,
  type Imported,
  type Mapping,
} from './mapping.ts'
import { keptHead, readHead } from './reading.ts'
import {
  demandImporter,
  demandKeys,
  endBadly,
  mayBring,
  runImport,
  tryImport,
  withPatience,
  type ImportOptions,
} from './running.ts'
import { undoImport } from './undoing.ts'

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
  await demandImport(ctx, mapping)
  const head = await readHead(file, { ...mapping, language: ctx.actor.language })
  const unmapped = demandColumns(mapping, head.header)
  const { id } = await ctx.db
    .insertInto('imports')
    .values({
      personId: ctx.actor.id!,
      mapping: JSON.stringify(mapping),
      fileName,
      file,
      ...keptHead(head),
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

/** Judges whether the actor may import at all, and what the mapping brings. Throws AppError. */
export async function demandImport(ctx: Context, mapping: Mapping | null): Promise<void> {
  const steps = mapping ? demandMapping(mapping, ctx.actor.shape) : null
  if (steps) demandBringing(ctx.actor, steps)
  else if (!imported.some((record) => mayBring(ctx.actor, [{ record }]))) throw lacking('deals', 'import')
  await demandKeys(ctx, steps ?? [])
  for (const { record, ...step } of steps ?? []) {
    const written = [...fieldsWritten(step), ...(step.lines?.length ? ['lines'] : [])]
    demandVisible(ctx.actor, record, written)
    demandWritable(ctx.actor, record, written, {})
  }
}

/** Refuses a mapping that reads columns which are not there; gives those that it passes over without saying so. Throws AppError. */
export function demandColumns(mapping: Mapping, header: readonly string[]): string[] {
  const read = columnsRead(mapping)
  const absent = read.filter((column) => !header.includes(column))
  if (absent.length) throw new AppError('invalid', 'error.import.columns', { columns: absent.join(', ').slice(0, 500) })
  return header.filter((name) => name && !read.includes(name) && !mapping.leftOut.includes(name))
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
  await demandBrought(ctx, id)
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

/** Who takes an import back may himself import what it has brought. Throws AppError. */
async function demandBrought({ db, actor }: Pick<Context, 'db' | 'actor'>, id: number): Promise<void> {
  const { mapping } = await db.selectFrom('imports').select('mapping').where('id', '=', id).executeTakeFirstOrThrow()
  const known = mappingSchema.safeParse(mapping)
  const brought = known.success ? stepsOf(known.data) : imported.map((record) => ({ record }))
  demandBringing(actor, brought)
}

function demandBringing(actor: Actor, brought: readonly { record: Imported }[]): void {
  const refused = brought.find((one) => !mayBring(actor, [one]))
  if (refused) throw lacking(refused.record, 'import')
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
          await endBadly(
            installation.db,
            id,
            'failed',
            ['waiting', 'running'],
            new AppError('conflict', 'error.import.broken'),
          )
        throw error
      }
    },
    /** Nothing of it is kept: stopped by whatever, it is done anew. */
    async 'imports.try'({ payload, attempts }, signal) {
      const id = Number(payload.importId)
      try {
        await tryImport(installation, id, signal)
      } catch (error) {
        const refused = error instanceof AppError && error.code !== 'unavailable'
        if (!refused && (attempts < 4 || signal.aborted)) throw error
        const why = refused ? error : new AppError('conflict', 'error.import.trying')
        await endBadly(installation.db, id, 'draft', ['trying'], why)
        if (!refused) throw error
      }
    },
    /** One transaction: stopped by whatever, it has done nothing and is done anew. */
    async 'imports.undo'({ payload, attempts, personId }, signal) {
      const id = Number(payload.importId)
      const { db } = installation
      try {
        await inTransaction(
          installation,
          await demandImporter(db, personId!),
          async (ctx) => {
            const row = await ctx.db
              .selectFrom('imports')
              .select('state')
              .where('id', '=', id)
              .forUpdate()
              .executeTakeFirst()
            if (row?.state !== 'undoing') return
            await demandBrought(ctx, id)
            await withPatience(ctx)
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
