import type { Language } from '../../../model/users.ts'

/** The name of a day of the week; 1 is Monday. The 1st of January 2024 was one. */
export function dayName(day: number, language: Language): string {
  const name = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day))
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1)
}
