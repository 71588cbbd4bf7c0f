import { sql } from 'kysely'
import { loadActor } from '../access/actor.ts'
import { AppError, sentence } from '../platform/errors.ts'
import type { JobHandler } from '../platform/jobs.ts'
import type { Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { goOn, relocationJob, type Relocation } from './relocation.ts'

/**
 * The job that moves the deals of a stage or pipeline that goes or comes back: chunk after chunk, each a transaction with
 * the rights that whoever began it has at that time. Killed and taken up anew, it goes on with what is left.
 */
export function relocationJobs(installation: Installation): Record<string, JobHandler> {
  return {
    async [relocationJob](job, signal) {
      // Written by `begin` and `putBack` alone.
      const plan = job.payload as unknown as Relocation
      try {
        for (let more = true; more && !signal.aborted;) {
          const actor = job.personId === null ? null : await loadActor(installation.db, job.personId, 'web')
          if (actor?.may[plan.record].delete !== 'all') throw new AppError('denied', 'error.removal.actor')
          more = await inTransaction(installation, actor, (ctx) => goOn(ctx, plan), { signal })
          // Others in this process get their turn.
          await new Promise((resolve) => setImmediate(resolve))
        }
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'unavailable') throw error
        const { db } = installation
        const person = await db.selectFrom('users').select('language').where('id', '=', job.personId).executeTakeFirst()
        await sql`update jobs set payload = payload || jsonb_build_object('problem', ${sentence(error, person?.language ?? 'en')}::text)
          where id = ${job.id}`.execute(db)
      }
    },
  }
}
