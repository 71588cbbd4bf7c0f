import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { seal, unseal } from '../platform/sealed.ts'
import { makeTicket, readTicket } from './tickets.ts'
import { base32, codeAt, stepAt, stepOf } from './totp.ts'

test('codes are those of RFC 6238, appendix B', () => {
  const secret = Buffer.from('12345678901234567890')
  for (const [second, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const)
    assert.equal(codeAt(secret, stepAt(second * 1000)), code, String(second))
  assert.equal(base32(secret), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
})

test('a code holds in its step and in the one before and after, not longer', () => {
  const secret = randomBytes(20)
  const now = 1_800_000_010_000
  const step = stepAt(now)
  for (const [off, holds] of [
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ] as const)
    assert.equal(stepOf(secret, codeAt(secret, step + off), now), holds ? step + off : null, String(off))
  for (const code of ['', '1', '1234567', 'abcdef']) assert.equal(stepOf(secret, code, now), null)
})

test('what is sealed opens with the same key, for the same purpose and about the same, and unchanged', () => {
  const [secret, plain] = [randomBytes(32), Buffer.from('a secret')]
  const sealed = seal(secret, 'second factor', '7', plain)
  assert.deepEqual(unseal(secret, 'second factor', '7', sealed), plain)
  assert.ok(!sealed.includes(plain))
  assert.notDeepEqual(seal(secret, 'second factor', '7', plain), sealed)
  assert.equal(unseal(secret, 'second factor', '8', sealed), null)
  assert.equal(unseal(secret, 'sign-in ticket', '7', sealed), null)
  assert.equal(unseal(randomBytes(32), 'second factor', '7', sealed), null)
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed)
    changed[i]! ^= 1
    assert.equal(unseal(secret, 'second factor', '7', changed), null, `byte ${String(i)}`)
  }
  assert.equal(unseal(secret, 'second factor', '7', sealed.subarray(0, 20)), null)
})

test('a ticket says whose it is for five minutes', () => {
  const secret = randomBytes(32)
  const about = { userId: 7, changedAt: '2026-01-01T00:00:00.000Z' }
  const ticket = makeTicket(secret, about, '2026-05-01T12:00:00.000Z')
  assert.equal(readTicket(secret, ticket, '2026-05-01T12:04:59.000Z')?.userId, 7)
  assert.equal(readTicket(secret, ticket, '2026-05-01T12:05:00.000Z'), null)
  assert.equal(readTicket(randomBytes(32), ticket, '2026-05-01T12:00:01.000Z'), null)
  assert.equal(readTicket(secret, 'nonsense', '2026-05-01T12:00:01.000Z'), null)
})
