import type { Words } from '../../words.ts'

/** Who is refused at the door, or has to show who he is. */
export const comingInErrors = {
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
  'error.email': { en: 'This is not an email address: {value}', ru: 'Это не похоже на адрес почты: {value}' },
  'error.email.used': { en: 'Somebody has this email already', ru: 'Эта почта уже занята' },
  'error.setup.done': { en: 'Sdelka is set up already', ru: 'Sdelka уже настроена' },
  'error.setup.first': { en: 'Set Sdelka up first', ru: 'Сначала настройте Sdelka' },
  'error.password.short': { en: 'A password has at least {min} characters', ru: 'В пароле не меньше {min} символов' },
  'error.password.common': {
    en: 'This password is among the most common ones',
    ru: 'Этот пароль один из самых распространённых',
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
} satisfies Words
