import type { Words } from '../../model/words.ts'

/** What the files of a record say. */
export const filesWords = {
  'files.tab': { en: 'Files', ru: 'Файлы' },
  'files.add': { en: 'Add files', ru: 'Добавить файлы' },
  'files.hint': {
    en: 'Or drop them anywhere on the card, or paste a picture. Up to {max} MB each',
    ru: 'Или перетащите их на карточку, или вставьте картинку из буфера. До {max} МБ каждый',
  },
  'files.empty': { en: 'No files here yet', ru: 'Файлов пока нет' },
  'files.empty.text': {
    en: 'Offers, contracts, photos, drawings: what belongs to this card and colleagues should find.',
    ru: 'Предложения, договоры, фото, чертежи — всё, что относится к этой карточке и что коллеги должны найти.',
  },
  'files.drop': { en: 'Drop to add to this card', ru: 'Отпустите, чтобы добавить в карточку' },
  'files.list': { en: 'Files', ru: 'Файлы' },
  'files.open': { en: 'Look at {name}', ru: 'Посмотреть {name}' },
  'files.download': { en: 'Download', ru: 'Скачать' },
  'files.download.of': { en: 'Download {name}', ru: 'Скачать {name}' },
  'files.more': { en: 'More on {name}', ru: 'Ещё: {name}' },
  'files.rename': { en: 'Rename', ru: 'Переименовать' },
  'files.name': { en: 'Name of the file', ru: 'Имя файла' },
  'files.remove': { en: 'Put into the bin', ru: 'Убрать в корзину' },
  'files.removed': { en: '{name} is in the bin', ru: '{name} — в корзине' },
  'files.bin': {
    en: 'In the bin: {count} {count|file|files}',
    ru: 'В корзине: {count} {count|файл|файла|файлов}',
  },
  'files.restore': { en: 'Put back', ru: 'Вернуть' },
  'files.restore.of': { en: 'Put back {name}', ru: 'Вернуть {name}' },
  'files.meta': { en: '{who}, {when}', ru: '{who}, {when}' },
  'files.inPart': { en: 'from a field or a comment', ru: 'из поля или комментария' },
  'files.failed': { en: 'The files couldn’t be loaded', ru: 'Не удалось загрузить файлы' },
  'files.sending': { en: 'On the way', ru: 'Загружаются' },
  'files.progress': { en: '{name}: on the way', ru: '{name}: загружается' },
  'files.waiting': { en: 'waits for its turn', ru: 'ждёт очереди' },
  'files.connection': {
    en: 'Waits for the connection, and goes on by itself',
    ru: 'Ждёт соединения и продолжит сам',
  },
  'files.cancel': { en: 'Don’t add', ru: 'Не добавлять' },
  'files.cancel.of': { en: 'Don’t add {name}', ru: 'Не добавлять {name}' },
  'files.again': { en: 'Try again', ru: 'Повторить' },
  'files.again.of': { en: 'Try {name} again', ru: 'Повторить {name}' },
  'files.queued': {
    en: 'And {count} more {count|file|files} waiting',
    ru: 'И ещё {count} {count|файл ждёт|файла ждут|файлов ждут}',
  },
  'files.tooBig': { en: 'The file is larger than {max} MB', ru: 'Файл больше {max} МБ' },
  'files.none': { en: 'The file is empty: there is nothing in it to keep', ru: 'Файл пустой: сохранять в нём нечего' },
  'files.folder': {
    en: 'A folder can’t be added: choose the files in it',
    ru: 'Папку добавить нельзя: выберите файлы в ней',
  },
  'files.unreadable': {
    en: 'The file can’t be read: it was moved or changed. Choose it again',
    ru: 'Файл не читается: его переместили или изменили. Выберите его ещё раз',
  },
  'files.broken': {
    en: 'It broke off several times on its way',
    ru: 'Загрузка несколько раз обрывалась',
  },
  'files.already': { en: '{name} is here already', ru: '{name} уже здесь' },
  'files.pasted': { en: 'Picture {when}', ru: 'Картинка {when}' },
  'files.preview': { en: 'File {name}', ru: 'Файл {name}' },
  'files.previous': { en: 'The one before', ru: 'Предыдущий' },
  'files.next': { en: 'The next one', ru: 'Следующий' },
  'files.cannotShow': {
    en: 'This file can’t be looked at here. Download it to open it on your computer.',
    ru: 'Этот файл нельзя посмотреть здесь. Скачайте его, чтобы открыть на своём компьютере.',
  },
  'files.tooLarge': {
    en: 'The picture is too large to be shown here: {width} × {height}. Download it to look at it.',
    ru: 'Картинка слишком большая, чтобы показать её здесь: {width} × {height}. Скачайте её, чтобы посмотреть.',
  },
  'files.damaged': {
    en: 'This picture is damaged and can’t be shown. Download it to look closer.',
    ru: 'Картинка повреждена, показать её нельзя. Скачайте её, чтобы разобраться.',
  },
  'files.noViewer': {
    en: 'This browser shows no PDF inside of a page.',
    ru: 'Этот браузер не показывает PDF внутри страницы.',
  },
  'files.openApart': { en: 'Open in a new tab', ru: 'Открыть в новой вкладке' },
  'files.cutShort': {
    en: 'The beginning of the text. Download the file to read it all.',
    ru: 'Это начало текста. Скачайте файл, чтобы прочитать весь.',
  },
  'history.files': { en: 'Files', ru: 'Файлы' },
  'history.files.added': {
    en: 'added {count|the file|the files}',
    ru: '— {count|добавлен файл|добавлены файлы|добавлены файлы}',
  },
  'history.files.removed': {
    en: 'put into the bin {count|the file|the files}',
    ru: '— {count|убран в корзину файл|убраны в корзину файлы|убраны в корзину файлы}',
  },
  'history.files.renamed': { en: 'renamed the file', ru: '— файл переименован' },
} satisfies Words
