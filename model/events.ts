import type { FileHolder } from './files.ts'
import type { MergeName } from './merging.ts'
import type { RecordName } from './records.ts'

/**
 * What something can happen to: a record, what the company has set, what a person is told, who is the `id`, or how cards are
 * arranged: for the person who is the `id`, or with 0 for others too.
 */
export type EventRecord = RecordName | 'settings' | 'notifications' | 'layouts'

/** What happened: the method in the past. */
export type EventName =
  | `${RecordName}.${'created' | 'changed' | 'removed' | 'restored'}`
  | `${MergeName}.${'merged' | 'unmerged'}`
  | `${'contacts' | 'companies'}.keptApart`
  | `${RecordName}.commented`
  | `${RecordName}.pinned`
  | 'deals.moved'
  | 'deals.productsSet'
  | 'deals.repeated'
  | `${FileHolder}.filesChanged`
  | 'activities.finished'
  | 'activities.reopened'
  | 'settings.changed'
  | 'notifications.changed'
  | 'layouts.changed'
  | 'layouts.removed'

/** Field → [before, after]. Of a new record: [null, value]. */
export type Changes = Record<string, [before: unknown, after: unknown]>

/** What a live screen is told: that something changed, never what. */
export interface LiveMessage {
  record: EventRecord
  id: number
  /** names of the changed fields that the receiver may see */
  changed: string[]
  /** the receiver doesn't see it any more */
  gone?: true
}

/** What is told of with a record, but stands in no list of such records. */
export const besideFields: ReadonlySet<string> = new Set(['said', 'pinned', 'files', 'apart'])
