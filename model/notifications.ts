import { z } from 'zod'
import type { NoticeWord } from './words/notifications.ts'

/** How somebody may be told of something: in Sdelka, by a letter. */
export const noticeWays = ['app', 'email'] as const
export type NoticeWay = (typeof noticeWays)[number]
export type NoticeWays = Record<NoticeWay, boolean>

/** What people are told of, and how where they have not chosen. A new kind is a line here and its words. */
export const noticeKinds = {
  /** a colleague calls somebody into a comment */
  mention: { app: true, email: true },
  /** somebody became responsible for something, or its observer */
  assignment: { app: true, email: true },
  /** the time of something planned has come */
  reminder: { app: true, email: false },
  /** a deal that repeats has stopped doing so, or was made anew */
  repetition: { app: true, email: true },
  /** somebody is asked to approve something */
  approval: { app: true, email: true },
} as const satisfies Record<string, NoticeWays>
export type NoticeKind = keyof typeof noticeKinds
export const noticeKindNames = Object.keys(noticeKinds) as [NoticeKind, ...NoticeKind[]]

/** What somebody has chosen otherwise than usual: kind → way → whether. */
export const noticeChoices = z.partialRecord(
  z.enum(noticeKindNames),
  z.strictObject({ app: z.boolean().optional(), email: z.boolean().optional() }),
)
export type NoticeChoices = z.output<typeof noticeChoices>

/** How somebody is told of a kind. */
export const waysOf = (kind: NoticeKind, choices: NoticeChoices): NoticeWays => ({
  ...noticeKinds[kind],
  ...Object.fromEntries(Object.entries(choices[kind] ?? {}).filter(([, on]) => on !== undefined)),
})

/** What goes with a notification beside who and about what. */
export interface NoticeData {
  /** the sentence, if it is not that of the kind */
  word?: NoticeWord
  /** what was said or is to be done, in a line or two */
  text?: string
  /** how many records it is about, where it is about many */
  count?: number
  /** the entry of the timeline that it leads to: `comment-12` */
  entry?: string
  /** the address that it leads to, where that is not a record's: `/activities?open=7` */
  path?: string
}

/** The address that a notification leads to. */
export function noticePath(notice: { record: string | null; recordId: number | null; data: NoticeData }): string {
  const { record, recordId, data } = notice
  if (data.path !== undefined) return data.path
  if (record === null) return '/notifications'
  if (recordId === null) return `/${record}`
  return `/${record}/${String(recordId)}${data.entry === undefined ? '' : `#${data.entry}`}`
}
