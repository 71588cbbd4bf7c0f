import { sql } from 'kysely'
import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { planRecords, planSchema } from '../../model/importPlan.ts'
import { AppError } from '../platform/errors.ts'
import { reads, writes, type Context } from '../platform/method.ts'
import { columnValues } from './columnValues.ts'
import { beginDraft, copyDraft, dropDraft, keepPlan, lookAtDraft, runDraft, takePart, tryDraft } from './drafts.ts'
import { cancelImport, startImport, startUndo } from './importer.ts'
import { mappingSchema } from './mapping.ts'
import { delimiters, encodings, headOf } from './reading.ts'
import { refusalsText } from './refusals.ts'
import type { Trial } from './running.ts'

/** How far an import has come. */
export interface ImportState {
  id: number
  personId: number
  fileName: string
  state: 'draft' | 'trying' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'undoing' | 'undone'
  encoding: string
  /** of a workbook: its sheet */
  delimiter: string
  /** null until the file has been read */
  rowsTotal: number | null
  rowsDone: number
  /** how many of each record */
  created: Record<string, number>
  updated: Record<string, number>
  /** rows that changed nothing */
  unchanged: number
  /** rows that were not written */
  refused: number
  /** columns neither mapped nor left out on purpose */
  unmapped: string[]
  /** what its undoing has left, because somebody had changed or used it: how many of each record */
  kept: Record<string, number>
  /** what it would do, once it has been tried */
  trial: Trial | null
  /** why it failed, could not be tried or undone */
  problem: string | null
  createdAt: string
  endedAt: string | null
}

const one = z.strictObject({ id: integerId })
const startInput = z.strictObject({
  fileName: z.string().trim().min(1).max(255),
  text: z.string().optional(),
  base64: z
    .string()
    .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'characters')
    .optional(),
  mapping: mappingSchema,
})
const beginInput = z.strictObject({ fileName: z.string().trim().min(1).max(255), size: z.int().min(0) })
const partInput = z.strictObject({
  id: integerId,
  position: z.int().min(0).max(1000),
  base64: z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/, 'characters'),
})
const lookInput = z.strictObject({
  id: integerId,
  /** a workbook stays one, whatever is said */
  encoding: z.enum([...encodings, 'xlsx']).optional(),
  delimiter: z.enum(delimiters).optional(),
  /** of a workbook */
  sheet: z.string().max(255).optional(),
  /** the row of the headings, 0 where none has any */
  header: z.int().min(0).max(1000).optional(),
  /** what the rows are, where it was not guessed rightly */
  record: z.enum(planRecords).optional(),
})
const plannedInput = z.strictObject({ id: integerId, plan: planSchema })
const listInput = z.strictObject({
  limit: z.int().min(1).max(100).default(20),
  /** goes on below this one */
  before: integerId.optional(),
})
const refusalsInput = z.strictObject({
  id: integerId,
  /** goes on after this row */
  after: z.int().min(0).max(2_147_483_647).default(0),
  limit: z.int().min(1).max(20_000).default(5000),
})

export const transferMethods = {
  /** Takes a file and begins to import it in the background. */
  'imports.start': writes(startInput, async (ctx, { fileName, text, base64, mapping }) => {
    if ((text === undefined) === (base64 === undefined)) throw new AppError('invalid', 'error.import.file')
    const file = text === undefined ? Buffer.from(base64!, 'base64') : Buffer.from(text)
    return importState(ctx, await startImport(ctx, { fileName, file, mapping }))
  }),
  /** Begins to take a file of so many bytes, which comes by `imports.part`. */
  'imports.begin': writes(beginInput, async (ctx, { fileName, size }) => ({
    id: await beginDraft(ctx, fileName, size),
  })),
  /** A part of a file, in order from 0. */
  'imports.part': writes(partInput, async (ctx, { id, position, base64 }) => {
    await takePart(ctx, id, position, Buffer.from(base64, 'base64'))
    return { id, position }
  }),
  /** What stands in a file that has come whole, and what it seems to mean. */
  'imports.look': writes(lookInput, (ctx, { id, ...reading }) => lookAtDraft(ctx, id, reading)),
  /** What is written in a column that names records, and what each is taken for. */
  'imports.values': reads(
    z.strictObject({
      id: integerId,
      plan: planSchema,
      column: z.string().max(255),
      /** so many of them are told */
      most: z.int().min(1).max(5000).default(200),
    }),
    async (ctx, { id, plan, column, most }) => ({
      values: await columnValues(ctx, id, plan, column, most),
    }),
  ),
  /** Keeps what has been decided of a file, for whoever goes away and comes back; nothing is tried. */
  'imports.keep': writes(plannedInput, async (ctx, { id, plan }) => {
    await keepPlan(ctx, id, plan)
    return { id }
  }),
  /** Takes the workbook once more, for another of its sheets. */
  'imports.copy': writes(z.strictObject({ id: integerId, sheet: z.string().max(255) }), async (ctx, { id, sheet }) => ({
    id: await copyDraft(ctx, id, sheet),
  })),
  /** Finds out in the background what an import would do; nothing of it stays. */
  'imports.try': writes(plannedInput, async (ctx, { id, plan }) => {
    await tryDraft(ctx, id, plan)
    return importState(ctx, id)
  }),
  'imports.run': writes(plannedInput, async (ctx, { id, plan }) => {
    await runDraft(ctx, id, plan)
    return importState(ctx, id)
  }),
  /** Lets go of a file that is not to be imported. */
  'imports.drop': writes(one, async (ctx, { id }) => {
    await dropDraft(ctx, id)
    return { id }
  }),
  'imports.get': reads(one, (ctx, { id }) => importState(ctx, id)),
  /** One's own imports and files that wait to be decided, the newest first; an administrator's imports are everybody's. */
  'imports.list': reads(listInput, async (ctx, { limit, before }) => {
    const { rows } = await sql<ImportState>`
      select ${told} from imports i where (i.state not in ('draft', 'trying') or (i.person_id = ${ctx.actor.id}::int and i.file is not null))
        and ${visible(ctx)} and ${before === undefined ? sql`true` : sql`i.id < ${before}`}
      order by i.id desc limit ${limit + 1}`.execute(ctx.db)
    const items = rows.slice(0, limit)
    return { items, next: rows.length > limit ? items.at(-1)!.id : null }
  }),
  /** Stops an import; what it has written stays. */
  'imports.cancel': writes(one, async (ctx, { id }) => {
    await importState(ctx, id)
    await cancelImport(ctx, id)
    return importState(ctx, id)
  }),
  /** Takes a whole import back in the background; what somebody has changed or needs since stays. */
  'imports.undo': writes(one, async (ctx, { id }) => {
    await importState(ctx, id)
    await startUndo(ctx, id)
    return importState(ctx, id)
  }),
  /** The refused rows as CSV, with their numbers and reasons before their own cells. */
  'imports.refusals': reads(refusalsInput, refusals),
}

const told = sql.raw(
  'i.id, i.person_id, i.file_name, i.state, i.encoding, i.delimiter, i.rows_total, i.rows_done, i.created, i.updated, i.unchanged, i.refused, i.unmapped, i.kept, i.trial, i.problem, i.created_at, i.ended_at',
)
const visible = ({ actor }: Context) => (actor.administrator ? sql`true` : sql`i.person_id = ${actor.id}::int`)

async function importState(ctx: Context, id: number): Promise<ImportState> {
  const { rows } = await sql<ImportState>`select ${told} from imports i where i.id = ${id} and ${visible(ctx)}`.execute(
    ctx.db,
  )
  if (!rows[0]) throw new AppError('missing', 'error.missing')
  return rows[0]
}

async function refusals(
  ctx: Context,
  { id, after, limit }: z.output<typeof refusalsInput>,
): Promise<{ fileName: string; text: string; next: number | null }> {
  const state = await importState(ctx, id)
  const { columns } = await ctx.db
    .selectFrom('imports')
    .select('columns')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const { delimiter } = headOf({ ...state, columns })
  const page = await refusalsText(ctx, { id, delimiter, columns }, { after, limit })
  return { fileName: `${state.fileName.replace(/\.\w{1,5}$/, '')}.refused.csv`, ...page }
}
