import { sql } from 'kysely'
import { rangeOf } from '../../model/access.ts'
import {
  nextDay,
  nextDays,
  type Pause,
  type RepeatInput,
  type RepeatRule,
  type Schedule,
} from '../../model/repetition.ts'
import type { RowOf } from '../../model/records.ts'
import { inScope } from '../access/scope.ts'
import { dealsSubject, type Deal } from '../deals/deals.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, type WriteOptions } from '../records/change.ts'
import { getRecord, lockRows } from '../records/read.ts'
import { readClock, type Clock } from './clock.ts'

/** A repetition as it is stored. */
export interface Repetition extends Schedule {
  id: number
  dealId: number
  version: number
  until: string | null
  times: number | null
  time: string
  made: number
  nextDay: string | null
  lastDay: string | null
  paused: Pause | null
  reason: string | null
  /** with whose rights it is made anew */
  personId: number
}

/** A repetition as it is shown. */
export interface ShownRepetition extends RepeatInput {
  until: string | null
  times: number | null
  version: number
  made: number
  state: 'going' | 'paused' | 'over'
  paused: Pause | null
  reason: string | null
  personId: number
  /** the next days, at most three */
  next: string[]
}

/** How a deal repeats, by what clock, and whether the actor may say so. Throws AppError. */
export async function shownRepetition(
  ctx: Context,
  dealId: number,
): Promise<{ repetition: ShownRepetition | null; clock: Clock; may: boolean }> {
  const deal = await getRecord(ctx, 'deals', dealId)
  const [repetition, clock, adds] = [
    await readRepetition(ctx, dealId),
    await readClock(ctx),
    await mayAdd(ctx, deal.pipelineId),
  ]
  return { repetition: repetition && shown(repetition), clock, may: deal.may.edit && adds }
}

function shown(one: Repetition): ShownRepetition {
  const { version, rule, from, until, times, time, made, paused, reason, personId } = one
  const days = one.nextDay === null ? [] : [one.nextDay, ...nextDays(one, one.nextDay, left(one, 3) - 1)]
  const state = paused ? 'paused' : one.nextDay === null ? 'over' : 'going'
  return { version, rule, from, until, times, time, made, state, paused, reason, personId, next: days }
}
const left = ({ times, made }: Repetition, most: number) => (times === null ? most : Math.min(most, times - made))

/** Has a deal repeat, or otherwise than before: with the rights of the actor, from the next day on. Throws AppError. */
export async function setRepetition(
  ctx: Context,
  dealId: number,
  { rule, from, until = null, times = null, time }: RepeatInput,
  version: number | undefined,
): Promise<void> {
  const deal = await lockDeal(ctx, dealId)
  const old = await readRepetition(ctx, dealId, true)
  if (version !== undefined && old !== null && old.version !== version)
    throw new AppError('conflict', 'error.repetition.changed', {}, { fields: { repetition: { theirs: shown(old) } } })
  if (times !== null && times <= (old?.made ?? 0))
    throw new AppError('invalid', 'error.repetition.times', { made: old?.made ?? 0 }, { field: 'times' })
  const day = await comingDay(ctx, { rule, from, until }, time, old?.lastDay ?? null)
  if (day === null) throw new AppError('invalid', 'error.repetition.never', {}, { field: 'rule' })
  await sql`
    insert into repetitions (deal_id, rule, first_day, until, times, time, next_day, person_id)
    values (${dealId}, ${JSON.stringify(rule)}::jsonb, ${from}, ${until}::date, ${times}::int, ${time}, ${day}, ${ctx.actor.id}::int)
    on conflict (deal_id) do update set rule = excluded.rule, first_day = excluded.first_day, until = excluded.until,
      times = excluded.times, time = excluded.time, next_day = excluded.next_day, person_id = excluded.person_id,
      paused = null, reason = null, failures = 0, retry_at = null, version = repetitions.version + 1`.execute(ctx.db)
  const said = old && { rule: old.rule, from: old.from, until: old.until, times: old.times, time: old.time }
  const now = { rule, from, until, times, time }
  const also =
    JSON.stringify(said) === JSON.stringify(now) ? undefined : { repetition: [said, now] as [unknown, unknown] }
  await showInDeal(ctx, deal, { repeats: 'going', repeatsOn: day }, also)
}

/** Has nothing be made any more for the time being. Throws AppError. */
export async function pauseRepetition(ctx: Context, dealId: number): Promise<void> {
  const deal = await lockDeal(ctx, dealId)
  const { id, paused } = await demandRepetition(ctx, dealId)
  if (paused) return
  await writePause(ctx, id, 'hand')
  await showInDeal(ctx, deal, { repeats: 'paused', repeatsOn: null })
}

/** Has it go on, with the rights of the actor: with the next day, not with those that have passed. Throws AppError. */
export async function resumeRepetition(ctx: Context, dealId: number): Promise<void> {
  const deal = await lockDeal(ctx, dealId)
  const one = await demandRepetition(ctx, dealId)
  if (!one.paused) return
  const day = await comingDay(ctx, one, one.time, one.lastDay)
  if (day === null) throw new AppError('invalid', 'error.repetition.never')
  await sql`
    update repetitions set next_day = ${day}, person_id = ${ctx.actor.id}::int, paused = null, reason = null, failures = 0,
      retry_at = null, version = version + 1 where id = ${one.id}`.execute(ctx.db)
  await showInDeal(ctx, deal, { repeats: 'going', repeatsOn: day })
}

/** Has a deal repeat no more; what was made stays. Throws AppError. */
export async function removeRepetition(ctx: Context, dealId: number): Promise<void> {
  const deal = (await lockRows(ctx, 'deals', [dealId], 'edit')).get(dealId)!
  const one = await demandRepetition(ctx, dealId)
  await sql`delete from repetitions where id = ${one.id}`.execute(ctx.db)
  const { rule, from, until, times, time } = one
  await showInDeal(
    ctx,
    deal,
    { repeats: null, repeatsOn: null },
    { repetition: [{ rule, from, until, times, time }, null] },
  )
}

/** Writes that it is paused, and why; 'hand' is by somebody. */
export const writePause = (ctx: Context, id: number, paused: Pause, reason: string | null = null) =>
  sql`update repetitions set paused = ${paused}, reason = ${reason}, next_day = null, retry_at = null, version = version + 1
      where id = ${id}`.execute(ctx.db)

/** Shows in the deal, and tells in its history, how it repeats. */
export async function showInDeal(
  ctx: Context,
  deal: Pick<Deal, 'id' | 'removedAt'>,
  fields: Pick<Deal, 'repeats' | 'repeatsOn'>,
  also?: Record<string, [unknown, unknown]>,
  options: WriteOptions = {},
): Promise<void> {
  // What lies in the bin repeats there no less.
  const inBin = deal.removedAt === null ? {} : { removedAt: deal.removedAt }
  await changeRecords(ctx, dealsSubject, [{ id: deal.id, fields: { ...fields, ...inBin } }], {
    derived: ['repeats', 'repeatsOn', 'removedAt'],
    unasked: true,
    action: 'edit',
    ...(also ? { also: new Map([[deal.id, also]]) } : {}),
    ...options,
  })
}

/** Has deals show how they repeat, after their repetitions went to others with what else hangs on them. */
export async function showCarried(ctx: Context, ids: readonly number[]): Promise<void> {
  const { rows } = await sql<{ id: number; removedAt: string | null } & Pick<Deal, 'repeats' | 'repeatsOn'>>`
    select d.id, d.removed_at, case when r.paused is not null then 'paused' when r.next_day is not null then 'going' end repeats,
      r.next_day as repeats_on
    from deals d left join repetitions r on r.deal_id = d.id where d.id = any(${ids}::int[]) order by d.id`.execute(
    ctx.db,
  )
  for (const { repeats, repeatsOn, ...deal } of rows) await showInDeal(ctx, deal, { repeats, repeatsOn })
}

export async function readRepetition(ctx: Context, dealId: number, locked = false): Promise<Repetition | null> {
  const { rows } = await sql<Repetition & { rule: RepeatRule }>`
    select id, deal_id, version, rule, first_day as "from", until, times, time, made, next_day, last_day, paused, reason, person_id
    from repetitions where deal_id = ${dealId} ${locked ? sql`for update` : sql``}`.execute(ctx.db)
  return rows[0] ?? null
}

async function demandRepetition(ctx: Context, dealId: number): Promise<Repetition> {
  const one = await readRepetition(ctx, dealId, true)
  if (!one) throw new AppError('missing', 'error.missing')
  return one
}

/** The deal, locked by who may change it and make another one like it. Throws AppError. */
async function lockDeal(ctx: Context, id: number): Promise<RowOf<'deals'>> {
  const deal = (await lockRows(ctx, 'deals', [id], 'edit')).get(id)!
  if (deal.removedAt !== null) throw new AppError('conflict', 'error.removed')
  if (!(await mayAdd(ctx, deal.pipelineId))) throw new AppError('denied', 'error.denied.add')
  return deal
}

/** Whether the actor may make a deal, his own at the least, at the start of a pipeline. */
async function mayAdd(ctx: Context, pipelineId: number): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    select id from stages where pipeline_id = ${pipelineId} and meaning = 'open' and removed_at is null order by position, id limit 1`.execute(
    ctx.db,
  )
  const stageId = rows[0]?.id
  if (stageId === undefined || rangeOf(ctx.actor, 'deals', 'add', stageId) === 'nobody') return false
  return inScope(ctx.actor, 'deals', 'add', { stageId, ownerId: ctx.actor.id ?? 0, opened: false, observerIds: [] })
}

/** The next day that has not begun by the clock of the company, after all that are done with. */
async function comingDay(ctx: Context, schedule: Schedule, time: string, done: string | null): Promise<string | null> {
  const clock = await readClock(ctx)
  const first = nextDay(schedule, dayBefore(clock.day))
  const day = first === clock.day && time <= clock.time ? nextDay(schedule, clock.day) : first
  return day !== null && done !== null && day <= done ? nextDay(schedule, done) : day
}
const dayBefore = (day: string) => Temporal.PlainDate.from(day).subtract({ days: 1 }).toString()
