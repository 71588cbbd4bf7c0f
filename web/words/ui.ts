import type { Words } from '../../model/words.ts'

/** What the shell, the first run, the sign-in and the board say. */
export const uiWords = {
  'app.name': { en: 'Sdelka', ru: 'Sdelka' },
  'nav.main': { en: 'Sections', ru: 'Разделы' },
  'nav.deals': { en: 'Deals', ru: 'Сделки' },
  'nav.clients': { en: 'Clients', ru: 'Клиенты' },
  'nav.products': { en: 'Products', ru: 'Товары' },
  'nav.settings': { en: 'Settings', ru: 'Настройки' },
  'nav.find': { en: 'Find or run', ru: 'Найти или выполнить' },
  'view.board': { en: 'Board', ru: 'Доска' },
  'view.list': { en: 'List', ru: 'Список' },
  'view.switch': { en: 'View', ru: 'Вид' },
  'view.pipeline': { en: 'Pipeline', ru: 'Воронка' },
  'view.closed': { en: 'Closed deals', ru: 'Закрытые сделки' },
  'person.menu': { en: 'You: {name}', ru: 'Вы: {name}' },
  'person.language': { en: 'Language', ru: 'Язык' },
  'person.theme': { en: 'Theme', ru: 'Тема' },
  'person.signOut': { en: 'Sign out', ru: 'Выйти' },
  'theme.auto': { en: 'As the system', ru: 'Как в системе' },
  'theme.light': { en: 'Light', ru: 'Светлая' },
  'theme.dark': { en: 'Dark', ru: 'Тёмная' },
  'language.ru': { en: 'Русский', ru: 'Русский' },
  'language.en': { en: 'English', ru: 'English' },

  'signin.title': { en: 'Sign in to Sdelka', ru: 'Вход в Sdelka' },
  'signin.email': { en: 'Email', ru: 'Почта' },
  'signin.password': { en: 'Password', ru: 'Пароль' },
  'signin.submit': { en: 'Sign in', ru: 'Войти' },

  'setup.title': { en: 'Sdelka is running', ru: 'Sdelka запущена' },
  'setup.text': {
    en: 'A minute, and the first deal. The data stays on your server.',
    ru: 'Минута — и первая сделка. Данные остаются на вашем сервере.',
  },
  'setup.name': { en: 'Your name', ru: 'Ваше имя' },
  'setup.password.hint': { en: 'At least 8 characters', ru: 'Не меньше 8 символов' },
  'setup.currency': { en: 'Base currency', ru: 'Базовая валюта' },
  'setup.currency.hint': {
    en: 'Sums are shown in it. It can’t be changed once there are deals',
    ru: 'В ней показываются суммы. Когда появятся сделки, сменить её нельзя',
  },
  'setup.language': { en: 'Language', ru: 'Язык' },
  'setup.submit': { en: 'Start working', ru: 'Начать работу' },

  'deal.new': { en: 'Deal', ru: 'Сделка' },
  'deal.new.title': { en: 'New deal', ru: 'Новая сделка' },
  'deal.new.placeholder': { en: 'What is being sold', ru: 'Что продаём' },
  'deal.new.submit': { en: 'Add', ru: 'Добавить' },

  'board.label': { en: 'Board of deals', ru: 'Доска сделок' },
  'board.column': {
    en: '{name}: {count} {count|deal|deals}, {sum}',
    ru: '{name}: {count} {count|сделка|сделки|сделок}, {sum}',
  },
  'board.add': { en: 'Add a deal to “{name}”', ru: 'Добавить сделку в «{name}»' },
  'board.days': { en: '{days} d', ru: '{days} дн.' },
  'board.days.full': {
    en: 'In this stage for {days} {days|day|days}',
    ru: 'В этой стадии {days} {days|день|дня|дней}',
  },
  'board.rotten': {
    en: 'Stands here for {days} {days|day|days}: too long',
    ru: 'Стоит здесь {days} {days|день|дня|дней}: слишком долго',
  },
  'board.move': { en: 'Move “{title}”', ru: 'Переместить «{title}»' },
  'board.move.to': { en: 'Move to', ru: 'Переместить в' },
  'board.delete': { en: 'Delete', ru: 'Удалить' },
  'board.empty': { en: 'No deals here', ru: 'Здесь нет сделок' },
  'board.moved': {
    en: '“{title}”: “{stage}”, {place} of {count}',
    ru: '«{title}»: «{stage}», место {place} из {count}',
  },
  'board.fields': { en: 'Fields on the cards', ru: 'Поля на карточках' },
  'board.fields.hint': {
    en: 'Your own choice for this pipeline, on all your devices',
    ru: 'Ваш выбор для этой воронки, на всех ваших устройствах',
  },
  'board.fields.full': {
    en: 'No more than {count} {count|field|fields}: a card should be taken in at a glance',
    ru: 'Не больше {count} {count|поля|полей|полей}: карточку читают одним взглядом',
  },
  'board.total': { en: '{shown} {count|deal|deals} · {sum}', ru: '{shown} {count|сделка|сделки|сделок} · {sum}' },
  'board.total.none': { en: 'no deals', ru: 'нет сделок' },
  'board.filtered.title': { en: 'Nothing suits the filter', ru: 'Под фильтр ничего не подходит' },
  'board.filtered.button': { en: 'Drop the filter', ru: 'Сбросить фильтр' },
  'board.share': { en: '{percent} %', ru: '{percent} %' },

  'moved.to': { en: '“{title}” moved to “{stage}”', ru: '«{title}»: теперь «{stage}»' },
  'moved.back': { en: '“{title}” is back: {reason}', ru: '«{title}» возвращена: {reason}' },
  'moved.gone': {
    en: '“{title}” is no longer here: somebody has just deleted it, or you no longer see it',
    ru: '«{title}» больше нет: её только что удалили или она вам больше не видна',
  },
  'removed.done': { en: '“{title}” is in the bin', ru: '«{title}» в корзине' },
  'moved.offline': {
    en: 'The server does not answer; the deal is where it was',
    ru: 'Сервер не отвечает; сделка осталась на месте',
  },
  undo: { en: 'Undo', ru: 'Вернуть' },
  undone: { en: 'Undone', ru: 'Возвращено' },

  'state.loading': { en: 'Loading', ru: 'Загрузка' },
  'state.error': { en: 'This could not be shown: {reason}', ru: 'Не удалось показать: {reason}' },
  'state.retry': { en: 'Try again', ru: 'Повторить' },
  'state.offline': {
    en: 'The server does not answer. Try again in a moment.',
    ru: 'Сервер не отвечает. Попробуйте ещё раз чуть позже.',
  },
  'state.missing': { en: 'There is no such page', ru: 'Такой страницы нет' },
  'state.home': { en: 'To the deals', ru: 'К сделкам' },
  close: { en: 'Close', ru: 'Закрыть' },
} satisfies Words
