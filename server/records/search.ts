import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { recordNames, records, type RecordName } from '../../model/records.ts'
import { readSought, type Sought } from '../../model/sought.ts'
import { seesAllSearched } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { allOf, anyOf, plannedAnew } from '../platform/database.ts'
import { reads, type Context } from '../platform/method.ts'
import { ifShown } from './columns.ts'
import { likeText } from './filter.ts'
import { glanceInput, glances } from './glance.ts'
import { orderOf } from './list.ts'
import { walk, type Walk } from './walk.ts'
import { hasParts, isDoubtful, rankOf, ranks, wordsNear, type NearWords } from './searchWords.ts'

export interface Found {
  record: RecordName
  id: number
  name: string
  /** what has led to it: its own words, the name of its client, its tag, or words with one letter different */
  by: 'words' | 'client' | 'tag' | 'near'
}
interface Row {
  record: RecordName
  id: number
  name: string
  createdAt: string
  rank: number
}

/** What is found by itself; the words of tags lead to the deals that bear them. */
const foundRecords = recordNames.filter((name) => records[name].searched.length > 0 && name !== 'terms')
/** Fewer answers than that, and none of them sure: a letter may be wrong. */
const enough = 3
/** Of words that are in more entries than that, so many are looked at, and the newest of what the actor sees. */
const mostHits = 2000
const mostNew = 500
const mostNamed = 100

interface Question {
  ctx: Context
  sought: Sought
  only: RecordName | undefined
  limit: number
  each: boolean
}

/**
 * Finds records by parts of their names, phones, emails and numbers; every part has to be in it. Only what the actor
 * sees, the best first, then the newest: so many in all, or with `each` so many of every record, deals also by the name
 * of their client and by their tags. One statement; one more for words that are nearly everywhere; two more where little
 * is found and no word begins so, for words with a letter wrong.
 */
export async function find(
  ctx: Context,
  text: string,
  only: RecordName | undefined,
  limit: number,
  each = false,
): Promise<Found[]> {
  const sought = readSought(text)
  if (!sought.parts.length) return []
  const question = { ctx, sought, only, limit, each }
  const { rows, hits } = await ask(question, byWords(question))
  const more = async (source: RawBuilder<unknown>, near = false) => {
    const known = new Set(rows.map(keyOf))
    rows.push(...(await ask(question, source, near)).rows.filter((row) => !known.has(keyOf(row))))
  }
  if (hits === mostHits) {
    await more(await amongNewest(question))
  } else if (
    sought.parts.some(({ words }) => words.length > 0) &&
    rows.length < enough &&
    rows.every(({ rank }) => isDoubtful(rank))
  ) {
    const near = await wordsNear(ctx, sought)
    if (near.size) await more(byWords(question, near), true)
  }
  rows.sort(byRank)
  return (each ? cutEach(rows, limit) : rows.slice(0, limit)).map(({ record, id, name, rank }) => ({
    record,
    id,
    name,
    by: rank < ranks.client ? 'words' : rank >= ranks.near ? 'near' : rank === ranks.tag ? 'tag' : 'client',
  }))
}

const keyOf = ({ record, id }: Row) => `${record} ${String(id)}`
const byRank = (a: Row, b: Row) =>
  a.rank - b.rank || (a.createdAt === b.createdAt ? b.id - a.id : a.createdAt < b.createdAt ? 1 : -1)

function cutEach(rows: readonly Row[], limit: number): Row[] {
  const counts = new Map<RecordName, number>()
  return rows.filter(({ record }) => {
    const count = (counts.get(record) ?? 0) + 1
    counts.set(record, count)
    return count <= limit
  })
}

const askedRecords = (only: RecordName | undefined): RecordName[] => (only ? [only] : foundRecords)
/** Records whose words are looked up; those of clients and tags lead to deals. */
const lookedRecords = ({ only, each }: Question): RecordName[] => [
  ...new Set<RecordName>([...askedRecords(only), ...(leadsToDeals(only, each) ? leading : [])]),
]
const leading = ['companies', 'contacts', 'terms'] as const
const leadsToDeals = (only: RecordName | undefined, each: boolean) => each && askedRecords(only).includes('deals')

/** The entries that have the words, or near ones. */
function byWords(question: Question, near?: NearWords): RawBuilder<unknown> {
  const { sought, only } = question
  return sql`select e.record, e.record_id, ${near ? sql`${ranks.near}::int` : rankOf(sought)} as rank from (
    select * from search_entries e where ${hasParts(sought, near)}
      ${only ? sql`and e.record = any(${lookedRecords(question)}::text[])` : sql``} limit ${mostHits}) e`
}

/** The same of the newest that the actor sees, and of the first whose names begin so. */
async function amongNewest(question: Question): Promise<RawBuilder<unknown>> {
  const { ctx, sought } = question
  const [begins] = sought.names
  const candidates = await Promise.all(
    lookedRecords(question).map(async (name) => {
      const newest = await walk(ctx, name, { ...newestRows, order: orderOf(ctx, name) })
      const key = sql.ref(`d.${records[name].named}Key`)
      // Deals are in no order of names.
      const named = sql`select d.id from ${sql.table(name)} d
        where d.removed_at is null and ${key} >= ${begins} and ${key} < ${`${begins!}\u{10ffff}`} order by ${key} limit ${mostNamed}`
      return sql`select ${name}::text as record, id from (${newest}) n
        ${name === 'deals' ? sql`` : sql`union all select ${name}, id from (${named}) n`}`
    }),
  )
  return sql`select e.record, e.record_id, ${rankOf(sought)} as rank
    from (select distinct record, id from (${sql.join(candidates, sql` union all `)}) a) c
      join search_entries e on e.record = c.record and e.record_id = c.id
    where ${hasParts(sought)}`
}
const newestRows: Omit<Walk, 'order'> = {
  columns: sql`d.id`,
  action: 'see',
  removed: false,
  filter: undefined,
  from: null,
  limit: mostNew,
}

/** The rows that hits lead to, as far as the actor sees them, and how many hits there were. */
async function ask(
  { ctx, sought, only, limit, each }: Question,
  source: RawBuilder<unknown>,
  near = false,
): Promise<{ rows: Row[]; hits: number }> {
  const wide = leadsToDeals(only, each)
  // The words are looked up once for all records; ids are given in the order of creation.
  const found = sql.join(
    askedRecords(only).map(
      (name) => sql`(
    select ${name}::text as record, d.id, d.name, d.created_at, e.rank
    from (${hitsOf(ctx, sought, name, wide, near)} order by rank, record_id desc) e cross join lateral (
      select d.id, ${sql.ref(`d.${records[name].named}`)} as name, d.created_at from ${sql.table(name)} d
      where d.id = e.record_id and d.removed_at is null and ${foundCondition(ctx, sought, name, 'd')}) d
    order by e.rank, e.record_id desc limit ${limit})`,
    ),
    sql` union all `,
  )
  const { rows } = await sql<{ [K in keyof Row]: Row[K] | null } & { hits: number }>`${plannedAnew}
    with hits as materialized (${source})
    select counted.hits, f.* from (select count(*)::int as hits from hits) counted left join (
      select record, id, name, created_at, rank from (${found}) f
      order by rank, created_at desc, id desc ${each ? sql`` : sql`limit ${limit}`}) f on true`.execute(ctx.db)
  return { rows: rows.filter((row): row is Row & { hits: number } => row.id !== null), hits: rows[0]!.hits }
}

/** The ids of a record that answer, with their ranks. */
function hitsOf(ctx: Context, sought: Sought, name: RecordName, wide: boolean, near: boolean): RawBuilder<unknown> {
  const { number } = sought
  const own = sql`select record_id, rank from hits where record = ${name}`
  if (name !== 'deals' || (number === null && !wide)) return own
  const numbered = number === null ? [] : [sql`select ${number}::int as record_id, ${ranks.exact}::int as rank`]
  return sql`select record_id, min(rank) as rank from (${sql.join([own, ...numbered, ...(wide ? ofClientsAndTags(ctx, sought, near) : [])], sql` union all `)}) u group by 1`
}

/**
 * What is seen of the hits. Words are kept together, whichever field they stand in: who does not see all of these fields
 * finds by the name alone, as it is written.
 */
function foundCondition(ctx: Context, sought: Sought, name: RecordName, alias: string): RawBuilder<boolean> {
  const seen = scopeCondition(ctx.actor, name, 'see', alias)
  if (seesAllSearched(ctx.actor, name)) return seen
  const key = sql.ref(`${alias}.${records[name].named}Key`)
  const written = anyOf(sought.names.map((text) => sql`${key} like ${`%${likeText(text)}%`}`))
  const numbered =
    name === 'deals' && sought.number !== null ? [sql<boolean>`${sql.ref(`${alias}.id`)} = ${sought.number}`] : []
  return allOf([seen, anyOf([written, ...numbered])])
}

/** A word that half of the companies have in their names brings the deals of the best of them only. */
const clientsLookedAt = 50

/** The deals of clients whose words were hit, as far as the actor sees these, and those that bear a tag called so. */
function ofClientsAndTags(ctx: Context, sought: Sought, near: boolean): RawBuilder<unknown>[] {
  const [client, tag] = near ? [ranks.near + 1, ranks.near + 2] : [ranks.client, ranks.tag]
  const seen = (name: 'companies' | 'contacts') => sql`(
    select c.id from hits h join ${sql.table(name)} c on c.id = h.record_id
    where h.record = ${name} and c.removed_at is null and ${foundCondition(ctx, sought, name, 'c')}
    order by h.rank, h.record_id desc limit ${sql.raw(String(clientsLookedAt))})`
  const sees = (field: string, deal: string) => ifShown(ctx.actor, 'deals', field, deal, sql<boolean>`true`)
  const ofDeal = (field: string) => sql`exists (select from deals y where y.id = x.deal_id and ${sees(field, 'y')})`
  return [
    sql`select x.id, ${client}::int from deals x where x.company_id in ${seen('companies')} and ${sees('companyId', 'x')}`,
    sql`select x.deal_id, ${client}::int from deal_contacts x where x.contact_id in ${seen('contacts')} and ${ofDeal('contactIds')}`,
    sql`select x.deal_id, ${tag}::int from deal_tags x where ${ofDeal('tagIds')} and x.term_id in (
      select t.id from hits h join terms t on t.id = h.record_id
      where h.record = 'terms' and t.dictionary = 'tag' and t.removed_at is null)`,
  ]
}

const findInput = z.strictObject({
  text: z.string().max(200),
  record: z.enum(recordNames as [RecordName, ...RecordName[]]).optional(),
  limit: z.int().min(1).max(201).default(10),
  /** so many of every record instead of so many in all; deals also by the name of their client and by tag */
  each: z.boolean().default(false),
})
export const searchMethods = {
  'search.find': reads(findInput, (ctx, { text, record, limit, each }) => find(ctx, text, record, limit, each)),
  /** What tells records apart at a glance; in the order asked, without those that are gone or out of sight. */
  'search.glance': reads(glanceInput, (ctx, { items, text }) => glances(ctx, items, text)),
}
