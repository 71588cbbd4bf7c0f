import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  emptyRow,
  inputsOf,
  isWhole,
  pastedInto,
  rowsOf,
  sameRows,
  totalsOf,
  typedInto,
  type LineColumn,
  type LineRow,
} from './lineRows.ts'

const units = [
  { id: 1, name: 'шт.' },
  { id: 2, name: 'h' },
]
const row = (fields: Partial<LineRow>): LineRow => ({ ...emptyRow(), name: 'Work', price: '100', ...fields })

test('what is typed into a cell', () => {
  const cases: [column: LineColumn, text: string, becomes: Partial<LineRow> | null][] = [
    ['quantity', '2,5', { quantity: '2.5' }],
    ['quantity', '1.23456', null],
    ['quantity', 'many', null],
    ['price', '1 200,50 ₽', { price: '1200.5' }],
    ['discount', '8%', { discount: '8', discountKind: 'percent' }],
    ['discount', '$2', { discount: '2', discountKind: 'sum' }],
    ['discount', '120', null],
    ['discount', '', { discount: '0' }],
    ['discount', '-5', null],
    ['taxRate', '20 %', { taxRate: '20' }],
    ['taxRate', '', { taxRate: null }],
    ['taxRate', '101', null],
    ['unitId', 'ШТ', { unitId: 1 }],
    ['unitId', 'parsec', { unitId: null }],
    ['taxIncluded', 'да', { taxIncluded: true }],
    ['name', 'Other', { name: 'Other', productId: null }],
  ]
  const start = row({ productId: 7 })
  for (const [column, text, becomes] of cases) {
    assert.deepEqual(
      typedInto(start, column, text, 'ru', units),
      becomes && { ...start, ...becomes },
      `${column}: ${text}`,
    )
  }
})

test('a pasted table goes over the lines from the cell on, then makes new ones', () => {
  const pasted = pastedInto([row({ name: 'A' })], 0, 'quantity', [['3', 'h'], ['4']], 'en', units)
  // The second row has no name: a line is not made of figures alone.
  assert.deepEqual(
    pasted.map(({ name, quantity, unitId }) => [name, quantity, unitId]),
    [['A', '3', 2]],
  )
  const more = pastedInto(pasted, 1, 'name', [['B', '2', '', '10'], ['C']], 'en', units)
  assert.deepEqual(
    more.map(({ name, quantity, price }) => [name, quantity, price]),
    [
      ['A', '3', '100'],
      ['B', '2', '10'],
      ['C', '1', '0'],
    ],
  )
})

test('lines are sent without what the server is to complete', () => {
  const chosen = row({ productId: 5, price: undefined, taxRate: undefined, taxIncluded: undefined, unitId: undefined })
  assert.ok(isWhole(chosen))
  assert.deepEqual(inputsOf([chosen]), [
    { productId: 5, name: 'Work', quantity: '1', discountKind: 'percent', discount: '0' },
  ])
  assert.ok(!isWhole(row({ name: '' })))
  assert.ok(!isWhole(row({ price: undefined })))
})

test('lines keep their keys through a save, and sums are those of the server', () => {
  const before = [row({}), row({ quantity: '3', taxRate: '20' })]
  const after = rowsOf(before, before)
  assert.deepEqual(
    after.map(({ key }) => key),
    before.map(({ key }) => key),
  )
  assert.ok(sameRows(before, after))
  assert.deepEqual(totalsOf(before, 2), {
    before: '400.00',
    discount: '0.00',
    net: '400.00',
    tax: '60.00',
    total: '460.00',
  })
})
