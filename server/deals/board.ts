import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { rangeOf } from '../../model/access.ts'
import { integerId } from '../../model/fields.ts'
import { filterSchema, type Filter } from '../../model/filters.ts'
import type { RowOf } from '../../model/records.ts'
import { isHidden } from '../access/fields.ts'
import { openStages } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import { allOf, plannedAnew } from '../platform/database.ts'
import type { Context } from '../platform/method.ts'
import { showing, shownColumns } from '../records/columns.ts'
import { openCursor, sealCursor } from '../records/cursor.ts'
import { demandFilter, filterCondition } from '../records/filter.ts'
import { orderOf, shownFields, visibleWhere, type Item } from '../records/list.ts'
import { firstOfSlices, observedRows, slicesFor, type Slices } from '../records/slices.ts'
import { orderBy } from '../records/walk.ts'
import { keptSums, type StageSum } from './sums.ts'

export const boardInput = z.strictObject({
  /** the first pipeline of which one sees anything if left out */
  pipelineId: integerId.optional(),
  filter: filterSchema.optional(),
  /** cards of a column */
  limit: z.int().min(1).max(100).default(20),
  /** with the columns of won and lost deals */
  closed: z.boolean().default(true),
  /** only this column, to be gone on with `after` */
  stageId: integerId.optional(),
  after: z.string().max(2000).optional(),
  /** these, as far as they are visible */
  fields: z.array(z.string().max(64)).max(200).optional(),
})

export interface Column {
  stage: Pick<RowOf<'stages'>, 'id' | 'name' | 'color' | 'meaning' | 'position' | 'rottenAfter'>
  count: number
  /** in the base currency; null where amounts are hidden from the actor */
  amount: string | null
  items: Item<'deals'>[]
  next: string | null
}
export interface Board {
  pipelineId: number
  columns: Column[]
  currency: string
}

/** The columns of a pipeline with their first cards, counts and sums. The number of statements does not grow with the columns. */
export async function board(ctx: Context, input: z.output<typeof boardInput>): Promise<Board> {
  const { rows: stages } = await sql<Column['stage'] & { pipelineId: number; currency: string }>`
    select id, name, color, meaning, position, rotten_after, pipeline_id, (select base_currency from settings) currency from stages
    where removed_at is null and pipeline_id = ${
      input.pipelineId === undefined
        ? sql`(select p.id from pipelines p where p.removed_at is null
            order by exists (select from stages s where s.pipeline_id = p.id and ${openStages(ctx.actor, 'see', sql`s.id`)}) desc, p.position, p.id limit 1)`
        : sql`${input.pipelineId}`
    }
    order by position, id`.execute(ctx.db)
  // What is hidden in another pipeline is of no account here.
  const within = stages
    .map(({ pipelineId }): Filter => ({ field: 'pipelineId', op: 'eq', value: pipelineId }))
    .slice(0, 1)
  await demandFilter(ctx, 'deals', input.filter && { and: [...within, input.filter] })
  if (!stages.length) throw new AppError('missing', 'error.missing')
  const columns = stages.filter(
    ({ id, meaning }) => (input.closed || meaning === 'open') && (input.stageId === undefined || input.stageId === id),
  )
  const showsAmounts = !isHidden(ctx.actor, 'deals', 'amount', stages[0]!)
  const fields = shownFields(ctx, 'deals', input.fields)
  const question = (stageId: number) => ['board', stageId, input.filter ?? null]
  const from =
    input.after !== undefined && input.stageId !== undefined
      ? openCursor(ctx, question(input.stageId), input.after)
      : null
  const stageIds = columns.map(({ id }) => id)
  const limit = input.limit + 1
  const { walked, sliced } = await waysTo(ctx, stageIds, limit)
  const further = from ? [sql<boolean>`(d.position, d.id) > (${from[0]}::numeric, ${from[1]}::int)`] : []
  const inColumn = [sql<boolean>`d.stage_id = s.id`, ...further]
  const places = orderOf(ctx, 'deals', ['position'])
  const filters = input.filter ? [filterCondition(ctx.actor, 'deals', input.filter, 'd')] : []
  const first = (ids: readonly number[], cards: RawBuilder<unknown>) => sql`
    select x.* from unnest(${ids}::int[]) s(id) cross join lateral (
      select ${shownColumns(ctx.actor, 'deals', fields, 'd')}, d.stage_id as column_stage, d.position as column_place
      from deals d where ${cards} order by ${orderBy(places)} limit ${sql.raw(String(limit))}) x`
  const here = { observed: sql`observed`, where: allOf([...inColumn, ...filters]), order: places, limit }
  const ways = [
    ...(walked.length || !sliced.length
      ? [first(walked, allOf([...inColumn, visibleWhere(ctx, 'deals', input.filter)]))]
      : []),
    ...sliced.map(({ ids, slices }) => first(ids, sql`d.id in (${firstOfSlices(slices, here)})`)),
  ]
  const observed = sliced[0]
    ? sql`with observed as materialized (${observedRows(sliced[0].slices)} and d.stage_id = any(${stageIds}::int[]))`
    : sql``
  const [{ rows }, sums] = await Promise.all([
    sql<Record<string, unknown>>`${input.filter ? plannedAnew : sql``}${observed}
      select * from (${sql.join(ways, sql` union all `)}) c order by c.column_place, c.id`.execute(ctx.db),
    sumsOf(ctx, stageIds, input.filter),
  ])
  const show = showing(ctx.actor, 'deals', fields)
  const byColumn = Map.groupBy(rows, (row) => row.columnStage as number)
  const sumOf = new Map(sums.map((sum) => [sum.stageId, sum]))
  return {
    pipelineId: stages[0]!.pipelineId,
    currency: stages[0]!.currency,
    columns: columns.map(({ pipelineId: _pipeline, currency: _currency, ...stage }): Column => {
      const all = byColumn.get(stage.id) ?? []
      const page = all.slice(0, input.limit)
      const last = page.at(-1)
      return {
        stage,
        count: sumOf.get(stage.id)?.count ?? 0,
        amount: showsAmounts ? (sumOf.get(stage.id)?.amount ?? '0') : null,
        // The columns are those of a deal by construction.
        items: page.map(show) as unknown as Item<'deals'>[],
        next:
          all.length > input.limit && last ? sealCursor(ctx, question(stage.id), [last.columnPlace, last.id]) : null,
      }
    }),
  }
}

/**
 * How the first cards of the columns are come by: one index walk for each column, or, at stages where the actor sees
 * little, one for each column and person.
 */
async function waysTo(
  ctx: Context,
  stageIds: readonly number[],
  limit: number,
): Promise<{ walked: number[]; sliced: { ids: number[]; slices: Slices }[] }> {
  const walked: number[] = []
  const sliced: { ids: number[]; slices: Slices }[] = []
  for (const ids of Map.groupBy(stageIds, (id) => rangeOf(ctx.actor, 'deals', 'see', id)).values()) {
    const slices = await slicesFor(ctx, 'deals', limit, ids)
    if (slices) sliced.push({ ids, slices })
    else walked.push(...ids)
  }
  return { walked, sliced }
}

/** Without a filter from the kept sums, with one from the deals themselves. */
async function sumsOf(
  ctx: Context,
  stageIds: readonly number[],
  filter: z.output<typeof boardInput>['filter'],
): Promise<StageSum[]> {
  if (!filter) return keptSums(ctx, stageIds)
  const { rows } = await sql<StageSum>`${plannedAnew}
    select d.stage_id, count(*)::int count, coalesce(sum(d.amount_base), 0) amount from deals d
    where d.stage_id = any(${stageIds}::int[]) and ${visibleWhere(ctx, 'deals', filter)} group by 1`.execute(ctx.db)
  return rows
}
