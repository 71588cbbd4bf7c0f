import { sql } from 'kysely'
import { z } from 'zod'
import { calendarDate, integerId } from '../../model/fields.ts'
import { records } from '../../model/records.ts'
import { loadActor } from '../access/actor.ts'
import { inScope, scopeCondition } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { reads, writes, type Context } from '../platform/method.ts'
import { changeRecords, createRecords, type Draft, type NewOf, type Subject } from '../records/change.ts'
import { recordMethods } from '../records/methods.ts'
import { lockRows, writtenRecord } from '../records/read.ts'
import { activitiesSubject, finishActivity, reopenActivity, type Activity } from './activities.ts'

const one = z.strictObject({ id: integerId })
const version = z.int().min(1).optional()
const { deadline, result } = records.activities.fields

const changeInput = z.strictObject({ id: integerId, version, fields: records.activities.change })
const finishInput = z.strictObject({ id: integerId, version, result: result.schema.optional() })
const tickInput = z.strictObject({
  id: integerId,
  /** which of the checklist, from 0, and what it says: the list may have changed meanwhile */
  item: z.int().min(0).max(99),
  text: z.string().max(500),
  done: z.boolean(),
})
const placeInput = z.strictObject({
  places: z
    .array(
      z.union([
        z.strictObject({ id: integerId, deadline: deadline.schema }),
        z.strictObject({ id: integerId, day: calendarDate }),
      ]),
    )
    .min(1)
    .max(500)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'twice'),
})

export const activityMethods = {
  ...recordMethods(activitiesSubject),
  'activities.create': writes(records.activities.create, async (ctx, fields) => {
    const [id] = await createRecords(ctx, givenToWhoSees, [fields as NewOf<'activities'>])
    return writtenRecord(ctx, 'activities', id!)
  }),
  'activities.change': writes(changeInput, async (ctx, { id, version, fields }) => {
    await changeRecords(ctx, givenToWhoSees, [{ id, version, fields: fields as object }])
    return writtenRecord(ctx, 'activities', id)
  }),
  'activities.finish': writes(finishInput, async (ctx, input) => {
    await finishActivity(ctx, input)
    return writtenRecord(ctx, 'activities', input.id)
  }),
  'activities.reopen': writes(one, async (ctx, { id }) => {
    await reopenActivity(ctx, id)
    return writtenRecord(ctx, 'activities', id)
  }),
  /** Ticks one thing of the checklist, whatever others tick meanwhile. */
  'activities.tick': writes(tickInput, async (ctx, { id, item, text, done }) => {
    const { checklist } = (await lockRows(ctx, 'activities', [id], 'edit')).get(id)!
    if (checklist[item]?.text !== text) throw new AppError('conflict', 'error.activity.checklist')
    const ticked = checklist.map((one, i) => (i === item ? { ...one, done } : one))
    await changeRecords(ctx, activitiesSubject, [{ id, fields: { checklist: ticked } }])
    return writtenRecord(ctx, 'activities', id)
  }),
  /** Puts activities to other times, each by a change of its own: all of them or, if one can't be, none. */
  'activities.place': writes(placeInput, async (ctx, { places }) => ({
    ids: await changeRecords(
      ctx,
      activitiesSubject,
      places.map(({ id, ...fields }) => ({ id, fields })),
    ),
  })),
  /** How many of one's own are overdue and due today. */
  'activities.count': reads(z.strictObject({}), countOwn),
}

/** What somebody can't see he can't do: refuses to make him responsible for it. */
const givenToWhoSees: Subject<'activities'> = {
  ...activitiesSubject,
  async prepare(ctx, drafts, options) {
    await activitiesSubject.prepare!(ctx, drafts, options)
    const given = drafts.filter(
      ({ old, next }) => next.ownerId !== ctx.actor.id && (old?.ownerId !== next.ownerId || isBoundAnew(old, next)),
    )
    for (const [ownerId, theirs] of Map.groupBy(given, ({ next }) => next.ownerId)) {
      const owner = await loadActor(ctx.db, ownerId, 'system')
      // Whoever is not there is refused with the links.
      if (owner && !theirs.every(({ next }) => inScope(owner, 'activities', 'see', next)))
        throw new AppError('invalid', 'error.activity.unseen', { name: owner.name }, { field: 'ownerId' })
    }
  },
}
const isBoundAnew = (old: Draft<'activities'>['old'], next: Activity) =>
  JSON.stringify((old as Activity | null)?.bound) !== JSON.stringify(next.bound)

async function countOwn(ctx: Context): Promise<{ overdue: number; today: number }> {
  const { actor, now } = ctx
  const tomorrow = Temporal.Instant.from(now).toZonedDateTimeISO(actor.timeZone).startOfDay().add({ days: 1 })
  const {
    rows: [counts],
  } = await sql<{ overdue: number; today: number }>`
    select count(*) filter (where d.deadline < ${now}::timestamptz)::int overdue,
      count(*) filter (where d.deadline >= ${now}::timestamptz)::int today
    from activities d where (d.owner_id = ${actor.id}::int or d.id in (select activity_id from activity_participants where user_id = ${actor.id}::int))
      and d.removed_at is null and d.finished_at is null and d.deadline < ${tomorrow.toInstant().toString()}::timestamptz
      and ${scopeCondition(actor, 'activities', 'see', 'd')}`.execute(ctx.db)
  return counts!
}
