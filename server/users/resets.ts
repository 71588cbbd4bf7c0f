import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { auditEntry } from '../audit/audit.ts'
import type { Db } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { demandOver } from './access.ts'
import type { Invitation } from './invitations.ts'
import { endResets } from './ways.ts'

const digest = (token: string) => createHash('sha256').update(token).digest()

/** Makes a link by which a person chooses a new password, shown this once; for those who manage people. Throws AppError. */
export async function makeReset(ctx: Context, id: number): Promise<Invitation> {
  const person = await demandOver(ctx, id)
  if (person.removedAt) throw new AppError('conflict', 'error.removed')
  if (!person.active) throw new AppError('conflict', 'error.person.inactive')
  const { rows } = await sql`
    update credentials set reset_asked_at = null where user_id = ${id} returning user_id`.execute(ctx.db)
  if (!rows.length) throw new AppError('conflict', 'error.reset.none')
  const { token, expiresAt } = await beginReset(ctx.db, id, ctx.actor.id)
  await auditEntry(ctx, 'resetLinkMade', { about: { record: 'users', id } })
  return { id, link: resetLink(ctx.visit?.address ?? '', token), expiresAt }
}

/** Where a link for a new password leads. */
export const resetLink = (address: string, token: string): string => `${address}/reset/${token}`

/** A link for a person, good for an hour; the database keeps its hash. One he had before ends. */
export async function beginReset(
  db: Db,
  userId: number,
  madeBy: number | null,
): Promise<{ token: string; expiresAt: string }> {
  await endResets({ db }, [userId], 'replaced')
  const token = randomBytes(32).toString('base64url')
  const { rows } = await sql<{ expiresAt: string }>`
    insert into resets (user_id, hash, made_by, expires_at)
    values (${userId}, ${digest(token)}, ${madeBy}::int, now() + interval '1 hour') returning expires_at`.execute(db)
  return { token, expiresAt: rows[0]!.expiresAt }
}

/** Whose password a link is for. What it no longer is, is said in a sentence of its own. Throws AppError. */
export async function resetOf(db: Db, token: string): Promise<{ userId: number; name: string; email: string | null }> {
  const {
    rows: [row],
  } = await sql<{
    userId: number
    name: string
    email: string | null
    works: boolean
    ended: keyof typeof why | null
    expired: boolean
  }>`
    select r.user_id, u.name, u.email, u.active and u.removed_at is null works, r.ended, r.expires_at <= now() expired
    from resets r join users u on u.id = r.user_id where r.hash = ${digest(token)}`.execute(db)
  if (!row) throw new AppError('missing', 'error.reset.unknown')
  if (row.ended) throw new AppError('conflict', why[row.ended])
  if (!row.works) throw new AppError('conflict', why.revoked)
  if (row.expired) throw new AppError('conflict', 'error.reset.expired')
  return { userId: row.userId, name: row.name, email: row.email }
}

const why = {
  used: 'error.reset.used',
  revoked: 'error.reset.revoked',
  replaced: 'error.reset.replaced',
} as const

/** Uses up a link, in the transaction that sets the password: of several at once exactly one does. Throws AppError. */
export async function useReset(db: Db, token: string): Promise<number> {
  const { rows } = await sql<{ userId: number }>`
    update resets r set ended = 'used', ended_at = now() from users u
    where r.hash = ${digest(token)} and r.ended is null and r.expires_at > now()
      and u.id = r.user_id and u.active and u.removed_at is null
    returning r.user_id`.execute(db)
  if (rows[0]) return rows[0].userId
  // Says why: it was used, taken back or too old by the time it was our turn.
  await resetOf(db, token)
  throw new AppError('missing', 'error.reset.unknown')
}
