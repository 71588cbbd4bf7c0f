import type { Words } from '../../model/words.ts'

/** The bell, what hangs from it, and how one is told. */
export const notificationsWords = {
  'settings.group.own': { en: 'Personal', ru: 'Личное' },
  'notices.title': { en: 'Notifications', ru: 'Уведомления' },
  'notices.bell': { en: 'Notifications', ru: 'Уведомления' },
  'notices.bell.unread': {
    en: 'Notifications, {count} unread',
    ru: 'Уведомления: {count} {count|новое|новых|новых}',
  },
  'notices.all': { en: 'All', ru: 'Все' },
  'notices.unread': { en: 'Unread', ru: 'Новые' },
  'notices.which': { en: 'Which notifications', ru: 'Какие уведомления' },
  'notices.readAll': { en: 'Mark all as read', ru: 'Прочитать все' },
  'notices.read': { en: 'Mark as read', ru: 'Отметить прочитанным' },
  'notices.again': { en: 'Mark as unread', ru: 'Отметить новым' },
  'notices.isNew': { en: 'new', ru: 'новое' },
  'notices.more': { en: 'Earlier', ru: 'Раньше' },
  'notices.page': { en: 'Show all', ru: 'Показать все' },
  'notices.choose': { en: 'How to tell me', ru: 'Настроить' },
  'notices.empty': { en: 'Nothing here yet', ru: 'Пока ничего нет' },
  'notices.empty.text': {
    en: 'You will read here when somebody mentions you, makes you responsible, or something planned comes due.',
    ru: 'Здесь появится, кто вас позвал в комментарий, что вам передали и о чём пора вспомнить.',
  },
  'notices.empty.unread': { en: 'All is read', ru: 'Всё прочитано' },
  'notices.own': { en: 'How Sdelka tells you of what concerns you.', ru: 'Как сообщать о том, что касается вас.' },
  'notices.kind': { en: 'What', ru: 'О чём' },
  'notices.way.app': { en: 'In Sdelka', ru: 'В Sdelka' },
  'notices.way.email': { en: 'By email', ru: 'Письмом' },
  'notices.noMails': {
    en: 'This installation does not send letters: an administrator can set a mail server.',
    ru: 'Письма не отправляются: почтовый сервер задаёт администратор.',
  },
  'notices.kind.mention': { en: 'Mentions', ru: 'Упоминания' },
  'notices.kind.mention.text': { en: 'A colleague calls you into a comment', ru: 'Коллега зовёт вас в комментарий' },
  'notices.kind.assignment': { en: 'Assignments', ru: 'Назначения' },
  'notices.kind.assignment.text': {
    en: 'You became responsible for something, or its observer',
    ru: 'Вас назначили ответственным или наблюдателем',
  },
  'notices.kind.reminder': { en: 'Reminders', ru: 'Напоминания' },
  'notices.kind.reminder.text': { en: 'The time of something planned has come', ru: 'Подошло время дела' },
  'notices.kind.repetition': { en: 'Repeating deals', ru: 'Повторяющиеся сделки' },
  'notices.kind.repetition.text': {
    en: 'A deal was made by repetition, or a repetition has stopped',
    ru: 'Сделка создана по расписанию, или повторение остановлено',
  },
  'notices.kind.approval': { en: 'Approvals', ru: 'Согласования' },
  'notices.kind.approval.text': { en: 'You are asked to approve something', ru: 'Вас просят что-то согласовать' },
} satisfies Words
