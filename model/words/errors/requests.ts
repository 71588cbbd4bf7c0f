import type { Words } from '../../words.ts'

/** What is wrong with a request, whatever it is about, or with the server. */
export const requestsErrors = {
  'error.invalid': { en: 'Something in the request is not right: {problems}', ru: 'В запросе ошибка: {problems}' },
  'error.json': { en: 'The request is not valid JSON: {problem}', ru: 'Запрос не является правильным JSON: {problem}' },
  'error.method': { en: 'There is no method “{name}”', ru: 'Метода «{name}» нет' },
  'error.unknown': {
    en: '“{field}” names something that does not exist or is not visible to you',
    ru: '«{field}»: такой записи нет или она вам не видна',
  },
  'error.unavailable': {
    en: 'The database can’t be reached right now. Try again in a moment',
    ru: 'База данных сейчас недоступна. Повторите чуть позже',
  },
  'error.timeout': { en: 'This took too long and was stopped', ru: 'Запрос выполнялся слишком долго и остановлен' },
  'error.internal': {
    en: 'Something went wrong on our side. It has been written down as {id}',
    ru: 'Что-то пошло не так на нашей стороне. Записано под номером {id}',
  },
  'error.size': { en: 'The request is too large', ru: 'Слишком большой запрос' },
  'error.media': { en: 'Only JSON is accepted', ru: 'Принимается только JSON' },
  'error.cursor': {
    en: 'This page mark is not valid here: start from the beginning',
    ru: 'Метка страницы здесь недействительна: начните сначала',
  },
  'error.sort': { en: 'Can’t sort by “{field}”', ru: 'По полю «{field}» сортировать нельзя' },
  'error.filter.field': {
    en: 'The filter names a field that does not exist: “{field}”',
    ru: 'В фильтре неизвестное поле: «{field}»',
  },
  'error.filter.operator': {
    en: 'This comparison does not suit “{field}”',
    ru: 'Такое сравнение не подходит полю «{field}»',
  },
  'error.filter.value': {
    en: 'The filter has an unsuitable value for “{field}”',
    ru: 'В фильтре неподходящее значение для «{field}»',
  },
  'error.filter.depth': { en: 'The filter is nested too deep', ru: 'Слишком глубокая вложенность фильтра' },
  'error.filter.size': { en: 'The filter has too many conditions', ru: 'В фильтре слишком много условий' },
  'error.zone': { en: 'There is no time zone “{zone}”', ru: 'Часового пояса «{zone}» нет' },
  'error.dates': { en: 'The deal would close before it begins', ru: 'Сделка закрылась бы раньше, чем началась' },
} satisfies Words
