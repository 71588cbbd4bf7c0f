import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Language } from '../../model/users.ts'
import { auditEntry } from '../audit/audit.ts'
import type { Db } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, createRecords } from '../records/change.ts'
import { demandOver } from './access.ts'
import { usersSubject } from './users.ts'
import { endInvitations } from './ways.ts'

export const invitationDays = 7
const digest = (token: string) => createHash('sha256').update(token).digest()

/** Somebody to be let in: a person there is already, or a new one. */
export interface Invited {
  id?: number | undefined
  name?: string | undefined
  email?: string | null | undefined
  departmentId?: number | null | undefined
  roleIds?: number[] | undefined
  language?: Language | undefined
  timeZone?: string | undefined
}
/** A link that is shown this once: the database keeps its hash. */
export interface Invitation {
  id: number
  link: string
  expiresAt: string
}

/** Makes a link by which a person chooses a password and comes in; a link he had before ends. Throws AppError. */
export async function invite(ctx: Context, input: Invited): Promise<Invitation> {
  const id = input.id ?? (await createPerson(ctx, input))
  const person = await demandOver(ctx, id)
  if (person.removedAt) throw new AppError('conflict', 'error.removed')
  if (!person.active) throw new AppError('conflict', 'error.person.inactive')
  if (await signsIn(ctx, id)) throw new AppError('conflict', 'error.invitation.signsIn')
  const { id: _id, ...given } = input
  const fields =
    input.id === undefined ? {} : Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined))
  if (!(input.email ?? person.email)) throw new AppError('invalid', 'error.person.email', {}, { field: 'email' })
  await changeRecords(ctx, usersSubject, [{ id, fields: { ...fields, invited: true } }])
  await endInvitations(ctx, [id], 'replaced')
  const token = randomBytes(32).toString('base64url')
  const {
    rows: [made],
  } = await sql<{ expiresAt: string }>`
    insert into invitations (user_id, hash, invited_by, expires_at)
    values (${id}, ${digest(token)}, ${ctx.actor.id}::int, now() + make_interval(days => ${invitationDays})) returning expires_at`.execute(
    ctx.db,
  )
  await auditEntry(ctx, 'invited', { about: { record: 'users', id } })
  return { id, link: `${ctx.visit?.address ?? ''}/invitation/${token}`, expiresAt: made!.expiresAt }
}

async function createPerson(ctx: Context, { id: _id, name, email, ...more }: Invited): Promise<number> {
  if (!name) throw new AppError('invalid', 'error.required', { field: 'users.name' }, { field: 'name' })
  const [id] = await createRecords(ctx, usersSubject, [{ name, email: email ?? null, ...more }])
  return id!
}

const signsIn = async ({ db }: Context, id: number) =>
  (await db.selectFrom('credentials').select('userId').where('userId', '=', id).executeTakeFirst()) !== undefined

/** Takes an invitation back: its link opens nothing any more. Throws AppError. */
export async function revokeInvitation(ctx: Context, id: number): Promise<void> {
  await demandOver(ctx, id)
  await endInvitations(ctx, [id], 'revoked')
  await changeRecords(ctx, usersSubject, [{ id, fields: { invited: false } }])
}

/** Who a link invites. What it no longer is, is said in a sentence of its own. Throws AppError. */
export async function invitedBy(
  db: Db,
  token: string,
): Promise<{ userId: number; name: string; email: string | null }> {
  const {
    rows: [row],
  } = await sql<{
    userId: number
    name: string
    email: string | null
    works: boolean
    ended: 'used' | 'revoked' | 'replaced' | null
    expired: boolean
  }>`
    select i.user_id, u.name, u.email, u.active and u.removed_at is null works, i.ended, i.expires_at <= now() expired
    from invitations i join users u on u.id = i.user_id where i.hash = ${digest(token)}`.execute(db)
  if (!row) throw new AppError('missing', 'error.invitation.unknown')
  if (row.ended) throw new AppError('conflict', why[row.ended])
  if (!row.works) throw new AppError('conflict', 'error.invitation.revoked')
  if (row.expired) throw new AppError('conflict', 'error.invitation.expired')
  return { userId: row.userId, name: row.name, email: row.email }
}

const why = {
  used: 'error.invitation.used',
  revoked: 'error.invitation.revoked',
  replaced: 'error.invitation.replaced',
} as const

/** Uses up a link, in the transaction in which the person comes in: of several at once exactly one does. Throws AppError. */
export async function useInvitation(db: Db, token: string): Promise<number> {
  const { rows } = await sql<{ userId: number }>`
    update invitations i set ended = 'used', ended_at = now() from users u
    where i.hash = ${digest(token)} and i.ended is null and i.expires_at > now()
      and u.id = i.user_id and u.active and u.removed_at is null
    returning i.user_id`.execute(db)
  if (rows[0]) return rows[0].userId
  // Says why: it was used, taken back or too old by the time it was our turn.
  await invitedBy(db, token)
  throw new AppError('missing', 'error.invitation.unknown')
}
