import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Grant } from '../../../model/roles.ts'
import { countOf, inputOf, nothing, shownAt, withField, withRange, fieldAt, type Role } from './cells.ts'

const roleOf = (grants: Grant[]) => ({ id: 7, grants, fieldGrants: [], passages: [] }) as unknown as Role
const see = { record: 'deals', action: 'see' } as const
const stage = { ...see, pipelineId: 3, stageId: 31 }

test('a cell shows what is said there, else what stands above it', () => {
  const role = roleOf([
    { ...see, range: 'own' },
    { ...see, range: 'department', pipelineId: 3 },
  ])
  assert.deepEqual(shownAt(role, nothing, see), { range: 'own', own: true, changed: false })
  assert.deepEqual(shownAt(role, nothing, { ...see, pipelineId: 4 }), { range: 'own', own: false, changed: false })
  assert.deepEqual(shownAt(role, nothing, stage), { range: 'department', own: false, changed: false })
  const wider = withRange(role, nothing, { ...see, pipelineId: 3 }, 'all')
  assert.deepEqual(shownAt(role, wider, stage), { range: 'all', own: false, changed: false })
  const cleared = withRange(role, wider, { ...see, pipelineId: 3 }, null)
  assert.deepEqual(shownAt(role, cleared, stage), { range: 'own', own: false, changed: false })
})

test('what is set back is no change; a stage is sent without its pipeline', () => {
  const role = roleOf([{ ...see, range: 'own', stageId: 31 }])
  const changed = withRange(role, nothing, stage, 'all')
  assert.equal(countOf(changed), 1)
  assert.deepEqual(inputOf(7, changed).grants, [{ ...see, range: 'all', stageId: 31 }])
  assert.equal(countOf(withRange(role, changed, stage, 'own')), 0)
})

test('a field is what its pipeline says, else what the record says, else to be changed', () => {
  const role = roleOf([])
  const hidden = withField(role, nothing, 'deals', 'amount', undefined, 'hidden')
  assert.deepEqual(fieldAt(role, hidden, 'deals', 'amount', 3), { right: 'hidden', own: false })
  const shown = withField(role, hidden, 'deals', 'amount', 3, 'read')
  assert.deepEqual(fieldAt(role, shown, 'deals', 'amount', 3), { right: 'read', own: true })
  assert.deepEqual(fieldAt(role, shown, 'deals', 'comment', 3), { right: 'edit', own: false })
})
