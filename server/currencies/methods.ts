import { sql } from 'kysely'
import { z } from 'zod'
import { calendarDate, integerId } from '../../model/fields.ts'
import { inScope } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { enqueue } from '../platform/jobs.ts'
import { writes } from '../platform/method.ts'
import { changeRecords, type Subject } from '../records/change.ts'
import { forgetCompany } from '../records/company.ts'
import { recordMethods } from '../records/methods.ts'
import { getRecord, lockRows } from '../records/read.ts'
import { demandUnique } from '../records/unique.ts'
import { plainDecimal } from '../records/values.ts'

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
  },
  async written(ctx) {
    forgetCompany(ctx)
  },
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
  /** Sets the rate from a day on. Open deals are counted anew by a job. */
  'currencies.setRate': writes(rateInput, async (ctx, { id, rate, day }) => {
    const currency = (await lockRows(ctx, 'currencies', [id], 'edit')).get(id)!
    if (!inScope(ctx.actor, 'currencies', 'settings', {})) throw new AppError('denied', 'error.denied')
    if (currency.base) throw new AppError('invalid', 'error.base')
    await sql`insert into currency_rates (currency, day, rate) values (${currency.code}, coalesce(${day ?? null}::date, now()::date), ${plainDecimal(rate)}::numeric)
      on conflict (currency, day) do update set rate = excluded.rate`.execute(ctx.db)
    const {
      rows: [latest],
    } = await sql<{ rate: string }>`
      select rate from currency_rates where currency = ${currency.code} order by day > now()::date, day desc limit 1`.execute(
      ctx.db,
    )
    await changeRecords(ctx, currenciesSubject, [{ id, fields: { rate: latest!.rate } }])
    await enqueue(ctx.db, 'deals.revalue', { currency: currency.code }, { key: currency.code, personId: ctx.actor.id })
    return getRecord(ctx, 'currencies', id)
  }),
}
