import { sql } from 'kysely'
import { z } from 'zod'
import { farthest } from '../../model/access.ts'
import { fileHolders, type FileHolder, type FileTold } from '../../model/files.ts'
import { integerId } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import type { ScopeFacts } from '../access/scope.ts'
import { lacking } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { emit } from '../platform/events.ts'
import type { Context } from '../platform/method.ts'
import { sightOf } from '../records/files.ts'
import { lockRows } from '../records/read.ts'
import { kindOf } from './kinds.ts'
import { fileName, longestName } from './names.ts'
import { loadFiles, seenFile, told, type File, type StoredFile } from './reading.ts'

/** So many uploads of one person may wait to be hung somewhere. */
const mostWaiting = 500

const addressId = z.string().regex(/^\d{1,10}$/)
export const uploadInput = z.strictObject({
  name: z.string().min(1).max(5000),
  /** the record to hang it on; left out: it waits for a day, to be named by another method */
  record: z.enum(fileHolders).optional(),
  recordId: z.union([integerId, addressId.transform(Number).pipe(integerId)]).optional(),
})
type Upload = z.output<typeof uploadInput>

/** Judges whether a file may come, before any of it is read. Throws AppError. */
export async function admitUpload(ctx: Context, { record, recordId }: Upload): Promise<void> {
  if ((record === undefined) !== (recordId === undefined)) throw new AppError('invalid', 'error.file.where')
  if (record !== undefined) {
    const sight = await sightOf(ctx, record, recordId!)
    if (!sight) throw new AppError('missing', 'error.missing')
    if (!sight.edit) await lockHolder(ctx, record, recordId!)
  } else if (
    !fileHolders.some((name) => (['add', 'edit'] as const).some((one) => farthest(ctx.actor, name, one) !== 'nobody'))
  )
    throw lacking('deals', 'edit')
  const {
    rows: [waiting],
  } = await sql<{ count: number }>`
    select count(*)::int as count from files f where f.record is null and f.created_by = ${ctx.actor.id}::int`.execute(
    ctx.db,
  )
  if (waiting!.count >= mostWaiting) throw new AppError('limited', 'error.file.waiting')
}

/** Keeps the file that has come. The same under the same name is not hung twice on one record: it is `already` there. */
export async function takeUpload(
  ctx: Context,
  { name: said, record, recordId }: Upload,
): Promise<File & { already: boolean }> {
  const [received, store] = [ctx.received!, ctx.store!]
  const { type, width, height } = kindOf(received.head)
  const name = fileName(said)
  const row = record === undefined ? null : await lockHolder(ctx, record, recordId!)
  if (row) {
    const { rows } = await sql<{ id: number }>`
      select id from files f where f.record = ${record} and f.record_id = ${recordId} and f.part is null and f.removed_at is null
        and f.hash = ${received.hash} and f.name = ${name} limit 1`.execute(ctx.db)
    if (rows[0]) return { ...told((await loadFiles(ctx, [rows[0].id]))[0]!), already: true }
  }
  // Holds the content against whoever sweeps up what nobody needs, before its bytes are in their place.
  await sql`
    insert into file_contents (hash, size, type, width, height)
    values (${received.hash}, ${received.size}, ${type}, ${width}, ${height})
    on conflict (hash) do update set kept_at = clock_timestamp()`.execute(ctx.db)
  const {
    rows: [made],
  } = await sql<{ id: number }>`
    insert into files (hash, name, record, record_id, created_at, created_by)
    values (${received.hash}, ${name}, ${record ?? null}, ${recordId ?? null}, ${ctx.now}, ${ctx.actor.id}) returning id`.execute(
    ctx.db,
  )
  await store.keep(received)
  if (row) await tell(ctx, record!, recordId!, row, [[], [{ id: made!.id, name }]])
  return { ...told((await loadFiles(ctx, [made!.id]))[0]!), already: false }
}

export const renameInput = z.strictObject({ id: integerId, name: z.string().trim().min(1).max(longestName) })

export async function renameFile(ctx: Context, { id, name: said }: z.output<typeof renameInput>): Promise<File> {
  const name = fileName(said)
  await changeFile(ctx, id, false, async (file) => {
    if (name === file.name) return null
    await sql`update files set name = ${name} where id = ${id}`.execute(ctx.db)
    return [[{ id, name: file.name }], [{ id, name }]]
  })
  return told((await loadFiles(ctx, [id]))[0]!)
}

/** Puts a file into the bin, or takes it out again. An upload that hangs nowhere is let go at once. */
export async function removeFile(ctx: Context, id: number): Promise<void> {
  await changeFile(ctx, id, false, async (file) => {
    if (file.record === null) await sql`delete from files where id = ${id}`.execute(ctx.db)
    else await putAway(ctx, [id])
    return [[{ id, name: file.name }], []]
  })
}
export async function restoreFile(ctx: Context, id: number): Promise<void> {
  await changeFile(ctx, id, true, async (file) => {
    await putBack(ctx, [id])
    return [[], [{ id, name: file.name }]]
  })
}

const putAway = (ctx: Context, ids: readonly number[]) =>
  sql`update files set removed_at = ${ctx.now}, removed_by = ${ctx.actor.id} where id = any(${ids}::int[])`.execute(
    ctx.db,
  )
const putBack = (ctx: Context, ids: readonly number[]) =>
  sql`update files set removed_at = null, removed_by = null where id = any(${ids}::int[])`.execute(ctx.db)

type Told = [before: FileTold[], after: FileTold[]]

/** Changes one file: sight first, then the right, the lock, and whether it is where it has to be. Throws AppError. */
async function changeFile(
  ctx: Context,
  id: number,
  fromBin: boolean,
  change: (file: StoredFile) => Promise<Told | null>,
): Promise<void> {
  const { file } = await seenFile(ctx, id)
  const { record, recordId, part } = file
  const holder = record === null ? null : fileHolders.find((name) => name === record)
  if (holder === undefined || part !== null) throw new AppError('conflict', 'error.file.part')
  const row = holder === null ? null : await lockHolder(ctx, holder, recordId!)
  const [now] = await loadFiles(ctx, [id], true)
  if (!now || now.recordId !== recordId || (now.removedAt !== null) !== fromBin)
    throw new AppError('missing', 'error.missing')
  const changed = await change(now)
  if (changed && holder !== null) await tell(ctx, holder, recordId!, row!, changed)
}

/** The record that a file hangs on, locked for a change by who may change it. Throws AppError. */
async function lockHolder(ctx: Context, record: RecordName, id: number): Promise<{ version: number }> {
  const row = (await lockRows(ctx, record, [id], 'edit')).get(id)! as ScopeFacts & {
    version: number
    removedAt: string | null
  }
  if (row.removedAt !== null) throw new AppError('conflict', 'error.removed')
  return row
}

async function tell(
  ctx: Context,
  record: FileHolder,
  recordId: number,
  { version }: { version: number },
  files: Told,
  undoes?: number,
): Promise<void> {
  await emit(ctx, [
    {
      name: `${record}.filesChanged`,
      record,
      recordId,
      version,
      changes: { files },
      ...(undoes === undefined ? {} : { undoes }),
    },
  ])
}

/** Takes back what has been done to files of a record that is locked; refused where it has been done otherwise since. Throws AppError. */
export async function undoFiles(
  ctx: Context,
  record: FileHolder,
  recordId: number,
  row: { version: number; removedAt: string | null },
  [before, after]: Told,
  undoes: number,
): Promise<void> {
  if (row.removedAt !== null) throw new AppError('conflict', 'error.removed')
  const ids = [...new Set([...before, ...after].map(({ id }) => id))]
  const now = new Map((await loadFiles(ctx, ids, true)).map((file) => [file.id, file]))
  for (const id of ids) {
    const file = now.get(id)
    const left = after.find((one) => one.id === id)
    const same = file && (file.removedAt === null) === (left !== undefined) && (!left || left.name === file.name)
    if (!same || file.record !== record || file.recordId !== recordId || file.part !== null)
      throw new AppError('conflict', 'error.file.changed')
  }
  const among = (list: FileTold[], id: number) => list.some((one) => one.id === id)
  await putAway(
    ctx,
    ids.filter((id) => !among(before, id)),
  )
  await putBack(
    ctx,
    ids.filter((id) => !among(after, id)),
  )
  for (const { id, name } of before.filter(({ id }) => among(after, id)))
    await sql`update files set name = ${name} where id = ${id}`.execute(ctx.db)
  await tell(ctx, record, recordId, row, [after, before], undoes)
}
