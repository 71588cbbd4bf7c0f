import { sql } from 'kysely'
import { mentionsIn, partsOf } from '../../model/comments.ts'
import type { RecordName } from '../../model/records.ts'
import { inScope, type ScopeFacts } from '../access/scope.ts'
import { notify, retell, withdraw } from '../notifications/notify.ts'
import type { Db } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import { emit } from '../platform/events.ts'
import type { Context } from '../platform/method.ts'
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

/** Says something about a record; who is named in it and sees the record is told. Throws AppError. */
export async function addComment(
  ctx: Context,
  { record, recordId, text }: { record: RecordName; recordId: number; text: string },
): Promise<Written> {
  const about = await lockAbout(ctx, record, recordId)
  const {
    rows: [made],
  } = await sql<{ id: number }>`
    insert into comments (record, record_id, text, author_id, at)
    values (${record}, ${recordId}, ${text}, ${ctx.actor.id}::int, ${ctx.now}::timestamptz) returning id`.execute(
    ctx.db,
  )
  const comment = { ...made!, record, recordId, text }
  await tell(ctx, comment, about, [null, made!.id])
  return { id: made!.id, untold: await callInto(ctx, comment, about, mentionsIn(text)) }
}

/** Says it otherwise: the author, or an administrator. Who is named only now is told now. Throws AppError. */
export async function changeComment(ctx: Context, { id, text }: { id: number; text: string }): Promise<Written> {
  const { comment, about } = await lockComment(ctx, id)
  if (!mayEdit(ctx, comment)) throw new AppError('denied', 'error.denied.comment.edit')
  if (text === comment.text) return { id, untold: [] }
  await sql`update comments set text = ${text}, edited_at = ${ctx.now}::timestamptz where id = ${id}`.execute(ctx.db)
  await tell(ctx, comment, about, [id, id])
  await retell(ctx, keyOf(id), await noticeOf(ctx, { ...comment, text }))
  const before = mentionsIn(comment.text)
  const called = mentionsIn(text).filter((person) => !before.includes(person))
  return { id, untold: await callInto(ctx, { ...comment, text }, about, called) }
}

/** Takes a comment away, or brings it back. Throws AppError. */
export async function removeComment(ctx: Context, id: number, undoes?: number): Promise<{ id: number }> {
  const { comment, about } = await lockComment(ctx, id)
  if (!mayDelete(ctx, comment, about)) throw new AppError('denied', 'error.denied.comment.delete')
  await sql`update comments set removed_at = ${ctx.now}::timestamptz where id = ${id}`.execute(ctx.db)
  await tell(ctx, comment, about, [id, null], undoes)
  await withdraw(ctx, [keyOf(id)])
  return { id }
}
export async function restoreComment(ctx: Context, id: number, undoes?: number): Promise<{ id: number }> {
  const { comment, about } = await lockComment(ctx, id, true)
  if (!mayDelete(ctx, comment, about)) throw new AppError('denied', 'error.denied.comment.delete')
  await sql`update comments set removed_at = null where id = ${id}`.execute(ctx.db)
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

type Said = Pick<Stored, 'id' | 'record' | 'recordId' | 'text'>

/** Tells those who are named and see the record. Gives the others. */
async function callInto(ctx: Context, comment: Said, about: About, people: number[]): Promise<number[]> {
  if (!people.length) return []
  const { id, record, recordId } = comment
  const data = await noticeOf(ctx, comment)
  const [told] = await notify(ctx, [{ kind: 'mention', people, key: keyOf(id), record, recordId, facts: about, data }])
  return people.filter((person) => person !== ctx.actor.id && !told!.includes(person))
}

const excerpt = 300
/** What a notification says of a comment: its beginning, with the names of those that it names. */
async function noticeOf({ db }: Context, { id, text }: Said): Promise<{ text: string; entry: string }> {
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
