import type { Words } from '../../model/words.ts'

/** What the menu that saves a list to a file says. */
export const transferWords = {
  'export.button': { en: 'Export', ru: 'Экспорт' },
  'export.title': { en: 'Save this list to a file', ru: 'Сохранить этот список в файл' },
  'export.xlsx': { en: 'Excel (.xlsx)', ru: 'Excel (.xlsx)' },
  'export.csv': { en: 'CSV for spreadsheets', ru: 'CSV для таблиц' },
  'export.json': { en: 'JSON for programs', ru: 'JSON для программ' },
  'export.stop': { en: 'Stop the export', ru: 'Остановить экспорт' },
  'export.running': { en: 'Saving…', ru: 'Сохраняем…' },
  'export.done': { en: 'Saved: {name}', ru: 'Сохранено: {name}' },
  'export.broken': {
    en: 'The file broke off on its way. Try again',
    ru: 'Файл оборвался по дороге. Попробуйте ещё раз',
  },
} satisfies Words
