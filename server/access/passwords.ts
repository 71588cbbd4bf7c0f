import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { AppError } from '../platform/errors.ts'

const derive = promisify(argon2)
/** OWASP's recommendation for argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }
export const shortestPassword = 8
const common = new Set([
  'password',
  'password1',
  '12345678',
  '123456789',
  '1234567890',
  'qwertyui',
  'qwerty123',
  'qwertyuiop',
  'iloveyou',
  '11111111',
  'sunshine',
  'princess',
  'football',
  'baseball',
  'superman',
  'trustno1',
  'passw0rd',
  'password123',
  'q1w2e3r4',
  '1q2w3e4r',
  '1qaz2wsx',
  'zaq12wsx',
  'qwerty12',
  '123123123',
  '87654321',
  '00000000',
  'йцукенгш',
  'пароль123',
  'asdfghjk',
  'abcd1234',
])

/** Makes a hash in the PHC form, parameters and salt included. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', { ...cost, message: password.normalize('NFKC'), nonce })
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${nonce.toString('base64')}$${tag.toString('base64')}`
}

/** Compares in constant time. Without a hash the same work is done in vain, so that time tells nothing. */
export async function passwordMatches(password: string, hash: string | null): Promise<boolean> {
  const [, , , parameters, nonce, expected] = (hash ?? absent).split('$')
  const [memory, passes, parallelism] = parameters!.split(',').map((p) => Number(p.slice(2)))
  const tag = await derive('argon2id', {
    memory: memory!,
    passes: passes!,
    parallelism: parallelism!,
    tagLength: cost.tagLength,
    message: password.normalize('NFKC'),
    nonce: Buffer.from(nonce!, 'base64'),
  })
  return timingSafeEqual(tag, Buffer.from(expected!, 'base64')) && hash !== null
}
const absent = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(32).toString('base64')}`

/** Refuses a password that is too short or known to everybody. Throws AppError. */
export function demandGoodPassword(password: string): void {
  if (Array.from(password).length < shortestPassword) {
    throw new AppError('invalid', 'error.password.short', { min: shortestPassword }, { field: 'password' })
  }
  if (common.has(password.toLowerCase()))
    throw new AppError('invalid', 'error.password.common', {}, { field: 'password' })
}
