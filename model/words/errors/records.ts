import type { Words } from '../../words.ts'

/** What a record cannot hold, and how its fields and cards are arranged. */
export const recordsErrors = {
  'error.asked': { en: 'Fill in first: {fields}', ru: 'Сначала заполните: {fields}' },
  'error.pins': {
    en: '{count} entries stand first already: let one of them go before',
    ru: 'Уже закреплено {count}: сначала открепите что-нибудь',
  },
  'error.missing': { en: 'Not found, or not visible to you', ru: 'Не найдено или вам не видно' },
  'error.conflict': {
    en: 'Somebody has changed the same meanwhile: {fields}',
    ru: 'То же самое уже изменил кто-то другой: {fields}',
  },
  'error.field': { en: 'There is no field “{field}”', ru: 'Поля «{field}» нет' },
  'error.decimals': {
    en: '“{field}” has more decimals than {currency} has',
    ru: 'У «{field}» больше знаков после запятой, чем у валюты {currency}',
  },
  'error.removal.running': {
    en: 'The deals of it are being moved right now: wait until this is done',
    ru: 'Её сделки как раз переносятся: дождитесь окончания',
  },
  'error.removal.actor': {
    en: 'Whoever began this may not change the settings any more',
    ru: 'Тот, кто это начал, больше не может менять настройки',
  },
  'error.term.used': {
    en: 'Still in use ({count}). Switch the word off: it stays where it is and is no longer offered',
    ru: 'Слово ещё используется ({count}). Выключите его: в записях оно останется, но выбрать его больше не предложат',
  },
  'error.term.used.unseen': {
    en: 'Still in use where you don’t see it. Switch the word off: it stays where it is and is no longer offered',
    ru: 'Слово используется там, где вам не видно. Выключите его: в записях оно останется, но выбрать его больше не предложат',
  },
  'error.contact.name': { en: 'A contact needs a first or a last name', ru: 'Контакту нужно имя или фамилия' },
  'error.phone': { en: 'This is not a phone number: {value}', ru: 'Это не похоже на телефон: {value}' },
  'error.link': { en: 'This is not a link to a page: {value}', ru: 'Это не похоже на ссылку: {value}' },
  'error.used': { en: 'There is one with this name already', ru: 'С таким названием уже есть' },
  'error.distinct': {
    en: 'There is one with the same “{field}” already',
    ru: 'Такое значение поля «{field}» уже есть в другой записи',
  },
  'error.customField.fixed': {
    en: '“{field}” of a field stays what it is: make another field',
    ru: '«{field}» у поля не меняется: создайте другое поле',
  },
  'error.customField.kind': {
    en: '“{field}” does not suit a field of this kind',
    ru: '«{field}» не подходит полю такого вида',
  },
  'error.customField.many': {
    en: 'A record has at most {max} fields of its own: delete some first',
    ru: 'У записи не больше {max} своих полей: сначала удалите лишние',
  },
  'error.customField.words': {
    en: 'There are too many different values for a list: it has at most {max}',
    ru: 'Для списка слишком много разных значений: их может быть не больше {max}',
  },
  'error.customField.becoming': {
    en: 'The field is being turned into another kind at this moment: wait until that is done',
    ru: 'Вид поля как раз меняется: подождите, пока это закончится',
  },
  'error.customField.distinct': {
    en: 'Different values may become alike: first allow them to be the same in several records',
    ru: 'Разные значения могут стать одинаковыми: сначала разрешите полю повторяться',
  },
  'error.customField.turned': {
    en: 'A field has just become one of another kind: look at it again and repeat',
    ru: 'Вид поля только что изменился: проверьте значение и повторите',
  },
  'error.circle': { en: '“{field}” would make a circle', ru: '«{field}»: получился бы круг' },
  'error.circle.companies': {
    en: 'This company would stand above itself: it is already below the one chosen',
    ru: 'Компания оказалась бы выше самой себя: выбранная и так ей подчинена',
  },
  'error.layout.for': {
    en: 'A card is arranged for oneself, for a role or for everybody; by pipeline only a deal is',
    ru: 'Вид карточки настраивают для себя, для роли или для всех, а по воронкам — только у сделок',
  },
  'error.layout.name': { en: 'Give each section a name', ru: 'Назовите каждый раздел' },
  'error.layout.twice': { en: '“{field}” stands on the card twice', ru: '«{field}» стоит в карточке дважды' },
  'error.layout.changed': {
    en: 'Somebody else has just arranged this card. Look at what has become of it, and then save yours',
    ru: 'Эту карточку только что настроил кто-то другой. Посмотрите, что получилось, и сохраните снова',
  },
  'error.removed': { en: 'This is in the bin: restore it first', ru: 'Запись в корзине: сначала восстановите её' },
  'error.required': { en: '“{field}” is required', ru: 'Поле «{field}» обязательно' },
} satisfies Words
