import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cases } from '../server/test/app.ts'
import { keysOf, seenOf, withUnseen, type Layout } from './layouts.ts'

const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
/** Any arrangement of some of the keys in up to four sections. */
const anyLayout: fc.Arbitrary<Layout> = fc
  .tuple(
    fc.shuffledSubarray(keys),
    fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 8, maxLength: 8 }),
    fc.shuffledSubarray(['1', '2', '3', '4']),
  )
  .map(([order, places, ids]) => ({
    sections: ids.map((id, n) => ({
      id,
      nameEn: id,
      nameRu: null,
      fields: order.filter((_, i) => places[i] === n).map((key) => ({ key, always: true })),
    })),
    leftOut: order.filter((_, i) => places[i]! >= ids.length),
  }))
const world = fc.record({ before: anyLayout, given: anyLayout, unseen: fc.subarray(keys) })

test('of any arrangement: saved as it was told, it is as it was', () => {
  fc.assert(
    fc.property(world, ({ before, unseen }) => {
      const sees = (key: string) => !unseen.includes(key)
      assert.deepEqual(withUnseen(seenOf(before, sees), before, sees), {
        ...before,
        leftOut: [...before.leftOut.filter(sees), ...before.leftOut.filter((key) => !sees(key))],
      })
    }),
    { numRuns: cases(300) },
  )
})

test('of any two: who saves sees what he has saved, and nothing that he does not see is lost or moved to another section', () => {
  fc.assert(
    fc.property(world, ({ before, given: any, unseen }) => {
      const sees = (key: string) => !unseen.includes(key)
      const given = seenOf(any, sees)
      const after = withUnseen(given, before, sees)
      const all = [...keysOf(after), ...after.leftOut]
      assert.equal(new Set(all).size, all.length)
      const filled = (layout: Layout) => layout.sections.filter(({ fields }) => fields.length)
      assert.deepEqual(filled(seenOf(after, sees)), filled(given))
      for (const old of before.sections)
        for (const { key } of old.fields.filter((one) => !sees(one.key))) {
          const now = after.sections.find(({ fields }) => fields.some((one) => one.key === key))
          assert.ok(now, key)
          if (after.sections.some(({ id }) => id === old.id)) assert.equal(now.id, old.id)
        }
      for (const key of before.leftOut.filter((one) => !sees(one))) assert.ok(after.leftOut.includes(key))
    }),
    { numRuns: cases(300) },
  )
})
