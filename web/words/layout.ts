import type { Words } from '../../model/words.ts'

/** What is said where a card is arranged. */
export const layoutWords = {
  'layout.other': { en: 'Other', ru: 'Прочее' },
  'layout.all': {
    en: 'Show {count} empty {count|field|fields}',
    ru: 'Ещё {count} {count|пустое поле|пустых поля|пустых полей}',
  },
  'layout.fewer': { en: 'Hide empty fields', ru: 'Скрыть пустые поля' },
} as const satisfies Words
