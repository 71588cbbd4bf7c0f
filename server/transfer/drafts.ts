import { sql } from 'kysely'
import { textKey } from '../../model/fields.ts'
import { mappingOf, planSchema, type Plan, type PlanRecord } from '../../model/importPlan.ts'
import { records } from '../../model/records.ts'
import { hiddenFields } from '../access/fields.ts'
import { AppError } from '../platform/errors.ts'
import type { Db } from '../platform/database.ts'
import { cancelJob, enqueue } from '../platform/jobs.ts'
import type { Context } from '../platform/method.ts'
import { assembledFile, fileOf } from './files.ts'
import { guessPlan, namesLookedFor, plannedAt, planOf, untold, type NamesLookedFor } from './guessing.ts'
import { demandImport, demandColumns } from './importer.ts'
import { demandMapping, mappingSchema, type Mapping } from './mapping.ts'
import { among } from './names.ts'
import {
  headOf,
  keptHead,
  largestFile,
  readHead,
  eachRow,
  type Delimiter,
  type Encoding,
  type FileRow,
  type Head,
} from './reading.ts'
import { headingsOf, ownColumns } from './refusals.ts'

/** A file that has been brought and is not imported yet: what stands in it, and what it seems to mean. */
export interface Draft {
  id: number
  fileName: string
  encoding: Encoding
  delimiter: Delimiter
  /** of a workbook: the sheet that is read, and all there are */
  sheet?: string
  sheets?: string[]
  /** the row that holds the headings; 0: none */
  headings: number
  /** the rows at the beginning, any of which may hold them */
  beginning: { number: number; text: string }[]
  rowsTotal: number
  columns: { name: string; filled: number; samples: string[] }[]
  /** the first rows */
  rows: string[][]
  /** the plan of the last file with the same headings, else a guess */
  plan: Plan
  remembered: boolean
}

/** How a file is to be read where it was not recognised rightly. */
export interface Reading {
  encoding?: Encoding | undefined
  delimiter?: Delimiter | undefined
  sheet?: string | undefined
  /** the row of the headings, 0 where none has any */
  header?: number | undefined
  /** what the rows are, where it was not guessed rightly */
  record?: PlanRecord | undefined
}

const shownRows = 20
const shownSamples = 4
const shownBeginning = 10
/** Values are looked at in so many rows to tell how they are written. */
const looked = 2000

/** Begins to take a file, which then comes in parts. Throws AppError. */
export async function beginDraft(ctx: Context, fileName: string, size: number): Promise<number> {
  if (size > largestFile) throw new AppError('invalid', 'error.import.size', { max: largestFile / 1024 / 1024 })
  await demandImport(ctx, null)
  if (size === 0) throw new AppError('invalid', 'error.import.empty')
  const { id } = await ctx.db
    .insertInto('imports')
    .values({
      personId: ctx.actor.id!,
      state: 'draft',
      mapping: '{}',
      fileName,
      file: null,
      encoding: '',
      delimiter: '',
      columns: '[]',
      unmapped: '[]',
      created: '{}',
      updated: '{}',
      kept: '{}',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Takes a part of a file; the same part again takes the place of the first. Throws AppError. */
export async function takePart(ctx: Context, id: number, position: number, bytes: Buffer): Promise<void> {
  const draft = await lockDraft(ctx, id)
  if (draft.whole) throw new AppError('conflict', 'error.import.whole')
  await ctx.db
    .insertInto('importParts')
    .values({ importId: id, position, bytes })
    .onConflict((c) => c.columns(['importId', 'position']).doUpdateSet({ bytes }))
    .execute()
  const { rows } = await sql<{ size: number }>`
    select sum(length(bytes))::int size from import_parts where import_id = ${id}`.execute(ctx.db)
  if (rows[0]!.size > largestFile)
    throw new AppError('invalid', 'error.import.size', { max: largestFile / 1024 / 1024 })
}

/** Reads a file that has come whole, and says what it seems to mean. Throws AppError. */
export async function lookAtDraft(ctx: Context, id: number, reading: Reading): Promise<Draft> {
  const draft = await lockDraft(ctx, id)
  const file = await (draft.whole ? fileOf(ctx.db, id) : assembledFile(ctx.db, id))
  if (!file) throw new AppError('invalid', 'error.import.parts')
  // What was once said of how it is to be read holds until something else is said.
  const before = draft.columns.length ? headOf(draft) : undefined
  const head = await readHead(file, {
    encoding: reading.encoding ?? before?.encoding,
    delimiter: reading.delimiter ?? (reading.encoding === undefined ? before?.delimiter : undefined),
    sheet: reading.sheet ?? before?.sheet,
    header: reading.header ?? (isReadAnew(reading) ? undefined : before?.headings) ?? 'recognised',
    language: ctx.actor.language,
  })
  const look = lookOver(head)
  await eachRow(file, head, look.take)
  const own = planSchema.safeParse(draft.plan)
  // Whoever comes back to a file finds it as he left it; one that is read otherwise is guessed anew.
  const kept =
    own.success &&
    Object.values(reading).every((one) => one === undefined) &&
    own.data.columns.every(({ column }) => head.header.includes(column))
      ? own.data
      : null
  // Of tables without headings nobody knows whether they are alike.
  const known = kept || reading.record !== undefined || !head.headings ? null : await rememberedPlan(ctx, head.header)
  const plan = kept ?? known ?? (await guessedPlan(ctx, head.header, look.first, reading.record))
  await ctx.db
    .updateTable('imports')
    .set({
      ...keptHead(head),
      mapping: JSON.stringify({ header: head.headings }),
      rowsTotal: look.count(),
      trial: null,
      problem: null,
    })
    .where('id', '=', id)
    .execute()
  return {
    id,
    fileName: draft.fileName,
    headings: head.headings ?? 0,
    beginning: head.first.slice(0, shownBeginning).map(({ number, cells }) => ({
      number,
      text: cells.filter(Boolean).join(' · ').slice(0, 80),
    })),
    ...look.described(),
    plan,
    remembered: known !== null,
  }
}

/** Whether a file is to be read in another way, so that its rows are others. */
const isReadAnew = ({ encoding, delimiter, sheet }: Reading) =>
  [encoding, delimiter, sheet].some((one) => one !== undefined)

/** A plan by the headings of a file and by what stands below them. */
async function guessedPlan(ctx: Context, header: readonly string[], rows: readonly FileRow[], record?: PlanRecord) {
  const own = ownColumns(header)
  const columns = header.slice(own)
  const bare = own ? rows.map((row) => ({ ...row, cells: row.cells.slice(own) })) : rows
  const plan = guessPlan(columns, bare, record, await columnsOfNames(ctx, untold(columns, bare, record)))
  return { ...plan, columns: [...leftOut(header.slice(0, own)), ...plan.columns] }
}
const leftOut = (columns: readonly string[]) => columns.filter(Boolean).map((column) => ({ column, place: null }))

/** So many of the values of a column have to be names of records of one kind. */
const mostNames = 0.6

/** The columns in which names stand that the person knows. */
async function columnsOfNames(
  ctx: Context,
  columns: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, NamesLookedFor>> {
  const found = new Map<string, NamesLookedFor>()
  const keys = [...new Set([...columns.values()].flat().map(textKey))]
  if (!keys.length) return found
  for (const to of namesLookedFor) {
    if (hiddenFields(ctx.actor, to).has(records[to].named)) continue
    const { rows } = await sql<{ key: string }>`
      select distinct t.name_key as key from ${sql.table(to)} t
      where t.name_key = any(${keys}::text[]) and ${among(ctx, { to, dictionary: null, pipeline: null })}`.execute(
      ctx.db,
    )
    const known = new Set(rows.map(({ key }) => key))
    for (const [column, values] of columns)
      if (!found.has(column) && values.filter((value) => known.has(textKey(value))).length >= values.length * mostNames)
        found.set(column, to)
  }
  return found
}

/** Takes rows in as they are read and keeps what is told of them: of a file nobody holds more than its beginning. */
function lookOver({ encoding, delimiter, header, sheet, sheets }: Head) {
  const columns = header.map((name) => ({ name, filled: 0, samples: new Set<string>() }))
  const first: FileRow[] = []
  let count = 0
  return {
    /** the rows at the beginning */
    first,
    count: () => count,
    take(row: FileRow) {
      count++
      if (first.length < looked) first.push(row)
      for (const [at, column] of columns.entries()) {
        const value = row.cells[at]?.trim()
        if (!value) continue
        column.filled++
        if (column.samples.size < shownSamples) column.samples.add(value.slice(0, 200))
      }
    },
    described() {
      const book = sheet === undefined ? {} : { sheet, sheets: sheets ?? [sheet] }
      const rows = first.slice(0, shownRows).map(({ cells }) => cells.map((cell) => cell.slice(0, 200)))
      const told = columns.map(({ samples, ...column }) => ({ ...column, samples: [...samples] }))
      return { encoding, delimiter, ...book, rowsTotal: count, columns: told, rows }
    },
  }
}

/**
 * The plan by which the person last imported a file with these headings, or their refused rows. Of anybody else's only
 * where its columns go and how they are written: what is meant by a value names records that not everybody sees.
 */
async function rememberedPlan(ctx: Context, header: readonly string[]): Promise<Plan | null> {
  const alike = headingsOf(header).map((columns) => JSON.stringify(columns))
  const { rows } = await sql<{ plan: unknown; own: boolean }>`
    select plan, person_id = ${ctx.actor.id}::int own from imports
    where columns = any(${alike}::jsonb[]) and plan is not null and state in ('running', 'done', 'cancelled', 'undone')
    order by own desc, id desc limit 1`.execute(ctx.db)
  const known = rows[0] && planSchema.safeParse(rows[0].plan)
  if (!known?.success) return null
  const before = new Map(known.data.columns.map((column) => [column.column, column]))
  if (rows[0]!.own)
    return {
      ...known.data,
      columns: header.filter(Boolean).map((column) => before.get(column) ?? { column, place: null }),
    }
  return planOf(
    known.data.record,
    header.filter(Boolean).map((column) => {
      const { place = null, as } = before.get(column) ?? {}
      return place === null ? { column, place } : plannedAt(column, place, as ? { as } : {})
    }),
  )
}

/** Keeps a plan with its file; what a trial has told, or is about to, stands until the next one. Throws AppError. */
export async function keepPlan(ctx: Context, id: number, plan: Plan): Promise<void> {
  const { columns } = await lockDraft(ctx, id)
  const mapping = demandPlan(ctx, plan)
  await demandImport(ctx, mapping)
  demandColumns(mapping, columns)
  await ctx.db
    .updateTable('imports')
    .set({ plan: JSON.stringify(plan) })
    .where('id', '=', id)
    .execute()
}

/** Has a plan tried on the whole file in the background. Throws AppError. */
export async function tryDraft(ctx: Context, id: number, plan: Plan): Promise<void> {
  const { columns, jobId, headings } = await lockDraft(ctx, id)
  const mapping: Mapping = { ...demandPlan(ctx, plan), header: headings }
  await demandImport(ctx, mapping)
  demandColumns(mapping, columns)
  if (jobId !== null) await cancelJob(ctx.db, jobId)
  const job = await enqueue(ctx.db, 'imports.try', { importId: id }, { personId: ctx.actor.id })
  await ctx.db
    .updateTable('imports')
    .set({
      state: 'trying',
      mapping: JSON.stringify(mapping),
      plan: JSON.stringify(plan),
      trial: null,
      problem: null,
      rowsDone: 0,
      jobId: job,
    })
    .where('id', '=', id)
    .execute()
}

/** Imports a file by a plan in the background. Throws AppError. */
export async function runDraft(ctx: Context, id: number, plan: Plan): Promise<void> {
  const { columns, jobId, headings } = await lockDraft(ctx, id)
  const mapping: Mapping = { ...demandPlan(ctx, plan), header: headings }
  await demandImport(ctx, mapping)
  const unmapped = demandColumns(mapping, columns)
  if (jobId !== null) await cancelJob(ctx.db, jobId)
  const job = await enqueue(ctx.db, 'imports.run', { importId: id }, { personId: ctx.actor.id })
  await ctx.db
    .updateTable('imports')
    .set({
      state: 'waiting',
      mapping: JSON.stringify(mapping),
      plan: JSON.stringify(plan),
      unmapped: JSON.stringify(unmapped),
      problem: null,
      rowsDone: 0,
      jobId: job,
    })
    .where('id', '=', id)
    .execute()
}

function demandPlan({ actor }: Context, plan: Plan): Mapping {
  const mapping = mappingSchema.parse(mappingOf(plan))
  demandMapping(mapping, actor.shape)
  return mapping
}

/** A workbook once more, of which another sheet is to be read: of one that has been imported nothing is kept. Throws AppError. */
export async function copyDraft(ctx: Context, id: number, sheet: string): Promise<number> {
  const { encoding, whole } = await lockDraft(ctx, id)
  await demandImport(ctx, null)
  if (encoding !== 'xlsx' || !whole) throw new AppError('invalid', 'error.import.parts')
  // Within the database: the file does not travel.
  const { rows } = await sql<{ id: number }>`
    insert into imports (person_id, state, mapping, file_name, file, encoding, delimiter, columns, unmapped)
    select person_id, 'draft', '{}', file_name, file, encoding, ${sheet}, columns, '[]' from imports where id = ${id}
    returning id`.execute(ctx.db)
  return rows[0]!.id
}

/** Lets go of a file that is not to be imported. Throws AppError. */
export async function dropDraft(ctx: Context, id: number): Promise<void> {
  const { jobId } = await lockDraft(ctx, id)
  if (jobId !== null) await cancelJob(ctx.db, jobId)
  await ctx.db.deleteFrom('imports').where('id', '=', id).execute()
}

/** Files that nobody has imported are kept so long, in days: who went away in the middle goes on where he was. */
export const draftDays = 7

/** Forgets files that were brought and left. */
export async function tidyDrafts(db: Db): Promise<void> {
  await sql`delete from imports where state = 'draft' and created_at < now() - make_interval(days => ${draftDays})`.execute(
    db,
  )
}

/** One's own file before its import, to be read. Throws AppError. */
export async function openDraft(ctx: Context, id: number): Promise<{ head: Head; file: Buffer }> {
  const draft = await ctx.db
    .selectFrom('imports')
    .select(['encoding', 'delimiter', 'columns', 'mapping'])
    .where('id', '=', id)
    .where('personId', '=', ctx.actor.id)
    .executeTakeFirst()
  const file = draft && (await fileOf(ctx.db, id))
  if (!file) throw new AppError('missing', 'error.missing')
  return { head: headOf(draft), file }
}

/** One's own file before its import, held until the transaction ends. */
async function lockDraft(ctx: Context, id: number) {
  const draft = await ctx.db
    .selectFrom('imports')
    .select(['fileName', 'state', 'columns', 'jobId', 'plan', 'encoding', 'delimiter', 'mapping'])
    .select(sql<boolean>`file is not null`.as('whole'))
    .where('id', '=', id)
    .where('personId', '=', ctx.actor.id)
    .forUpdate()
    .executeTakeFirst()
  if (!draft) throw new AppError('missing', 'error.missing')
  if (draft.state !== 'draft' && draft.state !== 'trying') throw new AppError('conflict', 'error.import.begun')
  return { ...draft, headings: headOf(draft).headings }
}
