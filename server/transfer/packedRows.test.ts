import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PackedRows } from './packedRows.ts'
import type { FileRow } from './reading.ts'

test('packed rows are those that were added, one after another and at any positions', () => {
  const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '\0', 'Кран', '007'))
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1300 }),
      fc.array(fc.array(cell), { minLength: 1, maxLength: 20 }),
      fc.array(fc.nat(), { maxLength: 50 }),
      (count, cells, asked) => {
        const rows = Array.from({ length: count }, (_, i): FileRow => ({
          number: i + 2,
          cells: cells[i % cells.length]!,
          problem: i % 7 ? null : 'ragged',
          ...(i % 11 ? {} : { unworked: [i] }),
        }))
        const packed = new PackedRows()
        for (const row of rows) packed.add(row)
        assert.equal(packed.length, count)
        const positions = asked.map((n) => n % count)
        assert.deepEqual(
          packed.at(positions),
          positions.map((position) => rows[position]),
        )
        assert.deepEqual([...packed], rows)
      },
    ),
    { numRuns: 100 },
  )
})
