import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import { loadActor } from '../access/actor.ts'
import { demandAbove } from '../roles/giving.ts'

/**
 * A link by which a person comes in once: invited, or because the password is forgotten. Each has at most one of a kind
 * that holds; the database keeps its hash alone.
 */
export type LinkKind = 'invitation' | 'reset'
export const linkHours: Record<LinkKind, number> = { invitation: 7 * 24, reset: 1 }

/** Whom a link is for. */
export interface Bearer {
  userId: number
  name: string
  email: string | null
}

const digest = (token: string) => createHash('sha256').update(token).digest()

/** Where a link leads. */
export const linkTo = (address: string, kind: LinkKind, token: string): string => `${address}/${kind}/${token}`

/** Makes a link, shown this once; the one of that kind that the person had ends. */
export async function beginLink(
  db: Db,
  kind: LinkKind,
  userId: number,
  madeBy: number | null,
): Promise<{ token: string; expiresAt: string }> {
  await endLinks(db, [userId], 'replaced', kind)
  const token = randomBytes(32).toString('base64url')
  const { rows } = await sql<{ expiresAt: string }>`
    insert into links (kind, user_id, hash, made_by, expires_at)
    values (${kind}, ${userId}, ${digest(token)}, ${madeBy}::int, now() + make_interval(hours => ${linkHours[kind]}))
    returning expires_at`.execute(db)
  return { token, expiresAt: rows[0]!.expiresAt }
}

/** Ends the links of some people, of one kind or of both; those that `but` has made himself stay. */
export async function endLinks(
  db: Db,
  people: readonly number[],
  how: 'revoked' | 'replaced',
  kind?: LinkKind,
  but: number | null = null,
): Promise<void> {
  await sql`update links set ended = ${how}, ended_at = now()
    where user_id = any(${people}::int[]) and ended is null and ${kind ? sql`kind = ${kind}` : sql`true`}
      and (${but}::int is null or made_by is distinct from ${but}::int)`.execute(db)
}

/** Who of some people is invited by another than somebody. */
export async function invitedByOthers(
  db: Db,
  people: readonly number[],
  somebody: number | null,
): Promise<Set<number>> {
  const { rows } = await sql<{ userId: number }>`
    select user_id from links where kind = 'invitation' and ended is null and user_id = any(${people}::int[])
      and made_by is distinct from ${somebody}::int`.execute(db)
  return new Set(rows.map(({ userId }) => userId))
}

/** Whom a link is for. What it no longer is, is said in a sentence of its own. Throws AppError. */
export async function bearerOf(db: Db, kind: LinkKind, token: string): Promise<Bearer> {
  const {
    rows: [row],
  } = await sql<Bearer & Made & { works: boolean; ended: 'used' | 'revoked' | 'replaced' | null; expired: boolean }>`
    select l.user_id, l.made_by, u.name, u.email, u.active and u.removed_at is null works, l.ended, l.expires_at <= now() expired
    from links l join users u on u.id = l.user_id where l.kind = ${kind} and l.hash = ${digest(token)}`.execute(db)
  if (!row) throw new AppError('missing', `error.${kind}.unknown`)
  if (row.ended) throw new AppError('conflict', `error.${kind}.${row.ended}`)
  if (!row.works) throw new AppError('conflict', `error.${kind}.revoked`)
  if (row.expired) throw new AppError('conflict', `error.${kind}.expired`)
  await demandMaker(db, kind, row)
  return { userId: row.userId, name: row.name, email: row.email }
}

/** Whether a link still opens something. */
export const holds = (db: Db, kind: LinkKind, token: string): Promise<boolean> =>
  bearerOf(db, kind, token).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError) return false
      throw error
    },
  )

/** Uses up a link, in the transaction in which the person comes in: of several at once exactly one does. Throws AppError. */
export async function takeLink(db: Db, kind: LinkKind, token: string): Promise<number> {
  const { rows } = await sql<Made>`
    update links l set ended = 'used', ended_at = now() from users u
    where l.kind = ${kind} and l.hash = ${digest(token)} and l.ended is null and l.expires_at > now()
      and u.id = l.user_id and u.active and u.removed_at is null
    returning l.user_id, l.made_by`.execute(db)
  if (rows[0]) {
    await demandMaker(db, kind, rows[0])
    return rows[0].userId
  }
  // Says why: it was used, taken back or too old by the time it was our turn.
  await bearerOf(db, kind, token)
  throw new AppError('missing', `error.${kind}.unknown`)
}

interface Made {
  userId: number
  /** null: the person himself, by mail */
  madeBy: number | null
}

/**
 * A link is worth what the one who has made it may do now: whoever may more by now than he does is not let in by it, for
 * he may have kept it. Throws AppError.
 */
async function demandMaker(db: Db, kind: LinkKind, { userId, madeBy }: Made): Promise<void> {
  if (madeBy === null) return
  const revoked = new AppError('conflict', `error.${kind}.revoked`)
  const maker = await loadActor(db, madeBy, 'web')
  if (maker?.may.users.edit !== 'all') throw revoked
  try {
    await demandAbove({ db, actor: maker }, [userId])
  } catch (error) {
    throw error instanceof AppError && error.code === 'denied' ? revoked : error
  }
}
