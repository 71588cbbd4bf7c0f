import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Section } from '../../../model/layouts.ts'
import { placed, sectionAt, shownAlways, stepped, withoutField, withoutSection, withSection } from './arranged.ts'

const section = (id: string, ...keys: string[]): Section => ({
  id,
  nameEn: id,
  nameRu: null,
  fields: keys.map((key) => ({ key, always: true })),
})
const card = [section('one', 'a', 'b'), section('two', 'c'), section('three')]
const told = (sections: Section[] | null) =>
  sections?.map(({ id, fields }) => `${id}: ${fields.map(({ key, always }) => (always ? key : `(${key})`)).join(' ')}`)

test('a field is put into a section, and goes step by step through all of them', () => {
  assert.deepEqual(told(placed(card, 'a', { section: 'two', at: 1 })), ['one: b', 'two: c a', 'three: '])
  assert.deepEqual(told(placed(card, 'new', { section: 'three', at: 0 })), ['one: a b', 'two: c', 'three: new'])
  const seen = []
  let now: Section[] = card
  for (let next = stepped(now, 'a', 1); next; next = stepped(now, 'a', 1)) seen.push(told((now = next))!.join(' | '))
  assert.deepEqual(seen, [
    'one: b a | two: c | three: ',
    'one: b | two: a c | three: ',
    'one: b | two: c a | three: ',
    'one: b | two: c | three: a',
  ])
  for (const _ of seen) now = stepped(now, 'a', -1)!
  assert.deepEqual(now, card)
  assert.equal(stepped(card, 'a', -1), null)
})

test('the fields of a section that goes are taken over; the last one stays', () => {
  assert.deepEqual(told(withoutSection(card, 'two')), ['one: a b c', 'three: '])
  assert.deepEqual(told(withoutSection(card, 'one')), ['two: a b c', 'three: '])
  assert.deepEqual(told(withoutSection([card[0]!], 'one')), ['one: a b'])
})

test('sections come, move; a field is shown only when filled, or goes', () => {
  const more = withSection(withSection(card, { nameEn: 'x', nameRu: null }), { nameEn: 'y', nameRu: null })
  assert.deepEqual(
    more.slice(3).map(({ id }) => id),
    ['section-1', 'section-2'],
  )
  assert.deepEqual(told(sectionAt(card, 'three', 0)), ['three: ', 'one: a b', 'two: c'])
  assert.deepEqual(told(shownAlways(card, 'b', false)), ['one: a (b)', 'two: c', 'three: '])
  assert.deepEqual(told(withoutField(card, 'b')), ['one: a', 'two: c', 'three: '])
})
