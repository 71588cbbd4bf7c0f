import { sql } from 'kysely'
import type { Required } from '../../model/asked.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'

/** What the company has set, as far as writing a record has to know it. */
export interface Company {
  baseCurrency: string
  /** decimals of each currency that there is */
  decimals: ReadonlyMap<string, number>
  openedByDefault: boolean
  /** the fields that must always be filled in */
  required: Required
}

const known = new WeakMap<Context, Promise<Company>>()

/** What the company has set: one statement, read once in a request. Throws AppError before the first run. */
export function companyOf(ctx: Context): Promise<Company> {
  let company = known.get(ctx)
  if (!company) {
    known.set(ctx, (company = readCompany(ctx)))
    company.catch(() => known.delete(ctx))
  }
  return company
}

/** Has it read again, after a change of it in the same request. */
export const forgetCompany = (ctx: Context): void => void known.delete(ctx)

async function readCompany(ctx: Context): Promise<Company> {
  const {
    rows: [row],
  } = await sql<Omit<Company, 'decimals'> & { decimals: Record<string, number> | null }>`
    select base_currency, opened_by_default, required, (select json_object_agg(code, decimals) from currencies where removed_at is null) decimals
    from settings`.execute(ctx.db)
  if (!row) throw new AppError('conflict', 'error.setup.first')
  return { ...row, decimals: new Map(Object.entries(row.decimals ?? {})) }
}
