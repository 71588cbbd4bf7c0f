import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sortedBy } from './sorting.ts'

test('a press sorts by one column and turns it round; with Shift others stay', () => {
  assert.deepEqual(sortedBy(['-createdAt'], 'title', false, false), ['title'])
  assert.deepEqual(sortedBy(['title'], 'title', false, false), ['-title'])
  assert.deepEqual(sortedBy(['-title'], 'title', false, false), ['title'])
  assert.deepEqual(sortedBy(['title', '-amount'], 'amount', true, false), ['amount'])
  assert.deepEqual(sortedBy(['title'], 'amount', true, true), ['title', '-amount'])
  assert.deepEqual(sortedBy(['title', '-amount'], 'amount', true, true), ['title', 'amount'])
  assert.deepEqual(sortedBy(['title', 'amount'], 'amount', true, true), ['title'])
  assert.deepEqual(sortedBy(['title'], 'title', false, true), ['-title'])
  assert.deepEqual(sortedBy(['a', 'b', 'c', 'd', 'e'], 'f', false, true), ['b', 'c', 'd', 'e', 'f'])
})
