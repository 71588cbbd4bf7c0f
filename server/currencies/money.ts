import type { RecordName } from '../../model/records.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from '../records/change.ts'
import { companyOf } from '../records/company.ts'
import { fieldsOf } from '../records/custom.ts'
import { Exact } from '../records/rates.ts'

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
  const fields = Object.entries(fieldsOf(ctx.actor, name)).filter(
    ([, field]) => field.kind === 'money' && field.currency && !field.readonly,
  )
  const codes = Object.entries(fieldsOf(ctx.actor, name)).filter(([, field]) => field.kind === 'currency')
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
