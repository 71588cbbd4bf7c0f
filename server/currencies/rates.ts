import { sql } from 'kysely'
import { systemActor } from '../access/actor.ts'
import { demandRight, seesAll } from '../access/scope.ts'
import { enqueue, type JobHandler } from '../platform/jobs.ts'
import type { Context, Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { changeRecords, type Subject } from '../records/change.ts'
import { getRecord } from '../records/read.ts'

/** What one unit of a currency was worth in the base from a day on. */
export interface Rate {
  day: string
  rate: string
}

/** The rates of a currency, newest first; those of days to come among them. */
export async function ratesOf(ctx: Context, id: number): Promise<{ items: Rate[] }> {
  const { code } = await getRecord(ctx, 'currencies', id)
  const { rows } = await sql<Rate>`
    select day, rate from currency_rates where currency = ${code} order by day desc limit 200`.execute(ctx.db)
  return { items: rows }
}

/** Takes the rate of today into the currency and has its open deals counted anew. */
export async function beginToday(
  ctx: Context,
  subject: Subject<'currencies'>,
  { id, code }: { id: number; code: string },
): Promise<void> {
  const {
    rows: [latest],
  } = await sql<{ rate: string }>`
    select rate from currency_rates where currency = ${code} order by day > now()::date, day desc limit 1`.execute(
    ctx.db,
  )
  if (!latest) return
  await changeRecords(ctx, subject, [{ id, fields: { rate: latest.rate } }])
  await enqueue(ctx.db, 'deals.revalue', { currency: code }, { key: code, personId: ctx.actor.id })
}

const begins = 'currencies.begin'

/** A rate of a day to come begins to hold by itself on that day. */
export async function beginLater(ctx: Context, { id, code }: { id: number; code: string }, day: string): Promise<void> {
  const { rows } = await sql<{ delay: number }>`
    select ceil(extract(epoch from ${day}::date::timestamptz - clock_timestamp()))::int delay`.execute(ctx.db)
  if (rows[0]!.delay > 0)
    await enqueue(ctx.db, begins, { id, code }, { key: `${code} ${day}`, delaySeconds: rows[0]!.delay })
}

/** The jobs of currencies. */
export function currencyJobs(installation: Installation, subject: Subject<'currencies'>): Record<string, JobHandler> {
  return {
    async [begins]({ payload }) {
      const { rows } = await sql<{ id: number; code: string }>`
        select id, code from currencies where id = ${Number(payload.id)} and removed_at is null and not base`.execute(
        installation.db,
      )
      if (rows[0])
        await inTransaction(installation, systemActor('the day of a new exchange rate'), (ctx) =>
          beginToday(ctx, subject, rows[0]!),
        )
    },
  }
}

/** How far the counting anew of open deals has come, after a new rate. */
export interface Revaluation {
  currency: string
  state: 'running' | 'done' | 'failed'
  /** deals counted so far, and all there are to count; null before it has begun, and to those who don't see all deals */
  done: number | null
  total: number | null
  endedAt: string | null
}

/** The latest of each currency in the last day, for those who keep the rates. Throws AppError. */
export async function revaluations(ctx: Context): Promise<{ items: Revaluation[] }> {
  demandRight(ctx.actor, 'currencies', 'edit')
  const { rows } = await sql<Revaluation>`
    select distinct on (payload ->> 'currency') payload ->> 'currency' currency,
      case when state in ('waiting', 'running') then 'running' when state = 'done' then 'done' else 'failed' end state,
      (payload ->> 'done')::int done, (payload ->> 'total')::int total, ended_at
    from jobs where kind = 'deals.revalue' and (ended_at is null or ended_at > clock_timestamp() - interval '1 day')
    order by payload ->> 'currency', id desc`.execute(ctx.db)
  // The counts are of everybody's deals.
  return { items: seesAll(ctx.actor, 'deals') ? rows : rows.map((row) => ({ ...row, done: null, total: null })) }
}
