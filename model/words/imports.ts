import type { Words } from '../words.ts'

/** The columns that a file of refused rows has before its own, and what columns without a heading are called. */
export const importWords = {
  row: { en: 'Row', ru: 'Строка' },
  reason: { en: 'Reason', ru: 'Причина' },
  // Where a column of the file is called one of these already.
  rowOfFile: { en: 'Row of the file', ru: 'Строка файла' },
  reasonOfRefusal: { en: 'Reason of the refusal', ru: 'Причина отказа' },
  column: { en: 'Column {number}', ru: 'Колонка {number}' },
} satisfies Words
