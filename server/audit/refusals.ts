import type { Db } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import type { Refusal } from '../platform/method.ts'
import { auditEntry } from './audit.ts'

const pause = 60_000
/** Of so many pairs at most it is remembered when they were told of. */
const most = 5000

/**
 * Writes refused attempts into the audit log: of the same person, method and reason at most one a minute, so that
 * nobody fills the log by asking again and again. Never throws: a refusal stays a refusal, whatever the log says.
 */
export function tellOfRefusals(db: Db, log: Log): (refusal: Refusal) => Promise<void> {
  const told = new Map<string, number>()
  return async ({ actor, visit, method, error }) => {
    const pair = `${String(actor.previewedBy?.id ?? actor.id ?? visit?.ip)} ${method} ${error.key}`
    const now = performance.now()
    if (now - (told.get(pair) ?? -Infinity) < pause) return
    if (told.size >= most) told.clear()
    told.set(pair, now)
    try {
      await auditEntry({ db, actor, visit }, 'refused', { details: { method, key: error.key } })
    } catch (problem) {
      log.warn({ err: problem, method }, 'a refusal could not be written into the audit log')
    }
  }
}
