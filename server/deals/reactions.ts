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
    async 'deals.revalue'({ payload }, signal) {
      for (let from = 0; !signal.aborted;) {
        const done = await inTransaction(installation, system, async (ctx) => {
          const { rows } = await sql<{ id: number; amountBase: string | null }>`
            select id, amount_base from deals where currency = ${String(payload.currency)} and state = 'open' and removed_at is null and id > ${from}
            order by id limit ${chunk}`.execute(ctx.db)
          await changeRecords(
            ctx,
            dealsSubject,
            rows.map(({ id, amountBase }) => ({ id, fields: { amountBase } })),
          )
          return rows.at(-1)?.id
        })
        if (done === undefined) return
        from = done
      }
    },
    /** Folds the appended sums. */
    async 'deals.foldSums'(_job, signal) {
      while (!signal.aborted && (await foldDeltas(installation.db)) === 20_000);
      return { again: 5 }
    },
  }
}
