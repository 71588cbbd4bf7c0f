import { sql } from 'kysely'
import { z } from 'zod'
import { textKey } from '../../model/fields.ts'
import { stranger } from '../access/actor.ts'
import { demandGoodPassword, hashPassword } from '../access/passwords.ts'
import { auditEntry } from '../audit/audit.ts'
import { transact } from '../platform/database.ts'
import { enqueue, type JobHandler } from '../platform/jobs.ts'
import type { Letters } from '../platform/mail.ts'
import { forAnybody, reads, type Context, type Installation } from '../platform/method.ts'
import { sendLink, type Addressee } from '../users/letters.ts'
import { bearerOf, beginLink, takeLink } from '../users/links.ts'
import { setPassword } from '../users/ways.ts'
import { countTry } from './sessions.ts'

const token = z.string().max(100)

/** So many may be asked for in a quarter of an hour, for one account and from one address; and so many links looked at. */
const most = { perAccount: 3, perAddress: 20, visits: 60 }
const countVisit = async ({ db, visit }: Context) => {
  if (visit) await countTry(db, `reset link ${visit.ip}`, most.visits)
}

// Not in a transaction as a whole: a refused try must stay counted.
export const resetMethods = {
  /**
   * Asks for a link for a new password. The same is done and answered at once, whoever has the address: who it is, is
   * looked up later, by a job. `by`: who brings the link.
   */
  'session.requestReset': forAnybody(
    reads(z.strictObject({ email: z.string().max(254) }), async (ctx, { email }) => {
      const key = textKey(email.trim())
      if (ctx.visit) await countTry(ctx.db, `reset from ${ctx.visit.ip}`, most.perAddress)
      await countTry(ctx.db, `reset of ${key}`, most.perAccount)
      await enqueue(ctx.db, 'session.reset', { email, ip: ctx.visit?.ip ?? null }, { key })
      return { by: ctx.mails ? ('mail' as const) : ('administrator' as const) }
    }),
  ),

  /** Whose password a link is for. */
  'resets.get': forAnybody(
    reads(z.strictObject({ token }), async (ctx, { token }) => {
      await countVisit(ctx)
      const { name, email } = await bearerOf(ctx.db, 'reset', token)
      return { name, email }
    }),
  ),

  /** Uses the link up and sets the password; whoever had come in by the one before is out. The person signs in anew. */
  'resets.use': forAnybody(
    reads(z.strictObject({ token, password: z.string().max(1000) }), async (ctx, { token, password }) => {
      await countVisit(ctx)
      demandGoodPassword(password)
      // Before the link is looked at, so that time does not tell whether it is a good one.
      const passwordHash = await hashPassword(password)
      await transact(ctx.db, async (db) => {
        const own = { ...ctx, db }
        const id = await takeLink(db, 'reset', token)
        await setPassword(own, id, passwordHash)
        await auditEntry(own, 'passwordReset', { by: id })
      })
      return {}
    }),
  ),
}

export const resetJobs = ({ db }: Installation, letters: Letters | null): Record<string, JobHandler> => ({
  /** Sends a link for a new password to whoever has the address; without mail, those who manage people see that he asked. */
  async 'session.reset'({ payload }) {
    // It was put there by the method above.
    const { email, ip } = payload as { email: string; ip: string | null }
    const {
      rows: [asker],
    } = await sql<Addressee & { id: number }>`
      select u.id, u.name, u.email, u.language, u.time_zone from users u join credentials c on c.user_id = u.id
      where u.email_key = ${textKey(email.trim())} and u.active and u.removed_at is null`.execute(db)
    const link = await transact(db, async (tx) => {
      const about = asker && ({ record: 'users', id: asker.id } as const)
      const from = { db: tx, actor: stranger('en'), visit: ip === null ? null : { ip } }
      await auditEntry(from, 'resetAsked', { about, typed: email })
      if (!asker) return null
      if (letters) return beginLink(tx, 'reset', asker.id, null)
      await sql`update credentials set reset_asked_at = now() where user_id = ${asker.id}`.execute(tx)
      return null
    })
    if (!asker || !letters || !link) return
    await sendLink(db, letters, 'reset', asker, link)
  },
})
