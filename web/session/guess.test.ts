import assert from 'node:assert/strict'
import { test } from 'node:test'
import { likelyCurrency } from './guess.ts'

const cases: [zone: string | undefined, languages: string[], currency: string][] = [
  ['Europe/Moscow', ['ru-RU', 'en-US'], 'RUB'],
  ['Europe/Moscow', ['en-US'], 'RUB'],
  ['Asia/Almaty', ['ru'], 'KZT'],
  ['Asia/Yekaterinburg', ['en'], 'RUB'],
  ['America/New_York', ['en-US'], 'USD'],
  ['Europe/London', ['en-US'], 'GBP'],
  ['Europe/Berlin', ['de'], 'EUR'],
  ['UTC', ['ru'], 'RUB'],
  ['UTC', ['en-GB'], 'GBP'],
  ['UTC', [], 'USD'],
  [undefined, ['pl'], 'PLN'],
  [undefined, ['not a language'], 'USD'],
]
for (const [zone, languages, currency] of cases) {
  test(`${zone ?? 'nowhere'} and ${languages.join() || 'no language'}: ${currency}`, () =>
    assert.equal(likelyCurrency(zone, languages), currency))
}
