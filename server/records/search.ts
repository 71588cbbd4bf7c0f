import { sql } from 'kysely'
import { z } from 'zod'
import { textKey, type ChannelValue } from '../../model/fields.ts'
import { recordNames, records, type RecordName } from '../../model/records.ts'
import { scopeCondition } from '../access/scope.ts'
import { allOf, plannedAnew } from '../platform/database.ts'
import { reads, type Context } from '../platform/method.ts'
import type { Draft } from './change.ts'
import { likeText } from './filter.ts'
import { glanceInput, glances } from './glance.ts'

/** Keeps the words by which records are found, apart from their rows: written only when a searched field has changed. */
export async function writeSearchEntries<N extends RecordName>(
  ctx: Context,
  name: N,
  drafts: readonly Draft<N>[],
): Promise<void> {
  if (!records[name].searched.length) return
  const entries = drafts
    .map(({ id, old, next }) => ({ id, before: old && wordsOf(name, old), words: wordsOf(name, next) }))
    .filter(({ before, words }) => before !== words)
  if (!entries.length) return
  await sql`insert into search_entries (record, record_id, words)
    select ${name}, id, words from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as x(id int, words text)
    on conflict (record, record_id) do update set words = excluded.words`.execute(ctx.db)
}

/** The searched fields of a row, folded, one per line. */
export function wordsOf(name: RecordName, row: object): string {
  return records[name].searched
    .flatMap((key) => {
      const value = (row as Record<string, unknown>)[key]
      if (Array.isArray(value)) return (value as ChannelValue[]).map((channel) => textKey(channel.value))
      return typeof value === 'string' ? [textKey(value)] : []
    })
    .join('\n')
}

export interface Found {
  record: RecordName
  id: number
  name: string
}

/**
 * Finds records by parts of their names, phones and emails; every part has to be in it. Only what the actor sees, newest
 * first: so many in all, or with `each` so many of every record, deals also by the name of their client.
 */
export async function find(
  ctx: Context,
  text: string,
  only: RecordName | undefined,
  limit: number,
  each = false,
): Promise<Found[]> {
  const parts = text
    .trim()
    .split(/\s+/)
    .slice(0, 8)
    .map((part) => (/^\+?[\d()-]{5,}$/.test(part) ? part.replace(/[()-]/g, '') : part))
  if (!parts[0]) return []
  const searched = recordNames.filter((name) => records[name].searched.length > 0 && (!only || name === only))
  // The words are looked up once for all records; ids are given in the order of creation.
  const found = sql.join(
    searched.map(
      (name) => sql`(
    select ${name}::text as record, d.id, d.name, d.created_at
    from (${name === 'deals' && each ? dealsAndClients(ctx) : sql`select record_id from hits where record = ${name}`} order by record_id desc) e cross join lateral (
      select d.id, ${sql.ref(`d.${records[name].named}`)} as name, d.created_at from ${sql.table(name)} d
      where d.id = e.record_id and d.removed_at is null and ${scopeCondition(ctx.actor, name, 'see', 'd')}) d
    order by e.record_id desc limit ${limit})`,
    ),
    sql` union all `,
  )
  const { rows } = await sql<Found>`${plannedAnew}
    with hits as materialized (
      select e.record, e.record_id from search_entries e where ${allOf(parts.map((part) => sql`e.words like ${`%${likeText(part)}%`}`))})
    select record, id, name from (${found}) f order by created_at desc, id desc ${each ? sql`` : sql`limit ${limit}`}`.execute(
    ctx.db,
  )
  return rows
}

/** A word that half of the companies have in their names brings the deals of the newest of them only. */
const clientsLookedAt = 50

/** The deals whose title was hit, and those of the clients whose name was: of clients that the actor sees. */
const dealsAndClients = (ctx: Context) => {
  const seen = (client: 'companies' | 'contacts') => sql`(
    select c.id from hits h join ${sql.table(client)} c on c.id = h.record_id
    where h.record = ${client} and c.removed_at is null and ${scopeCondition(ctx.actor, client, 'see', 'c')}
    order by h.record_id desc limit ${sql.raw(String(clientsLookedAt))})`
  return sql`
    select record_id from hits where record = 'deals'
    union select x.id from deals x where x.company_id in ${seen('companies')}
    union select x.deal_id from deal_contacts x where x.contact_id in ${seen('contacts')}`
}

const findInput = z.strictObject({
  text: z.string().max(200),
  record: z.enum(recordNames as [RecordName, ...RecordName[]]).optional(),
  limit: z.int().min(1).max(50).default(10),
  /** so many of every record instead of so many in all; deals also by the name of their client */
  each: z.boolean().default(false),
})
export const searchMethods = {
  'search.find': reads(findInput, (ctx, { text, record, limit, each }) => find(ctx, text, record, limit, each)),
  /** What tells records apart at a glance; in the order asked, without those that are gone or out of sight. */
  'search.glance': reads(glanceInput, (ctx, { items }) => glances(ctx, items)),
}
