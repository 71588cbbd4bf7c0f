import { z } from 'zod'
import type { RecordName } from '../../model/records.ts'
import { AppError } from '../platform/errors.ts'
import { enqueue } from '../platform/jobs.ts'
import { reads, writes, type Context } from '../platform/method.ts'
import { tellState } from './state.ts'

/** Whether there is demo data, and how far its making or its removal has come. */
export interface DemoState {
  state: 'none' | 'loading' | 'here' | 'removing'
  percent: number
  /** what the last removal has left, because somebody had changed or used it: how many of each record */
  kept: Partial<Record<RecordName, number>>
  /** why it could not be made or removed */
  problem: string | null
}

const nothing = z.strictObject({})

export const demoMethods = {
  'demo.get': reads(nothing, demoState),
  /** Has the demo data made in the background; where it is already, or on its way, nothing happens. */
  'demo.load': writes(nothing, async (ctx) => {
    demandAdministrator(ctx)
    const begun = { state: 'loading', personId: ctx.actor.id!, percent: 0, kept: '{}', problem: null } as const
    const { numInsertedOrUpdatedRows: changed } = await ctx.db
      .insertInto('demo')
      .values({ ...begun, rotten: '{}', traces: '[]' })
      .onConflict((c) => c.column('id').doUpdateSet(begun).where('demo.state', '=', 'gone'))
      .executeTakeFirstOrThrow()
    if (changed) {
      await enqueue(ctx.db, 'demo.load', {}, { key: 'demo', personId: ctx.actor.id })
      await tellState(ctx, 'loading')
    }
    return demoState(ctx)
  }),
  /** Has it removed for good in the background; what people have made or changed stays. */
  'demo.remove': writes(nothing, async (ctx) => {
    demandAdministrator(ctx)
    const changed = await ctx.db
      .updateTable('demo')
      .set({ state: 'removing', percent: 0, problem: null })
      .where('state', '=', 'here')
      .returning('id')
      .executeTakeFirst()
    if (changed) {
      await enqueue(ctx.db, 'demo.remove', {}, { key: 'demo', personId: ctx.actor.id })
      await tellState(ctx, 'removing')
    }
    const now = await demoState(ctx)
    if (now.state === 'loading') throw new AppError('conflict', 'error.demo.loading')
    return now
  }),
}

/** Only who sets up the company fills it with what is not true, and empties it again. */
function demandAdministrator({ actor }: Context): void {
  if (!actor.administrator) throw new AppError('denied', 'error.denied.only')
}

async function demoState({ db }: Context): Promise<DemoState> {
  const row = await db.selectFrom('demo').select(['state', 'percent', 'kept', 'problem']).executeTakeFirst()
  if (!row) return { state: 'none', percent: 0, kept: {}, problem: null }
  return { ...row, state: row.state === 'gone' ? 'none' : row.state }
}
