import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { mentionsIn, partsOf } from '../../model/comments.ts'
import type { RecordName } from '../../model/records.ts'
import { inScope, type ScopeFacts } from '../access/scope.ts'
import { notify, retell, withdraw } from '../notifications/notify.ts'
import type { Db } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import { emit } from '../platform/events.ts'
import type { Context } from '../platform/method.ts'
import { setFiles, type Holder } from '../records/files.ts'
import { lockRows } from '../records/read.ts'

/** Whom a comment names who may not see what it is about: they were not told. */
export interface Written {
  id: number
  untold: number[]
}

interface Stored {
  id: number
  record: RecordName
  recordId: number
  text: string
  authorId: number | null
  removedAt: string | null
}
/** What the rule looks at, of the record that a comment is about. */
type About = ScopeFacts & { version: number; removedAt: string | null }

interface Said {
  text: string
  /** uploads of the author's own, or those that hang on it */
  fileIds?: readonly number[] | undefined
}

/** Says something about a record; who is named in it and sees the record is told. Throws AppError. */
export async function addComment(
  ctx: Context,
  { record, recordId, text, fileIds = [] }: Said & { record: RecordName; recordId: number },
): Promise<Written> {
  demandSaid(text, fileIds)
  const about = await lockAbout(ctx, record, recordId)
  const {
    rows: [made],
  } = await sql<{ id: number }>`
    insert into comments (record, record_id, text, author_id, at)
    values (${record}, ${recordId}, ${text}, ${ctx.actor.id}::int, ${ctx.now}::timestamptz) returning id`.execute(
    ctx.db,
  )
  const comment = { ...made!, record, recordId, text }
  if (fileIds.length) await setFiles(ctx, [{ holder: holderOf(comment), ids: fileIds }])
  await tell(ctx, comment, about, [null, made!.id])
  return { id: made!.id, untold: await callInto(ctx, comment, about, mentionsIn(text)) }
}

/** Says it otherwise: the author, or an administrator. Who is named only now is told now. Throws AppError. */
export async function changeComment(
  ctx: Context,
  { id, text, fileIds }: Said & { id: number },
): Promise<Written & { before: Required<Said> }> {
  const { comment, about } = await lockComment(ctx, id)
  if (!mayEdit(ctx, comment)) throw new AppError('denied', 'error.denied.comment.edit')
  const held = await filesOf(ctx, comment, null)
  demandSaid(text, fileIds ?? held)
  const before = { text: comment.text, fileIds: held }
  const sameFiles = !fileIds || isDeepStrictEqual(new Set(fileIds), new Set(held))
  if (text === comment.text && sameFiles) return { id, untold: [], before }
  await sql`update comments set text = ${text}, edited_at = ${ctx.now}::timestamptz where id = ${id}`.execute(ctx.db)
  if (!sameFiles) await setFiles(ctx, [{ holder: holderOf(comment), ids: fileIds }])
  await tell(ctx, comment, about, [id, id])
  await retell(ctx, keyOf(id), await noticeOf(ctx, { ...comment, text }))
  const called = mentionsIn(comment.text)
  const now = mentionsIn(text).filter((person) => !called.includes(person))
  return { id, untold: await callInto(ctx, { ...comment, text }, about, now), before }
}

/** Takes a comment away with its files, or brings both back. Throws AppError. */
export async function removeComment(ctx: Context, id: number, undoes?: number): Promise<{ id: number }> {
  const { comment, about } = await lockComment(ctx, id)
  if (!mayDelete(ctx, comment, about)) throw new AppError('denied', 'error.denied.comment.delete')
  await sql`update comments set removed_at = ${ctx.now}::timestamptz where id = ${id}`.execute(ctx.db)
  await setFiles(ctx, [{ holder: holderOf(comment), ids: [] }])
  await tell(ctx, comment, about, [id, null], undoes)
  await withdraw(ctx, [keyOf(id)])
  return { id }
}
export async function restoreComment(ctx: Context, id: number, undoes?: number): Promise<{ id: number }> {
  const { comment, about } = await lockComment(ctx, id, true)
  if (!mayDelete(ctx, comment, about)) throw new AppError('denied', 'error.denied.comment.delete')
  await sql`update comments set removed_at = null where id = ${id}`.execute(ctx.db)
  // Those that went with it; what had been taken off it before stays off.
  await setFiles(ctx, [{ holder: holderOf(comment), ids: await filesOf(ctx, comment, comment.removedAt) }])
  await tell(ctx, comment, about, [null, id], undoes)
  await withdraw(ctx, [keyOf(id)], true)
  return { id }
}

/** Takes back what was done to a comment: that it was written, taken away or brought back. Throws AppError. */
export async function undoComment(
  ctx: Context,
  changed: [number | null, number | null],
  undoes: number,
): Promise<void> {
  const [before, after] = changed
  if (before === null) await removeComment(ctx, after!, undoes)
  else if (after === null) await restoreComment(ctx, before, undoes)
  else throw new AppError('conflict', 'error.undo.kind')
}

/** Whether the actor may say a comment otherwise, or take it away, on a record that he may change. */
export const mayEdit = ({ actor }: Context, { authorId }: { authorId: number | null }): boolean =>
  actor.administrator || (authorId !== null && authorId === actor.id)
export const mayDelete = (ctx: Context, comment: Pick<Stored, 'authorId' | 'record'>, about: ScopeFacts): boolean =>
  mayEdit(ctx, comment) || inScope(ctx.actor, comment.record, 'delete', about)

/** Who says nothing says it with files. Throws AppError. */
function demandSaid(text: string, fileIds: readonly number[]): void {
  if (text === '' && !fileIds.length) throw new AppError('invalid', 'error.comment.empty', {}, { field: 'text' })
}

/** What the files of a comment hang on. */
export const partOf = (id: number): string => `comments/${String(id)}`
const holderOf = ({ id, record, recordId }: Pick<Stored, 'id' | 'record' | 'recordId'>): Holder => {
  return { record, recordId, part: partOf(id) }
}

/** Its files: those that are there, or those that went into the bin at a moment. */
async function filesOf(ctx: Context, comment: Stored, removedAt: string | null): Promise<number[]> {
  const { record, recordId, part } = holderOf(comment)
  const { rows } = await sql<{ id: number }>`
    select f.id from files f where f.record = ${record} and f.record_id = ${recordId} and f.part = ${part}
      and f.removed_at is not distinct from ${removedAt}::timestamptz order by f.id`.execute(ctx.db)
  return rows.map(({ id }) => id)
}

const keyOf = (id: number) => `comment ${String(id)}`

/** The record, locked for a change by who may change it. Throws AppError. */
async function lockAbout(ctx: Context, record: RecordName, id: number): Promise<About> {
  const row = (await lockRows(ctx, record, [id], 'edit')).get(id)! as About
  if (row.removedAt !== null) throw new AppError('conflict', 'error.removed')
  return row
}

/** Sight first: a comment on what is out of sight is not found. Throws AppError. */
async function lockComment(ctx: Context, id: number, removed = false): Promise<{ comment: Stored; about: About }> {
  const read = async () =>
    (
      await sql<Stored>`
        select id, record, record_id, text, author_id, removed_at from comments c where c.id = ${id}`.execute(ctx.db)
    ).rows[0]
  const found = await read()
  if (!found) throw new AppError('missing', 'error.missing')
  const about = await lockAbout(ctx, found.record, found.recordId)
  const comment = await read()
  if (!comment || (comment.removedAt !== null) !== removed) throw new AppError('missing', 'error.missing')
  return { comment, about }
}

const tell = (
  ctx: Context,
  { record, recordId }: Pick<Stored, 'record' | 'recordId'>,
  { version }: About,
  said: [number | null, number | null],
  undoes?: number,
) =>
  emit(ctx, [
    {
      name: `${record}.commented`,
      record,
      recordId,
      version,
      changes: { said },
      ...(undoes === undefined ? {} : { undoes }),
    },
  ])

type Worded = Pick<Stored, 'id' | 'record' | 'recordId' | 'text'>

/** Tells those who are named and see the record. Gives the others. */
async function callInto(ctx: Context, comment: Worded, about: About, people: number[]): Promise<number[]> {
  if (!people.length) return []
  const { id, record, recordId } = comment
  const data = await noticeOf(ctx, comment)
  const [told] = await notify(ctx, [{ kind: 'mention', people, key: keyOf(id), record, recordId, facts: about, data }])
  return people.filter((person) => person !== ctx.actor.id && !told!.includes(person))
}

const excerpt = 300
/** What a notification says of a comment: its beginning, with the names of those that it names. */
async function noticeOf({ db }: Context, { id, text }: Worded): Promise<{ text: string; entry: string }> {
  const { rows } = await sql<{ id: number; name: string }>`
    select id, name from users where id = any(${mentionsIn(text)}::int[])`.execute(db)
  const names = new Map(rows.map((row) => [row.id, row.name]))
  const said = partsOf(text).map((part) => (typeof part === 'string' ? part : `@${names.get(part) ?? '?'}`))
  const whole = said.join('').replace(/\s+/g, ' ')
  return {
    text: whole.length > excerpt ? `${whole.slice(0, excerpt).trimEnd()}…` : whole,
    entry: `comment-${String(id)}`,
  }
}

/** Lets go of comments that have been taken away for as long as what lies in the bin. */
export const tidyComments = (db: Db) =>
  sql`delete from comments where removed_at < now() - make_interval(days => (select bin_days from settings))`.execute(
    db,
  )
