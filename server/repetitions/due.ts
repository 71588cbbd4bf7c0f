import { sql } from 'kysely'
import { nextDay, type Pause } from '../../model/repetition.ts'
import { loadActor, systemActor } from '../access/actor.ts'
import { copyDeal } from '../deals/copying.ts'
import { notify } from '../notifications/notify.ts'
import type { NoticeWord } from '../../model/words/notifications.ts'
import { AppError, sentence } from '../platform/errors.ts'
import type { JobHandler } from '../platform/jobs.ts'
import type { Context, Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { loadRows, lockRows } from '../records/read.ts'
import { hasCome, readClock } from './clock.ts'
import { readRepetition, showInDeal, writePause, type Repetition } from './repetitions.ts'

const everySeconds = 15
const atOnce = 100
/** So often something unforeseen is tried again, each time after twice as many minutes. */
const mostFailures = 7

export const repetitionJobs = (installation: Installation): Record<string, JobHandler> => ({
  /** Makes the deals whose time has come. */
  async 'deals.repeat'(_job, signal) {
    while (!signal.aborted && (await makeDue(installation, new Date().toISOString(), signal)) === atOnce);
    return { again: everySeconds }
  },
})

/**
 * Makes the deals whose time has come by the clock of the company at a moment, each with its next day in one transaction:
 * none is made twice, nor forgotten by who was stopped. Gives how many repetitions it has looked at.
 */
export async function makeDue(installation: Installation, now: string, signal?: AbortSignal): Promise<number> {
  const { db } = installation
  const clock = await readClock({ db, now })
  const { rows } = await sql<{ id: number; dealId: number; personId: number }>`
    select id, deal_id, person_id from repetitions
    where (next_day, time) <= (${clock.day}::date, ${clock.time}) and (retry_at is null or retry_at <= ${now}::timestamptz)
    order by next_day, time, id limit ${atOnce}`.execute(db)
  for (const due of rows) {
    if (signal?.aborted) break
    await makeOne(installation, now, due)
  }
  return rows.length
}

interface Due {
  id: number
  dealId: number
  personId: number
}

async function makeOne(installation: Installation, now: string, due: Due): Promise<void> {
  const person = await loadActor(installation.db, due.personId, 'robot')
  if (!person) return stop(installation, now, due, 'person', null)
  const actor = { ...person, cause: person.language === 'ru' ? 'Повторение' : 'Repetition' }
  try {
    await inTransaction(installation, actor, (ctx) => makeAnew({ ...ctx, now }, due.dealId))
  } catch (error) {
    if (error instanceof AppError && error.code !== 'limited' && error.code !== 'unavailable') {
      const lacks = error.code === 'denied' || error.code === 'missing'
      const reason = sentence(error, actor.language, actor.shape)
      return stop(installation, now, due, lacks ? 'rights' : 'refused', reason)
    }
    installation.log.error({ err: error, repetition: due.id }, 'a deal could not be made by repetition')
    const { rows } = await sql<{ failures: number }>`
      update repetitions set failures = failures + 1, retry_at = ${now}::timestamptz + make_interval(mins => (2 ^ failures)::int)
      where id = ${due.id} returning failures`.execute(installation.db)
    if ((rows[0]?.failures ?? 0) >= mostFailures) await stop(installation, now, due, 'failed', null)
  }
}

/** Makes a deal anew for the last of the days that have come, with the rights of whoever has it repeat. Throws AppError. */
async function makeAnew(ctx: Context, dealId: number): Promise<void> {
  const deal = (await lockRows(ctx, 'deals', [dealId], 'edit')).get(dealId)!
  const one = await readRepetition(ctx, dealId, true)
  if (one?.nextDay == null || one.personId !== ctx.actor.id) return
  const clock = await readClock(ctx)
  if (!hasCome(one.nextDay, one.time, clock)) return
  const [day, missed] = lastCome(one, one.nextDay, (next) => hasCome(next, one.time, clock))
  const { rows: free } = await sql`
    insert into repetition_days (repetition_id, day) values (${one.id}, ${day}) on conflict do nothing returning day`.execute(
    ctx.db,
  )
  // What lies in the bin is not made anew: its day passes.
  const makes = free.length > 0 && deal.removedAt === null
  const copyId = makes ? await copyDeal(ctx, dealId, { day, timeZone: clock.timeZone }) : null
  const made = one.made + (makes ? 1 : 0)
  const next = one.times !== null && made >= one.times ? null : nextDay(one, day)
  await sql`
    update repetitions set made = ${made}, last_day = ${day}, next_day = ${next}::date, failures = 0, retry_at = null,
      version = version + 1 where id = ${one.id}`.execute(ctx.db)
  const told = {
    ...(copyId === null ? {} : { copyId: [null, copyId] as [unknown, unknown] }),
    ...(missed ? { missed: [null, missed] as [unknown, unknown] } : {}),
  }
  await showInDeal(ctx, deal, { repeats: next === null ? null : 'going', repeatsOn: next }, told, {
    event: 'deals.repeated',
  })
  if (copyId !== null) await tellMade(ctx, copyId)
}

/** The last day that has come, and how many before it have passed without anything having been made. */
function lastCome(one: Repetition, first: string, come: (day: string) => boolean): [day: string, missed: number] {
  let [day, missed] = [first, 0]
  for (let next = nextDay(one, day); next !== null && come(next); next = nextDay(one, next)) {
    day = next
    missed++
  }
  return [day, missed]
}

/** Who is responsible by his own doing has not been told of it as of an assignment. */
async function tellMade(ctx: Context, copyId: number): Promise<void> {
  const copy = (await loadRows(ctx, 'deals', [copyId])).get(copyId)!
  if (copy.ownerId !== ctx.actor.id) return
  await notify({ ...ctx, actor: systemActor('a repetition') }, [
    {
      kind: 'repetition',
      people: [copy.ownerId],
      key: `repeated ${String(copyId)}`,
      record: 'deals',
      recordId: copyId,
    },
  ])
}

const stopWords: Record<Exclude<Pause, 'hand'>, NoticeWord> = {
  person: 'notice.repetition.person',
  rights: 'notice.repetition.rights',
  refused: 'notice.repetition.refused',
  failed: 'notice.repetition.refused',
}

/** Has a repetition stop that can't go on, and tells who is responsible, and who had set it up. */
async function stop(
  installation: Installation,
  now: string,
  { id, dealId, personId }: Due,
  why: Exclude<Pause, 'hand'>,
  reason: string | null,
): Promise<void> {
  await inTransaction(installation, systemActor('a repetition that can’t go on'), async (given) => {
    const ctx = { ...given, now }
    const deal = (await lockRows(ctx, 'deals', [dealId], 'edit')).get(dealId)!
    const one = await readRepetition(ctx, dealId, true)
    // Somebody has set it otherwise meanwhile.
    if (one?.id !== id || one.personId !== personId || one.nextDay === null) return
    await writePause(ctx, id, why, reason)
    await showInDeal(ctx, deal, { repeats: 'paused', repeatsOn: null })
    const key = `repetition ${String(id)} ${String(one.version)}`
    const data = { word: stopWords[why], ...(reason === null || why === 'rights' ? {} : { text: reason }) }
    const people = [...new Set([deal.ownerId, personId])]
    await notify(ctx, [{ kind: 'repetition', people, key, record: 'deals', recordId: dealId, data }])
  })
}
