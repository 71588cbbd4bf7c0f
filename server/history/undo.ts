import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Action, Actor } from '../../model/access.ts'
import type { Changes, EventName } from '../../model/events.ts'
import type { FileHolder } from '../../model/files.ts'
import { records, type RecordName } from '../../model/records.ts'
import { isHidden } from '../access/fields.ts'
import { undoComment } from '../comments/comments.ts'
import { moveDeal } from '../deals/deals.ts'
import { setProducts, storedLines } from '../deals/lines.ts'
import { undoFiles } from '../files/writing.ts'
import { unmerge, type Left } from '../duplicates/unmerging.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, isHandover, removeRecords, restoreRecords, type Subject } from '../records/change.ts'
import { fieldsOf } from '../records/custom.ts'
import { lockRows } from '../records/read.ts'
import { subjects } from '../subjects.ts'

const minutes = { own: 60, administrator: 24 * 60 }

interface Happened {
  id: number
  name: EventName
  record: RecordName
  recordId: number
  actorId: number | null
  changes: Changes
  undoes: number | null
  undoneBy: number | null
  age: number
}

/**
 * Takes back what an event did: one's own for an hour, an administrator anybody's for a day. Refused where a value it
 * touched has been changed since; of a merge, what points elsewhere since stays so and is told: `left`. Throws AppError.
 */
export async function undoEvent(
  ctx: Context,
  { id }: { id: number },
): Promise<{ id: number; record: RecordName; recordId: number; left?: Left[] }> {
  const {
    rows: [event],
  } = await sql<Happened>`
    select id, name, record, record_id, actor_id, changes, undoes, undone_by, extract(epoch from clock_timestamp() - at) / 60 as age
    from events where id = ${id} for update`.execute(ctx.db)
  if (!event) throw new AppError('missing', 'error.missing')
  const { record, recordId, changes } = event
  // What the company has set is changed where it is set.
  if (!Object.hasOwn(records, record)) throw new AppError('conflict', 'error.undo.kind')
  // Judges sight and right first: an event of a record out of sight is not found.
  const row = (await lockRows(ctx, record, [recordId], actionOf(ctx.actor, event))).get(recordId)! as Record<
    string,
    unknown
  >
  if (event.actorId !== ctx.actor.id && !ctx.actor.administrator) throw new AppError('denied', 'error.denied.undo')
  if (event.age > (ctx.actor.administrator ? minutes.administrator : minutes.own))
    throw new AppError('conflict', 'error.undo.late')
  if (changes['mergedInto']) throw new AppError('conflict', 'error.undo.merge')
  if (event.name.endsWith('.unmerged')) throw new AppError('conflict', 'error.undo.kind')
  if (event.undoneBy !== null) throw new AppError('conflict', 'error.undo.twice')
  await demandUntouched(ctx, record, row, event)
  const subject = subjects[record] as Subject<RecordName>
  const options = { undoes: id }
  let left: Left[] | undefined
  if (event.name.endsWith('.merged')) left = await unmerge(ctx, event, writable(ctx.actor, record, changes))
  else if (event.name === 'deals.productsSet') {
    await setProducts(ctx, recordId, changes.lines![0] as Parameters<typeof setProducts>[2], options)
  } else if (event.name === 'deals.moved') {
    const { stageId, position: _place, ...fields } = writable(ctx.actor, record, changes)
    await moveDeal(
      ctx,
      {
        id: recordId,
        stageId: (stageId ?? row.stageId) as number,
        // Named, so that closing the deal again does not make today its close day.
        fields: { closeDate: row.closeDate as string | null, ...fields },
        ...(changes.position ? { place: String(changes.position[0]) } : {}),
      },
      { ...options, derived: ['closeDate'] },
    )
  } else if (changes.files) {
    // A record that had files changed is one that has files.
    const files = changes.files as Parameters<typeof undoFiles>[4]
    await undoFiles(ctx, record as FileHolder, recordId, row as Parameters<typeof undoFiles>[3], files, id)
  } else if (event.name === 'activities.finished' || event.name === 'activities.reopened') {
    const fields = Object.fromEntries(Object.entries(changes).map(([key, [before]]) => [key, before]))
    const back = event.name === 'activities.finished' ? 'activities.reopened' : 'activities.finished'
    await changeRecords(ctx, subject, [{ id: recordId, fields }], { ...options, event: back })
  } else if (event.name.endsWith('.commented'))
    await undoComment(ctx, changes.said as [number | null, number | null], id)
  else if (/\.(pinned|keptApart)$/.test(event.name)) throw new AppError('conflict', 'error.undo.kind')
  else if (event.name.endsWith('.created')) await removeRecords(ctx, subject, [recordId], options)
  else if (event.name.endsWith('.removed')) await restoreRecords(ctx, subject, [recordId], options)
  else if (event.name.endsWith('.restored')) await removeRecords(ctx, subject, [recordId], options)
  else await changeRecords(ctx, subject, [{ id: recordId, fields: writable(ctx.actor, record, changes) }], options)
  const {
    rows: [undoing],
  } = await sql<{ id: number | null }>`
    update events set undone_by = (select max(id) from events where undoes = ${id} and record = ${record} and record_id = ${recordId}) where id = ${id} returning undone_by as id`.execute(
    ctx.db,
  )
  // What the server alone sets, as a rate, has no way back through the fields that people write.
  if (undoing!.id === null) throw new AppError('conflict', 'error.undo.kind')
  return { id: undoing!.id, record, recordId, ...(left?.length ? { left } : {}) }
}

/** What somebody must be allowed to do who takes an event back. */
function actionOf(actor: Actor, { name, record, changes }: Happened): Action {
  if (/\.(created|removed|restored|merged|unmerged)$/.test(name)) return 'delete'
  if (name === 'deals.moved') return 'move'
  return 'ownerId' in changes && isHandover(writable(actor, record, changes)) ? 'assign' : 'edit'
}

/** The values before, of what people may write. What the server derives follows by itself. */
export function writable(actor: Actor, record: RecordName, changes: Changes): Record<string, unknown> {
  const fields = fieldsOf(actor, record)
  return Object.fromEntries(
    Object.entries(changes)
      .filter(([key]) => fields[key] && !fields[key].readonly)
      .map(([key, [before, after]]) => [key, fields[key]!.kind === 'said' ? saidBefore(before, after) : before]),
  )
}

/** What was said before of those links alone of which something else is said since. */
function saidBefore(before: unknown, after: unknown): Record<string, unknown> {
  const [was, is] = [before ?? {}, after ?? {}] as [Record<string, unknown>, Record<string, unknown>]
  const ids = Object.keys({ ...was, ...is }).filter((id) => was[id] !== is[id])
  return Object.fromEntries(ids.map((id) => [id, was[id] ?? null]))
}

async function demandUntouched(
  ctx: Context,
  record: RecordName,
  row: Record<string, unknown>,
  event: Happened,
): Promise<void> {
  if (event.name.endsWith('.created')) {
    // What the maker himself has done to it since goes with it; another's work does not.
    const {
      rows: [later],
    } = await sql<{ changes: Changes }>`
      select changes from events where record = ${record} and record_id = ${event.recordId} and id > ${event.id} and actor_id is distinct from ${event.actorId}::int limit 1`.execute(
      ctx.db,
    )
    const field = later && Object.keys(later.changes)[0]
    if (field) throw changedError(ctx, record, row, field)
    return
  }
  const fields = fieldsOf(ctx.actor, record)
  for (const [key, [before, after]] of Object.entries(event.changes)) {
    if (fields[key]?.kind === 'said') {
      const now = row[key] as Record<string, unknown>
      const untouched = Object.keys(saidBefore(before, after)).every(
        (id) => (now[id] ?? null) === ((after as Record<string, unknown> | null)?.[id] ?? null),
      )
      if (!untouched) throw changedError(ctx, record, row, key)
    } else if (key === 'lines') {
      const now = await storedLines(ctx, event.recordId)
      if (!isDeepStrictEqual(now, after))
        throw new AppError('conflict', 'error.undo.changed', { field: 'deals.products' }, { field: 'lines' })
    } else if (
      fields[key] &&
      (!fields[key].readonly || ['removedAt', 'finishedAt'].includes(key)) &&
      !isDeepStrictEqual(row[key], after)
    ) {
      throw changedError(ctx, record, row, key)
    }
  }
}

/** Names the field that somebody has changed since, where the actor sees it. */
export const changedError = ({ actor }: Context, record: RecordName, row: object, field: string) =>
  isHidden(actor, record, field, row)
    ? new AppError('conflict', 'error.undo.since')
    : new AppError('conflict', 'error.undo.changed', { field: `${record}.${field}` }, { field })
