import { sql, type RawBuilder } from 'kysely'
import { records, type RecordName } from '../../model/records.ts'
import { rangeOf, rangesAnywhere, widest } from '../../model/access.ts'
import { observerTable, ownersWithin, reachCondition } from '../access/scope.ts'
import { allOf, type Db } from '../platform/database.ts'
import type { Context } from '../platform/method.ts'
import type { OrderPart } from './list.ts'
import { orderBy } from './walk.ts'

/**
 * What an actor sees, as slices: the rows of each person within his reach, and those that he observes. The first rows in
 * some order are then the first of each slice, merged: as cheap for a person who sees little as a walk is for one who
 * sees much. It is the third rendering of the rule in access/scope.ts, for sight alone.
 */
export interface Slices {
  name: RecordName
  me: number
  owners: readonly number[]
  /** where not all rows of these people are within his reach: which of `d` are */
  within: RawBuilder<boolean>[]
}

/**
 * The slices of an actor's sight, where they promise to be cheaper than a walk along everybody's rows until `limit` of
 * his are found; null where the walk does, or sight is no matter of owners. Of deals also at some stages alone, at each of
 * which so many are wanted.
 */
export async function slicesFor(
  ctx: Context,
  name: RecordName,
  limit: number,
  stageIds?: readonly number[],
): Promise<Slices | null> {
  if (!records[name].owned || ctx.actor.id === null) return null
  const ranges = stageIds
    ? [...new Set(stageIds.map((id) => rangeOf(ctx.actor, name, 'see', id)))]
    : rangesAnywhere(ctx.actor, name, 'see')
  const times = stageIds?.length ?? 1
  const range = widest(ranges)
  const owners = range === 'opened' ? null : ownersWithin(ctx.actor, range)
  if (owners === null) return null
  const share = await shareOf(ctx, owners)
  const walked = (times * limit) / share
  const sliced = times * owners.length * limit + usuallyObserved
  if (dearness * sliced >= walked) return null
  const within = ranges.length > 1 ? [reachCondition(ctx.actor, name, 'see', 'd')] : []
  return { name, me: ctx.actor.id, owners, within }
}
/** What a row of a slice costs, if a row of a walk costs one; and how many rows a person observes, as a rule. */
const dearness = 2
const usuallyObserved = 200

/** The rows that a person observes, as `d`. */
export function observedRows({ name, me }: Slices): RawBuilder<unknown> {
  const { table, own } = observerTable(name)
  return sql`select d.* from ${sql.table(table)} o join ${sql.table(name)} d on d.id = ${sql.ref(`o.${own}`)}
    where o.user_id = ${me}::int and d.removed_at is null`
}

/** Ids of the first rows of all slices that meet a condition on `d`. */
export function firstOfSlices(
  { name, owners, within }: Slices,
  options: { observed: RawBuilder<unknown>; where: RawBuilder<boolean>; order: readonly OrderPart[]; limit: number },
): RawBuilder<unknown> {
  const { observed, where, order, limit } = options
  // Written out: a plan for any limit expects a tenth of the table.
  const most = sql.raw(String(limit))
  const values = sql.join(order.map(({ expression }, i) => sql`${expression} as ${sql.id(`by${i}`)}`))
  const merged = sql.join(
    order.map(({ descending }, i) => sql`${sql.id(`by${i}`)} ${sql.raw(descending ? 'desc' : 'asc')}`),
  )
  return sql`select k.id from (
    (select x.* from unnest(${owners}::int[]) w(owner) cross join lateral (
      select d.id, ${values} from ${sql.table(name)} d where ${allOf([sql`d.owner_id = w.owner and d.removed_at is null`, ...within, where])}
      order by ${orderBy(order)} limit ${most}) x)
    union (select d.id, ${values} from ${observed} d where ${where} order by ${orderBy(order)} limit ${most})) k
    order by ${merged} limit ${most}`
}

// Which part of all deals some people own, by the kept sums: near enough for clients too, which their sellers own.
const known = new WeakMap<Db, { counts: Promise<Map<number, number>>; until: number }>()
const knownFor = 60_000

async function shareOf(ctx: Context, owners: readonly number[]): Promise<number> {
  let found = known.get(ctx.db)
  if (!found || found.until < performance.now()) {
    found = { counts: countOwners(ctx), until: performance.now() + knownFor }
    known.set(ctx.db, found)
    found.counts.catch(() => known.delete(ctx.db))
  }
  const counts = await found.counts
  const sum = (people: Iterable<number>) => [...people].reduce((all, id) => all + (counts.get(id) ?? 0), 0)
  const all = sum(counts.keys())
  // Of nothing, everything is found at once.
  return all === 0 ? 1 : Math.max(sum(owners), 1) / all
}

async function countOwners(ctx: Context): Promise<Map<number, number>> {
  const { rows } = await sql<{ owner: number; count: number }>`
    select owner_id as owner, sum(count)::int count from deal_totals group by 1`.execute(ctx.db)
  return new Map(rows.map(({ owner, count }) => [owner, count]))
}
