import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { z } from 'zod'
import { arrangeable, type Required } from '../../model/asked.ts'
import type { Changes } from '../../model/events.ts'
import { lacking } from '../access/scope.ts'
import { auditEntry } from '../audit/audit.ts'
import { currenciesSubject } from '../currencies/methods.ts'
import { Exact } from '../records/rates.ts'
import { AppError } from '../platform/errors.ts'
import { emit } from '../platform/events.ts'
import { enqueue } from '../platform/jobs.ts'
import { reads, writes, type Context } from '../platform/method.ts'
import { askable } from '../records/askable.ts'
import { changeRecords } from '../records/change.ts'
import { forgetCompany } from '../records/company.ts'
import { demandZone } from '../users/users.ts'

/** What the company has set for everybody. */
export interface CompanySettings {
  name: string
  baseCurrency: string
  timeZone: string
  /** the first day of the week, 1 is Monday and 7 Sunday */
  weekStart: number
  /** so many days the bin keeps what is deleted */
  binDays: number
  /** new deals and clients are opened to everybody who sees opened ones */
  openedByDefault: boolean
  /** nobody comes in by a password alone */
  twoFactorRequired: boolean
}

const changeInput = z.strictObject({
  name: z.string().trim().min(1).max(255).optional(),
  baseCurrency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'currency')
    .optional(),
  timeZone: z.string().max(64).optional(),
  weekStart: z.int().min(1).max(7).optional(),
  binDays: z.int().min(1).max(3650).optional(),
  openedByDefault: z.boolean().optional(),
  twoFactorRequired: z.boolean().optional(),
})

const requireInput = z.strictObject({
  record: z.enum(arrangeable),
  field: z.string().max(64),
  required: z.boolean(),
})

export const companyMethods = {
  /** What the company has set, and whether its base currency is settled for good by there being deals. */
  'settings.get': reads(z.strictObject({}), companySettings),
  'settings.change': writes(changeInput, changeSettings),
  /** Has a field of a record always be filled in, or no more. */
  'settings.require': writes(requireInput, requireField),
}

async function companySettings(ctx: Context): Promise<CompanySettings & { baseSettled: boolean }> {
  return { ...(await readSettings(ctx)), baseSettled: await thereAreDeals(ctx) }
}

async function changeSettings(
  ctx: Context,
  input: z.output<typeof changeInput>,
): Promise<CompanySettings & { baseSettled: boolean }> {
  if (!ctx.actor.administrator) throw new AppError('denied', 'error.denied.only')
  if (input.timeZone !== undefined) demandZone(input.timeZone)
  const before = await readSettings(ctx, true)
  const after: CompanySettings = { ...before }
  for (const [key, value] of Object.entries(input)) if (value !== undefined) Object.assign(after, { [key]: value })
  const changes: Changes = {}
  for (const key of Object.keys(before) as (keyof CompanySettings)[])
    if (!isDeepStrictEqual(before[key], after[key])) changes[key] = [before[key], after[key]]
  if (Object.keys(changes).length) {
    const { name, ...rest } = after
    await ctx.db
      .updateTable('settings')
      .set({ companyName: name, ...rest })
      .execute()
    if (changes['baseCurrency']) await rebase(ctx, before.baseCurrency, after.baseCurrency)
    if (changes['twoFactorRequired'])
      await auditEntry(ctx, 'twoFactorRequired', { details: { to: after.twoFactorRequired } })
    forgetCompany(ctx)
    await emit(ctx, [{ name: 'settings.changed', record: 'settings', recordId: 1, version: 1, changes }])
  }
  return companySettings(ctx)
}

async function requireField(
  ctx: Context,
  { record, field, required }: z.output<typeof requireInput>,
): Promise<{ required: Required }> {
  if (ctx.actor.may[record].layout !== 'all') throw lacking(record, 'layout')
  const {
    rows: [row],
  } = await sql<{ required: Required }>`select required from settings for update`.execute(ctx.db)
  if (!row) throw new AppError('conflict', 'error.setup.first')
  const before = row.required[record] ?? []
  const others = before.filter((one) => one !== field)
  const after = askable(ctx, record, required ? [...others, field] : others, before)
  const next: Required = { ...row.required, [record]: after }
  if (isDeepStrictEqual(new Set(before), new Set(after))) return { required: row.required }
  await sql`update settings set required = ${JSON.stringify(next)}::jsonb`.execute(ctx.db)
  forgetCompany(ctx)
  const changes: Changes = { required: [row.required, next] }
  await emit(ctx, [{ name: 'settings.changed', record: 'settings', recordId: 1, version: 1, changes }])
  return { required: next }
}

async function readSettings(ctx: Context, locked = false): Promise<CompanySettings> {
  const { rows } = await sql<CompanySettings>`
    select company_name as name, base_currency, time_zone, week_start, bin_days, opened_by_default,
      two_factor_required from settings
    ${locked ? sql`for update` : sql``}`.execute(ctx.db)
  if (!rows[0]) throw new AppError('conflict', 'error.setup.first')
  return rows[0]
}

async function thereAreDeals({ db }: Context): Promise<boolean> {
  const { rows } = await sql`select 1 from deals limit 1`.execute(db)
  return rows.length > 0
}

/** Another currency becomes the base: all rates are told in it from today on. Refused once there are deals. */
async function rebase(ctx: Context, from: string, to: string): Promise<void> {
  // Nobody adds the first deal meanwhile.
  await sql`lock table deals in share row exclusive mode`.execute(ctx.db)
  if (await thereAreDeals(ctx)) throw new AppError('conflict', 'error.base.deals', {}, { field: 'baseCurrency' })
  const { rows } = await sql<{ id: number; code: string; rate: string | null }>`
    select id, code, rate from currencies where removed_at is null order by id for update`.execute(ctx.db)
  const base = rows.find(({ code }) => code === to)
  if (!base) throw new AppError('invalid', 'error.currency', { currency: to }, { field: 'baseCurrency' })
  const unit = base.rate === null ? null : new Exact(base.rate)
  const told = (code: string, rate: string | null) => {
    if (code === to) return '1'
    if (rate === null || unit === null) return null
    const next = new Exact(rate).div(unit).toDecimalPlaces(8)
    return next.isZero() ? null : next.toFixed()
  }
  await changeRecords(
    ctx,
    currenciesSubject,
    rows.map(({ id, code, rate }) => ({ id, fields: { base: code === to, rate: told(code, rate) } })),
  )
  await sql`delete from currency_rates`.execute(ctx.db)
  await sql`insert into currency_rates (currency, day, rate)
    select code, now()::date, rate from currencies where removed_at is null and rate is not null and not base`.execute(
    ctx.db,
  )
  await enqueue(ctx.db, 'deals.revalue', { currency: from }, { key: from, personId: ctx.actor.id })
}
