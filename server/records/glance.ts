import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { integerId, textKey } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { bears, marksIn, readSought } from '../../model/sought.ts'
import { scopeCondition } from '../access/scope.ts'
import type { Context } from '../platform/method.ts'
import { ifShown } from './columns.ts'

const glanced = ['deals', 'contacts', 'companies', 'products'] as const satisfies readonly RecordName[]
type Glanced = (typeof glanced)[number]

export const glanceInput = z.strictObject({
  items: z.array(z.strictObject({ record: z.enum(glanced), id: integerId })).max(200),
  /** what they were found by: each then tells what of it bears that, where its line does not show it */
  text: z.string().max(200).optional(),
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
  /** what bears the sought text, where name and about do not: a phone, an email, another client, a tag, its number */
  match: string | null
}
type Row = Omit<Glance, 'match'> & { others: string[] | null }

/** What tells a client, `d`, from another of the same name: a contact's job and company, a company's address. */
export const aboutClient: Record<'contacts' | 'companies', (ctx: Context) => RawBuilder<string | null>> = {
  contacts: (ctx) => sql`nullif(concat_ws(', ', ${shown(ctx, 'contacts', 'jobTitle', sql.ref('d.jobTitle'))},
      ${shown(
        ctx,
        'contacts',
        'companyIds',
        sql`(select t.name from contact_companies x join companies t on t.id = x.company_id
       where x.contact_id = d.id and ${scopeCondition(ctx.actor, 'companies', 'see', 't')} order by x.position limit 1)`,
      )}), '')`,
  companies: (ctx) => sql`nullif(${shown(ctx, 'companies', 'address', sql.ref('d.address'))}, '')`,
}

const shown = <T>(ctx: Context, record: Glanced, field: string, value: RawBuilder<T>) =>
  ifShown(ctx.actor, record, field, 'd', value)

/** The phones and emails of a client, as far as the actor sees them. */
const channelsOf = (ctx: Context, record: 'contacts' | 'companies', alias: string) =>
  sql<unknown>`jsonb_array_elements(${sql.join(
    (['phones', 'emails'] as const).map(
      (field) => sql`coalesce(${ifShown(ctx.actor, record, field, alias, sql.ref(`${alias}.${field}`))}::jsonb, '[]')`,
    ),
    sql` || `,
  )})`
const channels = (record: 'contacts' | 'companies') => (ctx: Context) =>
  sql<string[]>`array(select c->>'value' from ${channelsOf(ctx, record, 'd')} c)`
/** The first phone of a client. */
export const firstPhone = (ctx: Context, record: 'contacts' | 'companies') =>
  shown(ctx, record, 'phones', sql<string | null>`d.phones->0->>'value'`)
/** What else a record may be found by. */
const otherTexts: Record<Glanced, (ctx: Context) => RawBuilder<string[]>> = {
  deals: (ctx) => {
    const words = (client: 'companies' | 'contacts') => sql`
      cross join lateral (select t.name as text, 0 as place
        union all select c->>'value', 1 from ${channelsOf(ctx, client, 't')} c) w
      where ${scopeCondition(ctx.actor, client, 'see', 't')}`
    const lists = [
      [
        'companyId',
        sql`array(select w.text from companies t ${words('companies')} and t.id = d.company_id order by w.place)`,
      ],
      [
        'contactIds',
        sql`array(select w.text from deal_contacts x join contacts t on t.id = x.contact_id ${words('contacts')} and x.deal_id = d.id order by w.place)`,
      ],
      ['tagIds', sql`array(select t.name from deal_tags x join terms t on t.id = x.term_id where x.deal_id = d.id)`],
    ] as const
    return sql<string[]>`(${sql.join(
      lists.map(([field, list]) => sql`coalesce(${shown(ctx, 'deals', field, list)}, '{}'::text[])`),
      sql` || `,
    )})`
  },
  contacts: channels('contacts'),
  companies: channels('companies'),
  products: () => sql<string[]>`'{}'::text[]`,
}

const ownColumns: Record<Glanced, (ctx: Context) => RawBuilder<unknown>> = {
  deals: (ctx) => sql`d.title as name, coalesce(
      ${shown(ctx, 'deals', 'companyId', sql`(select t.name from companies t where t.id = d.company_id and ${scopeCondition(ctx.actor, 'companies', 'see', 't')})`)},
      ${shown(
        ctx,
        'deals',
        'contactIds',
        sql`(select t.name from deal_contacts x join contacts t on t.id = x.contact_id
       where x.deal_id = d.id and ${scopeCondition(ctx.actor, 'contacts', 'see', 't')} order by x.position limit 1)`,
      )}) as about,
    ${shown(ctx, 'deals', 'amount', sql.ref('d.amount'))}::numeric, ${shown(ctx, 'deals', 'currency', sql.ref('d.currency'))}::text, null as phone, (select color from stages s where s.id = d.stage_id) as color, d.state, d.pipeline_id`,
  contacts: (ctx) => sql`d.name, ${aboutClient.contacts(ctx)} as about,
    null::numeric, null, ${firstPhone(ctx, 'contacts')}, null, null, null::int`,
  companies: (ctx) =>
    sql`d.name, ${aboutClient.companies(ctx)} as about, null::numeric, null, ${firstPhone(ctx, 'companies')}, null, null, null::int`,
  products: (ctx) => sql`d.name, ${shown(ctx, 'products', 'article', sql.ref('d.article'))}::text as about,
    ${shown(ctx, 'products', 'price', sql.ref('d.price'))}::numeric, ${shown(ctx, 'products', 'currency', sql.ref('d.currency'))}::text, null, null, null, null::int`,
}

/** One statement, whatever is asked for. */
export async function glances(
  ctx: Context,
  items: readonly { record: Glanced; id: number }[],
  text?: string,
): Promise<Glance[]> {
  const asked = glanced.filter((name) => items.some(({ record }) => record === name))
  if (!asked.length) return []
  const parts = asked.map(
    (name) => sql`
    select ${name}::text as record, d.id, ${ownColumns[name](ctx)}, ${text ? otherTexts[name](ctx) : sql`null::text[]`} as others from ${sql.table(name)} d
    where d.id = any(${items.filter(({ record }) => record === name).map(({ id }) => id)}::int[])
      and d.removed_at is null and ${scopeCondition(ctx.actor, name, 'see', 'd')}`,
  )
  const { rows } = await sql<Row>`
    select g.record, g.id, g.name, g.about, g.amount, g.currency, g.phone, g.color, g.state, g.pipeline_id, g.others
    from (${sql.join(
      // Says the names and types of the columns.
      [
        sql`select '' as record, 0 as id, '' as name, '' as about, null::numeric as amount, '' as currency, '' as phone, '' as color, '' as state, null::int as pipeline_id, null::text[] as others where false`,
        ...parts,
      ],
      sql` union all `,
    )}) g`.execute(ctx.db)
  const match = matching(text)
  const number = text ? readSought(text).number : null
  const found = new Map(
    rows.map(({ others, ...row }): [string, Glance] => [
      `${row.record} ${String(row.id)}`,
      {
        ...row,
        match:
          row.record === 'deals' && row.id === number
            ? `№ ${String(number)}`
            : match([row.name, row.about ?? '', row.phone ?? ''].join(' '), others),
      },
    ]),
  )
  return items.flatMap(({ record, id }) => found.get(`${record} ${String(id)}`) ?? [])
}

/** Gives what of the other texts bears the sought one best, unless those that are shown already bear it all. */
function matching(text: string | undefined): (shown: string, others: string[] | null) => string | null {
  const sought = readSought(text ?? '')
  const borne = (one: string) => marksIn(one, sought).reduce((sum, [from, to]) => sum + to - from, 0)
  return (shown, others) => {
    if (!others || !sought.parts.length) return null
    const has = (one: string) => sought.names.some((name) => textKey(one).includes(name))
    if (has(shown)) return null
    // An address or a figure is meant as it is written.
    const same = /[@._\d]/.test(text ?? '') ? others.find(has) : undefined
    if (same !== undefined) return shown.includes(same) ? null : same
    if (bears(shown, sought)) return null
    const [best] = others.map((one) => ({ one, borne: borne(one) })).sort((a, b) => b.borne - a.borne)
    return best && best.borne > 0 && !shown.includes(best.one) ? best.one : null
  }
}
