import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { demandVisible, hiddenFields, hiddenSomewhere, sums } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { baseCurrency } from '../records/rates.ts'
import { allOf } from '../platform/database.ts'
import type { Context } from '../platform/method.ts'
import { getRecord } from '../records/read.ts'

export const salesInput = z.strictObject({ id: integerId })
export const dealsInput = z.strictObject({
  id: integerId,
  limit: z.int().min(1).max(100).default(50),
  /** the last id of the page before */
  after: integerId.optional(),
})

/** Of the deals whose lines the actor sees; all of it null where he sees no lines at all. */
export interface Sold {
  /** deals, each once however many lines it has */
  count: number | null
  quantity: string | null
  /** what its lines come to, in the base currency; null too where the amounts of some pipelines are hidden */
  amount: string | null
}
export interface Sales {
  won: Sold
  open: Sold
  currency: string
}

/** How a product sells: its lines in the deals that the actor sees. Throws AppError where the product is out of sight. */
export async function productSales(ctx: Context, { id }: z.output<typeof salesInput>): Promise<Sales> {
  const showsAmounts = sums(ctx.actor, 'deals', undefined) !== null
  await getRecord(ctx, 'products', id)
  const hidden = hiddenFields(ctx.actor, 'deals').has('lines')
  const untold: Sold = { count: null, quantity: null, amount: null }
  if (hidden) return { won: untold, open: untold, currency: await baseCurrency(ctx) }
  const { rows } = await sql<Sold & { state: string }>`
    select d.state, count(distinct d.id)::int count, sum(l.quantity) quantity, round(sum(l.total * ${rate}), 2) amount
    from deal_lines l join deals d on d.id = l.deal_id
    where l.product_id = ${id} and d.state in ('won', 'open') and ${seen(ctx)}
    group by d.state`.execute(ctx.db)
  const of = (state: string): Sold => {
    const found = rows.find((row) => row.state === state)
    return {
      count: found?.count ?? 0,
      quantity: found?.quantity ?? '0',
      amount: showsAmounts ? (found?.amount ?? '0') : null,
    }
  }
  return { won: of('won'), open: of('open'), currency: await baseCurrency(ctx) }
}

/** Ids of the deals with a product that the actor sees, the newest first. */
export async function productDeals(
  ctx: Context,
  { id, limit, after }: z.output<typeof dealsInput>,
): Promise<{ ids: number[]; next: number | null }> {
  await getRecord(ctx, 'products', id)
  demandVisible(ctx.actor, 'deals', ['lines'])
  const { rows } = await sql<{ id: number }>`
    select distinct d.id from deal_lines l join deals d on d.id = l.deal_id
    where l.product_id = ${id} and ${seen(ctx)} and ${after === undefined ? sql`true` : sql`d.id < ${after}`}
    order by d.id desc limit ${limit + 1}`.execute(ctx.db)
  const ids = rows.slice(0, limit).map((row) => row.id)
  return { ids, next: rows.length > limit ? ids.at(-1)! : null }
}

/** A deal that the actor sees with its lines. */
function seen({ actor }: Context): RawBuilder<boolean> {
  const without = hiddenSomewhere(actor, 'deals').get('lines')
  return allOf([
    sql`d.removed_at is null`,
    scopeCondition(actor, 'deals', 'see', 'd'),
    ...(without ? [sql<boolean>`d.pipeline_id <> all(${[...without]}::int[])`] : []),
  ])
}

/** What a unit of a deal's currency is worth in the base currency: as its amount was counted, else at today's rate. */
const rate = sql`case when d.amount <> 0 and d.amount_base is not null then d.amount_base / d.amount
  else coalesce((select c.rate from currencies c where c.code = d.currency), 1) end`
