import { sql } from 'kysely'
import { recordNames } from '../../model/records.ts'
import type { Actor } from '../../model/access.ts'
import { systemActor } from '../access/actor.ts'
import { demandRight, scopeCondition } from '../access/scope.ts'
import { allOf } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { ifShown, linkTable } from '../records/columns.ts'
import { comparedOf, valueOf } from '../records/custom.ts'

type Dictionary = string

/**
 * Every place where words of a dictionary are named: the word as `term`, once for each record that is not in the bin; for
 * an actor, of those where he sees it.
 */
const places = (dictionary: Dictionary, actor: Actor, shape = actor.shape) => [
  ...recordNames.flatMap((name) =>
    Object.entries(shape.fields[name])
      .filter(([, field]) => field.dictionary === dictionary)
      .map(([key, field]) => {
        const seen = allOf([sql`d.removed_at is null`, scopeCondition(actor, name, 'see', 'd')])
        if (field.kind === 'ref')
          return sql`select ${ifShown(actor, name, key, 'd', comparedOf(field, key, 'd'))}::int term from ${sql.table(name)} d where ${seen}`
        if (field.custom)
          return sql`select ${ifShown(actor, name, key, 'd', sql`e.term`)}::int term from ${sql.table(name)} d
            cross join jsonb_array_elements_text(${valueOf(field, key, 'd')}) e(term) where ${seen}`
        const { table, own, other, said } = linkTable(name, field.links ?? key)
        const word = sql.ref(`l.${field.links === undefined ? other : said!.column}`)
        return sql`select ${ifShown(actor, name, key, 'd', word)}::int term from ${sql.table(table)} l
          join ${sql.table(name)} d on d.id = ${sql.ref(`l.${own}`)} and ${seen}`
      }),
  ),
  ...(dictionary === 'unit'
    ? [
        sql`select ${ifShown(actor, 'deals', 'lines', 'd', sql.ref('l.unit_id'))}::int term from deal_lines l
          join deals d on d.id = l.deal_id and d.removed_at is null and ${scopeCondition(actor, 'deals', 'see', 'd')}`,
      ]
    : []),
]
const everybody = systemActor('whether a word is in use')

/** In how many records that the actor sees each word of a dictionary stands. For those who keep the dictionaries. */
export async function usesOf(
  ctx: Context,
  dictionary: Dictionary,
): Promise<{ items: { id: number; count: number }[] }> {
  demandRight(ctx.actor, 'terms', 'edit')
  const used = places(dictionary, ctx.actor)
  // A list whose field has gone stands nowhere.
  if (!used.length) return { items: [] }
  const { rows } = await sql<{ id: number; count: number }>`
    select term as id, count(*)::int count from (${sql.join(used, sql` union all `)}) used
    where term is not null group by term`.execute(ctx.db)
  return { items: rows }
}

/** Refuses to take away words that stand somewhere, and tells in how many records, as far as the actor sees them. Throws AppError. */
export async function demandUnused(ctx: Context, dictionary: Dictionary, ids: readonly number[]): Promise<void> {
  if (!places(dictionary, ctx.actor).length) return
  const count = async (actor: Actor) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int count from (${sql.join(places(dictionary, actor, ctx.actor.shape), sql` union all `)}) used
      where term = any(${ids}::int[])`.execute(ctx.db)
    return rows[0]!.count
  }
  if (!(await count(everybody))) return
  const seen = await count(ctx.actor)
  throw seen
    ? new AppError('conflict', 'error.term.used', { count: seen })
    : new AppError('conflict', 'error.term.used.unseen')
}
