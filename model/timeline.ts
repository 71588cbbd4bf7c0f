import { recordNames, records, type RecordName } from './records.ts'

/** What a timeline is made of, each of which it can be narrowed to. A new kind is a line here and its word. */
export const timelineKinds = ['comment', 'activity', 'stage', 'change', 'file'] as const
export type TimelineKind = (typeof timelineKinds)[number]

/** The records that are talked about and have a timeline: those that somebody is responsible for. */
export const discussed = recordNames.filter((name) => records[name].owned) as [RecordName, ...RecordName[]]

/** An entry, as an address names it. */
export const entryName = (kind: TimelineKind, id: number): string => `${kind}-${String(id)}`
