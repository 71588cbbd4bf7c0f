import { sql } from 'kysely'
import { rangesAnywhere } from '../../model/access.ts'
import type { Db } from '../platform/database.ts'
import { allOf } from '../platform/database.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from '../records/change.ts'
import { reachCondition } from '../access/scope.ts'
import type { Deal } from './deals.ts'

/** What a deal adds to the kept sums; nothing while it is in the bin. */
function share(deal: Deal | null) {
  if (!deal || deal.removedAt !== null) return null
  return {
    stage_id: deal.stageId,
    owner_id: deal.ownerId,
    opened: deal.opened,
    currency: deal.currency,
    month: deal.closeDate && `${deal.closeDate.slice(0, 7)}-01`,
    amount: deal.amount ?? '0',
    amount_base: deal.amountBase ?? '0',
  }
}

/** Appends what a change takes from the kept sums and what it adds: no row is updated, so no writer waits for another. */
export async function appendDeltas(ctx: Context, drafts: readonly Draft<'deals'>[]): Promise<void> {
  const deltas = drafts.flatMap(({ old, next }) => {
    const [before, after] = [share(old), share(next)]
    if (JSON.stringify(before) === JSON.stringify(after)) return []
    return [...(before ? [{ ...before, sign: -1 }] : []), ...(after ? [{ ...after, sign: 1 }] : [])]
  })
  if (!deltas.length) return
  await sql`insert into deal_total_deltas (stage_id, owner_id, opened, currency, month, count, amount, amount_base)
    select stage_id, owner_id, opened, currency, month, sum(sign), sum(sign * amount), sum(sign * amount_base)
    from json_to_recordset(${JSON.stringify(deltas)}::json)
      as x(stage_id int, owner_id int, opened boolean, currency text, month date, sign int, amount numeric, amount_base numeric)
    group by 1, 2, 3, 4, 5 having sum(sign) <> 0 or sum(sign * amount) <> 0 or sum(sign * amount_base) <> 0`.execute(
    ctx.db,
  )
}

/** Folds the appended deltas into the sums, both grains from one stream, in one statement. Gives how many were folded. */
export async function foldDeltas(db: Db, most = 20_000): Promise<number> {
  const {
    rows: [result],
  } = await sql<{ folded: number }>`
    with taken as (
      delete from deal_total_deltas where id in (select id from deal_total_deltas order by id limit ${most} for update skip locked) returning *
    ), dateless as (
      insert into deal_totals as t (stage_id, owner_id, opened, currency, count, amount, amount_base)
      select stage_id, owner_id, opened, currency, sum(count), sum(amount), sum(amount_base) from taken group by 1, 2, 3, 4 order by 1, 2, 3, 4
      on conflict (stage_id, owner_id, opened, currency) do update
        set count = t.count + excluded.count, amount = t.amount + excluded.amount, amount_base = t.amount_base + excluded.amount_base
      returning 1
    ), monthly as (
      insert into deal_totals_monthly as t (stage_id, owner_id, opened, currency, month, count, amount, amount_base)
      select stage_id, owner_id, opened, currency, month, sum(count), sum(amount), sum(amount_base) from taken group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
      on conflict (stage_id, owner_id, opened, currency, month) do update
        set count = t.count + excluded.count, amount = t.amount + excluded.amount, amount_base = t.amount_base + excluded.amount_base
      returning 1
    ) select (select count(*) from taken) folded, (select count(*) from dateless), (select count(*) from monthly)`.execute(
    db,
  )
  return result?.folded ?? 0
}

export interface StageSum {
  stageId: number
  count: number
  /** in the base currency */
  amount: string
}

/**
 * Count and sum of each stage as the actor would get them by adding up the list, from the kept sums: those of the people
 * within his reach, then, from an index, what he sees for another reason: opened by others, or observed.
 */
export async function keptSums(ctx: Context, stageIds: readonly number[] | null): Promise<StageSum[]> {
  const { actor } = ctx
  const reach = reachCondition(actor, 'deals', 'see', 't')
  const seesAll = rangesAnywhere(actor, 'deals', 'see').every((range) => range === 'all')
  const stages = stageIds === null ? sql<boolean>`true` : sql<boolean>`t.stage_id = any(${stageIds}::int[])`
  const observed = seesAll
    ? sql``
    : sql`
      union all
      select t.stage_id, 1, coalesce(t.amount_base, 0) from deals t
      where ${allOf([
        stages,
        sql`t.removed_at is null`,
        sql`t.id in (select deal_id from deal_observers where user_id = ${actor.id}::int)`,
        sql`not ${reach}`,
      ])}`
  const { rows } = await sql<StageSum>`
    select stage_id, sum(count)::int count, sum(amount_base) amount from (
      select t.stage_id, t.count, t.amount_base from deal_totals t where ${allOf([stages, reach])}
      union all
      select t.stage_id, t.count, t.amount_base from deal_total_deltas t where ${allOf([stages, reach])}
      ${observed}) s
    group by stage_id having sum(count) <> 0 order by stage_id`.execute(ctx.db)
  return rows
}
