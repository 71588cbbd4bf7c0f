import type { Words } from '../../words.ts'

/** What somebody may not, and how rights, people and their places are set. */
export const rightsErrors = {
  'error.denied.browser': {
    en: 'This is done in the browser, not by a key',
    ru: 'Это делается в браузере, а не по ключу',
  },
  'error.denied.administrator': {
    en: 'Only an administrator decides on how an administrator signs in and who becomes one',
    ru: 'Решать, как входит администратор и кто им станет, может только администратор',
  },
  'error.denied.comment.edit': {
    en: 'Only who has written a comment changes it',
    ru: 'Изменить комментарий может только его автор',
  },
  'error.denied.comment.delete': {
    en: 'Who may not delete the record deletes his own comments alone',
    ru: 'Чужой комментарий удаляет тот, кому можно удалить и саму карточку',
  },
  'error.denied.right': {
    en: 'Your role lacks the right “{record}: {action}”: an administrator can give it',
    ru: 'В вашей роли нет права «{record}: {action}»: его может дать администратор',
  },
  'error.denied.only': { en: 'Only an administrator does this', ru: 'Это может только администратор' },
  'error.denied.undo': {
    en: 'What others have done is undone by an administrator',
    ru: 'Отменять сделанное другими может только администратор',
  },
  'error.denied.field': {
    en: 'Your role does not show the field “{field}”',
    ru: 'Ваша роль не показывает поле «{field}»',
  },
  'error.denied.owner': {
    en: 'Your role does not allow making this person responsible',
    ru: 'Ваша роль не позволяет назначить этого ответственного',
  },
  'error.denied.stage': {
    en: 'Your role does not allow bringing deals into this stage',
    ru: 'Ваша роль не позволяет переводить сделки на эту стадию',
  },
  'error.denied.pipeline': {
    en: 'Your role does not allow adding deals to this pipeline',
    ru: 'Ваша роль не позволяет добавлять сделки в эту воронку',
  },
  'error.denied.action.stage': {
    en: 'Your right “{action}” does not reach this deal at the stage “{stage}”: an administrator can give it',
    ru: 'Ваше право «{action}» не распространяется на эту сделку на стадии «{stage}»: его может дать администратор',
  },
  'error.denied.field.pipeline': {
    en: 'Your role does not show the field “{field}” in the pipeline “{pipeline}”: leave it out by a filter',
    ru: 'Ваша роль не показывает поле «{field}» в воронке «{pipeline}»: исключите её фильтром',
  },
  'error.denied.write': {
    en: 'Your role does not allow changing the field “{field}”',
    ru: 'Ваша роль не позволяет менять поле «{field}»',
  },
  'error.denied.add': {
    en: 'Your role does not allow adding here: an administrator can give this right',
    ru: 'Ваша роль не позволяет создавать здесь: это право может дать администратор',
  },
  'error.denied.assign': {
    en: 'Your role does not allow making somebody else responsible',
    ru: 'Ваша роль не позволяет менять ответственного',
  },
  'error.denied.action': {
    en: 'Your right “{action}” does not reach this record: an administrator can give it',
    ru: 'Ваше право «{action}» на эту запись не распространяется: его может дать администратор',
  },
  'error.denied.passage': {
    en: 'Your role does not allow the move from “{from}” to “{to}”',
    ru: 'Ваша роль не позволяет переход со стадии «{from}» на «{to}»',
  },
  'error.preview': {
    en: 'You are looking as somebody else: nothing is changed meanwhile',
    ru: 'Вы смотрите глазами другого сотрудника: менять сейчас ничего нельзя',
  },
  'error.preview.who': {
    en: 'Only an administrator looks as somebody who works here',
    ru: 'Смотреть глазами сотрудника может только администратор',
  },
  'error.denied.key': { en: 'This key may not call “{name}”', ru: 'Этому ключу не разрешён метод «{name}»' },
  'error.group': { en: 'Can’t group by “{field}”', ru: 'По полю «{field}» группировать нельзя' },
  'error.administrator.last': { en: 'The last administrator stays', ru: 'Последний администратор остаётся' },
  'error.role.above': {
    en: 'This is about rights wider than your own: an administrator can do it',
    ru: 'Речь о правах шире ваших: это может сделать администратор',
  },
  'error.role.gain': {
    en: 'You would come to see more by this: an administrator can do it',
    ru: 'Так вы сами стали бы видеть больше: это может сделать администратор',
  },
  'error.role.administrator': {
    en: 'The role of administrators allows everything: it is neither changed nor copied nor deleted',
    ru: 'Роль администратора позволяет всё: её нельзя изменить, скопировать или удалить',
  },
  'error.role.default': {
    en: 'New people get this role: choose another one for them first',
    ru: 'Эту роль получают новые сотрудники: сначала выберите для них другую',
  },
  'error.role.stage': { en: 'This stage has been deleted', ru: 'Эта стадия удалена' },
  'error.role.pipeline': { en: 'This pipeline has been deleted', ru: 'Эта воронка удалена' },
  'error.role.named': {
    en: '“{field}” tells one record from another: it can’t be hidden',
    ru: '«{field}» отличает одну запись от другой: его нельзя скрыть',
  },
  'error.role.grant': { en: 'A role can’t say this: {value}', ru: 'Роль не может этого задать: {value}' },
  'error.person': { en: 'There is no active person with this email', ru: 'Нет действующего сотрудника с такой почтой' },
  'error.person.inactive': {
    en: 'This person is switched off: switch on first',
    ru: 'Этот сотрудник отключён: сначала включите его',
  },
  'error.person.email': {
    en: 'An email is needed: the person will sign in with it',
    ru: 'Нужна почта: по ней сотрудник будет входить',
  },
  'error.handover.heir': {
    en: 'Only an active colleague can take over',
    ru: 'Принять записи может только действующий сотрудник',
  },
  'error.handover.self': {
    en: 'The records can’t go to the person they are taken from',
    ru: 'Нельзя передать записи тому же сотруднику',
  },
  'error.handover.running': {
    en: 'Records are being handed over right now: wait until this is done',
    ru: 'Записи как раз передаются: дождитесь окончания',
  },
  'error.handover.actor': {
    en: 'Whoever began this may not hand over records any more',
    ru: 'Тот, кто это начал, больше не может передавать записи',
  },
  'error.department.used': {
    en: 'Move first what is inside: {people} {people|person|people}, {departments} {departments|department|departments}',
    ru: 'Сначала переведите тех, кто внутри: {people} {people|сотрудник|сотрудника|сотрудников}, {departments} {departments|отдел|отдела|отделов}',
  },
} satisfies Words
