import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { StartError } from './config.ts'

const folder = new URL('../migrations/', import.meta.url)
/** Any number, the same for all servers: two that start at once migrate once. */
const lockKey = 7_332_001

/** Brings the schema up to date, each step in a transaction of its own. Refuses a schema newer than this server. */
export async function migrate(connectionString: string): Promise<void> {
  const steps = (await readdir(folder)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort()
  const client = new pg.Client({ connectionString, application_name: 'sdelka migrate' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(${lockKey})`)
    await client.query(
      'create table if not exists migrations (name text primary key, done_at timestamptz(3) not null default now())',
    )
    const done = new Set(
      (await client.query<{ name: string }>('select name from migrations')).rows.map((row) => row.name),
    )
    const unknown = [...done].filter((name) => !steps.includes(name))
    if (unknown.length)
      throw new StartError(
        `The database was made by a newer Sdelka (${unknown.join(', ')}). Start that version, or restore an older copy.`,
      )
    for (const name of steps.filter((step) => !done.has(step))) {
      await client.query('begin')
      await client.query(await readFile(new URL(name, folder), 'utf8'))
      await client.query('insert into migrations (name) values ($1)', [name])
      await client.query('commit')
    }
  } finally {
    await client.end()
  }
}
