import { sql } from 'kysely'
import type { Field, RefTarget } from '../../model/fields.ts'
import type { Actor } from '../../model/access.ts'
import type { RecordName } from '../../model/records.ts'
import { scopeCondition } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from './change.ts'
import { isGuarded, saidNames, targetOf } from './columns.ts'
import { fieldsOf } from './custom.ts'

/**
 * Every newly named record exists, is live, and is seen by the actor; a term is of the field's dictionary. What is not
 * visible is refused in the same words as what does not exist. One statement. Throws AppError.
 */
export async function demandLinks<N extends RecordName>(
  ctx: Context,
  name: N,
  drafts: readonly Draft<N>[],
  returning: readonly number[] = [],
): Promise<void> {
  const wanted = new Map<RefTarget, Map<number, string>>()
  for (const { old, next } of drafts) {
    for (const [key, field] of links(ctx.actor, name)) {
      const before = new Set(idsOf(old, key))
      for (const id of idsOf(next, key)) {
        if (before.has(id) || (field.to === name && returning.includes(id))) continue
        if (!wanted.has(field.to!)) wanted.set(field.to!, new Map())
        wanted.get(field.to!)!.set(id, key)
      }
    }
  }
  const dictionaries = new Map<number, string>()
  if (wanted.size) {
    for (const row of await findLive(ctx, wanted)) {
      wanted.get(row.record)!.delete(row.id)
      if (row.dictionary) dictionaries.set(row.id, row.dictionary)
    }
    for (const ids of wanted.values()) for (const field of ids.values()) throw unknown(name, field)
  }
  for (const { next } of drafts) {
    for (const [key, field] of links(ctx.actor, name)) {
      if (
        field.dictionary &&
        idsOf(next, key).some((id) => (dictionaries.get(id) ?? field.dictionary) !== field.dictionary)
      )
        throw unknown(name, key)
    }
  }
}

/** The row without links that could not be made anew: to what is in the bin, to people who have left. For copies. */
export async function withLiveLinks<R extends object>(ctx: Context, name: RecordName, row: R): Promise<R> {
  const wanted = new Map<RefTarget, Map<number, string>>()
  const own = links(ctx.actor, name).filter(([key]) => key in row)
  for (const [key, field] of own) {
    for (const id of idsOf(row, key))
      wanted.set(field.to!, (wanted.get(field.to!) ?? new Map<number, string>()).set(id, key))
  }
  const live = new Set((await findLive(ctx, wanted)).map(({ record, id }) => `${record} ${String(id)}`))
  const isLive = (to: RefTarget, id: unknown) => live.has(`${to} ${String(id)}`)
  const kept = own.map(([key, field]): [string, unknown] => {
    if (field.kind === 'said') return [key, picked(row, key, (value) => isLive(field.to!, value))]
    const ids = idsOf(row, key).filter((id) => isLive(field.to!, id))
    return [key, field.kind === 'refs' ? ids : (ids[0] ?? null)]
  })
  const result: Record<string, unknown> = { ...row, ...Object.fromEntries(kept) }
  for (const key of saidNames(name)) {
    if (!(key in row)) continue
    const linked = idsOf(result, fieldsOf(ctx.actor, name)[key]!.links!)
    result[key] = picked(result, key, (_, id) => linked.includes(id))
  }
  // The same keys with values of the same kinds.
  return result as R
}

/** What is said of some links alone. */
const picked = (row: object, key: string, wanted: (value: unknown, id: number) => boolean) =>
  Object.fromEntries(Object.entries(saidIn(row, key)).filter(([id, value]) => wanted(value, Number(id))))
const saidIn = (row: object | null, key: string) =>
  ((row as Record<string, unknown> | null)?.[key] ?? {}) as Record<string, unknown>

/** Which of the records there are, live and seen by the actor; of terms also the dictionary. One statement. */
async function findLive(
  ctx: Context,
  wanted: ReadonlyMap<RefTarget, ReadonlyMap<number, string>>,
): Promise<{ record: RefTarget; id: number; dictionary: string | null }[]> {
  if (!wanted.size) return []
  const found = [...wanted].map(
    ([to, ids]) => sql`
      select ${to}::text as record, t.id, ${to === 'terms' ? sql.ref('t.dictionary') : sql`null`} as dictionary from ${sql.table(to)} t
      where t.id = any(${[...ids.keys()]}::int[]) and t.removed_at is null ${to === 'users' ? sql`and t.active` : sql``}
        and ${scopeCondition(ctx.actor, to, 'see', 't')}`,
  )
  const { rows } = await sql<{ record: RefTarget; id: number; dictionary: string | null }>`
    ${sql.join(found, sql` union all `)}`.execute(ctx.db)
  return rows
}

const unknown = (name: RecordName, field: string) =>
  new AppError('invalid', 'error.unknown', { field: `${name}.${field}` }, { field })

/** Links that the actor doesn't see are not his to take away: editing a list keeps them, at its end. */
export async function keepUnseenLinks<N extends RecordName>(
  ctx: Context,
  name: N,
  drafts: readonly Draft<N>[],
): Promise<void> {
  for (const [key, field] of links(ctx.actor, name)) {
    if (!isGuarded(field)) continue
    const dropped = drafts
      .filter(({ given }) => given.has(key))
      .flatMap((draft) => {
        const kept = new Set(idsOf(draft.next, key))
        return idsOf(draft.old, key)
          .filter((id) => !kept.has(id))
          .map((id) => ({ draft, id }))
      })
    if (!dropped.length) continue
    const { rows } = await sql<{ id: number }>`
      select t.id from ${sql.table(field.to!)} t where t.id = any(${dropped.map(({ id }) => id)}::int[]) and ${scopeCondition(ctx.actor, field.to!, 'see', 't')}`.execute(
      ctx.db,
    )
    const seen = new Set(rows.map(({ id }) => id))
    for (const { draft, id } of dropped.filter((link) => !seen.has(link.id))) {
      const next = draft.next as Record<string, unknown>
      if (field.kind === 'refs') next[key] = [...(next[key] as number[]), id]
      // A single link can be replaced, but a shown "nothing" sent back must not take the unseen one away.
      else if (next[key] === null) next[key] = id
    }
  }
}

/**
 * What is said of links anew goes with what is said of the others; with a link goes what was said of it. Of a link that
 * the actor does not see he says nothing: it is refused in the same words as one that is not there. Throws AppError.
 */
export async function settleSaid<N extends RecordName>(
  ctx: Context,
  name: N,
  drafts: readonly Draft<N>[],
): Promise<void> {
  for (const key of saidNames(name)) {
    const field = fieldsOf(ctx.actor, name)[key]!
    const to = targetOf(name, field)!
    const asked = drafts
      .filter(({ given }) => given.has(key))
      .flatMap((draft) =>
        Object.entries(saidIn(draft.next, key)).map(([id, value]) => ({ draft, id: Number(id), value })),
      )
    const before = asked.filter(({ draft, id }) => idsOf(draft.old, field.links!).includes(id)).map(({ id }) => id)
    if (before.length) {
      const { rows } = await sql`
        select 1 from ${sql.table(to)} t where t.id = any(${before}::int[]) and not ${scopeCondition(ctx.actor, to, 'see', 't')} limit 1`.execute(
        ctx.db,
      )
      if (rows.length) throw unknown(name, key)
    }
    if (asked.some(({ draft, id, value }) => value !== null && !idsOf(draft.next, field.links!).includes(id)))
      throw unknown(name, key)
    for (const { old, next } of drafts) {
      const linked = new Set(idsOf(next, field.links!))
      const said = { ...saidIn(old, key), ...saidIn(next, key) }
      const row = next as Record<string, unknown>
      row[key] = Object.fromEntries(
        Object.entries(said).filter(([id, value]) => value !== null && linked.has(Number(id))),
      )
    }
  }
}

const links = (actor: Actor, name: RecordName): [string, Field][] =>
  Object.entries(fieldsOf(actor, name)).filter(
    ([key, field]) => field.to !== undefined && key !== 'createdBy' && key !== 'updatedBy',
  )

function idsOf(row: object | null, key: string): number[] {
  const value = (row as Record<string, unknown> | null)?.[key]
  if (Array.isArray(value)) return value as number[]
  // The words that are said of links.
  if (typeof value === 'object' && value !== null) return Object.values(value).filter((one) => typeof one === 'number')
  return typeof value === 'number' ? [value] : []
}
