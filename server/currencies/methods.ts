import { sql } from 'kysely'
import { z } from 'zod'
import { calendarDate, integerId } from '../../model/fields.ts'
import { demandRight } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { reads, writes, type Context } from '../platform/method.ts'
import { arranges } from '../records/arranging.ts'
import type { Draft, Subject } from '../records/change.ts'
import { forgetCompany } from '../records/company.ts'
import { recordMethods } from '../records/methods.ts'
import { getRecord, lockRows } from '../records/read.ts'
import { demandUnique } from '../records/unique.ts'
import { plainDecimal } from '../records/values.ts'
import { beginLater, beginToday, ratesOf, revaluations } from './rates.ts'

export const currenciesSubject: Subject<'currencies'> = {
  name: 'currencies',
  async prepare(ctx, drafts) {
    for (const { id, old, next } of drafts) {
      next.decimals ??= decimalsOf(next.code)
      next.position ??= id
      next.base ??= false
      if (old && (old.code !== next.code || old.decimals !== next.decimals || (old.base && next.removedAt !== null)))
        throw new AppError('invalid', 'error.base')
    }
    await demandUnique(ctx, 'currencies', 'code', drafts, { folded: false })
    await demandUnused(ctx, drafts)
  },
  async written(ctx) {
    forgetCompany(ctx)
  },
}

/** What is open is counted in its currency every time the rate changes: that currency stays. Throws AppError. */
async function demandUnused(ctx: Context, drafts: readonly Draft<'currencies'>[]): Promise<void> {
  const leaving = drafts.filter(({ old, next }) => old?.removedAt === null && next.removedAt !== null)
  if (!leaving.length) return
  const codes = leaving.map(({ next }) => next.code)
  const { rows } = await sql<{ currency: string }>`
    (select currency from deals where removed_at is null and state = 'open' and currency = any(${codes}::text[]) limit 1)
    union all (select currency from products where removed_at is null and currency = any(${codes}::text[]) limit 1)`.execute(
    ctx.db,
  )
  if (rows[0]) throw new AppError('conflict', 'error.currency.used', { currency: rows[0].currency })
}

/** How many decimals ISO 4217 gives a currency. */
export const decimalsOf = (code: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits ?? 2

const rateInput = z.strictObject({
  id: integerId,
  /** what one unit is worth in the base currency */
  rate: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,8})?$/, 'decimal')
    .refine((rate) => /[1-9]/.test(rate), 'decimal'),
  /** the day it begins to hold; today if left out */
  day: calendarDate.optional(),
})

export const currencyMethods = {
  ...recordMethods(currenciesSubject),
  'currencies.arrange': arranges(currenciesSubject),
  /** Sets the rate from a day on. Open deals are counted anew by a job. */
  'currencies.setRate': writes(rateInput, async (ctx, { id, rate, day }) => {
    const currency = (await lockRows(ctx, 'currencies', [id], 'edit')).get(id)!
    demandRight(ctx.actor, 'currencies', 'edit')
    if (currency.base) throw new AppError('invalid', 'error.base')
    await sql`insert into currency_rates (currency, day, rate) values (${currency.code}, coalesce(${day ?? null}::date, now()::date), ${plainDecimal(rate)}::numeric)
      on conflict (currency, day) do update set rate = excluded.rate`.execute(ctx.db)
    await beginToday(ctx, currenciesSubject, currency)
    if (day !== undefined) await beginLater(ctx, currency, day)
    return getRecord(ctx, 'currencies', id)
  }),
  /** Takes back the rate of a day; the one before it holds on. The only rate stays. */
  'currencies.removeRate': writes(z.strictObject({ id: integerId, day: calendarDate }), async (ctx, { id, day }) => {
    const currency = (await lockRows(ctx, 'currencies', [id], 'edit')).get(id)!
    demandRight(ctx.actor, 'currencies', 'edit')
    const { rows } = await sql`
      delete from currency_rates where currency = ${currency.code} and day = ${day}::date
        and exists (select 1 from currency_rates o where o.currency = ${currency.code} and o.day <> ${day}::date) returning day`.execute(
      ctx.db,
    )
    if (!rows.length) throw new AppError('conflict', 'error.rate.last', {}, { field: 'day' })
    await beginToday(ctx, currenciesSubject, currency)
    return getRecord(ctx, 'currencies', id)
  }),
  /** The rates of a currency, newest first. */
  'currencies.rates': reads(z.strictObject({ id: integerId }), (ctx, { id }) => ratesOf(ctx, id)),
  /** How far open deals have been counted anew after a new rate. */
  'currencies.revaluations': reads(z.strictObject({}), revaluations),
}
