import { sql } from 'kysely'
import type { Language } from '../../model/users.ts'
import { auditEntry } from '../audit/audit.ts'
import { AppError } from '../platform/errors.ts'
import { enqueue, type JobHandler } from '../platform/jobs.ts'
import type { Letters } from '../platform/mail.ts'
import type { Context, Installation } from '../platform/method.ts'
import { seal, unseal } from '../platform/sealed.ts'
import { changeRecords, createRecords } from '../records/change.ts'
import { demandOver } from './access.ts'
import { sendLink, type Addressee } from './letters.ts'
import { beginLink, endLinks, holds, linkTo } from './links.ts'
import { usersSubject } from './users.ts'

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
  /** the address that a letter with the link goes to; null: none goes */
  mailedTo: string | null
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
  const email = input.email ?? person.email
  if (!email) throw new AppError('invalid', 'error.person.email', {}, { field: 'email' })
  await changeRecords(ctx, usersSubject, [{ id, fields: { ...fields, invited: true } }])
  const { token, expiresAt } = await beginLink(ctx.db, 'invitation', id, ctx.actor.id)
  await auditEntry(ctx, 'invited', { about: { record: 'users', id } })
  if (ctx.mails) {
    // The database keeps no link that could be read out of it.
    const sealed = seal(ctx.secret, 'letter', about(id), Buffer.from(token)).toString('base64')
    await enqueue(ctx.db, 'users.invitation', { id, sealed, expiresAt })
  }
  const link = linkTo(ctx.visit?.address ?? '', 'invitation', token)
  return { id, link, expiresAt, mailedTo: ctx.mails ? email : null }
}
const about = (id: number) => `the invitation of ${String(id)}`

export const invitationJobs = ({ db, secret }: Installation, letters: Letters | null): Record<string, JobHandler> => ({
  /** Sends an invitation; not one that has ended while the letter waited. */
  async 'users.invitation'({ payload }) {
    if (!letters) return
    // It was put there by the function above.
    const { id, sealed, expiresAt } = payload as { id: number; sealed: string; expiresAt: string }
    const token = unseal(secret, 'letter', about(id), Buffer.from(sealed, 'base64'))?.toString()
    if (token === undefined || !(await holds(db, 'invitation', token))) return
    const { rows } = await sql<Addressee>`
      select name, email, language, time_zone from users where id = ${id} and email is not null`.execute(db)
    if (rows[0]) await sendLink(db, letters, 'invitation', rows[0], { token, expiresAt })
  },
})

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
  await endLinks(ctx.db, [id], 'revoked', 'invitation')
  await changeRecords(ctx, usersSubject, [{ id, fields: { invited: false } }])
}
