import { sql } from 'kysely'
import { z } from 'zod'
import { fileHolders, fileView, type FileView } from '../../model/files.ts'
import { integerId } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { AppError } from '../platform/errors.ts'
import { Kept } from '../platform/kept.ts'
import type { Context } from '../platform/method.ts'
import { openCursor, sealCursor } from '../records/cursor.ts'
import { partsSeen, seesPart, sightOf, type Sight } from '../records/files.ts'

/** A file as people see it. */
export interface File {
  id: number
  name: string
  size: number
  /** what its bytes are */
  type: string
  width: number | null
  height: number | null
  /** how it can be looked at; null: it can only be saved */
  view: FileView | null
  /** the field or the comment of the record that it hangs on; null: the record itself */
  part: string | null
  createdAt: string
  createdBy: number | null
  removedAt: string | null
}
/** A file as it is stored, with what it hangs on. */
export interface StoredFile extends Omit<File, 'view'> {
  hash: string
  record: RecordName | null
  recordId: number | null
}

const columns = sql`f.id, f.name, f.hash, f.record, f.record_id, f.part, f.created_at, f.created_by, f.removed_at, c.size, c.type, c.width, c.height`

export const told = ({ hash: _hash, record: _record, recordId: _recordId, ...file }: StoredFile): File => ({
  ...file,
  view: fileView(file),
})

/** Files by their ids, for the server's own use; with `lock` for a change. */
export async function loadFiles(ctx: Context, ids: readonly number[], lock = false): Promise<StoredFile[]> {
  const { rows } = await sql<StoredFile>`
    select ${columns} from files f join file_contents c on c.hash = f.hash where f.id = any(${ids}::int[])
    order by f.id ${lock ? sql`for update of f` : sql``}`.execute(ctx.db)
  return rows
}

/** The files of some parts of records that the caller has seen, by part. */
export async function filesOfParts(
  ctx: Context,
  parts: readonly { record: RecordName; recordId: number; part: string }[],
): Promise<Map<string, File[]>> {
  const held = parts.map(({ record, recordId, part }) => ({ record, record_id: recordId, part }))
  const { rows } = await sql<StoredFile>`
    select ${columns} from json_to_recordset(${JSON.stringify(held)}::json) as h(record text, record_id int, part text)
    join files f on f.record = h.record and f.record_id = h.record_id and f.part = h.part and f.removed_at is null
    join file_contents c on c.hash = f.hash order by f.id`.execute(ctx.db)
  return Map.groupBy(rows.map(told), ({ part }) => part!)
}

/**
 * A file that the actor may read: an upload of his own, or one that hangs on what he sees; from the bin for those who may
 * change it. Anything else is not found. Throws AppError.
 */
export async function seenFile(ctx: Context, id: number): Promise<{ file: StoredFile; sight: Sight }> {
  const [file] = await loadFiles(ctx, [id])
  if (!file) throw new AppError('missing', 'error.missing')
  const sight = await sightOfFile(ctx, file)
  if (!sight || (file.removedAt !== null && !sight.edit)) throw new AppError('missing', 'error.missing')
  return { file, sight }
}

async function sightOfFile(ctx: Context, { record, recordId, part, createdBy }: StoredFile): Promise<Sight | null> {
  if (record === null) return createdBy === ctx.actor.id ? { edit: true } : null
  const sight = await sightOf(ctx, record, recordId!)
  return sight && seesPart(ctx, record, part, sight) ? sight : null
}

export const listInput = z.strictObject({
  record: z.enum(fileHolders),
  id: integerId,
  /** those in the bin, for who may put them back */
  removed: z.boolean().default(false),
  limit: z.int().min(1).max(200).default(50),
  after: z.string().max(2000).optional(),
})

/** What lists of files tell: the files, newest first, how many there are, and what the actor may do with them. */
export interface FilePage {
  items: File[]
  next: string | null
  count: number
  /** how many lie in the bin; null for who may not put them back */
  removed: number | null
  may: { edit: boolean }
  /** the most bytes of one file */
  limit: number | null
}

export async function listFiles(
  ctx: Context,
  { record, id, removed, limit, after }: z.output<typeof listInput>,
): Promise<FilePage> {
  const question = ['files', record, id, removed]
  const from = after === undefined ? null : openCursor(ctx, question, after)[0]
  const sight = await sightOf(ctx, record, id)
  if (!sight || (removed && !sight.edit)) throw new AppError('missing', 'error.missing')
  const here = sql`f.record = ${record} and f.record_id = ${id} and ${partsSeen(ctx, record, sight)}`
  const [{ rows }, { rows: counts }] = await Promise.all([
    sql<StoredFile>`
      select ${columns} from files f join file_contents c on c.hash = f.hash
      where ${here} and f.removed_at is ${removed ? sql`not null` : sql`null`} and ${from ? sql`f.id < ${from}::bigint` : sql`true`}
      order by f.id desc limit ${limit + 1}`.execute(ctx.db),
    sql<{ here: number; removed: number }>`
      select count(*) filter (where f.removed_at is null)::int as here, count(f.removed_at)::int as removed from files f where ${here}`.execute(
      ctx.db,
    ),
  ])
  const page = rows.slice(0, limit)
  return {
    items: page.map(told),
    next: rows.length > limit ? sealCursor(ctx, question, [page.at(-1)!.id]) : null,
    count: counts[0]!.here,
    removed: sight.edit ? counts[0]!.removed : null,
    may: { edit: sight.edit },
    limit: ctx.store?.limit ?? null,
  }
}

/** An id, also as an address says it. */
const addressId = z.union([
  integerId,
  z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(integerId),
])

export const contentInput = z.strictObject({
  id: addressId,
  /** to be shown by the browser, if it is of a kind that may be, rather than saved */
  show: z.union([z.boolean(), z.literal(['1', 'true']).transform(() => true)]).default(false),
})

export async function fileContent(ctx: Context, { id, show }: z.output<typeof contentInput>): Promise<Kept> {
  const { file } = await seenFile(ctx, id)
  // A picture too large to be looked at is saved.
  return new Kept(file.hash, file.name, file.type, show && fileView(file) !== null)
}
