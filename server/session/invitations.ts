import { z } from 'zod'
import { languages } from '../../model/users.ts'
import { systemActor } from '../access/actor.ts'
import { demandGoodPassword, hashPassword } from '../access/passwords.ts'
import { auditEntry } from '../audit/audit.ts'
import { transact } from '../platform/database.ts'
import { forAnybody, reads, type Context } from '../platform/method.ts'
import { changeRecords } from '../records/change.ts'
import { bearerOf, takeLink } from '../users/links.ts'
import { usersSubject } from '../users/users.ts'
import { beginSession, countTry, deviceMark, endSession } from './sessions.ts'

/** A link cut short is like one that was never given: both are answered alike. */
const token = z.string().max(100)
const acceptInput = z.strictObject({
  token,
  password: z.string().max(1000),
  name: z.string().trim().min(1).max(120).optional(),
  language: z.enum(languages).optional(),
})

/** Who is invited, and where to. */
export interface InvitedTo {
  company: string
  name: string
  email: string | null
}

/** So many links may be tried from one address in a quarter of an hour; apart from the tries to sign in. */
const mostTries = 60
const countVisit = async ({ db, visit }: Context) => {
  if (visit) await countTry(db, `invitation ${visit.ip}`, mostTries)
}

// Not in a transaction as a whole: a refused try must stay counted.
export const invitationMethods = {
  'invitations.get': forAnybody(
    reads(z.strictObject({ token }), async (ctx, { token }): Promise<InvitedTo> => {
      await countVisit(ctx)
      const { name, email } = await bearerOf(ctx.db, 'invitation', token)
      const { companyName } = await ctx.db.selectFrom('settings').select('companyName').executeTakeFirstOrThrow()
      return { company: companyName, name, email }
    }),
  ),

  /** Uses the link up, sets the password and signs the person in. */
  'invitations.accept': forAnybody(
    reads(acceptInput, async (ctx, { token, password, name, language }) => {
      await countVisit(ctx)
      demandGoodPassword(password)
      // Before the link is looked at, so that time does not tell whether it is a good one.
      const passwordHash = await hashPassword(password)
      const { id, session } = await transact(ctx.db, async (db) => {
        const id = await takeLink(db, 'invitation', token)
        const own: Context = { ...ctx, db, actor: { ...systemActor('comes in by an invitation'), id, via: 'web' } }
        await changeRecords(own, usersSubject, [
          { id, fields: { invited: false, ...(name ? { name } : {}), ...(language ? { language } : {}) } },
        ])
        await db
          .insertInto('credentials')
          .values({ userId: id, passwordHash })
          .onConflict((c) => c.column('userId').doUpdateSet({ passwordHash, changedAt: ctx.now }))
          .execute()
        await auditEntry(own, 'signedIn', { details: { by: 'invitation', userAgent: ctx.visit?.userAgent ?? '' } })
        return { id, session: await beginSession(own, id) }
      })
      if (ctx.visit?.session) await endSession(ctx.db, ctx.visit.session)
      ctx.visit?.keep(session, deviceMark(ctx.secret, id))
      return { id }
    }),
  ),
}
