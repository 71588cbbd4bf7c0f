import { sql } from 'kysely'
import { systemActor } from '../access/actor.ts'
import type { JobHandler } from '../platform/jobs.ts'
import type { Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { changeRecords } from '../records/change.ts'
import { dealsSubject } from './deals.ts'
import { foldDeltas } from './sums.ts'

const chunk = 500

/** The jobs of deals. */
export function dealJobs(installation: Installation): Record<string, JobHandler> {
  const system = systemActor('a new exchange rate')
  return {
    /** Counts open deals of a currency anew in the base currency, in chunks. */
    async 'deals.revalue'({ id: job, payload }, signal) {
      let done = Number(payload.done ?? 0)
      for (let from = Number(payload.from ?? 0); !signal.aborted;) {
        const last = await inTransaction(installation, system, async (ctx) => {
          const { rows } = await sql<{ id: number; amountBase: string | null }>`
            select id, amount_base from deals where currency = ${String(payload.currency)} and state = 'open' and removed_at is null and id > ${from}
            order by id limit ${chunk}`.execute(ctx.db)
          await changeRecords(
            ctx,
            dealsSubject,
            rows.map(({ id, amountBase }) => ({ id, fields: { amountBase } })),
          )
          const reached = rows.at(-1)?.id
          // Kept with the job: shown to whoever waits for it, and where a killed one goes on.
          if (reached !== undefined) {
            done += rows.length
            await sql`update jobs set payload = payload || jsonb_build_object('from', ${reached}::int, 'done', ${done}::int,
                'total', coalesce((payload ->> 'total')::int, (select count(*)::int from deals
                  where currency = ${String(payload.currency)} and state = 'open' and removed_at is null)))
              where id = ${job}`.execute(ctx.db)
          }
          return reached
        })
        if (last === undefined) return
        from = last
      }
    },
    /** Folds the appended sums. */
    async 'deals.foldSums'(_job, signal) {
      while (!signal.aborted && (await foldDeltas(installation.db)) === 20_000);
      return { again: 5 }
    },
  }
}
