import assert from 'node:assert/strict'
import { test } from 'node:test'
import { records } from '../../model/records.ts'
import type { Field } from '../../model/fields.ts'
import { AppError, sentence } from '../platform/errors.ts'
import { cellMoment, cellValue } from './cells.ts'
import type { Written } from './mapping.ts'

const place = { column: 'A', language: 'en' as const }
const { amount, probability, opened, beginDate, currency, title } = records.deals.fields
const { phones, emails } = records.contacts.fields
const refused = Symbol('refused')

test('cells become values as the mapping says', () => {
  const cases: [Field, string, Written, unknown][] = [
    [amount, '', {}, null],
    [amount, ' 1054 ', {}, '1054'],
    [amount, '1,054.50', {}, '1054.5'],
    [amount, '1 054,50', { decimal: ',' }, '1054.5'],
    [amount, '1\u00a0054\u202f000', { decimal: ',' }, '1054000'],
    [amount, '1.054,5', { decimal: ',' }, '1054.5'],
    [amount, '-$1,054', {}, '-1054'],
    [amount, '1100.04', { times: '1000000' }, '1100040000'],
    [amount, '1,05', {}, refused],
    [amount, '1.05', { decimal: ',' }, refused],
    [amount, '10 54', {}, refused],
    [amount, '12a', {}, refused],
    [amount, '1e5', {}, refused],
    [amount, '1.00001', {}, refused],
    [probability, '50', {}, 50],
    [probability, '50.5', {}, refused],
    [probability, '101', {}, refused],
    [opened, 'Да', {}, true],
    [opened, 'нет', {}, false],
    [opened, 'ja', { yes: ['JA'], no: ['nein'] }, true],
    [opened, 'maybe', {}, refused],
    [beginDate, '2016-10-20', {}, '2016-10-20'],
    [beginDate, '2016-10-20 00:00:00', {}, '2016-10-20'],
    [beginDate, '20.10.2016', { date: 'DD.MM.YYYY' }, '2016-10-20'],
    [beginDate, '20.10.16', { date: 'DD.MM.YY' }, '2016-10-20'],
    [beginDate, '1.2.85 10:30', { date: 'DD.MM.YY' }, '1985-02-01'],
    [beginDate, '20.10.2016', { date: 'DD.MM.YY' }, refused],
    [beginDate, '3/1/2017', { date: 'MM/DD/YYYY' }, '2017-03-01'],
    [beginDate, '3/1/2017', { date: 'DD/MM/YYYY' }, '2017-01-03'],
    [beginDate, '31.02.2017', { date: 'DD.MM.YYYY' }, refused],
    [beginDate, '20.10.2016', {}, refused],
    [beginDate, '2016-10-20x', {}, refused],
    [currency, 'usd', {}, 'USD'],
    [title, 'x'.repeat(256), {}, refused],
    [
      phones,
      '+7 900 123-45-67; 8 (900) 123-45-68',
      { separator: ';', type: 'mobile' },
      [
        { type: 'mobile', value: '+79001234567' },
        { type: 'mobile', value: '+79001234568' },
      ],
    ],
    [phones, 'call me', {}, refused],
    [emails, '', {}, []],
    [emails, 'Anna@Example.com', {}, [{ type: 'work', value: 'anna@example.com' }]],
  ]
  for (const [field, cell, as, expected] of cases) {
    let value: unknown = refused
    try {
      value = cellValue(field, cell, as, place)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
    assert.deepEqual(value, expected, `${field.kind} “${cell}”`)
  }
})

test('a day is midnight in the company’s time zone, a moment is itself', () => {
  assert.equal(cellMoment('2017-03-01', {}, 'Asia/Tokyo', place), '2017-02-28T15:00:00.000Z')
  assert.equal(cellMoment('2017-03-01 10:30', {}, 'Asia/Tokyo', place), '2017-03-01T01:30:00.000Z')
  assert.equal(cellMoment('2017-03-01T10:30:00+03:00', {}, 'Asia/Tokyo', place), '2017-03-01T07:30:00.000Z')
  assert.equal(cellMoment(' ', {}, 'Asia/Tokyo', place), null)
  assert.throws(() => cellMoment('2017-02-30', {}, 'UTC', place), AppError)
})

test('a refusal names the column and the value in both languages', () => {
  const said = (language: 'en' | 'ru') => {
    try {
      cellValue(beginDate, '31.02.2017', { date: 'DD.MM.YYYY' }, { column: 'Начало', language })
    } catch (error) {
      return sentence(error as AppError, language)
    }
    return ''
  }
  assert.equal(said('en'), 'Начало: “31.02.2017” is not a date')
  assert.equal(said('ru'), 'Начало: «31.02.2017» — не дата')
})
