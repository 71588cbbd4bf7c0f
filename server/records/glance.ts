import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { scopeCondition } from '../access/scope.ts'
import type { Context } from '../platform/method.ts'

const glanced = ['deals', 'contacts', 'companies', 'products'] as const satisfies readonly RecordName[]
type Glanced = (typeof glanced)[number]

export const glanceInput = z.strictObject({
  items: z.array(z.strictObject({ record: z.enum(glanced), id: integerId })).max(100),
})

/** A record in one line: of a deal its stage, client and amount, of a client what he does and his phone. */
export interface Glance {
  record: Glanced
  id: number
  name: string
  /** what is said more quietly after the name: a deal's client, a contact's job and company, a product's article */
  about: string | null
  amount: string | null
  currency: string | null
  phone: string | null
  /** of a deal: where it stands */
  color: string | null
  state: string | null
  pipelineId: number | null
}

/** What tells a client, `d`, from another of the same name: a contact's job and company, a company's address. */
export const aboutClient: Record<'contacts' | 'companies', (ctx: Context) => RawBuilder<string | null>> = {
  contacts: (ctx) => sql`nullif(concat_ws(', ', d.job_title,
      (select t.name from contact_companies x join companies t on t.id = x.company_id
       where x.contact_id = d.id and ${scopeCondition(ctx.actor, 'companies', 'see', 't')} order by x.position limit 1)), '')`,
  companies: () => sql`nullif(d.address, '')`,
}

const ownColumns: Record<Glanced, (ctx: Context) => RawBuilder<unknown>> = {
  deals: (ctx) => sql`d.title as name, coalesce(
      (select t.name from companies t where t.id = d.company_id and ${scopeCondition(ctx.actor, 'companies', 'see', 't')}),
      (select t.name from deal_contacts x join contacts t on t.id = x.contact_id
       where x.deal_id = d.id and ${scopeCondition(ctx.actor, 'contacts', 'see', 't')} order by x.position limit 1)) as about,
    d.amount, d.currency, null as phone, (select color from stages s where s.id = d.stage_id) as color, d.state, d.pipeline_id`,
  contacts: (ctx) => sql`d.name, ${aboutClient.contacts(ctx)} as about,
    null::numeric, null, d.phones->0->>'value', null, null, null::int`,
  companies: (ctx) =>
    sql`d.name, ${aboutClient.companies(ctx)} as about, null::numeric, null, d.phones->0->>'value', null, null, null::int`,
  products: () => sql`d.name, d.article as about, d.price, d.currency, null, null, null, null::int`,
}

/** One statement, whatever is asked for. */
export async function glances(ctx: Context, items: readonly { record: Glanced; id: number }[]): Promise<Glance[]> {
  const asked = glanced.filter((name) => items.some(({ record }) => record === name))
  if (!asked.length) return []
  const parts = asked.map(
    (name) => sql`
    select ${name}::text as record, d.id, ${ownColumns[name](ctx)} from ${sql.table(name)} d
    where d.id = any(${items.filter(({ record }) => record === name).map(({ id }) => id)}::int[])
      and d.removed_at is null and ${scopeCondition(ctx.actor, name, 'see', 'd')}`,
  )
  const { rows } = await sql<Glance>`
    select g.record, g.id, g.name, g.about, g.amount, g.currency, g.phone, g.color, g.state, g.pipeline_id
    from (${sql.join(
      // Says the names and types of the columns.
      [
        sql`select '' as record, 0 as id, '' as name, '' as about, null::numeric as amount, '' as currency, '' as phone, '' as color, '' as state, null::int as pipeline_id where false`,
        ...parts,
      ],
      sql` union all `,
    )}) g`.execute(ctx.db)
  const found = new Map(rows.map((row) => [`${row.record} ${String(row.id)}`, row]))
  return items.flatMap(({ record, id }) => found.get(`${record} ${String(id)}`) ?? [])
}
