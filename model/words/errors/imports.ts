import type { Words } from '../../words.ts'

/** Files that are brought in. */
export const importsErrors = {
  'error.import.running': { en: 'This import has ended already', ru: 'Этот импорт уже закончился' },
  'error.import.undone': {
    en: 'Only an import that has ended, not longer than {days} days ago, can be undone',
    ru: 'Отменить можно только закончившийся импорт и не позже чем через {days} дней',
  },
  'error.import.whole': { en: 'The file has come whole already', ru: 'Файл уже загружен целиком' },
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
} satisfies Words
