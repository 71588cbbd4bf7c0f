import { bindings, type Binding } from '../../model/activities.ts'
import type { RowOf } from '../../model/records.ts'
import { valueWords } from '../../model/words/values.ts'
import { factsOfBinders } from '../access/bound.ts'
import { inScope, type Binder, type BoundFacts } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, type Draft, type Subject, type WriteOptions } from '../records/change.ts'
import { deniedErrors, lockRows } from '../records/read.ts'
import { demandNear, endOfDay, usualDeadline } from './deadlines.ts'
import { keepNextOfDeals } from './nextOfDeals.ts'
import { tellGiven, zonesOf } from './people.ts'
import { keepReminders } from './reminders.ts'

/** With what it is bound to, as the rule looks at it. */
export type Activity = RowOf<'activities'> & { bound?: readonly BoundFacts[] }

export const activitiesSubject: Subject<'activities'> = {
  name: 'activities',
  async prepare(ctx, drafts) {
    for (const { next } of drafts) {
      next.kind ??= 'todo'
      next.title ??= valueWords[`value.${next.kind}`][ctx.actor.language]
      next.priority ??= 'normal'
      next.reminders = [...new Set(next.reminders)].sort((a, b) => a - b)
    }
    await Promise.all([settleBound(ctx, drafts), settleDeadlines(ctx, drafts)])
  },
  async written(ctx, drafts) {
    await Promise.all([keepNextOfDeals(ctx, drafts), keepReminders(ctx, drafts), tellGiven(ctx, drafts)])
  },
}

/** What an activity is bound to, and what it is taken from: both are changed by it. Throws AppError. */
async function settleBound(ctx: Context, drafts: readonly Draft<'activities'>[]): Promise<void> {
  const added: Record<Binder, number[]> = { deals: [], contacts: [], companies: [] }
  for (const { old, next } of drafts)
    for (const [key, record] of links) added[record].push(...next[key].filter((id) => !old?.[key].includes(id)))
  const known = await factsOfBinders(ctx.db, added)
  const touched: BoundFacts[] = []
  for (const draft of drafts) {
    const [old, next] = [(draft.old as Activity | null)?.bound ?? [], draft.next as Activity]
    const has = ({ record, id }: BoundFacts) => next[keyOf[record]].includes(id)
    const fresh = known.filter((one) => has(one) && !draft.old?.[keyOf[one.record]].includes(one.id))
    touched.push(...fresh, ...old.filter((one) => !has(one) && !one.removed))
    next.bound = [...old.filter(has), ...fresh]
  }
  // What is out of sight is refused with the links, in the words for what does not exist.
  const denied = touched.find(
    (one) => inScope(ctx.actor, one.record, 'see', one) && !inScope(ctx.actor, one.record, 'edit', one),
  )
  if (denied) throw (await deniedErrors(ctx, denied.record, [{ action: 'edit', row: denied }]))[0]!
}
const links = Object.entries(bindings) as [Binding, Binder][]
const keyOf = Object.fromEntries(links.map(([key, record]) => [record, key])) as Record<Binder, Binding>

/** When it is due: at a moment, or by the end of a day where its responsible is. Throws AppError. */
async function settleDeadlines(ctx: Context, drafts: readonly Draft<'activities'>[]): Promise<void> {
  const timed = drafts.filter(
    ({ old, next, given }) => !old || given.has('day') || given.has('deadline') || old.ownerId !== next.ownerId,
  )
  if (!timed.length) return
  const zones = await zonesOf(
    ctx,
    timed.map(({ next }) => next.ownerId),
  )
  for (const { old, next, given } of timed) {
    const zone = zones.get(next.ownerId) ?? ctx.actor.timeZone
    if (given.has('deadline') && !given.has('day') && next.deadline !== old?.deadline) next.day = null
    if (next.day !== null) next.deadline = endOfDay(next.day, zone)
    next.deadline ??= usualDeadline(ctx.now, zone)
    demandNear(next.deadline)
  }
}

/** Says that something is done, and what came of it. Throws AppError. */
export async function finishActivity(
  ctx: Context,
  { id, result, version }: { id: number; result?: string | null | undefined; version?: number | undefined },
  options: WriteOptions = {},
): Promise<void> {
  const row = (await lockRows(ctx, 'activities', [id], 'edit')).get(id)!
  if (row.finishedAt) throw new AppError('conflict', 'error.activity.finished')
  const said = result === undefined ? {} : { result }
  const fields = { ...said, finishedAt: ctx.now, finishedBy: ctx.actor.id }
  await changeRecords(ctx, activitiesSubject, [{ id, version, fields }], { event: 'activities.finished', ...options })
}

/** Takes that back. Throws AppError. */
export async function reopenActivity(ctx: Context, id: number, options: WriteOptions = {}): Promise<void> {
  const row = (await lockRows(ctx, 'activities', [id], 'edit')).get(id)!
  if (!row.finishedAt) throw new AppError('conflict', 'error.activity.open')
  await changeRecords(ctx, activitiesSubject, [{ id, fields: { finishedAt: null, finishedBy: null } }], {
    event: 'activities.reopened',
    ...options,
  })
}
