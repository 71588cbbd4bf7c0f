import type { Words } from '../../model/words.ts'

/** What the settings say, apart from those of people and departments. */
export const settingsWords = {
  'settings.back': { en: 'Back to the settings', ru: 'Назад к настройкам' },
  'settings.group.company': { en: 'Company', ru: 'Компания' },
  'settings.group.deals': { en: 'Deals', ru: 'Сделки' },
  'settings.group.people': { en: 'People', ru: 'Люди' },
  'settings.group.data': { en: 'Data', ru: 'Данные' },
  'settings.company': { en: 'Company', ru: 'О компании' },
  'settings.currencies': { en: 'Currencies and rates', ru: 'Валюты и курсы' },
  'settings.pipelines': { en: 'Pipelines and stages', ru: 'Воронки и стадии' },
  'settings.lists': { en: 'Sources and lists', ru: 'Источники и списки' },
  'settings.people': { en: 'People', ru: 'Сотрудники' },
  'settings.departments': { en: 'Departments', ru: 'Отделы' },
  'settings.bin': { en: 'Recycle bin', ru: 'Корзина' },
} satisfies Words
