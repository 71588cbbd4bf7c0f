import { sql } from 'kysely'
import type { Field } from '../../model/fields.ts'
import { recordNames, records } from '../../model/records.ts'
import { demandRight } from '../access/scope.ts'
import type { Context } from '../platform/method.ts'
import type { dictionaries } from '../../model/terms.ts'
import { linkTable } from '../records/columns.ts'

type Dictionary = (typeof dictionaries)[number]

/** Every place where words of a dictionary are named: the word as `term`, once for each record that is not in the bin. */
const places = (dictionary: Dictionary) => [
  ...recordNames.flatMap((name) =>
    Object.entries(records[name].fields as Record<string, Field>)
      .filter(([, field]) => field.dictionary === dictionary)
      .map(([key, field]) => {
        if (field.kind === 'ref')
          return sql`select ${sql.ref(`d.${key}`)} term from ${sql.table(name)} d where d.removed_at is null`
        const { table, own, other } = linkTable(name, key)
        return sql`select ${sql.ref(`l.${other}`)} term from ${sql.table(table)} l
          join ${sql.table(name)} d on d.id = ${sql.ref(`l.${own}`)} and d.removed_at is null`
      }),
  ),
  ...(dictionary === 'unit'
    ? [sql`select l.unit_id term from deal_lines l join deals d on d.id = l.deal_id and d.removed_at is null`]
    : []),
]

/** How many records each word of a dictionary stands in. For those who keep the dictionaries: it counts everybody's. */
export async function usesOf(
  ctx: Context,
  dictionary: Dictionary,
): Promise<{ items: { id: number; count: number }[] }> {
  demandRight(ctx.actor, 'terms', 'edit')
  const { rows } = await sql<{ id: number; count: number }>`
    select term as id, count(*)::int count from (${sql.join(places(dictionary), sql` union all `)}) used
    where term is not null group by term`.execute(ctx.db)
  return { items: rows }
}

/** In how many records the words stand. */
export async function countUses(ctx: Context, dictionary: Dictionary, ids: readonly number[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int count from (${sql.join(places(dictionary), sql` union all `)}) used
    where term = any(${ids}::int[])`.execute(ctx.db)
  return rows[0]!.count
}
