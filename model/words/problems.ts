import type { Words } from '../words.ts'

/** What may be wrong with a single value. */
export const problemWords = {
  required: { en: 'is missing', ru: 'не указано' },
  unknown: { en: 'is not known here', ru: 'здесь неизвестно' },
  type: { en: 'should be {expected}', ru: 'должно быть {expected}' },
  format: { en: 'is not written as it should be', ru: 'записано неправильно' },
  value: { en: 'should be one of {values}', ru: 'должно быть одним из: {values}' },
  short: { en: 'is shorter than {min}', ru: 'короче {min}' },
  long: { en: 'is longer than {max}', ru: 'длиннее {max}' },
  small: { en: 'is less than {min}', ru: 'меньше {min}' },
  big: { en: 'is more than {max}', ru: 'больше {max}' },
  characters: { en: 'has characters that can’t be kept', ru: 'содержит недопустимые символы' },
  twice: { en: 'names the same twice', ru: 'дважды называет одно и то же' },
  decimal: { en: 'should be a decimal number as text', ru: 'должно быть десятичным числом в виде текста' },
  percent: { en: 'should be a percent from 0 to 100', ru: 'должно быть процентом от 0 до 100' },
  currency: { en: 'should be a currency code of three letters', ru: 'должно быть кодом валюты из трёх букв' },
  taxNumber: {
    en: 'should be a tax number: letters and figures, five figures at least',
    ru: 'должно быть ИНН или номером налогоплательщика: буквы и цифры, не меньше пяти цифр',
  },
  date: { en: 'is not a date', ru: 'не дата' },
  number: { en: 'is not a number', ru: 'не число' },
  yesNo: { en: 'is neither yes nor no', ru: 'не «да» и не «нет»' },
} satisfies Words
