import { farthest } from '../../model/access.ts'
import { sql } from 'kysely'
import { recordNames, type RecordName } from '../../model/records.ts'
import { binding, scopeCondition, type Binder } from '../access/scope.ts'
import type { Db } from '../platform/database.ts'
import type { Context } from '../platform/method.ts'

/** What the bin lets go of after its days, in an order in which nothing is pointed at by what is left. */
const emptied: readonly RecordName[] = ['activities', 'deals', 'contacts', 'companies', 'products']
const chunk = 500
/** What is kept about a record by its kind and number, and goes with it. */
const follows = ['search_entries', 'files', 'comments', 'timeline_pins', 'notifications']

/**
 * Takes out of the database what has lain in the bin for longer than the setting says. What something else still points
 * at, as a company does that has deals, stays. Gives how many were taken out.
 */
export async function emptyBin(db: Db, signal: AbortSignal): Promise<number> {
  let gone = 0
  for (const name of emptied) {
    for (let more = true; more && !signal.aborted;) {
      const { rows } = await sql<{ id: number }>`
        with gone as (delete from ${sql.table(name)} where id in (
          select d.id from ${sql.table(name)} d where d.removed_at < now() - make_interval(days => (select bin_days from settings)) and ${unreferenced[name]!}
          order by d.id limit ${chunk}) returning id) ${name in binding ? withBound(name as Binder) : sql``}
        select id from gone`.execute(db)
      const ids = rows.map(({ id }) => id)
      for (const table of follows)
        await sql`delete from ${sql.table(table)} where record = ${name} and record_id = any(${ids}::int[])`.execute(db)
      gone += rows.length
      more = rows.length === chunk
    }
  }
  return gone
}

/** What is bound to nothing but what is gone goes with it: by itself it would be somebody else's. */
const withBound = (name: Binder) => {
  const { table, other } = binding[name]
  return sql`, orphaned as (delete from activities a
    where a.id in (select b.activity_id from ${sql.table(table)} b join gone on gone.id = ${sql.ref(`b.${other}`)})
      and not exists (select from activity_links l where l.activity_id = a.id and not coalesce(${sql.ref(`l.${other}`)} in (select id from gone), false)))`
}

const unreferenced: Partial<Record<RecordName, ReturnType<typeof sql<boolean>>>> = {
  activities: sql<boolean>`true`,
  deals: sql<boolean>`true`,
  contacts: sql<boolean>`not exists (select 1 from deal_contacts x where x.contact_id = d.id)`,
  companies: sql<boolean>`not exists (select 1 from deals x where x.company_id = d.id) and not exists (select 1 from contact_companies x where x.company_id = d.id)
    and not exists (select 1 from companies x where x.parent_id = d.id)`,
  products: sql<boolean>`not exists (select 1 from deal_lines x where x.product_id = d.id)`,
}

/** What lies in the bin, of one record. */
export interface BinKind {
  record: RecordName
  count: number
  /** after so many days it is gone for good; null: it stays until it is restored */
  days: number | null
}

/** How much of each record lies in the bin, as far as the actor may take it out again. */
export async function binKinds(ctx: Context): Promise<BinKind[]> {
  const kinds = recordNames.filter((name) => farthest(ctx.actor, name, 'delete') !== 'nobody')
  if (!kinds.length) return []
  const counts = kinds.map(
    (name) => sql`select ${name}::text as record, count(*)::int as count from ${sql.table(name)} d
      where d.removed_at is not null and ${scopeCondition(ctx.actor, name, 'delete', 'd')}`,
  )
  const { rows } = await sql<{ record: RecordName; count: number; days: number }>`
    select x.*, (select bin_days from settings) days from (${sql.join(counts, sql` union all `)}) x`.execute(ctx.db)
  return rows.map(({ record, count, days }) => ({ record, count, days: emptied.includes(record) ? days : null }))
}
