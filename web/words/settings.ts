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

  'settings.readonly': {
    en: 'You can look at this; administrators change it',
    ru: 'Здесь можно посмотреть; меняют это администраторы',
  },
  'settings.save': { en: 'Save', ru: 'Сохранить' },
  'settings.cancel': { en: 'Cancel', ru: 'Отмена' },
  'settings.delete': { en: 'Delete', ru: 'Удалить' },
  'settings.rename': { en: 'Rename', ru: 'Переименовать' },
  'settings.saved': { en: '“{name}” is saved', ru: '«{name}»: сохранено' },
  'settings.sort': { en: 'Move “{name}”', ru: 'Переместить «{name}»' },
  'settings.sort.hint': { en: 'Drag, or move with ↑ and ↓', ru: 'Перетащите или двигайте клавишами ↑ и ↓' },
  'settings.sort.up': { en: 'Move up', ru: 'Выше' },
  'settings.sort.down': { en: 'Move down', ru: 'Ниже' },
  'settings.sort.done': { en: '“{name}” is now {place} of {count}', ru: '«{name}»: теперь {place} из {count}' },

  'settings.pipeline.add': { en: 'Pipeline', ru: 'Воронка' },
  'settings.pipeline.new': { en: 'Name of the pipeline', ru: 'Название воронки' },
  'settings.pipeline.more': { en: 'More about “{name}”', ru: 'Ещё: «{name}»' },
  'settings.pipeline.left': { en: 'Move left', ru: 'Сдвинуть влево' },
  'settings.pipeline.right': { en: 'Move right', ru: 'Сдвинуть вправо' },
  'settings.pipeline.remove': { en: 'Delete the pipeline', ru: 'Удалить воронку' },
  'settings.pipeline.last': { en: 'The only pipeline stays', ru: 'Единственную воронку не удалить' },
  'settings.pipeline.remove.title': { en: 'Delete “{name}”?', ru: 'Удалить воронку «{name}»?' },
  'settings.pipeline.remove.empty': { en: 'There are no deals in it.', ru: 'Сделок в ней нет.' },
  'settings.pipeline.remove.to': {
    en: '{count} {count|deal goes|deals go} to the pipeline',
    ru: '{count} {count|сделка перейдёт|сделки перейдут|сделок перейдут} в воронку',
  },
  'settings.pipeline.remove.open': {
    en: '{count} in progress: to the stage',
    ru: 'В работе {count}: на стадию',
  },
  'settings.pipeline.remove.lost': {
    en: '{count} lost for reasons that it does not have: to the reason',
    ru: 'Проиграно {count} по причинам, которых там нет: в причину',
  },
  'settings.pipeline.remove.closed': {
    en: 'Won deals stay won, and lost ones keep a reason of the same name.',
    ru: 'Выигранные останутся выигранными, у проигранных сохранится причина с тем же названием.',
  },
  'settings.pipeline.removed': {
    en: '“{name}” is deleted, {count} {count|deal|deals} moved',
    ru: '«{name}» удалена, перенесено {count} {count|сделка|сделки|сделок}',
  },

  'settings.removal.undo': {
    en: 'Can be undone for a day: deals that have not moved on come back.',
    ru: 'Можно отменить в течение суток: вернутся сделки, которые не ушли дальше.',
  },
  'settings.removal.begun': {
    en: '“{name}” will be gone once its deals have moved',
    ru: '«{name}» исчезнет, когда перейдут её сделки',
  },
  'settings.removal.running': {
    en: 'Deleting “{name}”: {done} of {total} deals moved',
    ru: 'Удаляется «{name}»: перенесено {done} из {total} сделок',
  },
  'settings.removal.back': {
    en: '“{name}” is coming back: {done} of {total} deals',
    ru: '«{name}» возвращается: {done} из {total} сделок',
  },
  'settings.removal.failed': { en: '“{name}” was not deleted: {reason}', ru: '«{name}» не удалена: {reason}' },
  'settings.removal.done': { en: '“{name}” is deleted, its deals moved', ru: '«{name}» удалена, сделки перенесены' },

  'settings.stage.open': { en: 'In progress', ru: 'В работе' },
  'settings.stage.won': { en: 'Won', ru: 'Выиграна' },
  'settings.stage.lost': { en: 'Lost', ru: 'Проиграна' },
  'settings.stage.won.note': { en: 'exactly one', ru: 'ровно одна стадия' },
  'settings.stage.lost.note': {
    en: 'each one is a reason, shown when a deal is closed',
    ru: 'каждая — причина, её выбирают при закрытии сделки',
  },
  'settings.stage.open.add': { en: 'Stage', ru: 'Стадия' },
  'settings.stage.lost.add': { en: 'Reason', ru: 'Причина' },
  'settings.stage.open.new': { en: 'Name of the stage', ru: 'Название стадии' },
  'settings.stage.lost.new': { en: 'Name of the reason', ru: 'Название причины' },
  'settings.stage.open.last': {
    en: 'The only stage in progress: a pipeline keeps at least one.',
    ru: 'Единственная стадия в работе: хотя бы одна в воронке остаётся.',
  },
  'settings.stage.lost.last': {
    en: 'The only reason: a pipeline keeps at least one.',
    ru: 'Единственная причина: хотя бы одна в воронке остаётся.',
  },
  'settings.stage.rots': { en: 'Rots after', ru: 'Застаивается через' },
  'settings.stage.rots.hint': {
    en: 'A deal that stands here for longer is marked on the board',
    ru: 'Сделка, которая стоит здесь дольше, отмечается на доске',
  },
  'settings.stage.deals': { en: 'Deals', ru: 'Сделки' },
  'settings.stage.count': { en: '{count} {count|deal|deals}', ru: '{count} {count|сделка|сделки|сделок}' },
  'settings.stage.never': { en: 'never', ru: 'никогда' },
  'settings.stage.days': { en: '{days} {days|day|days}', ru: '{days} {days|день|дня|дней}' },
  'settings.stage.rotten': { en: '{count} now', ru: 'сейчас {count}' },
  'settings.stage.here': { en: 'days here', ru: 'дней здесь' },
  'settings.stage.days.wrong': { en: 'From 1 to 3650 days, or nothing', ru: 'От 1 до 3650 дней или пусто' },
  'settings.stage.marked': {
    en: '{shown} of {total} {count|deal|deals} would be marked',
    ru: 'Будет отмечено {shown} из {total}',
  },
  'settings.stage.marked.mine': {
    en: '{shown} of {total} {count|deal|deals} would be marked, {mine} of them yours',
    ru: 'Будет отмечено {shown} из {total}, ваших {mine}',
  },
  'settings.stage.unsaved': { en: 'not saved', ru: 'не сохранено' },
  'settings.stage.means': { en: 'Means', ru: 'Что означает' },
  'settings.stage.means.won': {
    en: 'A pipeline has exactly one won stage: it can be renamed and recoloured.',
    ru: 'Стадия выигрыша в воронке ровно одна: её можно переименовать и перекрасить.',
  },
  'settings.stage.means.deals': {
    en: 'What a stage means can be changed while it has no deals: they would close or open again by themselves.',
    ru: 'Смысл стадии меняется, пока в ней нет сделок: иначе они закрылись бы или открылись сами.',
  },
  'settings.stage.remove': { en: 'Delete the stage', ru: 'Удалить стадию' },
  'settings.stage.into': {
    en: '{shown} {count|deal goes|deals go} to',
    ru: '{shown} {count|сделка перейдёт|сделки перейдут|сделок перейдут} в',
  },
  'settings.stage.moving': { en: 'Its deals are being moved.', ru: 'Её сделки переносятся.' },
  'settings.stage.removed': {
    en: '“{name}” is deleted, {count} {count|deal is|deals are} in “{into}”',
    ru: '«{name}» удалена, {count} {count|сделка|сделки|сделок} теперь в «{into}»',
  },
  'settings.stage.removed.empty': { en: '“{name}” is deleted', ru: '«{name}» удалена' },
} satisfies Words
