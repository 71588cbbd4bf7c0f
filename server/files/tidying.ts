import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import { transact } from '../platform/database.ts'
import type { JobHandler } from '../platform/jobs.ts'
import type { Installation } from '../platform/method.ts'
import type { Store } from '../platform/store.ts'

const waitingHours = 24
const some = 500

/**
 * Lets go of uploads that were hung nowhere within a day, of what has lain in the bin for its days, and then of contents
 * that no file needs any more.
 */
export async function tidyFiles({ db, store }: Installation, signal: AbortSignal): Promise<void> {
  await sql`delete from files where record is null and created_at < now() - make_interval(hours => ${waitingHours})`.execute(
    db,
  )
  await sql`delete from files where removed_at < now() - make_interval(days => (select bin_days from settings))`.execute(
    db,
  )
  if (!store) return
  for (let more = true; more && !signal.aborted;) {
    // An hour of grace: somebody may be about to take the same once more.
    const { rows } = await sql<{ hash: string }>`
      select hash from file_contents c where kept_at < now() - interval '1 hour'
        and not exists (select 1 from files f where f.hash = c.hash) limit ${some}`.execute(db)
    for (const { hash } of rows) if (!signal.aborted) await dropContent(db, store, hash)
    more = rows.length === some
  }
}

/** Whoever takes the same content just now waits for the row, and then puts the bytes there anew. */
const dropContent = (db: Db, store: Store, hash: string) =>
  transact(db, async (tx) => {
    const { rows } = await sql`
      delete from file_contents c where hash = ${hash} and kept_at < now() - interval '1 hour'
        and not exists (select 1 from files f where f.hash = c.hash) returning hash`.execute(tx)
    if (rows.length) await store.drop(hash)
  })

/** Lets go of bytes that no row tells of: a server was killed between the two, or the database is of an older backup. */
export async function sweepStore({ db, store }: Installation, signal: AbortSignal): Promise<void> {
  if (!store) return
  await store.tidy()
  for await (const hashes of store.old()) {
    if (signal.aborted) return
    const { rows } = await sql<{ hash: string }>`
      select hash from unnest(${hashes}::text[]) hash where hash not in (select c.hash from file_contents c where c.hash = any(${hashes}::text[]))`.execute(
      db,
    )
    for (const { hash } of rows) await dropStray(db, store, hash)
  }
}

/** The row stands there for as long as the bytes are being taken away: whoever brings the same waits for that. */
const dropStray = (db: Db, store: Store, hash: string) =>
  transact(db, async (tx) => {
    const { rows } = await sql`
      insert into file_contents (hash, size, type) values (${hash}, 1, '') on conflict do nothing returning hash`.execute(
      tx,
    )
    if (!rows.length) return
    await store.drop(hash)
    await sql`delete from file_contents where hash = ${hash}`.execute(tx)
  })

export const fileJobs = (installation: Installation): Record<string, JobHandler> => ({
  async 'files.sweep'(_job, signal) {
    await sweepStore(installation, signal)
    return { again: 86_400 }
  },
})
