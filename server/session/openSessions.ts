import { sql } from 'kysely'
import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { auditEntry } from '../audit/audit.ts'
import { AppError } from '../platform/errors.ts'
import { reads, writes, type Context } from '../platform/method.ts'
import { demandOver } from '../users/access.ts'
import { sessionIdOf } from './sessions.ts'

/** A browser that somebody is signed in on. */
export interface OpenSession {
  id: number
  userAgent: string
  ip: string
  createdAt: string
  seenAt: string
  /** the one that asks */
  current: boolean
}
/** A key that programs come in by. */
export interface OpenKey {
  id: number
  name: string
  /** the methods it is limited to; null: no limit */
  scope: string[] | null
  createdAt: string
  /** null: has never been used */
  seenAt: string | null
}

const one = z.strictObject({ id: integerId })
const ofPerson = z.strictObject({ personId: integerId.optional() })

/** Somebody's sessions and keys are his own, and those of who manages people. Throws AppError. */
async function demandOwn(ctx: Context, personId: number): Promise<void> {
  if (personId !== ctx.actor.id) await demandOver(ctx, personId)
}

/** Whose a session or key is. Of others than those who manage people nobody learns that it is there. Throws AppError. */
async function ownerOf(ctx: Context, table: 'sessions' | 'api_keys', id: number): Promise<number> {
  const holds = table === 'sessions' ? sql`expires_at > now()` : sql`revoked_at is null`
  const { rows } = await sql<{ userId: number }>`
    select user_id from ${sql.table(table)} where id = ${id} and ${holds}`.execute(ctx.db)
  const owner = rows[0]?.userId
  if (owner === undefined || (owner !== ctx.actor.id && ctx.actor.may.users.edit !== 'all'))
    throw new AppError('missing', 'error.session.missing')
  await demandOwn(ctx, owner)
  return owner
}

export const openSessionMethods = {
  /** Where somebody is signed in, the last seen first, and his keys; one's own without `personId`. */
  'sessions.list': reads(ofPerson, async (ctx, { personId = ctx.actor.id! }) => {
    await demandOwn(ctx, personId)
    const current = await sessionIdOf(ctx)
    const { rows: sessions } = await sql<Omit<OpenSession, 'current'>>`
      select id, user_agent, ip, created_at, seen_at from sessions
      where user_id = ${personId} and expires_at > now() order by seen_at desc, id desc limit 200`.execute(ctx.db)
    const { rows: keys } = await sql<OpenKey>`
      select id, name, scope, created_at, seen_at from api_keys
      where user_id = ${personId} and revoked_at is null order by id desc limit 200`.execute(ctx.db)
    return { sessions: sessions.map((row): OpenSession => ({ ...row, current: row.id === current })), keys }
  }),

  /** Signs somebody out on one browser. */
  'sessions.end': writes(one, async (ctx, { id }) => {
    const userId = await ownerOf(ctx, 'sessions', id)
    const { rows } = await sql<{ userAgent: string }>`
      delete from sessions where id = ${id} returning user_agent`.execute(ctx.db)
    const about = { record: 'users', id: userId } as const
    await auditEntry(ctx, 'sessionEnded', { about, details: { userAgent: rows[0]?.userAgent ?? '' } })
    return { id }
  }),

  /** Signs somebody out everywhere but where this is asked. Gives how many browsers that were. */
  'sessions.endOthers': writes(ofPerson, async (ctx, { personId = ctx.actor.id! }) => {
    await demandOwn(ctx, personId)
    const current = await sessionIdOf(ctx)
    const { rows } = await sql`
      delete from sessions where user_id = ${personId} and id is distinct from ${current}::int returning id`.execute(
      ctx.db,
    )
    const about = { record: 'users', id: personId } as const
    if (rows.length) await auditEntry(ctx, 'sessionEnded', { about, details: { count: rows.length } })
    return { count: rows.length }
  }),

  'keys.revoke': writes(one, async (ctx, { id }) => {
    const userId = await ownerOf(ctx, 'api_keys', id)
    const { rows } = await sql<{ name: string }>`
      update api_keys set revoked_at = ${ctx.now}::timestamptz where id = ${id} returning name`.execute(ctx.db)
    const about = { record: 'users', id: userId } as const
    await auditEntry(ctx, 'keyRevoked', { about, details: { name: rows[0]?.name ?? '' } })
    return { id }
  }),
}
