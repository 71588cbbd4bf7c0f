import type { Language } from '../../model/users.ts'
import { auditEntry } from '../audit/audit.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, createRecords } from '../records/change.ts'
import { demandOver } from './access.ts'
import { beginLink, endLinks, linkTo } from './links.ts'
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
  const { token, expiresAt } = await beginLink(ctx.db, 'invitation', id, ctx.actor.id)
  await auditEntry(ctx, 'invited', { about: { record: 'users', id } })
  return { id, link: linkTo(ctx.visit?.address ?? '', 'invitation', token), expiresAt }
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
  await endLinks(ctx.db, [id], 'revoked', 'invitation')
  await changeRecords(ctx, usersSubject, [{ id, fields: { invited: false } }])
}
