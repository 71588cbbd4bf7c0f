import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { languages } from '../../model/users.ts'
import { demandGoodPassword, hashPassword } from '../access/passwords.ts'
import { auditEntry } from '../audit/audit.ts'
import { reads, writes } from '../platform/method.ts'
import { changeRecords } from '../records/change.ts'
import { recordMethods } from '../records/methods.ts'
import { accessOfAll, demandManager, demandOver } from './access.ts'
import { belongingsOf, deactivate, deactivateInput, takeBack } from './handover.ts'
import { invite, revokeInvitation } from './invitations.ts'
import { makeReset } from './resets.ts'
import { usersSubject } from './users.ts'
import { setPassword } from './ways.ts'

const one = z.strictObject({ id: integerId })
const passwordInput = z.strictObject({ id: integerId, password: z.string().max(1000) })
const inviteInput = z.strictObject({
  /** somebody who is there already; without it a new person is made */
  id: integerId.optional(),
  name: z.string().trim().min(1).max(120).optional(),
  email: z.string().trim().min(3).max(254).optional(),
  departmentId: integerId.nullable().optional(),
  roleIds: z.array(integerId).max(200).optional(),
  language: z.enum(languages).optional(),
  timeZone: z.string().max(64).optional(),
})

export const userMethods = {
  ...recordMethods(usersSubject),
  /** How everybody comes in: by a password, by a link that waits, not at all. */
  'users.access': reads(z.strictObject({}), accessOfAll),
  /** How much a person is responsible for. */
  'users.belongings': reads(one, async (ctx, { id }) => {
    demandManager(ctx)
    return belongingsOf(ctx, id)
  }),
  /** Makes a link, shown this once, by which a person chooses a password and comes in. One he had before ends. */
  'users.invite': writes(inviteInput, invite),
  'users.revokeInvitation': writes(one, async (ctx, { id }) => {
    await revokeInvitation(ctx, id)
    return { id }
  }),
  /** Switches a person off; somebody takes over what he is responsible for. */
  'users.deactivate': writes(deactivateInput, deactivate),
  /** Takes a handover back: the records return, the person is switched on again. `id` is the handover's. */
  'users.takeBack': writes(one, (ctx, { id }) => {
    demandManager(ctx)
    return takeBack(ctx, id)
  }),
  /** Makes a link, shown this once, by which a person chooses a new password. One he had before ends. */
  'users.makeReset': writes(one, (ctx, { id }) => makeReset(ctx, id)),
  /** Lets a person in by a new password, and ends the sessions and keys he had. */
  'users.setPassword': writes(passwordInput, async (ctx, { id, password }) => {
    await demandOver(ctx, id)
    demandGoodPassword(password)
    const passwordHash = await hashPassword(password)
    await changeRecords(ctx, usersSubject, [{ id, fields: { invited: false } }])
    await setPassword(ctx, id, passwordHash)
    await auditEntry(ctx, 'passwordSet', { about: { record: 'users', id } })
    return { id }
  }),
}
