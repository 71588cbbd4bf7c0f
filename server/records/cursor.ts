import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'

/**
 * Marks a place in a list. The mark is encrypted, so that it shows no value of the row it stands at, and holds only for
 * the same person asking the same question.
 */
export function sealCursor(ctx: Context, question: unknown, values: readonly unknown[]): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', cursorKey(ctx), nonce).setAAD(binding(ctx, question))
  const body = Buffer.concat([cipher.update(JSON.stringify(values)), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
}

/** Opens a mark. Throws AppError where it is forged, another person's, or of another question. */
export function openCursor(ctx: Context, question: unknown, cursor: string): unknown[] {
  try {
    const bytes = Buffer.from(cursor, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', cursorKey(ctx), bytes.subarray(0, 12))
      .setAAD(binding(ctx, question))
      .setAuthTag(bytes.subarray(12, 28))
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString()) as unknown[]
  } catch {
    throw new AppError('invalid', 'error.cursor', {}, { field: 'after' })
  }
}

const binding = (ctx: Context, question: unknown) =>
  createHash('sha256')
    .update(JSON.stringify([ctx.actor.id, question]))
    .digest()

const keys = new WeakMap<Buffer, Buffer>()
function cursorKey({ secret }: Context): Buffer {
  let key = keys.get(secret)
  if (!key) keys.set(secret, (key = Buffer.from(hkdfSync('sha256', secret, '', 'cursor', 32))))
  return key
}
