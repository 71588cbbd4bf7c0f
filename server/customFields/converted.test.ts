import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { converted, type CustomForm, type Surroundings } from './converted.ts'
import { asField, becomes, customKinds, customKindTraits, type CustomKind } from '../../model/customFields.ts'

const made: string[] = []
const around: Surroundings = {
  timeZone: 'Europe/Moscow',
  baseCurrency: 'RUB',
  decimals: 2,
  words: new Map([[7, 'Оптом']]),
  wordOf: (name) => (name === 'Оптом' ? 7 : 100 + made.push(name)),
}
const one = (kind: CustomKind): CustomForm => ({ kind, several: false })
const turn = (from: CustomKind, to: CustomKind, value: unknown) => {
  const { value: next, whole } = converted(one(from), one(to), value, around)
  return [next, whole]
}

test('values become what they say, and it is told what is left out', () => {
  for (const [from, to, value, next, whole] of [
    ['text', 'number', '1 234,50', '1234.5', true],
    ['text', 'number', '1,234.50', '1234.5', true],
    ['text', 'number', 'twelve', null, false],
    ['text', 'integer', '-2.5', -3, false],
    ['text', 'integer', '99999999999', null, false],
    ['text', 'money', '0,005', { amount: '0.01', currency: 'RUB', base: '0.01' }, false],
    ['text', 'date', '30.11.2026', '2026-11-30', true],
    ['text', 'date', '31.11.2026', null, false],
    ['text', 'moment', '30.11.2026 10:00', '2026-11-30T07:00:00.000Z', true],
    ['text', 'moment', '2026-11-30', '2026-11-29T21:00:00.000Z', true],
    ['text', 'phone', '8 912 345-67-89', '+79123456789', true],
    ['text', 'email', 'nobody', null, false],
    ['text', 'link', 'example.com', 'https://example.com', true],
    ['longText', 'text', 'one\ntwo', 'one two', true],
    ['longText', 'text', 'x'.repeat(1001), 'x'.repeat(1000), false],
    ['text', 'list', 'Оптом', 7, true],
    ['list', 'text', 7, 'Оптом', true],
    ['list', 'text', 8, null, false],
    ['number', 'money', '5.5', { amount: '5.50', currency: 'RUB', base: '5.50' }, true],
    ['integer', 'text', -7, '-7', true],
    ['money', 'number', { amount: '5.00', currency: 'RUB', base: '5.00' }, '5', true],
    ['money', 'number', { amount: '5.00', currency: 'USD', base: '450.00' }, '5', false],
    ['money', 'text', { amount: '5.00', currency: 'USD', base: '450.00' }, '5 USD', true],
    ['date', 'moment', '2026-11-30', '2026-11-29T21:00:00.000Z', true],
    ['moment', 'date', '2026-11-29T21:00:00.000Z', '2026-11-30', true],
    ['moment', 'date', '2026-11-30T21:30:00.000Z', '2026-12-01', false],
    ['phone', 'text', '+79123456789', '+79123456789', true],
  ] as const)
    assert.deepEqual(turn(from, to, value), [next, whole], `${from} → ${to}: ${JSON.stringify(value)}`)
})

test('of several values one is kept, and none is made several', () => {
  const several = { kind: 'text', several: true } as const
  assert.deepEqual(converted(several, one('text'), ['a', 'b'], around), { value: 'a', whole: false })
  assert.deepEqual(converted(several, one('text'), ['a'], around), { value: 'a', whole: true })
  assert.deepEqual(converted(one('text'), several, 'a', around), { value: ['a'], whole: true })
  assert.deepEqual(converted(several, { kind: 'integer', several: true }, ['1', 'x', '1.0'], around), {
    value: [1],
    whole: false,
  })
})

test('whatever is made suits its new kind, and what stays whole comes back the same', () => {
  const values = fc.oneof(
    fc.tuple(
      fc.constant('text' as const),
      fc.string({ minLength: 1, maxLength: 40 }).map((s) => s.trim() || 'x'),
    ),
    fc.tuple(
      fc.constant('number' as const),
      fc.integer().map((n) => String(n / 100)),
    ),
    fc.tuple(fc.constant('integer' as const), fc.integer()),
    fc.tuple(
      fc.constant('date' as const),
      fc
        .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((d) => d.toISOString().slice(0, 10)),
    ),
    fc.tuple(
      fc.constant('moment' as const),
      fc
        .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((d) => d.toISOString()),
    ),
  )
  let back = 0
  fc.assert(
    fc.property(values, fc.constantFrom(...customKinds), fc.boolean(), ([from, value], to, several) => {
      if (!becomes[from].includes(to)) return
      const form = { kind: to, several: several && customKindTraits[to].several }
      const { value: next, whole } = converted(one(from), form, value, around)
      if (next === null) return
      assert.ok(asField({ id: 1, ...form, target: null }).schema.safeParse(next).success)
      const lossless =
        ['number', 'integer', 'money', 'moment'].includes(to) && from !== 'text' && becomes[to].includes(from)
      if (!whole || !lossless) return
      back++
      const again = converted(form, one(from), next, around).value
      assert.equal(from === 'number' ? Number(again) : again, from === 'number' ? Number(value) : value)
    }),
    { numRuns: 3000 },
  )
  assert.ok(back > 100, String(back))
})
