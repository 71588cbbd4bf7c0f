import type { Words } from '../words.ts'

/**
 * What people are told: `{who}` has done it. In Russian in the present tense, which knows no gender. One that comes by
 * itself begins with the word of its kind.
 */
export const noticeWords = {
  'notice.mention': { en: '{who} mentioned you in a comment', ru: '{who} зовёт вас в комментарий' },
  'notice.assignment': { en: '{who} made you responsible', ru: '{who} назначает вас ответственным' },
  'notice.assignment.observer': { en: '{who} made you an observer', ru: '{who} добавляет вас в наблюдатели' },
  'notice.assignment.deals': {
    en: '{who} made you responsible for {count} {count|deal|deals}',
    ru: '{who} передаёт вам {count} {count|сделку|сделки|сделок}',
  },
  'notice.assignment.contacts': {
    en: '{who} made you responsible for {count} {count|contact|contacts}',
    ru: '{who} передаёт вам {count} {count|контакт|контакта|контактов}',
  },
  'notice.assignment.companies': {
    en: '{who} made you responsible for {count} {count|company|companies}',
    ru: '{who} передаёт вам {count} {count|компанию|компании|компаний}',
  },
  'notice.assignment.observer.many': {
    en: '{who} made you an observer of {count} {count|record|records}',
    ru: '{who} добавляет вас в наблюдатели: {count} {count|карточка|карточки|карточек}',
  },
  'notice.activity': { en: '{who} gave you something to do', ru: '{who} поручает вам дело' },
  'notice.activity.joined': { en: '{who} wants you to take part', ru: '{who} добавляет вас в участники' },
  'notice.reminder': { en: 'Reminder', ru: 'Напоминание' },
  'notice.repetition': { en: 'A deal was made by repetition', ru: 'Сделка создана по расписанию' },
  'notice.repetition.person': {
    en: 'A repetition has stopped: who set it up does not work here any more',
    ru: 'Повторение остановлено: того, кто его настроил, больше нет среди сотрудников',
  },
  'notice.repetition.rights': {
    en: 'A repetition has stopped: who set it up may not make such a deal any more',
    ru: 'Повторение остановлено: у того, кто его настроил, больше нет права создавать такую сделку',
  },
  'notice.repetition.refused': {
    en: 'A repetition has stopped: the deal could not be made',
    ru: 'Повторение остановлено: сделку не удалось создать',
  },
  'notice.approval': { en: '{who} asks for your approval', ru: '{who} просит согласовать' },
  /** who did it, where nobody did */
  'notice.system': { en: 'Sdelka', ru: 'Sdelka' },
} satisfies Words
export type NoticeWord = keyof typeof noticeWords
