import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addDays,
  addMonths,
  endOfDay,
  endOfMonth,
  startOfDay,
  startOfQuarter,
  startOfWeek,
  today,
  typedDay,
  weeksOf,
  writtenDay,
} from './days.ts'

const now = '2026-11-23'

test('dates are read as people type them', () => {
  const cases: [text: string, en: string | undefined, ru: string | undefined][] = [
    ['18.12.2025', '2025-12-18', '2025-12-18'],
    ['18.12.25', '2025-12-18', '2025-12-18'],
    ['1.2', '2026-02-01', '2026-02-01'],
    ['12/18/2025', '2025-12-18', undefined],
    ['2/1/2026', '2026-02-01', '2026-01-02'],
    ['2025-12-18', '2025-12-18', '2025-12-18'],
    ['+7', '2026-11-30', '2026-11-30'],
    ['-1', '2026-11-22', '2026-11-22'],
    ['29.02.2028', '2028-02-29', '2028-02-29'],
    ['31.11.2026', undefined, undefined],
    ['29.02.2026', undefined, undefined],
    ['soon', undefined, undefined],
  ]
  for (const [text, en, ru] of cases) {
    assert.equal(writtenDay(text, 'en', now), en, `en: ${text}`)
    assert.equal(writtenDay(text, 'ru', now), ru, `ru: ${text}`)
  }
  for (const language of ['en', 'ru'] as const)
    assert.equal(writtenDay(typedDay('2027-03-04', language), language, now), '2027-03-04')
})

test('months, quarters and weeks', () => {
  assert.equal(addDays('2026-12-31', 1), '2027-01-01')
  assert.equal(addMonths('2026-01-31', 1), '2026-02-28')
  assert.equal(addMonths('2026-01-31', -2), '2025-11-30')
  assert.equal(endOfMonth('2028-02-10'), '2028-02-29')
  assert.equal(startOfQuarter('2026-11-23'), '2026-10-01')
  assert.equal(startOfWeek('2026-11-22', 1), '2026-11-16')
  assert.equal(startOfWeek('2026-11-22', 7), '2026-11-22')
  const weeks = weeksOf('2026-11-23', 1)
  assert.deepEqual([weeks[0]![0], weeks[5]![6]], ['2026-10-26', '2026-12-06'])
})

test('a day begins where the person is', () => {
  assert.equal(startOfDay('2026-11-23', 'Europe/Moscow'), '2026-11-22T21:00:00.000Z')
  assert.equal(endOfDay('2026-11-23', 'America/New_York'), '2026-11-24T04:59:59.999Z')
  // The clocks go forward at 2:00 of that day.
  assert.equal(startOfDay('2026-03-08', 'America/New_York'), '2026-03-08T05:00:00.000Z')
  assert.equal(endOfDay('2026-03-08', 'America/New_York'), '2026-03-09T03:59:59.999Z')
  assert.equal(today('Asia/Tokyo', new Date('2026-11-23T16:00:00Z')), '2026-11-24')
})
