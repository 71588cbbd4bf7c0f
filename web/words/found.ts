import type { Words } from '../../model/words.ts'

/** What the page of results says, and the palette that leads to it. */
export const foundWords = {
  'found.title': { en: 'Search', ru: 'Поиск' },
  'found.of': { en: '{text}: search', ru: '{text}: поиск' },
  'found.label': { en: 'What to find', ru: 'Что найти' },
  'found.placeholder': { en: 'Name, phone, email, number, tag', ru: 'Имя, телефон, почта, номер, метка' },
  'found.clear': { en: 'Clear', ru: 'Очистить' },
  'found.kinds': { en: 'What to show', ru: 'Что показать' },
  'found.all': { en: 'Everything', ru: 'Всё' },
  'found.deals': { en: 'Deals', ru: 'Сделки' },
  'found.contacts': { en: 'Contacts', ru: 'Контакты' },
  'found.companies': { en: 'Companies', ru: 'Компании' },
  'found.products': { en: 'Products', ru: 'Товары' },
  'found.users': { en: 'People', ru: 'Сотрудники' },
  'found.many': { en: '{count}+', ru: '{count}+' },
  'found.open.deals': { en: 'All deals found', ru: 'Все найденные сделки' },
  'found.open.contacts': { en: 'All contacts found', ru: 'Все найденные контакты' },
  'found.open.companies': { en: 'All companies found', ru: 'Все найденные компании' },
  'found.open.products': { en: 'All products found', ru: 'Все найденные товары' },
  'found.open.users': { en: 'All people found', ru: 'Все найденные сотрудники' },
  'found.more': { en: 'Show more', ru: 'Показать ещё' },
  'found.narrow': {
    en: 'These are the first {count}. Type more to narrow it down.',
    ru: 'Показаны первые {count}. Уточните запрос, чтобы найти остальное.',
  },
  'found.near': {
    en: 'Nothing is called exactly that. This is similar:',
    ru: 'Точных совпадений нет. Вот похожее:',
  },
  'found.nothing': { en: 'Nothing found for “{text}”', ru: 'По запросу «{text}» ничего не найдено' },
  'found.nothing.text': {
    en: 'Try fewer words, the last digits of a phone, or a part of the email.',
    ru: 'Попробуйте меньше слов, последние цифры телефона или часть почты.',
  },
  'found.nothing.here': { en: 'Search everything', ru: 'Искать везде' },
  'found.start': { en: 'Find a deal, a client, a product, a colleague', ru: 'Найдите сделку, клиента, товар, коллегу' },
  'found.start.text': {
    en: 'By any part of a name, in Latin or Cyrillic letters, by phone, email, number of the deal or tag.',
    ru: 'По любой части имени, кириллицей или латиницей, по телефону, почте, номеру сделки или метке.',
  },
  'found.results': { en: 'All results', ru: 'Все результаты' },
  'found.count': { en: '{count} {count|result|results}', ru: '{count} {count|результат|результата|результатов}' },
} satisfies Words
