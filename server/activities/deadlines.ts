import { AppError } from '../platform/errors.ts'

const workingDays = 3
const years = [1970, 2199] as const

/** What is given no deadline is to be done in three working days, by the full hour. */
export function usualDeadline(now: string, timeZone: string): string {
  let at = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone)
  for (let left = workingDays; left > 0;) {
    at = at.add({ days: 1 })
    if (at.dayOfWeek <= 5) left--
  }
  return momentOf(at.round({ smallestUnit: 'hour', roundingMode: 'ceil' }))
}

/** The last moment of a day. Throws AppError for a day that is no day for an activity. */
export function endOfDay(day: string, timeZone: string): string {
  const date = Temporal.PlainDate.from(day)
  if (date.year < years[0] || date.year > years[1]) throw farError('day')
  return momentOf(date.add({ days: 1 }).toZonedDateTime(timeZone).subtract({ milliseconds: 1 }))
}

/** Refuses a moment at which nobody will do anything. Throws AppError. */
export function demandNear(deadline: string): void {
  const year = Number(deadline.slice(0, 4))
  if (year < years[0] || year > years[1]) throw farError('deadline')
}

/**
 * The moment to remind at, so many minutes before a deadline. Whole days are days of the calendar: a day before ten in the
 * morning is ten in the morning, whatever the clocks do that night. Of something without an hour, the minutes are counted
 * from nine in the morning of its day.
 */
export function reminderAt(deadline: string, day: string | null, minutes: number, timeZone: string): string {
  const due = day
    ? Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: '09:00' })
    : Temporal.Instant.from(deadline).toZonedDateTimeISO(timeZone)
  const rest = minutes % 1440
  return momentOf(due.subtract({ days: (minutes - rest) / 1440 }).subtract({ minutes: rest }))
}

const momentOf = (at: Temporal.ZonedDateTime) => new Date(at.epochMilliseconds).toISOString()
const farError = (field: 'day' | 'deadline') =>
  new AppError('invalid', 'error.activity.far', { field: `activities.${field}` }, { field })
