import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { recordNames, records, type RecordName } from '../../model/records.ts'
import { readSought, type Sought } from '../../model/sought.ts'
import { seesAllSearched } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { allOf, plannedAnew } from '../platform/database.ts'
import { reads, type Context } from '../platform/method.ts'
import { ifShown } from './columns.ts'
import { glanceInput, glances } from './glance.ts'
import { hasParts, isDoubtful, rankOf, ranks, wordsNear, wordsOfName, type NearWords } from './searchWords.ts'
import { observedRows, slicesFor } from './slices.ts'

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
/**
 * Where words are in more entries than that, those out of the actor's sight would take the place of his own: they are
 * looked up again among what he sees, so many of the newest of each record, and the first whose names begin so.
 */
const mostHits = 2000
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
 * of their client and by their tags. What he does not see changes nothing of it. One statement; one more for words that
 * are in many entries; two more where little is found and no word begins so, for words with a letter wrong.
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
  const rows = await look(question)
  if (
    sought.parts.some(({ words }) => words.length > 0) &&
    rows.length < enough &&
    rows.every(({ rank }) => isDoubtful(rank))
  ) {
    const near = await wordsNear(ctx, sought)
    const known = new Set(rows.map(keyOf))
    if (near.size) rows.push(...(await look(question, near)).filter((row) => !known.has(keyOf(row))))
  }
  rows.sort(byRank)
  return (each ? cutEach(rows, limit) : rows.slice(0, limit)).map(({ record, id, name, rank }) => ({
    record,
    id,
    name,
    by: rank < ranks.client ? 'words' : rank >= ranks.near ? 'near' : rank === ranks.tag ? 'tag' : 'client',
  }))
}

async function look(question: Question, near?: NearWords): Promise<Row[]> {
  const { rows, hits } = await ask(question, byWords(question, near), near !== undefined)
  return hits < mostHits ? rows : (await ask(question, await amongSeen(question, near), near !== undefined)).rows
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

/** The entries that have the words, or near ones; where there are too many, so many of them without a rank. */
function byWords(question: Question, near?: NearWords): RawBuilder<unknown> {
  const { ctx, sought, only } = question
  const names = lookedRecords(question)
  const entries = sql`select e.record, e.record_id, ${wordsFor(ctx, names)} as words, count(*) over () as many
    from (select * from search_entries e where ${hasParts(sought, near)}
      ${only ? sql`and e.record = any(${names}::text[])` : sql``} limit ${mostHits}) e`
  return ranked(sought, near, entries, sql`e.many < ${mostHits}`)
}

/** Their ranks, by what the actor may see of their words; none if it has not all parts. */
function ranked(
  sought: Sought,
  near: NearWords | undefined,
  entries: RawBuilder<unknown>,
  where: RawBuilder<unknown> = sql`true`,
): RawBuilder<unknown> {
  const rank = near ? sql`${ranks.near}::int` : rankOf(sought)
  return sql`select e.record, e.record_id, case when ${where} and ${hasParts(sought, near)} then ${rank} end as rank
    from (${entries} offset 0) e`
}

/**
 * The words of an entry that the actor may find it by. They are kept together, whichever field they stand in: of a record
 * of which he does not see all searched fields, those of the name alone.
 */
function wordsFor({ actor }: Context, names: readonly RecordName[]): RawBuilder<string> {
  const limited = names.filter((name) => !seesAllSearched(actor, name))
  if (!limited.length) return sql`e.words`
  return sql`case when e.record = any(${limited}::text[]) then ${wordsOfName} else e.words end`
}

/** The entries of the newest that have the words and that the actor sees, and of the first whose names begin so. */
async function amongSeen(question: Question, near?: NearWords): Promise<RawBuilder<unknown>> {
  const { ctx, sought } = question
  const names = lookedRecords(question)
  const words = wordsFor(ctx, names)
  const has = hasParts(sought, near)
  const all = sql`select e.record, e.record_id, ${words} as words from search_entries e where ${has}`
  const limited = names.some((name) => !seesAllSearched(ctx.actor, name))
  const seen = await Promise.all(names.map((name) => newestSeen(question, name)))
  // Finding them all costs little as long as they are not ranked.
  return ranked(
    sought,
    near,
    sql`
    with hits as materialized (select e.record, e.record_id from (${all}) e ${limited ? sql`where ${has}` : sql``})
    select e.record, e.record_id, ${words} as words
    from (${sql.join(seen, sql` union all `)}) s join search_entries e on e.record = s.record and e.record_id = s.id`,
  )
}

/** Of the hits of a record the newest that the actor sees and the first whose names begin so. */
async function newestSeen({ ctx, sought }: Question, name: RecordName): Promise<RawBuilder<unknown>> {
  const [table, key, most] = [sql.table(name), sql.ref(`d.${records[name].named}Key`), sql.raw(String(mostHits))]
  const begins = sql`${key} >= ${sought.names[0]} and ${key} < ${`${sought.names[0]!}\u{10ffff}`}`
  // Ids are given in the order of creation. Deals are in no order of names.
  const pick = (newest: RawBuilder<unknown>, named: RawBuilder<unknown>) =>
    sql`select ${name}::text as record, id from ((${newest}) ${
      name === 'deals' ? sql`` : sql`union (${named} order by ${key} limit ${sql.raw(String(mostNamed))})`
    }) s`
  const slices = await slicesFor(ctx, name, mostHits)
  if (slices) {
    // Who sees little of a record has his rows looked through, who sees much the hits.
    const own = allOf([sql`d.owner_id = any(${slices.owners}::int[]) and d.removed_at is null`, ...slices.within])
    const pair = sql`d.id, ${key}`
    return sql`(with seen as materialized (
        select ${pair} from (select ${pair} from ${table} d where ${own} union select ${pair} from (${observedRows(slices)}) d) d
          join hits h on h.record = ${name} and h.record_id = d.id)
      ${pick(sql`select d.id from seen d order by d.id desc limit ${most}`, sql`select d.id from seen d where ${begins}`)})`
  }
  const seen = sql`d.removed_at is null and ${scopeCondition(ctx.actor, name, 'see', 'd')}`
  return pick(
    sql`select d.id from (select record_id from hits where record = ${name} order by record_id desc) h
      cross join lateral (select d.id from ${table} d where d.id = h.record_id and ${seen}) d
      order by h.record_id desc limit ${most}`,
    sql`select d.id from ${table} d where ${begins} and ${seen}`,
  )
}

/** The rows that hits lead to, as far as the actor sees them, and how many entries were looked at. */
async function ask(
  question: Question,
  source: RawBuilder<unknown>,
  near: boolean,
): Promise<{ rows: Row[]; hits: number }> {
  const { ctx, only, limit, each } = question
  // The words are looked up once for all records; ids are given in the order of creation.
  const found = sql.join(
    askedRecords(only).map(
      (name) => sql`(
    select ${name}::text as record, d.id, d.name, d.created_at, e.rank
    from (${hitsOf(question, name, near)} order by rank, record_id desc) e cross join lateral (
      select d.id, ${sql.ref(`d.${records[name].named}`)} as name, d.created_at from ${sql.table(name)} d
      where d.id = e.record_id and d.removed_at is null and ${scopeCondition(ctx.actor, name, 'see', 'd')}) d
    order by e.rank, e.record_id desc limit ${limit})`,
    ),
    sql` union all `,
  )
  const { rows } = await sql<{ [K in keyof Row]: Row[K] | null } & { hits: number }>`${plannedAnew}
    with looked as materialized (${source}), hits as (select * from looked where rank is not null)
    select counted.hits, f.* from (select count(*)::int as hits from looked) counted left join (
      select record, id, name, created_at, rank from (${found}) f
      order by rank, created_at desc, id desc ${each ? sql`` : sql`limit ${limit}`}) f on true`.execute(ctx.db)
  return { rows: rows.filter((row): row is Row & { hits: number } => row.id !== null), hits: rows[0]!.hits }
}

/** The ids of a record that answer, with their ranks. */
function hitsOf({ ctx, sought, only, each }: Question, name: RecordName, near: boolean): RawBuilder<unknown> {
  const { number } = sought
  const wide = leadsToDeals(only, each)
  const own = sql`select record_id, rank from hits where record = ${name}`
  if (name !== 'deals' || (number === null && !wide)) return own
  const numbered = number === null ? [] : [sql`select ${number}::int as record_id, ${ranks.exact}::int as rank`]
  return sql`select record_id, min(rank) as rank from (${sql.join([own, ...numbered, ...(wide ? ofClientsAndTags(ctx, near) : [])], sql` union all `)}) u group by 1`
}

/** A word that half of the companies have in their names brings the deals of the best of them only. */
const clientsLookedAt = 50

/** The deals of clients whose words were hit, as far as the actor sees these, and those that bear a tag called so. */
function ofClientsAndTags(ctx: Context, near: boolean): RawBuilder<unknown>[] {
  const [client, tag] = near ? [ranks.near + 1, ranks.near + 2] : [ranks.client, ranks.tag]
  const seen = (name: 'companies' | 'contacts') => sql`(
    select c.id from hits h join ${sql.table(name)} c on c.id = h.record_id
    where h.record = ${name} and c.removed_at is null and ${scopeCondition(ctx.actor, name, 'see', 'c')}
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
