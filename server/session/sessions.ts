import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '../../model/access.ts'
import { readyRoles } from '../../model/roles.ts'
import { lacksFactor, loadActor } from '../access/actor.ts'
import { auditEntry } from '../audit/audit.ts'
import { transact, type Db } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { oneLine } from '../platform/texts.ts'

const sessionDays = 30
const digest = (token: string) => createHash('sha256').update(token).digest()

/** Begins a session. The token goes to the browser alone; the database keeps its hash. */
export async function beginSession(ctx: Context, userId: number): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await sql`insert into sessions (hash, user_id, user_agent, ip, expires_at)
    values (${digest(token)}, ${userId}, ${oneLine(ctx.visit?.userAgent ?? '', 300)}, ${ctx.visit?.ip ?? ''},
      now() + make_interval(days => ${sessionDays}))`.execute(ctx.db)
  return token
}

/** Lets somebody in who has proved who he is, on the browser at the other end; the session it had before ends. */
export async function comeIn(ctx: Context, userId: number, by: 'password' | 'code' | 'recovery'): Promise<void> {
  const { visit } = ctx
  if (visit?.session) await endSession(ctx.db, visit.session)
  const token = await transact(ctx.db, async (db) => {
    const own = { ...ctx, db }
    await sql`update credentials set reset_asked_at = null where user_id = ${userId} and reset_asked_at is not null`.execute(
      db,
    )
    await auditEntry(own, 'signedIn', { by: userId, details: { by, userAgent: visit?.userAgent ?? '' } })
    return beginSession(own, userId)
  })
  const device = deviceOf(ctx.secret, userId, visit?.device ?? null)
  visit?.keep(token, device ? undefined : deviceMark(ctx.secret, userId))
}

/** The number of the session at the other end; null if it is none. */
export async function sessionIdOf({ db, visit }: Pick<Context, 'db' | 'visit'>): Promise<number | null> {
  if (!visit?.session) return null
  const row = await db.selectFrom('sessions').select('id').where('hash', '=', digest(visit.session)).executeTakeFirst()
  return row?.id ?? null
}

export async function endSession(db: Db, token: string): Promise<void> {
  known.delete(token)
  await db.deleteFrom('sessions').where('hash', '=', digest(token)).execute()
}

/** Forgets sessions that have ended and tries that no longer count. */
export async function tidySessions(db: Db): Promise<void> {
  await sql`delete from sessions where expires_at < now()`.execute(db)
  await sql`delete from login_tries where window_start < now() - make_interval(mins => ${tries.minutes})`.execute(db)
}

/** Who a session belongs to, with his rights as they were at most a second ago; null if it has ended. */
export async function actorOfSession(db: Db, token: string): Promise<Actor | null> {
  return remembered(token, async () => {
    const {
      rows: [row],
    } = await sql<{ userId: number; preview: number | null; stale: boolean }>`
      select user_id, preview_user_id preview, seen_at < now() - interval '5 minutes' stale from sessions where hash = ${digest(token)} and expires_at > now()`.execute(
      db,
    )
    if (row?.stale) await sql`update sessions set seen_at = now() where hash = ${digest(token)}`.execute(db)
    return row ? actorShown(db, row) : null
  })
}

/** The person of a session, or the one as whom he looks for as long as he may. */
async function actorShown(
  db: Db,
  { userId, preview }: { userId: number; preview: number | null },
): Promise<Actor | null> {
  const own = await loadActor(db, userId, 'web')
  if (preview === null || !own?.administrator) return own
  const shown = await loadActor(db, preview, 'web')
  // What is asked of that person is not asked of who looks.
  return shown ? { ...shown, mustSetUp: own.mustSetUp ?? false, previewedBy: { id: userId, name: own.name } } : own
}

/** Has a session look as somebody else, or as its own person again. Throws AppError. */
export async function lookAs(ctx: Context, token: string, userId: number | null): Promise<void> {
  await ctx.db.updateTable('sessions').set({ previewUserId: userId }).where('hash', '=', digest(token)).execute()
  ctx.afterCommit(() => known.delete(token))
}

/** Who an API key speaks for, narrowed to its methods; null if there is no such key. */
export async function actorOfKey(db: Db, token: string): Promise<Actor | null> {
  return remembered(token, async () => {
    const {
      rows: [key],
    } = await sql<{ id: number; userId: number; name: string; scope: string[] | null; stale: boolean }>`
      select id, user_id, name, scope, coalesce(seen_at < now() - interval '5 minutes', true) stale from api_keys
      where hash = ${digest(token)} and revoked_at is null`.execute(db)
    if (key?.stale) await sql`update api_keys set seen_at = now() where id = ${key.id}`.execute(db)
    const actor = key && (await loadActor(db, key.userId, 'api', key.scope))
    return actor ? { ...actor, cause: key.name } : null
  })
}

/**
 * Which of these sessions and keys still hold, of people who are still active and have what everybody needs to sign in; and
 * for whom they speak: a session by which an administrator looks as somebody else, for that one. One statement for any
 * number.
 */
export async function stillValid(db: Db, tokens: readonly string[]): Promise<Map<string, number>> {
  const byHash = new Map(tokens.map((token) => [digest(token).toString('hex'), token]))
  const hashes = sql`array(select decode(h, 'hex') from unnest(${[...byHash.keys()]}::text[]) h)`
  const { rows } = await sql<{ hash: string; userId: number }>`
    select encode(s.hash, 'hex') hash, case
        when preview is null then s.user_id
        when exists (select from role_holders h where h.user_id = s.user_id and h.role_id = ${readyRoles.administrator}) then preview
        else s.user_id end user_id from (
      select hash, user_id, preview_user_id preview from sessions where expires_at > now() and hash = any(${hashes})
      union all select hash, user_id, null from api_keys where revoked_at is null and hash = any(${hashes})) s
    join users u on u.id = s.user_id and u.active and u.removed_at is null
    where not ${lacksFactor(sql`u.id`)}`.execute(db)
  return new Map(rows.map(({ hash, userId }) => [byHash.get(hash)!, userId]))
}

/** Makes an API key for a person, limited to methods (`deals.list`, `deals.*`) if a scope is given. Shown once. */
export async function createKey(ctx: Context, userId: number, name: string, scope: string[] | null): Promise<string> {
  const key = `sd_${randomBytes(32).toString('base64url')}`
  await ctx.db
    .insertInto('apiKeys')
    .values({ hash: digest(key), userId, name, scope })
    .execute()
  await auditEntry(ctx, 'keyCreated', { about: { record: 'users', id: userId }, details: { name } })
  return key
}

// Rights are looked up at most once a second for each session or key: a change of them holds within that.
const known = new Map<string, { actor: Promise<Actor | null>; until: number }>()
const knownFor = 800
/** Has the rights of a session looked up anew at its next request. */
export const forgetActor = (token: string): void => void known.delete(token)
/** The same for everybody: what records look like has changed. */
export const forgetActors = (): void => known.clear()
function remembered(token: string, load: () => Promise<Actor | null>): Promise<Actor | null> {
  const now = performance.now()
  const found = known.get(token)
  if (found && found.until > now) return found.actor
  if (known.size > 5000) known.clear()
  const actor = load()
  known.set(token, { actor, until: now + knownFor })
  actor.catch(() => known.delete(token))
  return actor
}

const tries = { most: 10, mostPerAddress: 60, minutes: 15 }

/**
 * Counts a try at a bucket, atomically, before the password is looked at: however many come at once, ten are evaluated in
 * a quarter of an hour. Must not be undone by the refusal, so it runs outside a transaction. Throws AppError.
 */
export async function countTry(db: Db, bucket: string, most = tries.most): Promise<void> {
  const {
    rows: [row],
  } = await sql<{ count: number; minutes: number }>`
    insert into login_tries as t (bucket, count) values (${bucket}, 1)
    on conflict (bucket) do update set
      count = case when t.window_start < now() - make_interval(mins => ${tries.minutes}) then 1 else t.count + 1 end,
      window_start = case when t.window_start < now() - make_interval(mins => ${tries.minutes}) then now() else t.window_start end
    returning count, ceil(extract(epoch from window_start + make_interval(mins => ${tries.minutes}) - now()) / 60)::int minutes`.execute(
    db,
  )
  if (row!.count > most)
    throw new AppError(
      'limited',
      'error.tries',
      { minutes: Math.max(1, row!.minutes) },
      { retryAfter: Math.max(1, row!.minutes) * 60 },
    )
}
/** Forgets the tries at a bucket: it was the right one. */
export const forgetTries = (db: Db, bucket: string) =>
  db.deleteFrom('loginTries').where('bucket', '=', bucket).execute()

export const countAddress = (db: Db, ip: string) => countTry(db, `address ${ip}`, tries.mostPerAddress)

/** A mark of a device on which a person has signed in before: his own tries there are counted apart from strangers'. */
export function deviceMark(secret: Buffer, userId: number): string {
  const body = `${userId}.${randomBytes(12).toString('base64url')}`
  return `${body}.${sign(secret, body)}`
}
export function deviceOf(secret: Buffer, userId: number, mark: string | null): string | null {
  const [id, nonce, given] = mark?.split('.') ?? []
  if (!given || id !== String(userId)) return null
  const [a, b] = [Buffer.from(given), Buffer.from(sign(secret, `${id}.${nonce}`))]
  return a.length === b.length && timingSafeEqual(a, b) ? nonce! : null
}
const sign = (secret: Buffer, body: string) => createHmac('sha256', secret).update(`device ${body}`).digest('base64url')
