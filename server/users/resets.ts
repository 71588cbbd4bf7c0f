import { sql } from 'kysely'
import { auditEntry } from '../audit/audit.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { demandOver } from './access.ts'
import type { Invitation } from './invitations.ts'
import { beginLink, linkTo } from './links.ts'

/** Makes a link by which a person chooses a new password, shown this once; for those who manage people. Throws AppError. */
export async function makeReset(ctx: Context, id: number): Promise<Invitation> {
  const person = await demandOver(ctx, id)
  if (person.removedAt) throw new AppError('conflict', 'error.removed')
  if (!person.active) throw new AppError('conflict', 'error.person.inactive')
  const { rows } = await sql`
    update credentials set reset_asked_at = null where user_id = ${id} returning user_id`.execute(ctx.db)
  if (!rows.length) throw new AppError('conflict', 'error.reset.none')
  const { token, expiresAt } = await beginLink(ctx.db, 'reset', id, ctx.actor.id)
  await auditEntry(ctx, 'resetLinkMade', { about: { record: 'users', id } })
  return { id, link: linkTo(ctx.visit?.address ?? '', 'reset', token), expiresAt, mailedTo: null }
}
