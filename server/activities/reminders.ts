import { sql } from 'kysely'
import type { RowOf } from '../../model/records.ts'
import { systemActor } from '../access/actor.ts'
import { notify } from '../notifications/notify.ts'
import { cancelKeyed, scheduleKeyed, type JobHandler } from '../platform/jobs.ts'
import type { Context, Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import type { Draft } from '../records/change.ts'
import { loadRows } from '../records/read.ts'
import { reminderAt } from './deadlines.ts'
import { zonesOf } from './people.ts'

const kind = 'activities.remind'
const keyOf = (id: number, minutes: number) => `${String(id)} ${String(minutes)}`
const isOpen = ({ finishedAt, removedAt }: RowOf<'activities'>) => finishedAt === null && removedAt === null
const told = (row: RowOf<'activities'> | null) =>
  row && [isOpen(row), row.deadline, row.day, row.ownerId, row.reminders.join()].join()

/** Has people reminded: a job for each reminder, that goes where its activity goes and ends with it. */
export async function keepReminders(ctx: Context, drafts: readonly Draft<'activities'>[]): Promise<void> {
  const changed = drafts.filter(({ old, next }) => told(old) !== told(next))
  const before = changed.flatMap(({ id, old }) => (old?.reminders ?? []).map((minutes) => keyOf(id, minutes)))
  if (before.length) await cancelKeyed(ctx.db, kind, before)
  const coming = changed.filter(({ next }) => isOpen(next) && next.reminders.length)
  if (!coming.length) return
  const zones = await zonesOf(
    ctx,
    coming.map(({ next }) => next.ownerId),
  )
  const jobs = coming.flatMap(({ id, next }) =>
    next.reminders.map((minutes) => {
      const at = reminderAt(next.deadline, next.day, minutes, zones.get(next.ownerId) ?? 'UTC')
      return { key: keyOf(id, minutes), payload: { id, minutes }, at }
    }),
  )
  // What is past was known to whoever planned it.
  await scheduleKeyed(
    ctx.db,
    kind,
    jobs.filter(({ at }) => at > ctx.now),
  )
}

export const activityJobs = (installation: Installation): Record<string, JobHandler> => ({
  /** Tells who does something that its time comes. Taken up twice, it tells once. */
  async [kind]({ payload }) {
    const [id, minutes] = [Number(payload.id), Number(payload.minutes)]
    await inTransaction(installation, systemActor('a reminder'), async (ctx) => {
      // Held: who changes it meanwhile comes before or after.
      await sql`select id from activities where id = ${id} for share`.execute(ctx.db)
      const row = (await loadRows(ctx, 'activities', [id])).get(id)
      if (!row || !isOpen(row) || !row.reminders.includes(minutes)) return
      const zone = (await zonesOf(ctx, [row.ownerId])).get(row.ownerId) ?? 'UTC'
      const at = reminderAt(row.deadline, row.day, minutes, zone)
      // Who has gone to another time zone meanwhile is reminded by the clock there.
      if (at > ctx.now) return scheduleKeyed(ctx.db, kind, [{ key: keyOf(id, minutes), payload: { id, minutes }, at }])
      await notify(ctx, [
        {
          kind: 'reminder',
          people: [row.ownerId, ...row.participantIds],
          key: `reminder ${keyOf(id, minutes)} ${at}`,
          record: 'activities',
          recordId: id,
          data: { path: `/activities?open=${String(id)}` },
        },
      ])
    })
  },
})
