import { z } from 'zod'
import { seal, unseal } from '../platform/sealed.ts'

/** So long there is between the password and the code. */
const minutes = 5
const shape = z.strictObject({ userId: z.int(), until: z.number(), changedAt: z.string() })

/** Says that somebody has given his password, and which he had then: with a newer one it opens nothing. */
export interface Ticket {
  userId: number
  /** when the password was set */
  changedAt: string
}

/** A ticket that only this installation can read, for a few minutes. */
export function makeTicket(secret: Buffer, { userId, changedAt }: Ticket, now: string): string {
  const until = Date.parse(now) + minutes * 60_000
  const plain = Buffer.from(JSON.stringify({ userId, until, changedAt }))
  return seal(secret, 'sign-in ticket', '', plain).toString('base64url')
}

/** What a ticket says; null if it is none of ours, or too old. */
export function readTicket(secret: Buffer, ticket: string, now: string): Ticket | null {
  const plain = unseal(secret, 'sign-in ticket', '', Buffer.from(ticket, 'base64url'))
  if (!plain) return null
  // It was sealed by ourselves, perhaps by another version.
  const read = shape.safeParse(JSON.parse(plain.toString()))
  return read.success && read.data.until > Date.parse(now) ? read.data : null
}
