import { records, type RecordName, type RowOf } from '../../model/records.ts'
import type { NoticeWord } from '../../model/words/notifications.ts'
import type { ScopeFacts } from '../access/scope.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from '../records/change.ts'
import { notify, type Notice } from './notify.ts'

type Owned = RowOf<'deals'> | RowOf<'contacts'> | RowOf<'companies'>
const many: Partial<Record<RecordName, NoticeWord>> = {
  deals: 'notice.assignment.deals',
  contacts: 'notice.assignment.contacts',
  companies: 'notice.assignment.companies',
}

/**
 * Tells who has become responsible for records, or their observer, by a change. Of many at once it is said how many.
 * What an import brings, and what the system does by itself, is nobody's news.
 */
export async function tellAssigned<N extends RecordName>(
  ctx: Context,
  name: N,
  drafts: readonly Draft<N>[],
): Promise<void> {
  if (ctx.actor.via === 'import' || ctx.actor.via === 'system' || !records[name].owned) return
  const owners = new Map<number, Owned[]>()
  const observers = new Map<number, Owned[]>()
  const add = (to: Map<number, Owned[]>, person: number, row: Owned) => {
    if (person !== ctx.actor.id) to.set(person, [...(to.get(person) ?? []), row])
  }
  for (const draft of drafts) {
    // Every record that has a responsible has observers too.
    const [old, next] = [draft.old as Owned | null, draft.next as Owned]
    if (next.removedAt !== null) continue
    if (old?.ownerId !== next.ownerId) add(owners, next.ownerId, next)
    for (const id of next.observerIds)
      if (!old?.observerIds.includes(id) && id !== next.ownerId) add(observers, id, next)
  }
  await notify(ctx, [
    ...[...owners].map(([person, rows]) => noticeOf(name, person, rows, {}, many[name])),
    ...[...observers].map(([person, rows]) =>
      noticeOf(
        name,
        person,
        rows,
        { word: 'notice.assignment.observer', field: 'observerIds' },
        'notice.assignment.observer.many',
      ),
    ),
  ])
}

function noticeOf(
  record: RecordName,
  person: number,
  rows: readonly Owned[],
  { word, field }: { word?: NoticeWord; field?: string },
  ofMany: NoticeWord | undefined,
): Notice {
  const [{ id, version }] = rows as [Owned]
  const key = `assignment ${word ?? ''} ${record} ${String(id)} ${String(version)}`
  const common = { kind: 'assignment' as const, people: [person], key, record, ...(field ? { field } : {}) }
  if (rows.length > 1) return { ...common, data: { count: rows.length, ...(ofMany ? { word: ofMany } : {}) } }
  return { ...common, recordId: id, facts: rows[0] as ScopeFacts, data: word ? { word } : {} }
}
