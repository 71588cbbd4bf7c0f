import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { integerId, textKey } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { demandVisible } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { allOf, plannedAnew } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { likeText } from './filter.ts'
import { aboutClient, firstPhone } from './glance.ts'
import { tidyEmail, tidyPhone } from './values.ts'

/** What is known so far of a client who is being written down; half of it may not be typed yet. */
export const similarInput = z.strictObject({
  name: z.string().max(400).optional(),
  phones: z.array(z.string().max(255)).max(20).default([]),
  emails: z.array(z.string().max(255)).max(20).default([]),
  /** a record that is not meant: the one that is being looked at */
  not: integerId.optional(),
})
export type SimilarInput = z.output<typeof similarInput>

const signs = ['phone', 'email', 'name'] as const
export interface Similar {
  id: number
  name: string
  about: string | null
  phone: string | null
  /** what is the same, the surest first */
  by: (typeof signs)[number][]
}
const atMost = 5

/**
 * Clients with the same phone or email, however they are written, or whose names begin their words as the given ones:
 * only what the actor sees, the surest first. One statement, along the indexes of phones, emails and search entries.
 */
export async function similarClients(
  ctx: Context,
  record: 'contacts' | 'companies',
  { name = '', phones, emails, not }: SimilarInput,
): Promise<Similar[]> {
  const [numbers, addresses, words] = [read(phones, numberOf), read(emails, tidyEmail), wordsOf(record, name)]
  const found = (sign: Similar['by'][number], field: string, same: RawBuilder<boolean>) => {
    demandVisible(ctx.actor, record, [field])
    return sql`(select d.id, ${sql.lit(signs.indexOf(sign))}::int as sign from ${sql.table(record)} d
      where ${same} and d.removed_at is null and d.id is distinct from ${not ?? null}::int and ${scopeCondition(ctx.actor, record, 'see', 'd')}
      order by length(d.name), d.id desc limit ${atMost})`
  }
  const branches = [
    ...(numbers.length ? [found('phone', 'phones', hasChannel('phones', numbers))] : []),
    ...(addresses.length ? [found('email', 'emails', hasChannel('emails', addresses))] : []),
    // Less than three letters have no place in the index.
    ...(words.some((word) => word.length >= 3) ? [found('name', 'name', namedSo(record, words))] : []),
  ]
  if (!branches.length) return []
  const { rows } = await sql<Omit<Similar, 'by'> & { signs: number[] }>`${plannedAnew}
    select d.id, d.name, ${aboutClient[record](ctx)} as about, ${firstPhone(ctx, record)} as phone, f.signs
    from (select id, array_agg(sign order by sign) as signs from (${sql.join(branches, sql` union all `)}) b group by id) f
    join ${sql.table(record)} d on d.id = f.id
    order by f.signs[1], cardinality(f.signs) desc, length(d.name), d.id desc limit ${atMost}`.execute(ctx.db)
  return rows.map(({ signs: found, ...row }) => ({ ...row, by: found.map((sign) => signs[sign]!) }))
}

/** Those of the typed texts that say something already. */
function read(texts: readonly string[], tidy: (text: string) => string): string[] {
  const values = texts.flatMap((text) => {
    try {
      return [tidy(text)]
    } catch (error) {
      if (error instanceof AppError) return []
      throw error
    }
  })
  return [...new Set(values)]
}

/** A switchboard is one phone, whatever the extension. */
const numberOf = (text: string): string => tidyPhone(text).split(';')[0]!

/** Words of a name that tell one from another; of a company not what kind of business it is by law. */
function wordsOf(record: 'contacts' | 'companies', name: string): string[] {
  const words =
    textKey(name)
      .match(/[\p{L}\p{N}]+/gu)
      ?.slice(0, 8) ?? []
  const telling = record === 'companies' ? words.filter((word) => !legalForms.has(word)) : words
  return telling.length ? telling : words
}
const legalForms: ReadonlySet<string> = new Set(
  'ооо оао зао пао нао ао ип тоо чп гк ltd llc inc co corp company gmbh ag sa srl bv plc the'.split(' '),
)

const hasChannel = (column: 'phones' | 'emails', values: readonly string[]) =>
  sql<boolean>`exchanges(${sql.ref(`d.${column}`)}) && ${values}::text[]`

/** Each word begins a word of the name; quotes and dots stand between words as spaces do. */
const namedSo = (record: RecordName, words: readonly string[]) =>
  allOf([
    sql`d.id in (select e.record_id from search_entries e
      where e.record = ${record} and ${allOf(words.map((word) => sql`e.words like ${`%${likeText(word)}%`}`))})`,
    ...words.map(
      (word) => sql`' ' || translate(d.name_key, '«»"“”„''().,/-', '             ') like ${`% ${likeText(word)}%`}`,
    ),
  ])
