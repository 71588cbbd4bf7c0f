import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedByOthers, type Changeable } from './othersChanges.ts'

const card = (id: number, version: number, minute: number, updatedBy: number | null = 2): Changeable => ({
  id,
  version,
  updatedAt: `2026-01-01T10:${String(minute).padStart(2, '0')}:00.000Z`,
  updatedBy,
})
const before = [card(1, 3, 10), card(2, 1, 20)]

test('news is what others have changed or brought, not one’s own, the system’s, or what was only out of sight', () => {
  const cases: [string, Changeable, number[]][] = [
    ['changed by another', card(1, 4, 30), [1]],
    ['changed by me', card(1, 4, 30, 1), []],
    ['changed by the system', card(1, 4, 30, null), []],
    ['unchanged', card(1, 3, 10), []],
    ['new', card(9, 1, 30), [9]],
    ['scrolled to', card(9, 1, 15), []],
  ]
  for (const [name, now, expected] of cases) assert.deepEqual(changedByOthers(before, [now], 1), expected, name)
})
