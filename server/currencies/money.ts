import { Decimal } from 'decimal.js'
import { sql } from 'kysely'
import type { Field } from '../../model/fields.ts'
import { records, type RecordName } from '../../model/records.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from '../records/change.ts'
import { companyOf } from '../records/company.ts'

export const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -60, toExpPos: 60 })

export const baseCurrency = async (ctx: Context): Promise<string> => (await companyOf(ctx)).baseCurrency

/** Decimals of each currency that there is. */
export const currencyDecimals = async (ctx: Context): Promise<ReadonlyMap<string, number>> =>
  (await companyOf(ctx)).decimals

/**
 * Judges the money of drafts: there is a currency, it is known, and the amount has no more decimals than it has. Writes
 * the amount with exactly these. `finest` lets unit prices be finer. Throws AppError.
 */
export async function demandMoney<N extends RecordName>(
  ctx: Context,
  name: N,
  drafts: readonly Draft<N>[],
  finest?: number,
): Promise<void> {
  const fields = Object.entries(records[name].fields as Record<string, Field>).filter(
    ([, field]) => field.kind === 'money' && field.currency && !field.readonly,
  )
  const codes = Object.entries(records[name].fields as Record<string, Field>).filter(
    ([, field]) => field.kind === 'currency',
  )
  const known = await currencyDecimals(ctx)
  for (const draft of drafts) {
    const [next, old] = [draft.next as Record<string, string | null>, draft.old as Record<string, string | null> | null]
    for (const [key] of codes) {
      const code = next[key]
      if (code && code !== old?.[key] && !known.has(code))
        throw new AppError('invalid', 'error.currency', { currency: code }, { field: key })
    }
    for (const [key, field] of fields) {
      const value = next[key]
      if (value === null || value === undefined) continue
      const code = next[field.currency!]
      if (!code) throw new AppError('invalid', 'error.currency.needed', { field: `${name}.${key}` }, { field: key })
      const decimals = known.get(code) ?? 2
      const amount = new Exact(value)
      if (amount.decimalPlaces() > (finest ?? decimals)) {
        throw new AppError('invalid', 'error.decimals', { field: `${name}.${key}`, currency: code }, { field: key })
      }
      next[key] = amount.toFixed(Math.max(decimals, amount.decimalPlaces()))
    }
  }
}

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
