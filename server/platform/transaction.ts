import { setTimeout as pause } from 'node:timers/promises'
import type { Actor } from '../../model/access.ts'
import { isRetryable, transact } from './database.ts'
import type { Context, Installation } from './method.ts'

/** Runs a function in one transaction as somebody; after a deadlock once more, a little later, up to four times. */
export async function inTransaction<T>(
  { db, log, secret, mails = false, store, changed }: Installation,
  actor: Actor,
  run: (ctx: Context) => Promise<T>,
  more: Partial<Pick<Context, 'signal' | 'visit' | 'received'>> = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const later: (() => void)[] = []
    try {
      const result = await transact(db, (tx) =>
        run({
          db: tx,
          actor,
          log,
          secret,
          mails,
          store: store ?? null,
          received: more.received ?? null,
          now: new Date().toISOString(),
          visit: more.visit ?? null,
          signal: more.signal ?? new AbortController().signal,
          afterCommit: (act) => later.push(act),
        }),
      )
      later.forEach((act) => act())
      changed()
      return result
    } catch (error) {
      if (!isRetryable(error) || attempt === 4) throw error
      log.debug({ attempt }, 'tried again after a deadlock')
      // Those who waited for each other do not come back at once.
      await pause(Math.random() * 50 * attempt)
    }
  }
}
