import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { kinds } from '../../model/fields.ts'
import { filterSchema } from '../../model/filters.ts'
import type { RecordName } from '../../model/records.ts'
import { demandReadable, sums } from '../access/fields.ts'
import { plannedAnew } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { isGuarded } from './columns.ts'
import { comparedOf, fieldsOf } from './custom.ts'
import { demandFilter } from './filter.ts'
import { visibleWhere } from './list.ts'

export const totalsInput = z.strictObject({
  filter: filterSchema.optional(),
  /** a field with few values: the sums of each */
  group: z.string().max(64).optional(),
})
export type TotalsInput = z.output<typeof totalsInput>

/** Sums in the base currency, as decimal text. `amount` is null for a record without money, or where it is hidden. */
export interface Totals {
  count: number
  amount: string | null
  currency: string
  groups?: { key: string | number | boolean | null; count: number; amount: string | null }[]
}

/** Counts and adds up everything that the filter means and the actor sees, exactly. Stopped when nobody waits for it. */
export async function totalsOf(ctx: Context, name: RecordName, { filter, group }: TotalsInput): Promise<Totals> {
  await demandFilter(ctx, name, filter)
  if (group !== undefined) await demandGroup(ctx, name, group, filter)
  const summed = sums(ctx.actor, name, filter)
  const sum: RawBuilder<string | null> = summed ? sql`coalesce(sum(${sql.ref(`d.${summed}`)}), 0)` : sql`null`
  const key = group === undefined ? sql`null` : comparedOf(fieldsOf(ctx.actor, name)[group]!, group, 'd')
  return stoppable(ctx, async (over) => {
    const { rows } = await sql<{
      key: string | number | null
      count: number
      amount: string | null
      currency: string
    }>`${plannedAnew}
      select ${key} as key, count(*) count, ${sum} amount, (select base_currency from settings) currency
      from ${sql.table(name)} d where ${visibleWhere(ctx, name, filter)}
      ${group === undefined ? sql`` : sql`group by 1 order by 1`}`.execute(over.db)
    const currency =
      rows[0]?.currency ??
      (await over.db.selectFrom('settings').select('baseCurrency').executeTakeFirst())?.baseCurrency ??
      ''
    return foldTotals(rows, currency, summed !== null, group !== undefined)
  })
}

/** Sums of groups, and of all of them. */
export function foldTotals(
  rows: readonly { key: string | number | boolean | null; count: number; amount: string | null }[],
  currency: string,
  summed: boolean,
  grouped: boolean,
): Totals {
  const decimals = Math.max(0, ...rows.map((row) => row.amount?.split('.')[1]?.length ?? 0))
  const units = rows.reduce((all, row) => all + BigInt(shift(row.amount ?? '0', decimals)), 0n)
  const amount = summed ? unshift(units, decimals) : null
  const groups = rows.map(({ key, count, amount: one }) => ({ key, count, amount: summed ? one : null }))
  return { count: rows.reduce((all, row) => all + row.count, 0), amount, currency, ...(grouped ? { groups } : {}) }
}
const shift = (decimal: string, digits: number) => {
  const [whole, fraction = ''] = decimal.split('.')
  return `${whole}${fraction.padEnd(digits, '0')}`
}
function unshift(units: bigint, digits: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0')
  const plain = digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text
  return units < 0n ? `-${plain}` : plain
}

async function demandGroup(
  ctx: Context,
  name: RecordName,
  group: string,
  filter: TotalsInput['filter'],
): Promise<void> {
  const fields = fieldsOf(ctx.actor, name)
  const field = Object.hasOwn(fields, group) ? fields[group] : undefined
  const suits =
    field &&
    (['choice', 'ref', 'yesNo', 'currency'] as const).some((kind) => kind === field.kind) &&
    kinds[field.kind].column
  if (!suits || isGuarded(field)) throw new AppError('invalid', 'error.group', { field: group }, { field: group })
  await demandReadable(ctx, name, [group], filter)
}

/** Runs a query on a connection of its own, and cancels it in the database when the caller goes away. Limited to 5 s. */
async function stoppable<T>(ctx: Context, run: (over: Context) => Promise<T>): Promise<T> {
  return ctx.db.connection().execute(async (db) => {
    const {
      rows: [backend],
    } = await sql<{ pid: number }>`select pg_backend_pid() pid, set_config('statement_timeout', '5000', false)`.execute(
      db,
    )
    const stop = () => void sql`select pg_cancel_backend(${backend!.pid})`.execute(ctx.db).catch(() => undefined)
    ctx.signal.addEventListener('abort', stop, { once: true })
    try {
      return await run({ ...ctx, db })
    } finally {
      ctx.signal.removeEventListener('abort', stop)
      await sql`select set_config('statement_timeout', '15000', false)`.execute(db).catch(() => undefined)
    }
  })
}
