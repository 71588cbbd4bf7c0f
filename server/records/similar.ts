import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { integerId, textKey } from '../../model/fields.ts'
import { records } from '../../model/records.ts'
import { wordsOf } from '../../model/sounds.ts'
import { readSought } from '../../model/sought.ts'
import { demandVisible } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { allOf, anyOf, plannedAnew } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { aboutClient, firstPhone } from './glance.ts'
import { beginning, soundsOfName, whole, wordsNear } from './searchWords.ts'
import { tidyEmail, tidyPhone } from './values.ts'

/** What is known so far of a client who is being written down; half of it may not be typed yet. */
export const similarInput = z.strictObject({
  name: z.string().max(400).optional(),
  phones: z.array(z.string().max(255)).max(20).default([]),
  emails: z.array(z.string().max(255)).max(20).default([]),
  taxNumber: z.string().max(60).optional(),
  /** a record that is not meant: the one that is being looked at */
  not: integerId.optional(),
})
export type SimilarInput = z.output<typeof similarInput>
export type Client = 'contacts' | 'companies'

const signs = ['tax', 'phone', 'email', 'name'] as const
/** What may be the same of two clients, the surest first. */
export type Sign = (typeof signs)[number]
export interface Similar {
  id: number
  name: string
  about: string | null
  phone: string | null
  /** what is the same, the surest first */
  by: Sign[]
}
type Branch = RawBuilder<unknown>
const atMost = 5

/**
 * Clients with the same tax number, phone or email, however they are written, or whose names begin their words as the given
 * ones do, in either script; where there are none of these, with a letter wrong. Only what the actor sees, the surest
 * first. One statement, along the indexes of these; two more where no name is similar.
 */
export async function similarClients(
  ctx: Context,
  record: Client,
  { name = '', phones, emails, taxNumber, not }: SimilarInput,
): Promise<Similar[]> {
  const [numbers, addresses, taxes] = [
    read(phones, numberOf),
    read(emails, tidyEmail),
    taxNumber ? (taxNumberOf(taxNumber) ?? []) : [],
  ]
  const words = tellingWords(record, name)
  const found = (sign: Sign, field: string, same: RawBuilder<boolean>): Branch => {
    demandVisible(ctx.actor, record, [field])
    return sql`(select d.id, ${sql.lit(signs.indexOf(sign))}::int as sign from ${sql.table(record)} d
      where ${same} and d.removed_at is null and d.id is distinct from ${not ?? null}::int and ${scopeCondition(ctx.actor, record, 'see', 'd')}
      order by length(d.name), d.id desc limit ${atMost})`
  }
  // Less than three letters have no place in the index.
  const named = words.some((word) => word.length >= 3)
  const certain = [
    ...(taxes.length ? [found('tax', 'taxNumber', sql`d.tax_number_key = any(${taxes}::text[])`)] : []),
    ...(numbers.length ? [found('phone', 'phones', hasChannel('phones', numbers))] : []),
    ...(addresses.length ? [found('email', 'emails', hasChannel('emails', addresses))] : []),
  ]
  const sounding = wordsOf(words.join(' ')).map(({ readings }) => readings.map(({ form }) => form).filter(Boolean))
  const rows = await look(ctx, record, [
    ...certain,
    ...(named ? [found('name', 'name', namedAs(record, [sounding.map((forms) => forms.map(beginning))]))] : []),
  ])
  if (!named || rows.some(({ by }) => by.includes('name'))) return rows
  const near = await wordsNear(ctx, readSought(words.join(' ')))
  if (!near.size) return rows
  const arms = [...near].map(([wrong, meant]) =>
    sounding.map((forms) => (forms[0] === wrong ? meant.map(whole) : forms.map(beginning))),
  )
  return look(ctx, record, [...certain, found('name', 'name', namedAs(record, arms))])
}

async function look(ctx: Context, record: Client, branches: readonly Branch[]): Promise<Similar[]> {
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

/** The tax number as it is compared; undefined while it is none yet. */
const taxNumberOf = (text: string): [string] | undefined => {
  const { data } = records.companies.fields.taxNumber.schema.safeParse(text)
  return data == null ? undefined : [textKey(data)]
}

/** Words of a name that tell one from another; of a company not what kind of business it is by law. */
export function tellingWords(record: Client, name: string): string[] {
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

/**
 * Each word begins a word of the name, as it sounds: one of several ways to read all of them, each word in one of several
 * patterns. The whole entry is asked first, for the index on it.
 */
function namedAs(record: Client, ways: readonly (readonly (readonly string[])[])[]): RawBuilder<boolean> {
  const like = (text: RawBuilder<unknown>) =>
    anyOf(
      ways.map((words) =>
        allOf(words.map((patterns) => anyOf(patterns.map((pattern) => sql`${text} like ${pattern}`)))),
      ),
    )
  return sql`d.id in (select e.record_id from search_entries e
    where e.record = ${record} and ${like(sql`e.words`)} and ${like(soundsOfName)})`
}
