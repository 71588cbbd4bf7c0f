import { sql } from 'kysely'
import type { RowOf } from '../../model/records.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from '../records/change.ts'

const isOpen = ({ finishedAt, removedAt }: RowOf<'activities'>) => finishedAt === null && removedAt === null
const told = (row: RowOf<'activities'> | null) => row && [isOpen(row), row.deadline, row.dealIds]

/** Keeps with each deal which of its activities comes next. */
export async function keepNextOfDeals(ctx: Context, drafts: readonly Draft<'activities'>[]): Promise<void> {
  const moved = drafts.filter(({ old, next }) => JSON.stringify(told(old)) !== JSON.stringify(told(next)))
  const deals = [...new Set(moved.flatMap(({ old, next }) => [...(old?.dealIds ?? []), ...next.dealIds]))]
  if (!deals.length) return
  const own = moved.flatMap(({ id, next }) =>
    isOpen(next) ? next.dealIds.map((deal) => ({ deal_id: deal, activity_id: id, deadline: next.deadline })) : [],
  )
  await Promise.all([
    // Two who plan for one deal at once come one after the other, or each would not know of the other's.
    sql`select id from deals where id = any(${deals}::int[]) order by id for no key update`.execute(ctx.db),
    // The links of these drafts may be on their way yet, so that theirs are taken as they are to be.
    sql`with planned as (
        select deal_id, activity_id, deadline from json_to_recordset(${JSON.stringify(own)}::json) as x(deal_id int, activity_id int, deadline timestamptz)
        union all
        select b.deal_id, a.id, a.deadline from activity_links b join activities a on a.id = b.activity_id
        where b.deal_id = any(${deals}::int[]) and a.id <> all(${moved.map(({ id }) => id)}::int[])
          and a.finished_at is null and a.removed_at is null
      ), first as (
        select distinct on (deal_id) deal_id, activity_id, deadline from planned order by deal_id, deadline, activity_id
      )
      update deals d set next_activity_id = f.activity_id, next_activity_at = f.deadline
      from unnest(${deals}::int[]) i(id) left join first f on f.deal_id = i.id
      where d.id = i.id and (d.next_activity_id, d.next_activity_at) is distinct from (f.activity_id, f.deadline)`.execute(
      ctx.db,
    ),
  ])
}
