import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pastedCells, writtenNumber } from './pasted.ts'

test('numbers are read as people write them', () => {
  const cases: [text: string, en: string | null, ru: string | null][] = [
    ['5', '5', '5'],
    ['007', '7', '7'],
    ['1 234 567,89', '1234567.89', '1234567.89'],
    ['1,234', '1234', '1.234'],
    ['1,5', '1.5', '1.5'],
    ['1,234.50', '1234.5', '1234.5'],
    ['1.234,50', '1234.5', '1234.5'],
    ['1.234.567', '1234567', '1234567'],
    ['$ 2,000', '2000', '2'],
    ['12 500,00 руб.', '12500', '12500'],
    ['18\u00a0900\u202f000 ₽', '18900000', '18900000'],
    ['−40', '-40', '-40'],
    ['.5', '0.5', '0.5'],
    ['10%', '10', '10'],
    ['5.', '5', '5'],
    ['', null, null],
    ['pcs', null, null],
    ['3 pcs', '3', '3'],
    ['EUR 12', '12', '12'],
    ['5 шт.', '5', '5'],
    ['12x', null, null],
    ['1e5', null, null],
    ['2-3', null, null],
    ['12.05.2026', null, null],
    ['1,23,456', null, null],
    ['about 5', null, null],
  ]
  for (const [text, en, ru] of cases) {
    assert.equal(writtenNumber(text, 'en'), en, `en: ${text}`)
    assert.equal(writtenNumber(text, 'ru'), ru, `ru: ${text}`)
  }
})

test('cells of a spreadsheet: tabs, quotes, line breaks in quotes, empty rows', () => {
  assert.deepEqual(pastedCells('a\tb\r\nc\t\r\n\r\n'), [
    ['a', 'b'],
    ['c', ''],
  ])
  assert.deepEqual(pastedCells('"two\nlines"\t"say ""hi"""\nx'), [['two\nlines', 'say "hi"'], ['x']])
  assert.deepEqual(pastedCells('12" pipe\t3'), [['12" pipe', '3']])
  assert.deepEqual(pastedCells(' \n\t'), [])
})
