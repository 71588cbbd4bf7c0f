import type { Words } from '../../words.ts'

/** Files, comments and what is taken out. */
export const filesErrors = {
  'error.comment.empty': { en: 'Nothing is written', ru: 'В комментарии ничего не написано' },
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
  'error.export.busy': {
    en: 'Several files are being saved already. Wait until one of them is there',
    ru: 'Несколько файлов уже сохраняются. Дождитесь, пока один из них будет готов',
  },
} satisfies Words
