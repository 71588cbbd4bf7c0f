import { randomBytes, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { keyedHash, seal, unseal } from '../platform/sealed.ts'
import { stepOf } from './totp.ts'

const secretBytes = 20
export const recoveryCount = 10
/** Neither i, l, o nor u: nobody takes one letter for another. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz'

/** What somebody has set up beside his password. */
export interface SecondFactor {
  on: boolean
  /** since when */
  since: string | null
  /** recovery codes that have not been used */
  left: number
}

export async function secondFactorOf(db: Db, userId: number): Promise<SecondFactor> {
  const {
    rows: [row],
  } = await sql<{ since: string; left: number }>`
    select confirmed_at since, (select count(*)::int from recovery_codes c where c.user_id = f.user_id and used_at is null) as left
    from second_factors f where user_id = ${userId} and confirmed_at is not null`.execute(db)
  return { on: row !== undefined, since: row?.since ?? null, left: row?.left ?? 0 }
}

/** A new secret, which counts once a code of it has been given. One that was begun before is forgotten. Throws AppError. */
export async function beginSecondFactor(ctx: Context, userId: number): Promise<Buffer> {
  const secret = randomBytes(secretBytes)
  const { rows } = await sql`
    insert into second_factors (user_id, secret) values (${userId}, ${seal(ctx.secret, 'second factor', String(userId), secret)})
    on conflict (user_id) do update set secret = excluded.secret, last_step = null where second_factors.confirmed_at is null
    returning user_id`.execute(ctx.db)
  if (!rows.length) throw new AppError('conflict', 'error.twoFactor.already')
  return secret
}

/** The secret that was begun counts from now on, if the code is one of it; gives whether it is. Throws AppError. */
export async function confirmSecondFactor(ctx: Context, userId: number, code: string): Promise<boolean> {
  const row = await rowOf(ctx.db, userId)
  if (!row) throw new AppError('conflict', 'error.twoFactor.begin')
  if (row.confirmedAt) throw new AppError('conflict', 'error.twoFactor.already')
  const step = stepIn(ctx, userId, row.secret, code)
  if (step === null) return false
  const { rows } = await sql`
    update second_factors set confirmed_at = ${ctx.now}::timestamptz, last_step = ${step}
    where user_id = ${userId} and confirmed_at is null and secret = ${row.secret} returning user_id`.execute(ctx.db)
  return rows.length > 0
}

/**
 * Takes a code of the app or a recovery code, whichever it is; null if it is neither. Each counts once, however many come
 * with it at the same time.
 */
export async function takeCode(ctx: Context, userId: number, given: string): Promise<'code' | 'recovery' | null> {
  const code = given.replace(/[\s-]/g, '').toLowerCase()
  const row = await rowOf(ctx.db, userId)
  if (!row?.confirmedAt) return null
  if (/^\d{6}$/.test(code)) {
    const step = stepIn(ctx, userId, row.secret, code)
    if (step === null) return null
    const { rows } = await sql`
      update second_factors set last_step = ${step}
      where user_id = ${userId} and confirmed_at is not null and secret = ${row.secret} and last_step < ${step}
      returning user_id`.execute(ctx.db)
    return rows.length ? 'code' : null
  }
  const { rows } = await sql`
    update recovery_codes set used_at = ${ctx.now}::timestamptz
    where user_id = ${userId} and hash = ${hashOf(ctx, userId, code)} and used_at is null returning user_id`.execute(
    ctx.db,
  )
  return rows.length ? 'recovery' : null
}

/** New recovery codes, shown this once; those before end. */
export async function makeRecoveryCodes(ctx: Context, userId: number): Promise<string[]> {
  const codes = Array.from({ length: recoveryCount }, () =>
    Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join(''),
  )
  await sql`delete from recovery_codes where user_id = ${userId}`.execute(ctx.db)
  await ctx.db
    .insertInto('recoveryCodes')
    .values(codes.map((code) => ({ userId, hash: hashOf(ctx, userId, code) })))
    .execute()
  return codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`)
}

/** Gives whether there was one. */
export async function removeSecondFactor(db: Db, userId: number): Promise<boolean> {
  await sql`delete from recovery_codes where user_id = ${userId}`.execute(db)
  const { rows } = await sql<{ on: boolean }>`
    delete from second_factors where user_id = ${userId} returning confirmed_at is not null as on`.execute(db)
  return rows[0]?.on ?? false
}

const rowOf = (db: Db, userId: number) =>
  db.selectFrom('secondFactors').select(['secret', 'confirmedAt']).where('userId', '=', userId).executeTakeFirst()

function stepIn(ctx: Context, userId: number, sealed: Buffer, code: string): number | null {
  const secret = unseal(ctx.secret, 'second factor', String(userId), sealed)
  // The installation has another key than when it was set up: only an administrator helps, by taking it away.
  if (!secret) throw new AppError('conflict', 'error.twoFactor.key')
  return stepOf(secret, code, Date.parse(ctx.now))
}

/** As it was typed: what looks like a digit is one. */
const hashOf = ({ secret }: Context, userId: number, code: string) =>
  keyedHash(secret, 'recovery code', `${userId} ${code.replace(/o/g, '0').replace(/[il]/g, '1')}`)
