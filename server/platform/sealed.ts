import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** What keys are derived for: what is sealed for one purpose opens for no other. */
type Purpose = 'second factor' | 'sign-in ticket' | 'recovery code' | 'letter'

const keyFor = (secret: Buffer, purpose: Purpose) =>
  Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `sdelka ${purpose}`, 32))
const [nonceLength, tagLength] = [12, 16]

/** Encrypts, AES-256-GCM: what comes out can neither be read nor changed, nor be put in the place of what is about another. */
export function seal(secret: Buffer, purpose: Purpose, about: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, purpose), nonce).setAAD(Buffer.from(about))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** Opens what was sealed for the same purpose and about the same; null if it was not. */
export function unseal(secret: Buffer, purpose: Purpose, about: string, sealed: Buffer): Buffer | null {
  if (sealed.length < nonceLength + tagLength) return null
  const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, purpose), sealed.subarray(0, nonceLength), {
    authTagLength: tagLength,
  })
    .setAAD(Buffer.from(about))
    .setAuthTag(sealed.subarray(nonceLength, nonceLength + tagLength))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceLength + tagLength)), decipher.final()])
  } catch {
    return null
  }
}

/** A hash that nobody makes without the installation's secret. */
export const keyedHash = (secret: Buffer, purpose: Purpose, text: string): Buffer =>
  createHmac('sha256', keyFor(secret, purpose)).update(text).digest()
