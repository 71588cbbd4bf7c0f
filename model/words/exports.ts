import type { RecordName } from '../records.ts'
import type { Language } from '../users.ts'

/** What an exported file, and the sheet in it, is called. */
export const exportWords: Record<RecordName, Record<Language, string>> = {
  users: { en: 'People', ru: 'Сотрудники' },
  departments: { en: 'Departments', ru: 'Отделы' },
  groups: { en: 'Groups', ru: 'Группы' },
  roles: { en: 'Roles', ru: 'Роли' },
  currencies: { en: 'Currencies', ru: 'Валюты' },
  pipelines: { en: 'Pipelines', ru: 'Воронки' },
  stages: { en: 'Stages', ru: 'Стадии' },
  terms: { en: 'Dictionaries', ru: 'Справочники' },
  customFields: { en: 'Fields', ru: 'Поля' },
  contacts: { en: 'Contacts', ru: 'Контакты' },
  companies: { en: 'Companies', ru: 'Компании' },
  productSections: { en: 'Product sections', ru: 'Разделы товаров' },
  products: { en: 'Products', ru: 'Товары' },
  deals: { en: 'Deals', ru: 'Сделки' },
  activities: { en: 'Activities', ru: 'Дела' },
}
