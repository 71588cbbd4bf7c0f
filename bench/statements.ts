import type pg from 'pg'
import { createApp } from '../server/app.ts'
import { createLog } from '../server/platform/log.ts'
import type { Call } from './operations.ts'

/**
 * Counts the statements that a server sends for calls, by listening at its own pool; `begin` and `commit` count, what
 * runs in the background does not. Each is asked some times, so that what is looked up once a second is known.
 */
export async function countStatements(
  connectionString: string,
  asked: { name: string; key: string; calls: () => Call[] }[],
): Promise<Record<string, number>> {
  const app = await createApp({ connectionString, secret: Buffer.alloc(32), log: createLog('warn'), role: 'web' })
  let sent = 0
  app.connection.pool.on('connect', (client: pg.PoolClient) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown
    Object.assign(client, {
      query: (...given: unknown[]) => {
        sent++
        return query(...given)
      },
    })
  })
  const counts: Record<string, number> = {}
  try {
    for (const { name, key, calls } of asked) {
      for (let round = 0; round < 4; round++) {
        sent = 0
        for (const { method, input } of calls()) {
          await app.http.inject({
            method: 'POST',
            url: `/api/${method}`,
            headers: { authorization: `Bearer ${key}` },
            payload: input as object,
          })
        }
        // The first call also looks up who asks; of the others the dearest counts, since a move to where a deal is does nothing.
        if (round > 0) counts[name] = Math.max(counts[name] ?? 0, sent)
      }
    }
  } finally {
    await app.close()
  }
  return counts
}
