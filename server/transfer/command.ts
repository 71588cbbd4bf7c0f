import { sql } from 'kysely'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import { readyRoles } from '../../model/roles.ts'
import { loadActor } from '../access/actor.ts'
import { StartError } from '../platform/config.ts'
import { AppError, sentence } from '../platform/errors.ts'
import { work } from '../platform/jobs.ts'
import type { Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { userByEmail } from '../users/users.ts'
import { importJobs, startImport } from './importer.ts'
import { mappingSchema, setSchema, type Mapping } from './mapping.ts'

interface Told {
  file: string
  id: number
  state: string
  rows: number
  created: Record<string, number>
  updated: Record<string, number>
  unchanged: number
  refused: number
  unmapped: string[]
  leftOut: string[]
  seconds: number
}

/**
 * `import FILE --map MAP.json` or `import --set SET.json --from FOLDER`: brings files in as `--email`, else as the first
 * administrator. A server's worker or this very process does the work, whoever takes it first. Gives a summary as JSON.
 */
export async function importCommand(
  installation: Installation,
  flags: Record<string, string | undefined>,
  words: readonly string[],
): Promise<string> {
  const files = await filesOf(flags, words)
  const personId = await personOf(installation, flags.email)
  const worker = work({ db: installation.db, log: installation.log, handlers: importJobs(installation), parallel: 1 })
  try {
    const told: Told[] = []
    for (const { path, mapping } of files) {
      const file = await readFile(path).catch(() => {
        throw new StartError(`The file ${path} can’t be read.`)
      })
      told.push(await bring(installation, worker, personId, basename(path), file, mapping))
    }
    return JSON.stringify({ files: told }, null, 2)
  } finally {
    await worker.close()
  }
}

/** npm runs commands in the folder of the package; paths are meant from where it was called. */
const fromHere = (path: string) => resolve(process.env['INIT_CWD'] ?? '.', path)

async function filesOf(
  flags: Record<string, string | undefined>,
  [file]: readonly string[],
): Promise<{ path: string; mapping: Mapping }[]> {
  if (flags.set !== undefined && flags.from !== undefined) {
    const folder = fromHere(flags.from)
    const set = await readJson(fromHere(flags.set), setSchema)
    return set.files.map(({ file: name, mapping }) => ({ path: join(folder, name), mapping }))
  }
  if (file === undefined || flags.map === undefined)
    throw new StartError('Say what to import: FILE --map MAP.json, or --set SET.json --from FOLDER.')
  return [{ path: fromHere(file), mapping: await readJson(fromHere(flags.map), mappingSchema) }]
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new StartError(`The file ${path} can’t be read.`)
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new StartError(`${path} is not JSON: ${error instanceof Error ? error.message : ''}`)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues
    .slice(0, 5)
    .map(({ path: at, message }) => `${at.map(String).join('.')}: ${message}`)
  throw new StartError(`${path} is no mapping. ${problems.join('; ')}`)
}

async function personOf({ db }: Installation, email: string | undefined): Promise<number> {
  if (email !== undefined) {
    const user = await userByEmail(db, email)
    if (!user) throw new AppError('missing', 'error.person')
    return user.id
  }
  const { rows } = await sql<{ id: number | null }>`
    select min(u.id) as id from role_holders h join users u on u.id = h.user_id
    where h.role_id = ${readyRoles.administrator} and u.active and u.removed_at is null`.execute(db)
  const first = rows[0]!.id
  if (first === null) throw new AppError('conflict', 'error.setup.first')
  return first
}

async function bring(
  installation: Installation,
  worker: { wake(): void },
  personId: number,
  fileName: string,
  file: Buffer,
  mapping: Mapping,
): Promise<Told> {
  const actor = await loadActor(installation.db, personId, 'cli')
  if (!actor) throw new AppError('missing', 'error.person')
  const started = performance.now()
  const id = await inTransaction(installation, actor, (ctx) => startImport(ctx, { fileName, file, mapping })).catch(
    (error: unknown) => {
      throw error instanceof AppError
        ? new StartError(`${fileName}: ${sentence(error, actor.language, actor.shape)}`)
        : error
    },
  )
  worker.wake()
  let shown = -1
  for (;;) {
    const row = await installation.db
      .selectFrom('imports')
      .select(['state', 'rowsTotal', 'rowsDone', 'created', 'updated', 'unchanged', 'refused', 'unmapped', 'problem'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    if (row.rowsTotal !== null && row.rowsDone !== shown) {
      shown = row.rowsDone
      process.stderr.write(`${fileName}: ${shown} / ${row.rowsTotal}\n`)
    }
    if (row.state === 'failed') throw new StartError(`${fileName}: ${row.problem ?? ''}`)
    if (row.state === 'done' || row.state === 'cancelled') {
      const { state, rowsTotal, created, updated, unchanged, refused, unmapped } = row
      const seconds = Math.round((performance.now() - started) / 10) / 100
      const counts = { rows: rowsTotal ?? 0, created, updated, unchanged, refused }
      if (refused) process.stderr.write(`${fileName}: ${refused} refused, see: call imports.refusals '{"id":${id}}'\n`)
      return { file: fileName, id, state, ...counts, unmapped, leftOut: mapping.leftOut, seconds }
    }
    await sleep(100)
  }
}
