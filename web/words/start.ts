import type { Words } from '../../model/words.ts'

/** The first minutes: the first run, the board without a deal, the demo data. */
export const startWords = {
  'start.needed.name': { en: 'Say what you are called', ru: 'Напишите, как вас зовут' },
  'start.needed.email': {
    en: 'Write an address like anna@example.com: you sign in with it',
    ru: 'Напишите адрес вида anna@example.com: по нему вы будете входить',
  },
  'start.needed.password': { en: 'Eight characters at least', ru: 'Нужно не меньше восьми символов' },
  'start.password.show': { en: 'Show the password', ru: 'Показать пароль' },
  'start.zone': {
    en: 'Time zone: {zone}. It can be changed in the settings',
    ru: 'Часовой пояс: {zone}. Его можно поменять в настройках',
  },

  'start.title': { en: 'Your board is ready, {name}', ru: 'Доска готова, {name}' },
  'start.text': {
    en: 'A deal is one sale: who buys, what, for how much. It moves from left to right until it is won. Start with whichever is closest.',
    ru: 'Сделка — это одна продажа: кто покупает, что и за сколько. Она движется слева направо, пока не будет выиграна. Начните с любого.',
  },
  'start.deal': { en: 'Add the first deal', ru: 'Добавить первую сделку' },
  'start.deal.hint': { en: 'A title and an amount are enough', ru: 'Хватит названия и суммы' },
  'start.deal.text': {
    en: 'Client, products and dates are filled in later, in its card.',
    ru: 'Клиента, товары и сроки заполните потом, в карточке.',
  },
  'start.deal.submit': { en: 'Add', ru: 'Добавить' },
  'start.import': { en: 'Import a file', ru: 'Импортировать файл' },
  'start.import.hint': {
    en: 'A table from Bitrix24, Pipedrive or Excel',
    ru: 'Таблица из Битрикс24, Pipedrive или Excel',
  },
  'start.demo': { en: 'Look around with demo data', ru: 'Осмотреться на демоданных' },
  'start.demo.hint': {
    en: '300 deals of a ventilation seller; remove them with one click',
    ru: '300 сделок по вентиляции, убираются одним кликом',
  },
  'start.stages': { en: 'The stages are an example,', ru: 'Стадии — пример,' },
  'start.stages.link': { en: 'change them any time', ru: 'меняйте как удобно' },
  'start.invite': { en: 'Invite colleagues', ru: 'Пригласить коллег' },
  'start.back': { en: 'Back', ru: 'Назад' },

  'demo.here': {
    en: 'This is demo data. What you add or edit stays when you remove it.',
    ru: 'Это демоданные. Уберёте их — ваши записи и правки останутся.',
  },
  'demo.remove': { en: 'Remove', ru: 'Убрать' },
  'demo.remove.label': { en: 'Remove the demo data', ru: 'Убрать демоданные' },
  'demo.loading': { en: 'Making the demo data', ru: 'Создаём демоданные' },
  'demo.removing': { en: 'Removing the demo data', ru: 'Убираем демоданные' },
  'demo.gone': { en: 'The demo data is gone.', ru: 'Демоданных больше нет.' },
  'demo.gone.kept': {
    en: 'The demo data is gone. Still here, because you have edited or use them: {list}.',
    ru: 'Демоданных больше нет. Остались, потому что вы их меняли или используете: {list}.',
  },
  'demo.kept.deals': { en: '{count} {count|deal|deals}', ru: '{count} {count|сделка|сделки|сделок}' },
  'demo.kept.companies': { en: '{count} {count|company|companies}', ru: '{count} {count|компания|компании|компаний}' },
  'demo.kept.contacts': { en: '{count} {count|contact|contacts}', ru: '{count} {count|контакт|контакта|контактов}' },
  'demo.kept.products': { en: '{count} {count|product|products}', ru: '{count} {count|товар|товара|товаров}' },
  'demo.kept.sections': {
    en: '{count} {count|product section|product sections}',
    ru: '{count} {count|раздел|раздела|разделов} товаров',
  },
  'demo.kept.pipelines': { en: '{count} {count|pipeline|pipelines}', ru: '{count} {count|воронка|воронки|воронок}' },
  'demo.kept.terms': { en: '{count} {count|tag|tags}', ru: '{count} {count|метка|метки|меток}' },
  'demo.kept.users': { en: '{count} {count|colleague|colleagues}', ru: '{count} {count|коллега|коллеги|коллег}' },
  'demo.kept.departments': { en: '{count} {count|department|departments}', ru: '{count} {count|отдел|отдела|отделов}' },
} satisfies Words
