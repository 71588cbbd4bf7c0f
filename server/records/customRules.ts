import { sql } from 'kysely'
import type { Actor } from '../../model/access.ts'
import { customKey, type CustomField } from '../../model/customFields.ts'
import type { Sum } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { writable } from '../access/fields.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from './change.ts'
import { companyOf } from './company.ts'
import { comparedOf, comparedType, customNames, fieldsOf, keptCustom, orderedOf } from './custom.ts'
import { Exact, ratesFor } from './rates.ts'

/** What holds of the company's own fields: presets of new records, sums in known currencies, no two alike. Throws AppError. */
export async function settleCustom<N extends RecordName>(
  ctx: Context,
  name: N,
  drafts: readonly Draft<N>[],
): Promise<void> {
  const names = customNames(ctx.actor, name)
  if (!names.length) return
  for (const draft of drafts) if (!draft.old) preset(ctx.actor, name, draft)
  await holdKinds(ctx, name, names, drafts)
  await settleSums(ctx, name, names, drafts)
  for (const key of names)
    if (ctx.actor.shape.facts[`${name}.${key}`]!.distinct) await demandDistinct(ctx, name, key, drafts)
}

/** Own fields that are written stay of the kind that they are taken for, until this is done. Throws AppError. */
async function holdKinds<N extends RecordName>(
  ctx: Context,
  name: N,
  names: readonly string[],
  drafts: readonly Draft<N>[],
): Promise<void> {
  const { facts } = ctx.actor.shape
  const written = names.filter((key) =>
    drafts.some(({ old, next, given }) => given.has(key) || (!old && (next as Record<string, unknown>)[key] != null)),
  )
  if (!written.length) return
  const ids = written.map((key) => facts[`${name}.${key}`]!.id)
  const { rows } = await sql<Pick<CustomField, 'id' | 'kind' | 'several'>>`
    select id, kind, several from custom_fields where id = any(${ids}::int[]) for key share skip locked`.execute(ctx.db)
  // Nobody waits for it with records in his hands that it is about to write.
  if (rows.length < ids.length) throw new AppError('conflict', 'error.customField.becoming')
  const same = rows.every(({ id, kind, several }) => {
    const known = facts[`${name}.${customKey(id)}`]!
    return kind === known.kind && several === known.several
  })
  if (!same) throw new AppError('conflict', 'error.customField.turned')
}

/** Fills a new record in with what its fields begin with, where nothing was given and the actor may write them. */
function preset<N extends RecordName>(actor: Actor, name: N, { next, given }: Draft<N>): void {
  const row = next as Record<string, unknown>
  const presets: Record<string, unknown> = {}
  for (const key of customNames(actor, name)) {
    const values = actor.shape.facts[`${name}.${key}`]!.preset as unknown[]
    if (values.length && !given.has(key)) presets[key] = Array.isArray(row[key]) ? values : values[0]
  }
  const place = { pipelineId: row['pipelineId'] as number, ...presets }
  for (const [key, value] of Object.entries(writable(actor, name, place))) if (key in presets) row[key] = value
}

/** An amount has no more decimals than its currency, and is kept with its worth in the base currency today. */
async function settleSums<N extends RecordName>(
  ctx: Context,
  name: N,
  names: readonly string[],
  drafts: readonly Draft<N>[],
): Promise<void> {
  const sums = names.filter((key) => fieldsOf(ctx.actor, name)[key]!.kind === 'sum')
  const changed = drafts.flatMap(({ old, next }) =>
    sums.flatMap((key) => {
      const [sum, before] = [next, old].map((row) => (row as Record<string, Sum | null> | null)?.[key] ?? null)
      if (!sum) return []
      if (before && before.currency === sum.currency && new Exact(before.amount).eq(sum.amount)) {
        ;(next as Record<string, unknown>)[key] = before
        return []
      }
      return [{ next: next as Record<string, unknown>, key, sum }]
    }),
  )
  if (!changed.length) return
  const { decimals, baseCurrency } = await companyOf(ctx)
  for (const { key, sum } of changed) {
    const field = { field: `${name}.${key}` }
    const places = decimals.get(sum.currency)
    if (places === undefined)
      throw new AppError('invalid', 'error.currency', { currency: sum.currency }, { field: key })
    if (new Exact(sum.amount).decimalPlaces() > places)
      throw new AppError('invalid', 'error.decimals', { ...field, currency: sum.currency }, { field: key })
  }
  const rate = await ratesFor(
    ctx,
    changed.map(({ sum }) => ({ currency: sum.currency, day: null })),
  )
  for (const { next, key, sum } of changed) {
    const amount = new Exact(sum.amount)
    next[key] = {
      amount: amount.toFixed(decimals.get(sum.currency)!),
      currency: sum.currency,
      base: amount.mul(rate({ currency: sum.currency, day: null })).toFixed(decimals.get(baseCurrency) ?? 2),
    } satisfies Sum
  }
}

/** No two live records have the same value. One writer at a time: two who each see none would make two. Throws AppError. */
async function demandDistinct<N extends RecordName>(
  ctx: Context,
  name: N,
  key: string,
  drafts: readonly Draft<N>[],
): Promise<void> {
  const field = fieldsOf(ctx.actor, name)[key]!
  const valuesOf = (row: object | null): unknown[] => {
    const kept = row ? keptCustom(ctx.actor, name, row as Record<string, unknown>) : {}
    const value = kept[`${key}_key`] ?? kept[key]
    return value === undefined ? [] : Array.isArray(value) ? value : [value]
  }
  const isLive = (row: object) => (row as { removedAt: string | null }).removedAt === null
  const asked = drafts.filter(({ old, next }) => {
    if (!isLive(next)) return false
    const before = old && isLive(old) ? valuesOf(old) : []
    return valuesOf(next).some((value) => !before.includes(value))
  })
  if (!asked.length) return
  const refuse = () => new AppError('conflict', 'error.distinct', { field: `${name}.${key}` }, { field: key })
  const values = asked.flatMap(({ next }) => [...new Set(valuesOf(next).map(String))])
  if (new Set(values).size < values.length) throw refuse()
  await sql`select pg_advisory_xact_lock(hashtext(${`values of ${name} ${key}`}))`.execute(ctx.db)
  const column = comparedOf(field, key, 't')
  const same =
    field.kind === 'several'
      ? sql`${column} ?| ${values}::text[]`
      : sql`${orderedOf(field, key, 't')} = any(${values}::${sql.raw(comparedType(field))}[])`
  const { rows } = await sql`
    select 1 from ${sql.table(name)} t where ${same} and t.removed_at is null
      and t.id <> all(${asked.map(({ id }) => id)}::int[]) limit 1`.execute(ctx.db)
  if (rows.length) throw refuse()
}
