import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { RecordName } from '../../model/records.ts'
import { loadShape, systemActor } from '../access/actor.ts'
import type { JobHandler } from '../platform/jobs.ts'
import type { Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { carry } from './carrying.ts'
import { lookForDuplicates } from './looking.ts'
import { carryLate, keepMoves } from './merging.ts'

export const look = 'duplicates.look'

/** The jobs of duplicates. */
export function duplicateJobs(installation: Installation): Record<string, JobHandler> {
  const system = systemActor('what was linked with a record while that became part of another one')
  return {
    /** Finds those who may be one and the same among the clients of which something has changed. */
    async [look](_job, signal) {
      // Others in this process get their turn between two steps.
      while (!signal.aborted && (await lookForDuplicates(installation.db))) await sleep(10)
      return { again: 3 }
    },
    /** Who was linking something with a record while it became part of another one could not know: that is carried too. */
    async [carryLate]({ payload }) {
      const [name, eventId] = [payload['record'] as RecordName, Number(payload['eventId'])]
      const actor = { ...system, shape: await loadShape(installation.db) }
      await inTransaction(installation, actor, async (ctx) => {
        const { rows } = await sql<{ id: number; into: number }>`
          select m.record_id id, m.into_id "into" from merged m join ${sql.table(name)} d on d.id = m.record_id
          where m.record = ${name} and m.event_id = ${eventId} and d.removed_at is not null for update of d`.execute(
          ctx.db,
        )
        if (rows.length)
          await keepMoves(
            ctx,
            eventId,
            await carry(
              ctx,
              name,
              rows.map(({ id }) => id),
              rows[0]!.into,
            ),
          )
      })
    },
  }
}
