import pg from 'pg'
import { codeOf, reason, StartError } from '../config.ts'
import { extensions } from './cluster.ts'

const oldest = 15

/**
 * Makes sure that a database of one's own will do: it answers, it is PostgreSQL 15 or newer in UTF-8, it has the
 * extensions or lets us make them, and it finds Cyrillic by similarity. Else a StartError says what is wrong.
 */
export async function checkDatabase(connectionString: string): Promise<void> {
  const client = await open(connectionString)
  try {
    const { rows } = await client.query<{
      version: string
      encoding: string
      ctype: string
      name: string
      role: string
    }>(
      `select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding,
              datctype as ctype, datname as name, current_user as role
         from pg_database where datname = current_database()`,
    )
    const { version, encoding, ctype, name, role } = rows[0]!
    const major = Math.floor(Number(version) / 10_000)
    if (major < oldest) {
      throw new StartError(
        `PostgreSQL ${String(oldest)} or newer is needed, and DATABASE_URL leads to ${String(major)}.`,
      )
    }
    if (encoding !== 'UTF8')
      throw new StartError(`The database ${name} is in ${encoding}: make it with ENCODING 'UTF8'.`)
    await makeExtensions(client, name, role)
    const similar = await client.query<{ found: boolean }>(`select similarity('привет', 'приветы') > 0 as found`)
    if (!similar.rows[0]?.found) {
      throw new StartError(
        `The database ${name} cannot search Cyrillic (its LC_CTYPE is ${ctype}): make it with LOCALE 'C.UTF-8'.`,
      )
    }
  } finally {
    await client.end().catch(() => {})
  }
}

async function open(connectionString: string): Promise<pg.Client> {
  let client: pg.Client | undefined
  try {
    client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000, statement_timeout: 10_000 })
    client.on('error', () => {})
    await client.connect()
    return client
  } catch (error) {
    await client?.end().catch(() => {})
    // The address may hold a password: it is not repeated.
    const where = client ? `${client.host}:${String(client.port)}` : 'its address'
    throw new StartError(`The database of DATABASE_URL cannot be reached at ${where}: ${away(error)}.`)
  }
}

async function makeExtensions(client: pg.Client, name: string, role: string): Promise<void> {
  for (const extension of extensions) {
    try {
      await client.query(`create extension if not exists ${extension}`)
    } catch (error) {
      if (codeOf(error) === '23505' || codeOf(error) === '42710') continue // another server made it at this moment
      throw new StartError(
        `The database ${name} lacks the extension ${extension}, and ${role} cannot make it: ${away(error)}.`,
      )
    }
  }
}

function away(error: unknown): string {
  // A host with several addresses is refused by each of them.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error
  const code = codeOf(first)
  if (code === 'ECONNREFUSED') return 'nothing listens there'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no such host'
  if (code === 'ETIMEDOUT' || (first instanceof Error && first.message.includes('timeout'))) return 'it does not answer'
  return reason(first)
}
