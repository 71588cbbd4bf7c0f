import { randomUUID } from 'node:crypto'
import { sql, type RawBuilder } from 'kysely'
import type { Db } from './database.ts'
import type { Log } from './log.ts'

export interface Job {
  id: number
  kind: string
  payload: Record<string, unknown>
  personId: number | null
  attempts: number
}
/**
 * Does one job. `signal` ends when the job is cancelled, its lease was lost, or the server stops. A job that comes again
 * by itself gives the seconds until then.
 */
export type JobHandler = (job: Job, signal: AbortSignal) => Promise<void | { again: number }>

const lease = { seconds: 45, beatEvery: 10_000 }
const mostAttempts = 8

/** Puts a job into the transaction of its cause. With a `key`, a job of the same kind that still waits is not doubled. */
export async function enqueue(
  db: Db,
  kind: string,
  payload: Record<string, unknown>,
  options: { key?: string; personId?: number | null; delaySeconds?: number } = {},
): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into jobs (kind, payload, unique_key, person_id, run_at)
    values (${kind}, ${JSON.stringify(payload)}::jsonb, ${options.key ?? null}, ${options.personId ?? null},
            clock_timestamp() + make_interval(secs => ${options.delaySeconds ?? 0}))
    on conflict (kind, unique_key) where state = 'waiting' do nothing returning id`.execute(db)
  return rows[0]?.id ?? null
}

/** Puts jobs that are known by their keys to the moments at which they are to be done. */
export async function scheduleKeyed(
  db: Db,
  kind: string,
  jobs: readonly { key: string; payload: Record<string, unknown>; at: string }[],
): Promise<void> {
  if (!jobs.length) return
  await sql`insert into jobs (kind, payload, unique_key, run_at)
    select ${kind}, payload, key, at from jsonb_to_recordset(${JSON.stringify(jobs)}::jsonb) as x(key text, payload jsonb, at timestamptz)
    on conflict (kind, unique_key) where state = 'waiting' do update set payload = excluded.payload, run_at = excluded.run_at`.execute(
    db,
  )
}

/** Ends those of them that still wait. */
export const cancelKeyed = (db: Db, kind: string, keys: readonly string[]) =>
  sql`update jobs set state = 'cancelled', ended_at = clock_timestamp()
      where kind = ${kind} and unique_key = any(${keys}::text[]) and state = 'waiting'`.execute(db)

/** Asks a job to stop: one that waits ends at once, one that runs hears it with its next heartbeat. */
export const cancelJob = (db: Db, id: number) =>
  sql`update jobs set state = 'cancelled', ended_at = clock_timestamp() where id = ${id} and state in ('waiting', 'running')`.execute(
    db,
  )

/**
 * Works through the jobs whose time has come, fair between people: of the waiting ones, the person with the fewest
 * running jobs comes first. Leases last 45 s and are renewed every 10 s, so that a killed worker's job is taken up within
 * a minute. The clock is the database's.
 */
export function work(options: { db: Db; log: Log; handlers: Record<string, JobHandler>; parallel?: number }): {
  wake(): void
  close(): Promise<void>
} {
  const { db, log, handlers } = options
  const me = randomUUID()
  const kinds = Object.keys(handlers)
  const running = new Map<number, { stop: AbortController; done: Promise<void> }>()
  let closed = false
  let claiming: Promise<void> | null = null

  async function claim(): Promise<void> {
    while (!closed && running.size < (options.parallel ?? 2)) {
      const {
        rows: [job],
      } = await sql<Job>`
        update jobs j set state = 'running', lease_by = ${me}, lease_until = clock_timestamp() + make_interval(secs => ${lease.seconds}),
          attempts = attempts + 1
        where id = (
          select id from jobs w where kind = any(${kinds}::text[]) and run_at <= clock_timestamp()
            and (state = 'waiting' or (state = 'running' and lease_until < clock_timestamp()))
          order by (select count(*) from jobs r where r.state = 'running' and r.person_id = w.person_id), run_at, id
          limit 1 for update skip locked)
        returning id, kind, payload, person_id, attempts`.execute(db)
      if (!job) return
      const stop = new AbortController()
      running.set(job.id, { stop, done: run(job, stop).finally(() => running.delete(job.id)) })
    }
  }

  async function run(job: Job, stop: AbortController): Promise<void> {
    const beat = setInterval(() => {
      sql`update jobs set lease_until = clock_timestamp() + make_interval(secs => ${lease.seconds})
          where id = ${job.id} and lease_by = ${me} and state = 'running' returning id`
        .execute(db)
        .then(
          ({ rows }) => rows.length || stop.abort(),
          () => undefined,
        )
    }, lease.beatEvery)
    try {
      const result = await handlers[job.kind]!(job, stop.signal)
      if (result && !closed) await comeAgain(job, result.again)
      else if (!stop.signal.aborted) await end(job, 'done', null)
      else if (closed) await giveBack(job)
    } catch (error) {
      if (closed || stop.signal.aborted) await giveBack(job).catch(() => undefined)
      else {
        log.error({ err: error, job: job.id, kind: job.kind }, 'a job failed')
        const message = error instanceof Error ? error.message.slice(0, 500) : 'failed'
        await (job.attempts >= mostAttempts ? end(job, 'failed', message) : giveBack(job, 2 ** job.attempts)).catch(
          () => undefined,
        )
      }
    } finally {
      clearInterval(beat)
      wake()
    }
  }

  const end = (job: Job, state: 'done' | 'failed', error: string | null) =>
    sql`update jobs set state = ${state}, error = ${error}, ended_at = clock_timestamp(), lease_by = null
        where id = ${job.id} and lease_by = ${me} and state = 'running'`.execute(db)
  const comeAgain = (job: Job, seconds: number) => waitAgain(job, seconds, sql`0`)
  const giveBack = (job: Job, seconds = 0) => waitAgain(job, seconds, sql`attempts - ${seconds ? 0 : 1}`)
  /** Where the same has been asked for anew meanwhile, that one stands for both. */
  const waitAgain = (job: Job, seconds: number, attempts: RawBuilder<number>) =>
    sql`update jobs j set lease_by = null, attempts = ${attempts}, run_at = clock_timestamp() + make_interval(secs => ${seconds}),
          state = case when doubled then 'done' else 'waiting' end, ended_at = case when doubled then clock_timestamp() end
        from (select exists (
          select 1 from jobs w join jobs t on t.id = ${job.id} and w.kind = t.kind and w.unique_key = t.unique_key where w.state = 'waiting') doubled) x
        where id = ${job.id} and lease_by = ${me} and state = 'running'`.execute(db)

  function wake(): void {
    if (closed || claiming) return
    claiming = claim()
      .catch(() => undefined)
      .finally(() => (claiming = null))
  }
  const poll = setInterval(wake, 500)
  poll.unref()
  wake()

  return {
    wake,
    /** Stops taking jobs, tells the running ones to stop, and waits for them. */
    async close() {
      closed = true
      clearInterval(poll)
      await claiming
      for (const { stop } of running.values()) stop.abort()
      await Promise.allSettled([...running.values()].map(({ done }) => done))
    },
  }
}

/** Forgets jobs that ended a week ago. */
export const tidyJobs = (db: Db) =>
  sql`delete from jobs where state in ('done', 'failed', 'cancelled') and ended_at < clock_timestamp() - interval '7 days'`.execute(
    db,
  )
