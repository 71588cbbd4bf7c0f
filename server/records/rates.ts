import { Decimal } from 'decimal.js'
import { sql } from 'kysely'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { companyOf } from './company.ts'

export const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -60, toExpPos: 60 })

export const baseCurrency = async (ctx: Context): Promise<string> => (await companyOf(ctx)).baseCurrency

/** One question to the rates: what one unit of a currency is worth in the base on a day (null: today). */
export interface RateQuestion {
  currency: string
  day: string | null
}
const questionKey = ({ currency, day }: RateQuestion) => `${currency} ${day ?? ''}`

/**
 * Rates for many questions in one statement: the newest on or before the day, the base currency's own is 1. Throws
 * AppError naming the currency that has none.
 */
export async function ratesFor(
  ctx: Context,
  questions: readonly RateQuestion[],
): Promise<(question: RateQuestion) => Decimal> {
  const base = await baseCurrency(ctx)
  const foreign = [
    ...new Map(questions.filter(({ currency }) => currency !== base).map((q) => [questionKey(q), q])).values(),
  ]
  const known = new Map<string, Decimal>()
  if (foreign.length) {
    const { rows } = await sql<{ currency: string; day: string | null; rate: string | null }>`
      select x.currency, x.day, (
        select r.rate from currency_rates r where r.currency = x.currency
        order by r.day > coalesce(x.day, now()::date), case when r.day > coalesce(x.day, now()::date) then r.day end, r.day desc limit 1) rate
      from jsonb_to_recordset(${JSON.stringify(foreign)}::jsonb) as x(currency text, day date)`.execute(ctx.db)
    for (const { currency, day, rate } of rows) {
      if (rate === null) throw new AppError('invalid', 'error.rate', { currency }, { field: 'currency' })
      known.set(questionKey({ currency, day }), new Exact(rate))
    }
  }
  return (question) => (question.currency === base ? new Exact(1) : known.get(questionKey(question))!)
}
