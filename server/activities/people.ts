import { sql } from 'kysely'
import type { RowOf } from '../../model/records.ts'
import type { ScopeFacts } from '../access/scope.ts'
import { notify } from '../notifications/notify.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from '../records/change.ts'

/** The time zones of people. */
export async function zonesOf(ctx: Context, ids: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await sql<{ id: number; timeZone: string }>`
    select id, time_zone from users where id = any(${[...new Set(ids)]}::int[])`.execute(ctx.db)
  return new Map(rows.map(({ id, timeZone }) => [id, timeZone]))
}

/** Tells those who are given something to do by somebody else, or are to take part in it. */
export async function tellGiven(ctx: Context, drafts: readonly Draft<'activities'>[]): Promise<void> {
  if (ctx.actor.via === 'import' || ctx.actor.via === 'system') return
  const notices = drafts
    .filter(({ next }) => next.removedAt === null && next.finishedAt === null)
    .flatMap(({ old, next }) => {
      const owner = old?.ownerId === next.ownerId ? [] : [next.ownerId]
      const joined = next.participantIds.filter((id) => !old?.participantIds.includes(id) && id !== next.ownerId)
      return [noticeOf(next, owner, 'notice.activity'), noticeOf(next, joined, 'notice.activity.joined')]
    })
  await notify(
    ctx,
    notices.filter(({ people }) => people.some((id) => id !== ctx.actor.id)),
  )
}

const noticeOf = (
  row: RowOf<'activities'>,
  people: readonly number[],
  word: 'notice.activity' | 'notice.activity.joined',
) => ({
  kind: 'assignment' as const,
  people,
  key: `${word} ${String(row.id)} ${String(row.version)}`,
  record: 'activities' as const,
  recordId: row.id,
  // Holds what the rule looks at.
  facts: row as ScopeFacts,
  data: { word, path: `/activities?open=${String(row.id)}` },
})
