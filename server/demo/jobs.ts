import { sql } from 'kysely'
import type { Actor } from '../../model/access.ts'
import { loadActor, systemActor } from '../access/actor.ts'
import { AppError, sentence } from '../platform/errors.ts'
import type { Job, JobHandler } from '../platform/jobs.ts'
import type { Context, Installation } from '../platform/method.ts'
import { inTransaction } from '../platform/transaction.ts'
import { loadDemo } from './loading.ts'
import { removeDemo } from './removing.ts'
import { forgetLater, tellState } from './state.ts'

/**
 * The jobs of the demo data. Each does its whole work in one transaction: stopped by whatever, it has done nothing and is
 * done anew. How far it has come is told from beside the transaction, or nobody would see it.
 */
export function demoJobs(installation: Installation): Record<string, JobHandler> {
  const { db } = installation
  const told = async (share: number) => {
    await db
      .updateTable('demo')
      .set({ percent: Math.round(share * 100) })
      .execute()
  }
  return {
    'demo.load': (job, signal) =>
      work(installation, job, signal, {
        from: 'loading',
        otherwise: 'gone',
        actor: async () => (job.personId === null ? null : loadActor(db, job.personId, 'web')),
        async run(ctx) {
          if (!ctx.actor.administrator) throw new AppError('denied', 'error.denied.only')
          const { records, rotten, traces } = await loadDemo(ctx, told)
          const marked = JSON.stringify(records.map(({ record, id }) => ({ record, record_id: id })))
          await sql`insert into demo_records select * from jsonb_populate_recordset(null::demo_records, ${marked}::jsonb)`.execute(
            ctx.db,
          )
          await ctx.db
            .updateTable('demo')
            .set({
              state: 'here',
              percent: 100,
              rotten: JSON.stringify(rotten),
              traces: JSON.stringify(traces),
              lastEvent: sql<number>`(select max(id) from events)`,
            })
            .execute()
          await tellState(ctx, 'here')
        },
      }),
    'demo.remove': (job, signal) =>
      work(installation, job, signal, {
        from: 'removing',
        otherwise: 'here',
        actor: () => Promise.resolve(systemActor('the removal of the demo data')),
        async run(ctx) {
          const { kept, events } = await removeDemo(ctx, told)
          await ctx.db
            .updateTable('demo')
            .set({ state: 'gone', percent: 100, kept: JSON.stringify(kept) })
            .execute()
          await forgetLater(ctx, events)
          await tellState(ctx, 'gone')
        },
      }),
    async 'demo.forget'({ payload }) {
      await sql`delete from events where id = any(${payload.events as number[]}::bigint[])`.execute(db)
    },
  }
}

interface Work {
  from: 'loading' | 'removing'
  /** what it is again where it can't be done */
  otherwise: 'here' | 'gone'
  actor(): Promise<Actor | null>
  run(ctx: Context): Promise<void>
}

async function work(
  installation: Installation,
  { personId, attempts }: Job,
  signal: AbortSignal,
  { from, otherwise, actor, run }: Work,
): Promise<void> {
  try {
    const who = await actor()
    if (!who) throw new AppError('denied', 'error.denied.only')
    await inTransaction(
      installation,
      who,
      async (ctx) => {
        // A worker that has lost its lease may still be at it.
        await sql`select pg_advisory_xact_lock(hashtext('demo data'))`.execute(ctx.db)
        const row = await ctx.db.selectFrom('demo').select('state').executeTakeFirst()
        if (row?.state === from) await run(ctx)
      },
      { signal },
    )
  } catch (error) {
    const refused = error instanceof AppError && error.code !== 'unavailable'
    // The job comes again a few times: the database may be away, a server may be updated meanwhile.
    if (!refused && (attempts < 4 || signal.aborted)) throw error
    const { db } = installation
    const person = await db.selectFrom('users').select('language').where('id', '=', personId).executeTakeFirst()
    const why = refused ? error : new AppError('conflict', 'error.demo.broken')
    await db
      .updateTable('demo')
      .set({ state: otherwise, problem: sentence(why, person?.language ?? 'en') })
      .where('state', '=', from)
      .execute()
    if (!refused) throw error
  }
}
