import { createHmac, timingSafeEqual } from 'node:crypto'

/** Seconds in which one code holds, and its digits: what every authenticator app takes for granted. */
export const period = 30
const digits = 6
/** So many steps before and after the present one are taken too, for clocks that differ. */
const window = 1

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** As authenticator apps have secrets typed in, RFC 4648 without padding. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** The step of time that a moment is in. */
export const stepAt = (milliseconds: number): number => Math.floor(milliseconds / 1000 / period)

/** The code of a step, RFC 6238 with SHA-1. */
export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', secret).update(counter).digest()
  const value = hash.readUInt32BE(hash.at(-1)! & 15) & 0x7fff_ffff
  return String(value % 10 ** digits).padStart(digits, '0')
}

/** The step near a moment whose code this is; null if it is none. All steps are compared, whichever it is. */
export function stepOf(secret: Buffer, code: string, milliseconds: number): number | null {
  const now = stepAt(milliseconds)
  const given = Buffer.from(code)
  let found: number | null = null
  for (let step = now - window; step <= now + window; step++) {
    const right = Buffer.from(codeAt(secret, step))
    if (right.length === given.length && timingSafeEqual(right, given)) found = step
  }
  return found
}

/** What a QR code tells an authenticator app. */
export function otpauth(secret: Buffer, company: string, account: string): string {
  const label = `${encodeURIComponent(company)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(company)}&algorithm=SHA1&digits=${digits}&period=${period}`
}
