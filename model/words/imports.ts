import type { Words } from '../words.ts'

/** The columns that a file of refused rows has before its own. */
export const importWords = {
  row: { en: 'Row', ru: 'Строка' },
  reason: { en: 'Reason', ru: 'Причина' },
} satisfies Words
