import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { hiddenFields } from '../access/fields.ts'
import { scopeCondition, seesAll } from '../access/scope.ts'
import { allOf } from '../platform/database.ts'
import type { Context } from '../platform/method.ts'
import { listRecords, type Item } from '../records/list.ts'
import type { Client } from '../records/similar.ts'
import { pairSigns, type PairSign } from './alike.ts'
import { fullest } from './comparing.ts'
import type { Stored } from './plan.ts'

const place = z.strictObject({ rank: z.int(), a: z.int(), b: z.int() })
export const queueInput = z.strictObject({
  record: z.enum(['contacts', 'companies']),
  /** the `next` of the page before */
  after: place.optional(),
})

/** Two that are alike, and by what the actor sees of it. */
export interface Pair {
  a: number
  b: number
  by: PairSign[]
}
/** Clients that may all be one. */
export interface Group {
  items: Item<Client>[]
  pairs: Pair[]
}
export interface Queue {
  groups: Group[]
  next: z.output<typeof place> | null
  /** how many clients that the actor sees are still to be looked at; more than `mostLeft` are not counted */
  left: number
}
interface Row extends Pair {
  rank: number
}

const atOnce = 50
/** More than that in one group are shown once some of these have been dealt with. */
const largest = 20
export const mostLeft = 10_000

/**
 * Groups of clients that may be one and the same, the surest first: of those that the actor sees, by what he sees of them,
 * without pairs of which somebody has said that they are not. A few statements, however large the groups are.
 */
export async function duplicateQueue(ctx: Context, { record, after }: z.output<typeof queueInput>): Promise<Queue> {
  const sight = sightOf(ctx, record)
  const from = after
    ? sql`and (${sight.rank}, -p.b, -p.a) > (${after.rank}::int, ${-after.b}::int, ${-after.a}::int)`
    : sql``
  const seeds = await pairsWhere(ctx, sight, sql`true ${from}`, atOnce)
  const groups = await groupsOf(ctx, sight, seeds)
  const ids = groups.flatMap((group) => group.ids)
  const items = await itemsOf(ctx, record, ids)
  const last = seeds.length === atOnce ? seeds.at(-1)! : null
  return {
    groups: groups.flatMap((group) => {
      const shown = group.ids.flatMap((id) => items.get(id) ?? [])
      return shown.length < 2 ? [] : [{ items: shown, pairs: group.pairs.map(({ a, b, by }): Pair => ({ a, b, by })) }]
    }),
    next: last && { rank: last.rank, a: last.a, b: last.b },
    left: await leftToLookAt(ctx, record),
  }
}

interface Sight {
  /** what the actor may be told of why two are alike */
  signs: readonly PairSign[]
  rank: RawBuilder<number>
  condition: RawBuilder<boolean>
}

const fieldOf: Record<PairSign, string> = {
  tax: 'taxNumber',
  phone: 'phones',
  email: 'emails',
  name: 'name',
  near: 'name',
}

/** Which pairs, `p`, the actor is told of. Where some of what they are alike by is hidden from him, their order says nothing. */
function sightOf({ actor }: Context, record: Client): Sight {
  const hidden = hiddenFields(actor, record)
  const signs = pairSigns.filter((sign) => !hidden.has(fieldOf[sign]))
  // Two that are alike by their names alone and have different tax numbers are two.
  const sure = signs.filter((sign) => sign !== 'name' && sign !== 'near')
  const apart = signs.includes('tax') ? sql`(not p.parted or p.signs && ${sure}::text[])` : sql`true`
  const member = (column: 'a' | 'b') => sql`exists (select from ${sql.table(record)} d
    where d.id = ${sql.ref(`p.${column}`)} and d.removed_at is null and ${scopeCondition(actor, record, 'see', 'd')})`
  return {
    signs,
    rank: signs.length < pairSigns.length ? sql<number>`0::int` : sql<number>`p.rank::int`,
    condition: allOf([
      sql`p.record = ${record}`,
      sql`p.signs && ${signs}::text[]`,
      apart,
      sql`not exists (select from duplicate_apart x where x.record = p.record and x.a = p.a and x.b = p.b)`,
      member('a'),
      member('b'),
    ]),
  }
}

async function pairsWhere(
  ctx: Context,
  { signs, rank, condition }: Sight,
  where: RawBuilder<unknown>,
  limit: number,
): Promise<Row[]> {
  const { rows } = await sql<Omit<Row, 'by'> & { signs: PairSign[] }>`
    select p.a, p.b, p.signs, ${rank} as rank from duplicate_pairs p where ${condition} and ${where}
    order by ${rank}, p.b desc, p.a desc limit ${limit}`.execute(ctx.db)
  return rows.map(({ signs: by, ...row }) => ({ ...row, by: by.filter((sign) => signs.includes(sign)) }))
}

const before = (one: Row, other: Row) => one.rank - other.rank || other.b - one.b || other.a - one.a
const mostSteps = 5

/** The groups whose first pair is among some pairs: others have been told of before, or will be. */
async function groupsOf(ctx: Context, sight: Sight, seeds: readonly Row[]): Promise<{ ids: number[]; pairs: Row[] }[]> {
  const pairs = new Map(seeds.map((pair) => [`${String(pair.a)} ${String(pair.b)}`, pair]))
  const known = new Set<number>()
  for (let step = 0; step < mostSteps; step++) {
    const fresh = [...new Set([...pairs.values()].flatMap(({ a, b }) => [a, b]))].filter((id) => !known.has(id))
    if (!fresh.length) break
    for (const id of fresh) known.add(id)
    const touching = sql`(p.a = any(${fresh}::int[]) or p.b = any(${fresh}::int[]))`
    for (const pair of await pairsWhere(ctx, sight, touching, atOnce * largest))
      pairs.set(`${String(pair.a)} ${String(pair.b)}`, pair)
  }
  const seeded = new Set(seeds.map(({ a, b }) => `${String(a)} ${String(b)}`))
  return componentsOf([...pairs.values()].sort(before))
    .filter(({ pairs: [first] }) => seeded.has(`${String(first!.a)} ${String(first!.b)}`))
    .map((group) => {
      const ids = group.ids.slice(0, largest)
      return { ids, pairs: group.pairs.filter(({ a, b }) => ids.includes(a) && ids.includes(b)) }
    })
}

/** Parts the pairs into groups that have nobody in common, in the order of their first pairs. */
function componentsOf(pairs: readonly Row[]): { ids: number[]; pairs: Row[] }[] {
  const head = new Map<number, number>()
  const headOf = (id: number): number => {
    const up = head.get(id) ?? id
    return up === id ? id : headOf(up)
  }
  for (const { a, b } of pairs) head.set(headOf(b), headOf(a))
  return [...Map.groupBy(pairs, ({ a }) => headOf(a)).values()].map((list) => ({
    ids: [...new Set(list.flatMap(({ a, b }) => [a, b]))],
    pairs: list,
  }))
}

const shownOf: Record<Client, readonly string[]> = {
  contacts: ['name', 'jobTitle', 'companyIds', 'phones', 'emails', 'taxNumber', 'ownerId', 'createdAt'],
  companies: ['name', 'address', 'phones', 'emails', 'taxNumber', 'ownerId', 'createdAt'],
}

async function itemsOf(ctx: Context, record: Client, ids: readonly number[]): Promise<Map<number, Item<Client>>> {
  if (!ids.length) return new Map()
  const hidden = hiddenFields(ctx.actor, record)
  const items: Item<Client>[] = []
  for (let i = 0; i < ids.length; i += 500) {
    const { items: some } = await listRecords(ctx, record, {
      filter: { field: 'id', op: 'in', value: ids.slice(i, i + 500) },
      fields: ['id', 'version', ...shownOf[record].filter((field) => !hidden.has(field))],
      limit: 500,
      removed: false,
    })
    items.push(...(some as Item<Client>[]))
  }
  return new Map(items.map((item) => [item.id, item]))
}

async function leftToLookAt(ctx: Context, record: Client): Promise<number> {
  const seen = seesAll(ctx.actor, record)
    ? sql``
    : sql`and exists (select from ${sql.table(record)} d where d.id = m.record_id and ${scopeCondition(ctx.actor, record, 'see', 'd')})`
  const { rows } = await sql<{ count: number }>`
    select count(*)::int count from (select from duplicate_marks m where m.record = ${record} ${seen} limit ${mostLeft + 1}) x`.execute(
    ctx.db,
  )
  return rows[0]!.count
}

/** Groups that are the same beyond doubt and that the actor may merge, with the one that stays of each. */
export interface Sure {
  ids: number[]
  into: number
}
const mostSure = 200

/** Groups in which each has the name of another and its phone, email or tax number, and which the actor may merge. */
export async function sureDuplicates(ctx: Context, { record }: { record: Client }): Promise<Sure[]> {
  const sight = sightOf(ctx, record)
  if (sight.signs.length < pairSigns.length) return []
  const may = (
    column: 'a' | 'b',
  ) => sql`exists (select from ${sql.table(record)} d where d.id = ${sql.ref(`p.${column}`)}
    and ${scopeCondition(ctx.actor, record, 'edit', 'd')} and ${scopeCondition(ctx.actor, record, 'delete', 'd')})`
  const pairs = await pairsWhere(ctx, sight, sql`p.rank = 0 and not p.parted and ${may('a')} and ${may('b')}`, mostSure)
  const groups = componentsOf(pairs).filter(({ ids }) => ids.length <= largest)
  const all = groups.flatMap(({ ids }) => ids)
  if (!all.length) return []
  const { items } = await listRecords(ctx, record, {
    filter: { field: 'id', op: 'in', value: all },
    limit: 500,
    removed: false,
  })
  const rows = items as unknown as Stored[]
  return groups.map(({ ids }) => ({
    ids,
    into: fullest(
      ctx,
      record,
      rows.filter(({ id }) => ids.includes(id)),
    ),
  }))
}
