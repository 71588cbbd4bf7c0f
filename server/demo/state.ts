import { emit } from '../platform/events.ts'
import { enqueue } from '../platform/jobs.ts'
import type { Context } from '../platform/method.ts'

/** After so long every screen has been told. */
const toldWithin = 10

/** Tells the screens that the demo data has come to another state. */
export async function tellState(ctx: Context, state: string): Promise<void> {
  const changes = { demo: [null, state] as [unknown, unknown] }
  await forgetLater(
    ctx,
    await emit(ctx, [{ name: 'settings.changed', record: 'settings', recordId: 1, version: 1, changes }]),
  )
}

/** Events that are there to be heard, not to be kept, go once they have been. */
export async function forgetLater(ctx: Context, events: readonly number[]): Promise<void> {
  if (events.length) await enqueue(ctx.db, 'demo.forget', { events }, { delaySeconds: toldWithin })
}
