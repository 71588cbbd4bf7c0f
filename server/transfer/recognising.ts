import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { textKey, type ChannelValue, type Kind } from '../../model/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { allOf } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { channelOf, isChannelKey, type Step } from './mapping.ts'
import { RowsRefused, type Entry } from './rows.ts'

/** Rows that say the same of the same record are one; those that say something else of it come after one another. */
export function waves(step: Step, entries: readonly Entry[]): Entry[][][] {
  if (!step.key.length) return [entries.map((entry) => [entry])]
  const seen = new Map<string, { turns: number; groups: Entry[][] }>()
  const result: Entry[][][] = []
  for (const entry of entries) {
    const before = keysOf(step, entry).map((key) => ({ key, ...(seen.get(key) ?? { turns: 0, groups: [] }) }))
    const same = before[0]?.groups.find(([first]) => says(first!, entry))
    if (same) {
      same.push(entry)
      continue
    }
    const group = [entry]
    const turn = Math.max(0, ...before.map(({ turns }) => turns))
    for (const { key, groups } of before) seen.set(key, { turns: turn + 1, groups: [...groups, group] })
    ;(result[turn] ??= []).push(group)
  }
  return result
}

/** What an entry is recognised by: any of its phones or emails, its key. */
function keysOf(step: Step, entry: Entry): string[] {
  const channel = channelOf(step)
  const key = isChannelKey(step) ? [] : [JSON.stringify(step.key.map((field) => folded(entry.values[field])))]
  return [...key, ...(channel === null ? [] : exchangesOf(entry.values[channel]))]
}
const exchangesOf = (channels: unknown): string[] =>
  ((channels ?? []) as ChannelValue[]).map(({ value }) => exchangeOf(value))
/** A switchboard is one phone, whatever the extension. */
const exchangeOf = (value: string) => value.split(';')[0]!

/** The phones or emails of a record, and those of a row that it has not; null if they have none in common. */
export function joinedChannels(own: unknown, given: unknown): ChannelValue[] | null {
  const known = new Set(exchangesOf(own))
  const all = (given ?? []) as ChannelValue[]
  const more = all.filter(({ value }) => !known.has(exchangeOf(value)))
  return more.length < all.length ? [...(own as ChannelValue[]), ...more] : null
}

const folded = (value: unknown) => (typeof value === 'string' ? textKey(value) : (value ?? null))
const says = (a: Entry, b: Entry) =>
  isDeepStrictEqual(a.values, b.values) &&
  isDeepStrictEqual(a.products, b.products) &&
  isDeepStrictEqual(a.ready.lines, b.ready.lines) &&
  isDeepStrictEqual(a.ready.moments, b.ready.moments)

const keyTypes: Partial<Record<Kind, string>> = { ref: 'int', integer: 'int', date: 'date' }

/** Which records are there already, by a phone or an email and by the key of the mapping, among what the actor sees. */
export async function recognised(ctx: Context, step: Step, entries: readonly Entry[]): Promise<Map<Entry, number>> {
  const found = new Map<Entry, number>()
  const take = (fields: readonly string[], asked: readonly Entry[], rows: readonly Same[]) => {
    const several = rows.filter(({ ids }) => ids.length > 1)
    if (several.length) {
      const names = fields.map((field) => `${step.record}.${field}`).join(', ')
      const error = () => new AppError('invalid', 'error.import.ambiguous', { fields: names })
      throw new RowsRefused(new Map(several.map(({ n }) => [asked[n]!.row, error()])))
    }
    for (const { n, ids } of rows) found.set(asked[n]!, ids[0]!)
  }
  const channel = channelOf(step)
  if (channel !== null) take([channel], entries, await sameChannels(ctx, step.record, channel, entries))
  if (isChannelKey(step)) return found
  const others = entries.filter((entry) => !found.has(entry))
  if (others.length) take(step.key, others, await sameFields(ctx, step, others))
  return found
}

/** The records that an entry, by its place, may be. */
interface Same {
  n: number
  ids: number[]
}

async function sameFields(ctx: Context, { record, key, fields }: Step, entries: readonly Entry[]): Promise<Same[]> {
  const asked = entries.map(({ values }, n) => ({
    n,
    ...Object.fromEntries(
      key.map((field, i) => [
        `k${i}`,
        fields[field]!.kind === 'text' ? folded(values[field]) : (values[field] ?? null),
      ]),
    ),
  }))
  const columns = key.map((field, i) => sql`${sql.id(`k${i}`)} ${sql.raw(keyTypes[fields[field]!.kind] ?? 'text')}`)
  const equal = key.map((field, i) => {
    const own = sql.ref(`t.${field}${fields[field]!.kind === 'text' ? 'Key' : ''}`)
    // An index is found by "=", and "nothing" equals nothing but by "is not distinct".
    const certain = entries.every(({ values }) => values[field] != null)
    return certain ? sql`${own} = ${sql.ref(`x.k${i}`)}` : sql`${own} is not distinct from ${sql.ref(`x.k${i}`)}`
  })
  const { rows } = await sql<Same>`
    select x.n, array_agg(t.id) ids from json_to_recordset(${JSON.stringify(asked)}::json) as x(n int, ${sql.join(columns)})
    join ${sql.table(record)} t on ${allOf(equal)}
    where t.removed_at is null and ${scopeCondition(ctx.actor, record, 'see', 't')} group by x.n`.execute(ctx.db)
  return rows
}

/** By phones or emails, of which one has to be the same. */
async function sameChannels(
  ctx: Context,
  record: Step['record'],
  channel: string,
  entries: readonly Entry[],
): Promise<Same[]> {
  const asked = entries.flatMap(({ values }, n) => exchangesOf(values[channel]).map((value) => ({ n, value })))
  if (!asked.length) return []
  // One look along the index for each: asked for all of them at once, the planner reads the whole table.
  const { rows } = await sql<Same>`
    select x.n, array_agg(distinct t.id) ids from json_to_recordset(${JSON.stringify(asked)}::json) as x(n int, value text)
      cross join lateral (select t.* from ${sql.table(record)} t
        where exchanges(${sql.ref(`t.${channel}`)}) @> array[x.value] and t.removed_at is null offset 0) t
    where ${scopeCondition(ctx.actor, record, 'see', 't')} group by x.n`.execute(ctx.db)
  return rows
}
