import { sql } from 'kysely'
import { transact, type Db } from '../platform/database.ts'
import type { Client } from '../records/similar.ts'
import { keysOf, likenessOf, type Known, type Likeness } from './alike.ts'

const clients = ['contacts', 'companies'] as const satisfies readonly Client[]
const chunk = 200
/** What more have in common than that tells nobody apart, as the phone of a large house. */
const mostAlike = 20

/**
 * Compares some of the marked clients with all others: a few statements along indexes, however many clients there are.
 * Gives whether there are more. What a killed process has begun is begun anew.
 */
export async function lookForDuplicates(db: Db): Promise<boolean> {
  return transact(db, async (tx) => {
    // One at a time, so that no two write the same pairs.
    await sql`select pg_advisory_xact_lock(hashtext('duplicates'))`.execute(tx)
    const { rows: marks } = await sql<{ record: Client; recordId: number }>`
      delete from duplicate_marks where id in (select id from duplicate_marks order by id limit ${chunk})
      returning record, record_id`.execute(tx)
    for (const record of clients) {
      const ids = new Set(marks.flatMap((mark) => (mark.record === record ? [mark.recordId] : [])))
      if (ids.size) await compare(tx, record, [...ids])
    }
    return marks.length === chunk
  })
}

async function compare(tx: Db, record: Client, ids: readonly number[]): Promise<void> {
  const found = await load(tx, record, ids)
  const keys = new Map(found.map((client) => [client.id, keysOf(record, client)]))
  const kept = JSON.stringify([...keys].map(([id, own]) => ({ id, keys: `{${own.join()}}` })))
  await sql`delete from duplicate_keys where record = ${record} and record_id = any(${ids}::int[])`.execute(tx)
  await sql`insert into duplicate_keys (record, record_id, keys)
    select ${record}, id, keys::bigint[] from json_to_recordset(${kept}::json) as x(id int, keys text)`.execute(tx)
  const asked = [...new Set([...keys.values()].flat())]
  const { rows } = await sql<{ key: string; ids: number[] }>`
    select k.key::text as key, array(
      select d.record_id from duplicate_keys d where d.keys @> array[k.key] and d.record = ${record} limit ${mostAlike + 1}) ids
    from unnest(${asked}::bigint[]) k(key)`.execute(tx)
  const having = new Map(rows.filter((row) => row.ids.length <= mostAlike).map((row) => [row.key, row.ids]))
  const others = new Set(rows.flatMap((row) => having.get(row.key) ?? []))
  const known = new Map(
    [
      ...found,
      ...(await load(
        tx,
        record,
        [...others].filter((id) => !keys.has(id)),
      )),
    ].map((one) => [one.id, one]),
  )
  const pairs = new Map<string, Likeness & { a: number; b: number }>()
  for (const [id, own] of keys)
    for (const other of new Set(own.flatMap((key) => having.get(key) ?? []))) {
      const [a, b] = [Math.min(id, other), Math.max(id, other)]
      const [one, two] = [known.get(a), known.get(b)]
      const likeness = a < b && one && two ? likenessOf(record, one, two) : null
      if (likeness) pairs.set(`${String(a)} ${String(b)}`, { a, b, ...likeness })
    }
  await sql`delete from duplicate_pairs where record = ${record} and a = any(${ids}::int[])`.execute(tx)
  await sql`delete from duplicate_pairs where record = ${record} and b = any(${ids}::int[])`.execute(tx)
  await sql`insert into duplicate_pairs (record, a, b, signs, rank, parted)
    select ${record}, a, b, array(select jsonb_array_elements_text(signs)), rank, parted
    from jsonb_to_recordset(${JSON.stringify([...pairs.values()])}::jsonb) as x(a int, b int, signs jsonb, rank smallint, parted boolean)`.execute(
    tx,
  )
}

async function load(tx: Db, record: Client, ids: readonly number[]): Promise<Known[]> {
  const parts = record === 'contacts' ? sql`, d.first_name, d.middle_name, d.last_name` : sql``
  const { rows } = await sql<Known>`
    select d.id, d.name, d.tax_number, d.phones, d.emails ${parts} from ${sql.table(record)} d
    where d.id = any(${ids}::int[]) and d.removed_at is null`.execute(tx)
  return rows
}

/** Forgets what is known of clients that are gone for good. */
export async function tidyDuplicates(db: Db): Promise<void> {
  for (const record of clients)
    for (const table of ['duplicate_pairs', 'duplicate_apart'])
      await sql`delete from ${sql.table(table)} p where p.record = ${record}
        and (not exists (select from ${sql.table(record)} d where d.id = p.a) or not exists (select from ${sql.table(record)} d where d.id = p.b))`.execute(
        db,
      )
}
