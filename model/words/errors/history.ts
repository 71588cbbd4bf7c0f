import type { Words } from '../../words.ts'

/** What is not taken back, put back or made one. */
export const historyErrors = {
  'error.putBack.field': {
    en: 'This field is not put back by itself: it follows from others',
    ru: 'Это поле отдельно не вернуть: оно следует из других',
  },
  'error.undo.changed': {
    en: 'Can’t be undone: “{field}” has been changed since',
    ru: 'Отменить нельзя: поле «{field}» с тех пор изменили',
  },
  'error.undo.since': {
    en: 'Can’t be undone: something has been changed since',
    ru: 'Отменить нельзя: с тех пор что-то изменили',
  },
  'error.undo.late': {
    en: 'Can’t be undone any more: too much time has passed',
    ru: 'Отменить уже нельзя: прошло слишком много времени',
  },
  'error.undo.twice': { en: 'This has been undone already', ru: 'Это уже отменено' },
  'error.undo.kind': { en: 'This can’t be undone', ru: 'Это действие не отменяется' },
  'error.undo.merge': {
    en: 'It went to the bin because it became part of another one: undo the merge in the history of that one',
    ru: 'Запись ушла в корзину при объединении: отмените объединение в истории той, что осталась',
  },
  'error.merged': { en: 'It has become part of another one: № {id}', ru: 'Запись объединена с другой: № {id}' },
  'error.merge.itself': {
    en: 'The one that stays should be among those that become one',
    ru: 'Остаться должна одна из объединяемых записей',
  },
  'error.merge.part': { en: '“{field}” can’t be chosen so', ru: 'Поле «{field}» так выбрать нельзя' },
  'error.merge.long': {
    en: '“{field}”: together that is more than can be kept. Choose one',
    ru: '«{field}»: вместе это больше, чем можно хранить. Выберите одно',
  },
  'error.merge.currency': {
    en: 'Product lines in different currencies can’t be put together: choose those of one deal',
    ru: 'Товары в разных валютах не сложить: выберите товары одной сделки',
  },
  'error.merge.changed': {
    en: 'Somebody has just changed “{name}”: {fields}. Look once more',
    ru: 'Запись «{name}» только что изменили: {fields}. Посмотрите ещё раз',
  },
  'error.merge.shows': {
    en: 'More than now would be seen by: {names}. Say that this is meant, or choose another responsible',
    ru: 'Больше, чем сейчас, увидят: {names}. Подтвердите это или выберите другого ответственного',
  },
  'error.demo.loading': {
    en: 'The demo data is still being made. Wait a moment and try again',
    ru: 'Демоданные ещё создаются. Подождите минуту и повторите',
  },
  'error.demo.broken': {
    en: 'It broke off several times; nothing was changed. What happened is in the log of the server',
    ru: 'Несколько раз прервалось; ничего не изменилось. Что произошло, записано в журнале сервера',
  },
} satisfies Words
