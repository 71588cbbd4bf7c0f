import { sql } from 'kysely'
import type { Context } from '../platform/method.ts'

/** What the clock on the wall of the company shows. */
export interface Clock {
  timeZone: string
  day: string
  /** HH:MM */
  time: string
}

export async function readClock({ db, now }: Pick<Context, 'db' | 'now'>): Promise<Clock> {
  const { rows } = await sql<{ timeZone: string }>`select time_zone from settings`.execute(db)
  return clockAt(now, rows[0]?.timeZone ?? 'UTC')
}

export function clockAt(moment: string, timeZone: string): Clock {
  const at = Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone)
  return { timeZone, day: at.toPlainDate().toString(), time: at.toPlainTime().toString().slice(0, 5) }
}

/**
 * Whether a day and time have come by a clock. What is compared is what the clock shows: a time that is left out when
 * clocks are put forward has come with the one after it, one that comes twice has come with the first.
 */
export const hasCome = (day: string, time: string, clock: Clock): boolean =>
  day < clock.day || (day === clock.day && time <= clock.time)
