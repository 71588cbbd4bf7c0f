import type { Words } from '../../model/words.ts'

/** Who sees a record and why; looking at Sdelka as somebody else. */
export const sightWords = {
  'who.title': { en: 'Who can see this', ru: 'Кто это видит' },
  'who.close': { en: 'Close', ru: 'Закрыть' },
  'who.more': {
    en: 'and {count} more',
    ru: 'и ещё {count}',
  },
  'who.administrator': { en: 'administrator: sees everything', ru: 'администратор: видит всё' },
  'who.observer': { en: 'observer', ru: 'наблюдатель' },
  'who.role': { en: 'role “{role}”: {range}', ru: 'роль «{role}»: {range}' },
  'who.range': { en: 'by role: {range}', ru: 'по роли: {range}' },
  'who.may.see': { en: 'only sees', ru: 'только видит' },
  'who.may.edit': { en: 'changes', ru: 'изменяет' },
  'who.may.move': { en: 'moves', ru: 'двигает' },
  'who.may.assign': { en: 'reassigns', ru: 'передаёт' },
  'who.may.delete': { en: 'deletes', ru: 'удаляет' },
  'who.may.export': { en: 'exports', ru: 'выгружает' },
  'preview.look': { en: 'Look as this person', ru: 'Посмотреть его глазами' },
  'preview.as': {
    en: 'You see Sdelka as {name}. Nothing is changed meanwhile.',
    ru: 'Вы видите Sdelka глазами: {name}. Менять ничего нельзя.',
  },
  'preview.end': { en: 'Back to myself', ru: 'Вернуться к себе' },
} satisfies Words
