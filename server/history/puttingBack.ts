import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Changes } from '../../model/events.ts'
import { records, type RecordName } from '../../model/records.ts'
import { demandVisible, isHidden } from '../access/fields.ts'
import { moveDeal } from '../deals/deals.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, isHandover, type Subject } from '../records/change.ts'
import { lockRows } from '../records/read.ts'
import { subjects } from '../subjects.ts'
import { changedError, writable } from './undo.ts'

export const putBackInput = z.strictObject({
  /** the event that changed it */
  id: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  field: z.string().max(64),
})

/**
 * Gives one field the value that it had before an event, by a new change under the same rights and checks as if it were
 * typed in. However long ago that was: refused where it has been changed since. Throws AppError.
 */
export async function putBack(
  ctx: Context,
  { id, field }: z.output<typeof putBackInput>,
): Promise<{ record: RecordName; recordId: number }> {
  const {
    rows: [event],
  } = await sql<{ name: string; record: RecordName; recordId: number; changes: Changes }>`
    select name, record, record_id, changes from events where id = ${id}`.execute(ctx.db)
  if (!event || !Object.hasOwn(records, event.record)) throw new AppError('missing', 'error.missing')
  const { record, recordId, changes } = event
  const asked = Object.hasOwn(changes, field) ? { [field]: changes[field]! } : {}
  const fields = writable(ctx.actor, record, asked)
  const moves = record === 'deals' && field === 'stageId'
  // Judges sight and right first: an event of a record out of sight is not found.
  const action = moves ? 'move' : field === 'ownerId' && isHandover(fields) ? 'assign' : 'edit'
  const row = (await lockRows(ctx, record, [recordId], action)).get(recordId)! as Record<string, unknown>
  demandVisible(ctx.actor, record, [field])
  if (isHidden(ctx.actor, record, field, row))
    throw new AppError('denied', 'error.denied.field', { field: `${record}.${field}` }, { field })
  if (
    event.name.endsWith('.created') ||
    !Object.hasOwn(fields, field) ||
    (record === 'deals' && field === 'pipelineId')
  )
    throw new AppError('conflict', 'error.putBack.field', {}, { field })
  if (!isDeepStrictEqual(row[field], changes[field]![1])) throw changedError(ctx, record, row, field)
  if (moves) await moveDeal(ctx, { id: recordId, stageId: fields[field] as number }, { undoes: id })
  // Each record's subject is that of its name.
  else await changeRecords(ctx, subjects[record] as Subject<RecordName>, [{ id: recordId, fields }], { undoes: id })
  return { record, recordId }
}
