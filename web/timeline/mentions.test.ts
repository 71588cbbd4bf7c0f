import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callAt, soughtPeople, storedOf, typedOf } from './mentions.ts'

const people = [
  { id: 1, name: 'Anna' },
  { id: 2, name: 'Anna Larina' },
  { id: 3, name: 'Борис Ёлкин' },
]

test('who is called is stored by his id and typed by his name', () => {
  const typed = 'To @Anna Larina, @Anna and @Борис Ёлкин; @Nobody'
  const stored = storedOf(typed, people)
  assert.equal(stored, 'To @[2], @[1] and @[3]; @Nobody')
  assert.equal(typedOf(stored, people), typed)
  assert.equal(typedOf('@[9] is unknown', people), '@[9] is unknown')
})

test('an @ at the beginning of a word calls, in an address it does not', () => {
  assert.deepEqual(callAt('@', 1), { from: 0, sought: '' })
  assert.deepEqual(callAt('well, @ann', 10), { from: 6, sought: 'ann' })
  assert.deepEqual(callAt('well, @Anna La', 14), { from: 6, sought: 'Anna La' })
  for (const [text, caret] of [
    ['a@b', 3],
    ['no', 2],
    ['@Anna came in today', 19],
  ] as const)
    assert.equal(callAt(text, caret), null, text)
})

test('people are found by any of their names', () => {
  const names = (sought: string) => soughtPeople(people, sought).map(({ id }) => id)
  assert.deepEqual([names(''), names('LA'), names('ёл'), names('anna l'), names('x')], [[1, 2, 3], [2], [3], [2], []])
})
