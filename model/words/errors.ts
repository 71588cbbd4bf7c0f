import type { Words } from '../words.ts'

/** Every sentence with which the server refuses. */
export const errorWords = {
  'error.asked': { en: 'Fill in first: {fields}', ru: 'Сначала заполните: {fields}' },
  'error.invalid': { en: 'Something in the request is not right: {problems}', ru: 'В запросе ошибка: {problems}' },
  'error.json': { en: 'The request is not valid JSON: {problem}', ru: 'Запрос не является правильным JSON: {problem}' },
  'error.method': { en: 'There is no method “{name}”', ru: 'Метода «{name}» нет' },
  'error.signin': { en: 'Sign in first', ru: 'Сначала войдите' },
  'error.origin': {
    en: 'The request came from another site and was refused',
    ru: 'Запрос пришёл с другого сайта и отклонён',
  },
  'error.credentials': { en: 'The email or the password is wrong', ru: 'Неверная почта или пароль' },
  'error.tries': {
    en: 'Too many attempts. Try again in {minutes} {minutes|minute|minutes}',
    ru: 'Слишком много попыток. Повторите через {minutes} {minutes|минуту|минуты|минут}',
  },
  'error.code': {
    en: 'The code is wrong or has been used already. Take the one that the app shows now',
    ru: 'Код неверный или уже использован. Введите тот, что приложение показывает сейчас',
  },
  'error.ticket': {
    en: 'Too much time has passed since the password. Sign in once more',
    ru: 'После ввода пароля прошло слишком много времени. Войдите ещё раз',
  },
  'error.twoFactor.needed': {
    en: 'Your company asks for a second step at the sign-in: set it up first',
    ru: 'В вашей компании вход подтверждают кодом: сначала настройте это',
  },
  'error.twoFactor.already': {
    en: 'Sign-in by code is on already. Turn it off first to set it up on another phone',
    ru: 'Вход по коду уже включён. Чтобы перенести его на другой телефон, сначала отключите',
  },
  'error.twoFactor.begin': {
    en: 'The set-up was interrupted. Begin once more: a new QR code will be shown',
    ru: 'Настройка прервалась. Начните ещё раз: появится новый QR-код',
  },
  'error.twoFactor.none': {
    en: 'This person has no sign-in by code',
    ru: 'У этого сотрудника вход по коду не включён',
  },
  'error.twoFactor.key': {
    en: 'The secret key of this installation has changed, so codes can’t be checked. An administrator can turn the sign-in by code off for you',
    ru: 'Секретный ключ сервера сменился, проверить код нельзя. Администратор может отключить вам вход по коду',
  },
  'error.password.wrong': { en: 'The password is wrong', ru: 'Пароль неверный' },
  'error.session.missing': {
    en: 'This session or key has ended already',
    ru: 'Этот сеанс или ключ уже завершён',
  },
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
  'error.comment.empty': { en: 'Nothing is written', ru: 'В комментарии ничего не написано' },
  'error.pins': {
    en: '{count} entries stand first already: let one of them go before',
    ru: 'Уже закреплено {count}: сначала открепите что-нибудь',
  },
  'error.putBack.field': {
    en: 'This field is not put back by itself: it follows from others',
    ru: 'Это поле отдельно не вернуть: оно следует из других',
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
  'error.missing': { en: 'Not found, or not visible to you', ru: 'Не найдено или вам не видно' },
  'error.unknown': {
    en: '“{field}” names something that does not exist or is not visible to you',
    ru: '«{field}»: такой записи нет или она вам не видна',
  },
  'error.conflict': {
    en: 'Somebody has changed the same meanwhile: {fields}',
    ru: 'То же самое уже изменил кто-то другой: {fields}',
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
  'error.group': { en: 'Can’t group by “{field}”', ru: 'По полю «{field}» группировать нельзя' },
  'error.field': { en: 'There is no field “{field}”', ru: 'Поля «{field}» нет' },
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
  'error.rate': { en: 'There is no rate for {currency}', ru: 'Нет курса для валюты {currency}' },
  'error.currency': { en: 'There is no currency {currency}', ru: 'Нет валюты {currency}' },
  'error.decimals': {
    en: '“{field}” has more decimals than {currency} has',
    ru: 'У «{field}» больше знаков после запятой, чем у валюты {currency}',
  },
  'error.currency.needed': { en: 'An amount needs a currency: “{field}”', ru: 'К сумме нужна валюта: «{field}»' },
  'error.base': {
    en: 'The base currency can’t be changed or removed',
    ru: 'Базовую валюту нельзя изменить или удалить',
  },
  'error.stage.pipeline': { en: 'The stage belongs to another pipeline', ru: 'Стадия из другой воронки' },
  'error.stage.won': { en: 'A pipeline has exactly one won stage', ru: 'В воронке ровно одна стадия выигрыша' },
  'error.stage.lost': {
    en: 'A pipeline keeps at least one lost stage',
    ru: 'В воронке остаётся хотя бы одна стадия проигрыша',
  },
  'error.stage.open': {
    en: 'A pipeline keeps at least one stage in progress',
    ru: 'В воронке остаётся хотя бы одна стадия в работе',
  },
  'error.stage.used': {
    en: 'There are deals in this stage: move them first',
    ru: 'На этой стадии есть сделки: сначала переместите их',
  },
  'error.stage.into': {
    en: 'Choose a stage that means the same: in progress, or a reason of loss',
    ru: 'Выберите стадию того же смысла: в работе или причину проигрыша',
  },
  'error.removal.running': {
    en: 'The deals of it are being moved right now: wait until this is done',
    ru: 'Её сделки как раз переносятся: дождитесь окончания',
  },
  'error.removal.actor': {
    en: 'Whoever began this may not change the settings any more',
    ru: 'Тот, кто это начал, больше не может менять настройки',
  },
  'error.repetition.never': {
    en: 'By this rule the deal would never be made again',
    ru: 'По этому правилу сделка больше ни разу не будет создана',
  },
  'error.repetition.times': {
    en: 'It has been made {made} {made|time|times} already: the number must be greater',
    ru: 'Она создана уже {made} {made|раз|раза|раз}: число должно быть больше',
  },
  'error.repetition.changed': {
    en: 'Somebody has changed the repetition meanwhile: look at it as it is now',
    ru: 'Повторение тем временем изменили: посмотрите, какое оно теперь',
  },
  'error.activity.far': {
    en: '“{field}” must be between the years 1970 and 2199',
    ru: '«{field}»: год должен быть от 1970 до 2199',
  },
  'error.activity.finished': { en: 'This has been finished already', ru: 'Это дело уже завершено' },
  'error.activity.open': { en: 'This has not been finished', ru: 'Это дело не завершено' },
  'error.activity.checklist': {
    en: 'The checklist has been changed meanwhile: look at it once more',
    ru: 'Чек-лист за это время изменили: посмотрите ещё раз',
  },
  'error.activity.unseen': {
    en: '{name} doesn’t see what this is bound to, and couldn’t do it. Choose somebody else, or open the record to them',
    ru: '{name} не видит, к чему привязано дело, и не сможет его выполнить. Выберите другого или откройте ему запись',
  },
  'error.term.used': {
    en: 'Still in use ({count}). Switch the word off: it stays where it is and is no longer offered',
    ru: 'Слово ещё используется ({count}). Выключите его: в записях оно останется, но выбрать его больше не предложат',
  },
  'error.term.used.unseen': {
    en: 'Still in use where you don’t see it. Switch the word off: it stays where it is and is no longer offered',
    ru: 'Слово используется там, где вам не видно. Выключите его: в записях оно останется, но выбрать его больше не предложат',
  },
  'error.currency.used': {
    en: 'Open deals or products are still in {currency}',
    ru: 'В валюте {currency} ещё есть открытые сделки или товары',
  },
  'error.rate.last': {
    en: 'A currency keeps at least one rate',
    ru: 'У валюты остаётся хотя бы один курс',
  },
  'error.base.deals': {
    en: 'There are deals already: the base currency stays what it is',
    ru: 'Сделки уже есть: базовая валюта остаётся прежней',
  },
  'error.pipeline.used': {
    en: 'There are deals in this pipeline: move them first',
    ru: 'В этой воронке есть сделки: сначала переместите их',
  },
  'error.pipeline.last': { en: 'The last pipeline can’t be removed', ru: 'Последнюю воронку удалить нельзя' },
  'error.pipeline.stages': { en: 'This pipeline has no stage to begin in', ru: 'В этой воронке нет начальной стадии' },
  'error.move': { en: 'To change the stage, move the deal', ru: 'Чтобы сменить стадию, переместите сделку' },
  'error.place': {
    en: 'The deal to stand after is not in that column',
    ru: 'Сделки, после которой надо встать, в этой колонке нет',
  },
  'error.amount.products': {
    en: 'The amount comes from the products: switch it to “by hand” first',
    ru: 'Сумма считается из товаров: сначала переключите её на «вручную»',
  },
  'error.products.many': {
    en: 'A deal holds at most {max} product lines',
    ru: 'В сделке не больше {max} строк товаров',
  },
  'error.products.name': {
    en: 'Line {line}: choose a product or write a name',
    ru: 'Строка {line}: выберите товар или впишите название',
  },
  'error.products.price': { en: 'Line {line}: a price is needed', ru: 'Строка {line}: нужна цена' },
  'error.products.discount': {
    en: 'Line {line}: the discount is larger than the price',
    ru: 'Строка {line}: скидка больше цены',
  },
  'error.amount.large': { en: 'The amount is too large', ru: 'Слишком большая сумма' },
  'error.contact.name': { en: 'A contact needs a first or a last name', ru: 'Контакту нужно имя или фамилия' },
  'error.phone': { en: 'This is not a phone number: {value}', ru: 'Это не похоже на телефон: {value}' },
  'error.email': { en: 'This is not an email address: {value}', ru: 'Это не похоже на адрес почты: {value}' },
  'error.link': { en: 'This is not a link to a page: {value}', ru: 'Это не похоже на ссылку: {value}' },
  'error.email.used': { en: 'Somebody has this email already', ru: 'Эта почта уже занята' },
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
  'error.related.self': {
    en: 'A deal is not related to itself',
    ru: 'Сделку нельзя связать с ней самой',
  },
  'error.related.many': {
    en: '“{title}” has {most} related deals already: that is as many as can be',
    ru: 'У сделки «{title}» уже {most} связанных: больше нельзя',
  },
  'error.zone': { en: 'There is no time zone “{zone}”', ru: 'Часового пояса «{zone}» нет' },
  'error.dates': { en: 'The deal would close before it begins', ru: 'Сделка закрылась бы раньше, чем началась' },
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
  'error.role.pipeline': { en: 'This pipeline has been deleted', ru: 'Эта воронка удалена' },
  'error.role.named': {
    en: '“{field}” tells one record from another: it can’t be hidden',
    ru: '«{field}» отличает одну запись от другой: его нельзя скрыть',
  },
  'error.role.grant': { en: 'A role can’t say this: {value}', ru: 'Роль не может этого задать: {value}' },
  'error.removed': { en: 'This is in the bin: restore it first', ru: 'Запись в корзине: сначала восстановите её' },
  'error.setup.done': { en: 'Sdelka is set up already', ru: 'Sdelka уже настроена' },
  'error.setup.first': { en: 'Set Sdelka up first', ru: 'Сначала настройте Sdelka' },
  'error.password.short': { en: 'A password has at least {min} characters', ru: 'В пароле не меньше {min} символов' },
  'error.password.common': {
    en: 'This password is among the most common ones',
    ru: 'Этот пароль один из самых распространённых',
  },
  'error.person': { en: 'There is no active person with this email', ru: 'Нет действующего сотрудника с такой почтой' },
  'error.person.inactive': {
    en: 'This person is switched off: switch on first',
    ru: 'Этот сотрудник отключён: сначала включите его',
  },
  'error.person.email': {
    en: 'An email is needed: the person will sign in with it',
    ru: 'Нужна почта: по ней сотрудник будет входить',
  },
  'error.reset.none': {
    en: 'This person has no password yet: make an invitation instead',
    ru: 'У этого сотрудника ещё нет пароля: отправьте ему приглашение',
  },
  'error.reset.unknown': {
    en: 'There is no such link. Check that it was copied whole, or ask for a new one',
    ru: 'Такой ссылки нет. Проверьте, что она скопирована целиком, или запросите новую',
  },
  'error.reset.expired': {
    en: 'This link has expired: it is good for an hour. Ask for a new one',
    ru: 'Срок ссылки истёк: она действует час. Запросите новую',
  },
  'error.reset.used': {
    en: 'This link has been used already. Sign in with the new password, or ask for another link',
    ru: 'Эту ссылку уже использовали. Войдите с новым паролем или запросите другую ссылку',
  },
  'error.reset.revoked': {
    en: 'This link does not work any more. Ask for a new one',
    ru: 'Эта ссылка больше не работает. Запросите новую',
  },
  'error.reset.replaced': {
    en: 'There is a newer link than this one: use the last that you were given',
    ru: 'Есть ссылка новее этой: откройте последнюю из полученных',
  },
  'error.invitation.signsIn': {
    en: 'This person signs in already: no invitation is needed',
    ru: 'Этот сотрудник уже входит сам: приглашение не нужно',
  },
  'error.invitation.unknown': {
    en: 'There is no such invitation. Check that the link was copied whole, or ask for a new one',
    ru: 'Такого приглашения нет. Проверьте, что ссылка скопирована целиком, или попросите новую',
  },
  'error.invitation.expired': {
    en: 'This invitation has expired. Ask the one who invited you for a new link',
    ru: 'Срок приглашения истёк. Попросите новую ссылку у того, кто вас пригласил',
  },
  'error.invitation.used': {
    en: 'This invitation has been used already. Sign in with your email and password',
    ru: 'Это приглашение уже использовано. Войдите по своей почте и паролю',
  },
  'error.invitation.revoked': {
    en: 'This invitation has been taken back. Ask the one who invited you',
    ru: 'Это приглашение отозвано. Обратитесь к тому, кто вас пригласил',
  },
  'error.invitation.replaced': {
    en: 'A newer link has been made for you, and this one no longer works. Use the newer one',
    ru: 'Для вас сделали новую ссылку, эта больше не действует. Откройте новую',
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
  'error.import.running': { en: 'This import has ended already', ru: 'Этот импорт уже закончился' },
  'error.import.undone': {
    en: 'Only an import that has ended, not longer than {days} days ago, can be undone',
    ru: 'Отменить можно только закончившийся импорт и не позже чем через {days} дней',
  },
  'error.import.whole': { en: 'The file has come whole already', ru: 'Файл уже загружен целиком' },
  'error.file.none': { en: 'No file came with the request', ru: 'В запросе нет файла' },
  'error.file.empty': {
    en: 'The file is empty: there is nothing in it to keep',
    ru: 'Файл пустой: сохранять в нём нечего',
  },
  'error.file.big': { en: 'The file is larger than {max} MB', ru: 'Файл больше {max} МБ' },
  'error.file.full': {
    en: 'The disk of the server is nearly full, so files are not taken now. An administrator can make room',
    ru: 'На диске сервера почти нет места, поэтому файлы сейчас не принимаются. Освободить место может администратор',
  },
  'error.file.lost': {
    en: 'What this file holds is not on the disk of the server any more. An administrator can put it back from a backup',
    ru: 'Содержимого файла больше нет на диске сервера. Администратор может вернуть его из резервной копии',
  },
  'error.file.waiting': {
    en: 'Too many of your files wait to be attached. Attach some of them, or try again tomorrow',
    ru: 'Слишком много ваших файлов загружено и никуда не прикреплено. Прикрепите их или повторите завтра',
  },
  'error.file.unknown': {
    en: 'One of the files is not there any more. Choose it again',
    ru: 'Одного из файлов уже нет. Выберите его ещё раз',
  },
  'error.file.part': {
    en: 'This file belongs to a field or a comment: change it there',
    ru: 'Этот файл относится к полю или комментарию: измените его там',
  },
  'error.file.where': {
    en: 'A file is added to a record: name both, the record and its id',
    ru: 'Файл добавляют к записи: укажите и вид записи, и её номер',
  },
  'error.file.changed': {
    en: 'Can’t be undone: the file has been changed since',
    ru: 'Отменить нельзя: файл с тех пор изменён',
  },
  'error.import.begun': { en: 'This import has begun already', ru: 'Этот импорт уже начался' },
  'error.import.trying': {
    en: 'The trial broke off several times; nothing was written. What happened is in the log of the server',
    ru: 'Проверка несколько раз прерывалась; ничего не записано. Что случилось, сказано в журнале сервера',
  },
  'error.import.undoing': {
    en: 'The undoing broke off several times; nothing of it was done. What happened is in the log of the server',
    ru: 'Отмена несколько раз прерывалась; ничего из неё не сделано. Что случилось, сказано в журнале сервера',
  },
  'error.import.size': { en: 'The file is larger than {max} MB', ru: 'Файл больше {max} МБ' },
  'error.import.file': {
    en: 'The file is to be given as text or in base64, and not both',
    ru: 'Файл передаётся либо текстом, либо в base64',
  },
  'error.import.workbook': {
    en: 'This is neither an Excel workbook nor a table in text. Save the table as XLSX or CSV and choose that file',
    ru: 'Это не книга Excel и не текстовая таблица. Сохраните таблицу как XLSX или CSV и выберите этот файл',
  },
  'error.import.xls': {
    en: 'This workbook has an old or binary format. Open it in a spreadsheet, save it as XLSX and choose that file',
    ru: 'Это книга старого или двоичного формата. Откройте её в табличном редакторе, сохраните как XLSX и выберите этот файл',
  },
  'error.import.protected': {
    en: 'The workbook is protected by a password. Take the password off, save it and choose it again',
    ru: 'Книга защищена паролем. Снимите пароль, сохраните её и выберите снова',
  },
  'error.import.markup': {
    en: 'This file is called a table but holds a web page or XML. Open it in a spreadsheet, save it as XLSX and choose that file',
    ru: 'Файл назван таблицей, но внутри веб-страница или XML. Откройте его в табличном редакторе, сохраните как XLSX и выберите этот файл',
  },
  'error.import.packed': {
    en: 'The workbook unpacks into more than can be read. Save the rows you need as a workbook of their own',
    ru: 'В распакованном виде книга слишком велика. Сохраните нужные строки отдельной книгой',
  },
  'error.import.damaged': {
    en: 'The workbook is damaged and can’t be read. Open it in a spreadsheet, save it anew and choose it again',
    ru: 'Книга повреждена, прочитать её не удалось. Откройте её в табличном редакторе, сохраните заново и выберите снова',
  },
  'error.import.sheet': {
    en: 'The workbook has no sheet “{sheet}”. It has: {sheets}',
    ru: 'В книге нет листа «{sheet}». Есть: {sheets}',
  },
  'error.import.columns.many': {
    en: 'The table has more than {max} columns. Leave those that are to be imported',
    ru: 'В таблице больше {max} столбцов. Оставьте те, что нужно импортировать',
  },
  'error.import.header': {
    en: 'The file has no header row that could be read',
    ru: 'В файле нет строки заголовков, которую можно прочитать',
  },
  'error.import.header.twice': {
    en: 'Two columns are called “{column}”: rename one of them',
    ru: 'Два столбца называются «{column}»: переименуйте один из них',
  },
  'error.import.rows': {
    en: 'The table has more than {max} rows. Divide it into several files',
    ru: 'В таблице больше {max} строк. Разделите её на несколько файлов',
  },
  'error.import.empty': { en: 'The file is empty', ru: 'Файл пуст' },
  'error.import.parts': {
    en: 'The file has not come whole. Choose it again',
    ru: 'Файл загружен не до конца. Выберите его снова',
  },
  'error.import.formula': {
    en: '{column}: the formula has not been worked out. Open the workbook in a spreadsheet, save it and choose it again',
    ru: '{column}: формула не вычислена. Откройте книгу в табличном редакторе, сохраните и выберите снова',
  },
  'error.import.columns': {
    en: 'The file has no such columns: {columns}',
    ru: 'В файле нет таких столбцов: {columns}',
  },
  'error.import.mapping': { en: 'The mapping is not right here: {problem}', ru: 'Ошибка в соответствии: {problem}' },
  'error.import.readonly': { en: '“{field}” can’t be imported', ru: '«{field}» не импортируется' },
  'error.import.ensure': {
    en: 'What the import needs could not be made: {problem}',
    ru: 'Не удалось создать то, что нужно для импорта: {problem}',
  },
  'error.import.person': {
    en: 'Whoever started the import may not work here any more',
    ru: 'Тот, кто начал импорт, здесь больше не работает',
  },
  'error.import.rights': {
    en: 'The right to import was taken away meanwhile. What is written so far stays',
    ru: 'Право на импорт за это время отозвали. Записанное осталось',
  },
  'error.import.broken': {
    en: 'The import broke off. What is written so far stays; start it again',
    ru: 'Импорт прервался. Записанное осталось; запустите его снова',
  },
  'error.import.ragged': {
    en: 'The row has {found} {found|cell|cells}, the header has {wanted}',
    ru: 'В строке {found} {found|ячейка|ячейки|ячеек}, а в заголовке {wanted}',
  },
  'error.import.quote': {
    en: 'A quotation mark is opened here and never closed: nothing below could be read',
    ru: 'Здесь открыта и нигде не закрыта кавычка: всё, что ниже, прочитать не удалось',
  },
  'error.import.characters': {
    en: 'The row has characters that can’t be kept',
    ru: 'В строке недопустимые символы',
  },
  'error.import.cell': { en: '{column}: “{value}” {problem}', ru: '{column}: «{value}» — {problem}' },
  'error.import.reference': {
    en: '{column}: there is no “{value}”, or it is not visible to you',
    ru: '{column}: «{value}» нет, или вам не видно',
  },
  'error.import.several': { en: '{column}: several are called “{value}”', ru: '{column}: «{value}» — таких несколько' },
  'error.import.ambiguous': {
    en: 'There are several with the same: {fields}',
    ru: 'Есть несколько записей, у которых совпадает: {fields}',
  },
  'error.import.name': { en: '“{value}” can’t be a name', ru: '«{value}» не может быть названием' },
  'error.import.key': {
    en: '“{field}” is empty, and the row can’t be recognised without it',
    ru: 'Поле «{field}» пусто, а без него запись не узнать',
  },
  'error.import.also': {
    en: 'Row {row}, which holds more of the same, can’t be read',
    ru: 'Не читается строка {row}, где продолжение того же',
  },
  'error.import.twice': {
    en: 'Row {row} says something else about the same record',
    ru: 'Строка {row} говорит о той же записи другое',
  },
  'error.import.order': {
    en: 'The stages follow one another in an impossible order of time',
    ru: 'Стадии сменяют друг друга в невозможном порядке времени',
  },
  'error.import.row': {
    en: 'The row has a value that can’t be kept',
    ru: 'В строке значение, которое нельзя сохранить',
  },
  'error.export.busy': {
    en: 'Several files are being saved already. Wait until one of them is there',
    ru: 'Несколько файлов уже сохраняются. Дождитесь, пока один из них будет готов',
  },
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
  'error.required': { en: '“{field}” is required', ru: 'Поле «{field}» обязательно' },
  'error.demo.loading': {
    en: 'The demo data is still being made. Wait a moment and try again',
    ru: 'Демоданные ещё создаются. Подождите минуту и повторите',
  },
  'error.demo.broken': {
    en: 'It broke off several times; nothing was changed. What happened is in the log of the server',
    ru: 'Несколько раз прервалось; ничего не изменилось. Что произошло, записано в журнале сервера',
  },
} satisfies Words
export type ErrorKey = keyof typeof errorWords
