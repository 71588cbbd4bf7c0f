import type { Action, Range } from '../access.ts'
import type { Language } from '../users.ts'

/** What may be done, in the words of the table of rights. */
export const actionWords: Record<Action, Record<Language, string>> = {
  see: { en: 'See', ru: 'Видеть' },
  add: { en: 'Add', ru: 'Создавать' },
  edit: { en: 'Change', ru: 'Изменять' },
  move: { en: 'Move', ru: 'Двигать' },
  assign: { en: 'Reassign', ru: 'Передавать' },
  delete: { en: 'Delete', ru: 'Удалять' },
  import: { en: 'Import', ru: 'Загружать' },
  export: { en: 'Export', ru: 'Выгружать' },
  layout: { en: 'Card layout', ru: 'Вид карточки' },
}

/** How far a right reaches. */
export const rangeWords: Record<Range, Record<Language, string>> = {
  nobody: { en: 'No', ru: 'Нет' },
  own: { en: 'Own', ru: 'Свои' },
  department: { en: 'Department', ru: 'Отдел' },
  below: { en: 'Department and below', ru: 'Отдел и ниже' },
  opened: { en: 'Opened', ru: 'Открытые' },
  all: { en: 'All', ru: 'Все' },
}

/** The same where there is little room; `↓`: with departments below. */
export const shortRangeWords: Record<Range, Record<Language, string>> = {
  ...rangeWords,
  department: { en: 'Dept.', ru: 'Отдел' },
  below: { en: 'Dept. ↓', ru: 'Отдел ↓' },
}
