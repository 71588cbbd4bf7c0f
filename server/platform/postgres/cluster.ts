import { execFile } from 'node:child_process'
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { StartError } from '../config.ts'
import type { Binaries } from './binaries.ts'
import type { Place } from './place.ts'
import { adminClient, asUser } from './postmaster.ts'

export const databaseName = 'sdelka'
/** What the application needs, and its role may not be trusted to make. */
export const extensions = ['pg_trgm', 'btree_gin', 'unaccent'] as const

/** Makes the cluster if there is none. One that was left half made is made anew; one of another version is a StartError. */
export async function makeCluster(place: Place, binaries: Binaries, sync: boolean): Promise<void> {
  if (existsSync(place.cluster)) {
    const made = readFileSync(join(place.cluster, 'PG_VERSION'), 'utf8').trim()
    if (made === binaries.major) return
    throw new StartError(
      `The data in ${place.home} are of PostgreSQL ${made}, and this version brings ${binaries.major}.`,
    )
  }
  // Never an empty database in the place of one that was lost, or whose disk is not there yet.
  if (existsSync(provisionedMark(place)))
    throw new StartError(`The database is gone from ${place.home}: put it back there.`)
  const draft = `${place.cluster}.new`
  const secret = join(place.home, 'admin.secret')
  rmSync(draft, { recursive: true, force: true })
  rmSync(secret, { force: true })
  try {
    writeFileSync(secret, place.adminPassword, { mode: 0o600 })
    if (place.user) chownSync(secret, place.user.uid, place.user.gid)
    const locale = process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8'
    // The linguistic order is ICU's; the libc locale is UTF-8, since with plain C trigrams of Cyrillic are empty.
    await promisify(execFile)(
      binaries.initdb,
      [
        ...['-D', draft, '-U', 'postgres', '-E', 'UTF8'],
        ...['--locale-provider=icu', '--icu-locale=und', `--locale=${locale}`],
        ...['--auth=scram-sha-256', `--pwfile=${secret}`],
        ...(sync ? [] : ['--no-sync']),
      ],
      { ...asUser(place), cwd: place.home },
    )
    renameSync(draft, place.cluster)
  } catch (error) {
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    const said = words.split('\n').find((line) => /error|fatal/i.test(line))
    throw new StartError(`The database could not be made in ${place.home}: ${said ?? String(error)}.`)
  } finally {
    rmSync(secret, { force: true })
  }
}

/** Makes the application's role, which is no superuser, its database and extensions, once per list of extensions. */
export async function provision(place: Place, socket: string): Promise<void> {
  const mark = provisionedMark(place)
  const wanted = extensions.join(' ')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return
  await asAdmin(place, socket, 'postgres', async (admin) => {
    const { rows } = await admin.query<{ role: boolean; base: boolean }>(
      `select exists(select from pg_roles where rolname = $1) as role,
              exists(select from pg_database where datname = $1) as base`,
      [databaseName],
    )
    const password = pg.escapeLiteral(place.password)
    await admin.query(`${rows[0]?.role ? 'alter' : 'create'} role ${databaseName} login password ${password}`)
    if (!rows[0]?.base) await admin.query(`create database ${databaseName} owner ${databaseName}`)
    await admin.query(`revoke all on database ${databaseName} from public`)
  })
  await asAdmin(place, socket, databaseName, async (admin) => {
    for (const name of extensions) await admin.query(`create extension if not exists ${name}`)
  })
  writeFileSync(mark, wanted)
}

const provisionedMark = (place: Place) => join(place.home, 'provisioned')

async function asAdmin(
  place: Place,
  socket: string,
  database: string,
  work: (admin: pg.Client) => Promise<void>,
): Promise<void> {
  const admin = adminClient(place, socket, database)
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
