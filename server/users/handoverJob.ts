import { sql } from 'kysely'
import { loadActor } from '../access/actor.ts'
import type { Db } from '../platform/database.ts'
import { AppError, sentence } from '../platform/errors.ts'
import type { JobHandler } from '../platform/jobs.ts'
import type { Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { goOn, loadHandover } from './handover.ts'

/**
 * The job that hands over many records: chunk after chunk, each a transaction that says how far it has come, with the
 * rights that whoever began it has at that time. Killed and taken up anew, it goes on where it stood.
 */
export function handoverJobs(installation: Installation): Record<string, JobHandler> {
  return {
    async 'users.handOver'({ payload }, signal) {
      const id = Number(payload.handoverId)
      const { byId } = await loadHandover(installation, id)
      try {
        for (let more = true; more && !signal.aborted;) {
          const actor = await loadActor(installation.db, byId, 'web')
          if (actor?.may.users.edit !== 'all') throw new AppError('denied', 'error.handover.actor')
          more = await inTransaction(installation, actor, (ctx) => goOn(ctx, id), { signal })
          // Others in this process get their turn.
          await new Promise((resolve) => setImmediate(resolve))
        }
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'unavailable') throw error
        await fail(installation.db, id, byId, error)
      }
    },
  }
}

async function fail(db: Db, id: number, byId: number, error: AppError): Promise<void> {
  const person = await db.selectFrom('users').select('language').where('id', '=', byId).executeTakeFirst()
  await sql`update handovers set state = 'failed', problem = ${sentence(error, person?.language ?? 'en')}, ended_at = clock_timestamp()
    where id = ${id}`.execute(db)
}
