import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { passwordMatches } from '../access/passwords.ts'
import { auditEntry } from '../audit/audit.ts'
import { transact } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import { evenBefore, forAnybody, reads, writes, type Context } from '../platform/method.ts'
import { demandOver } from '../users/access.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  makeRecoveryCodes,
  removeSecondFactor,
  takeCode,
} from './secondFactor.ts'
import { comeIn, countAddress, countTry, deviceOf, forgetActor, forgetTries } from './sessions.ts'
import { readTicket } from './tickets.ts'
import { base32, otpauth } from './totp.ts'

const code = z.string().max(40)
const proof = z.strictObject({ password: z.string().max(1000), code })

/** A second factor hangs on a person at a browser: a key, which needs none to come in, does not change how he does. */
function demandBrowser({ actor }: Context): number {
  if (actor.previewedBy !== undefined) throw new AppError('denied', 'error.preview')
  if (actor.via !== 'web' || actor.id === null) throw new AppError('denied', 'error.denied.browser')
  return actor.id
}
const wrongCode = () => new AppError('invalid', 'error.code', {}, { field: 'code' })

/** Counts a try at somebody's codes; those on a device of his own apart. Gives the bucket. Throws AppError. */
async function countCode({ db, secret, visit }: Context, userId: number): Promise<string> {
  const device = deviceOf(secret, userId, visit?.device ?? null)
  if (!device && visit) await countAddress(db, visit.ip)
  const bucket = device ? `code of device ${device}` : `code ${userId}`
  await countTry(db, bucket)
  return bucket
}

/** Both the password and a code, before a second factor is touched. Throws AppError. */
async function demandProof(ctx: Context, userId: number, given: z.output<typeof proof>): Promise<void> {
  await countTry(ctx.db, `password ${userId}`)
  const row = await ctx.db
    .selectFrom('credentials')
    .select('passwordHash')
    .where('userId', '=', userId)
    .executeTakeFirst()
  if (!(await passwordMatches(given.password, row?.passwordHash ?? null)))
    throw new AppError('invalid', 'error.password.wrong', {}, { field: 'password' })
  await countCode(ctx, userId)
  const taken = await takeCode(ctx, userId, given.code)
  if (!taken) throw wrongCode()
  if (taken === 'recovery') await auditEntry(ctx, 'recoveryCodeUsed', {})
}

// Not in a transaction as a whole: a refused try must stay counted.
export const codeMethods = {
  /** The second step of signing in: the ticket of the first, and a code of the app or a recovery code. */
  'session.signInCode': forAnybody(
    reads(z.strictObject({ ticket: z.string().max(1000), code }), async (ctx, { ticket, code }) => {
      const read = readTicket(ctx.secret, ticket, ctx.now)
      if (!read) throw new AppError('signin', 'error.ticket')
      const { userId, changedAt } = read
      const bucket = await countCode(ctx, userId)
      const person = await ctx.db
        .selectFrom('users')
        .innerJoin('credentials', 'credentials.userId', 'users.id')
        .select(['users.id', 'changedAt'])
        .where('users.id', '=', userId)
        .where('active', '=', true)
        .where('removedAt', 'is', null)
        .executeTakeFirst()
      if (person?.changedAt !== changedAt) throw new AppError('signin', 'error.ticket')
      const taken = await takeCode(ctx, userId, code)
      if (!taken) {
        const about = { record: 'users', id: userId } as const
        await auditEntry(ctx, 'signInRefused', { about, details: { by: 'code' } })
        throw new AppError('signin', 'error.code', {}, { field: 'code' })
      }
      await forgetTries(ctx.db, bucket)
      if (taken === 'recovery') await auditEntry(ctx, 'recoveryCodeUsed', { by: userId })
      await comeIn(ctx, userId, taken)
      return { id: userId }
    }),
  ),

  /** A new secret for an authenticator app, shown until a code of it is given. */
  'session.beginTwoFactor': evenBefore(
    writes(z.strictObject({}), async (ctx) => {
      const id = demandBrowser(ctx)
      const secret = await beginSecondFactor(ctx, id)
      const { companyName } = await ctx.db.selectFrom('settings').select('companyName').executeTakeFirstOrThrow()
      const { email, name } = await ctx.db
        .selectFrom('users')
        .select(['email', 'name'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return { secret: base32(secret), address: otpauth(secret, companyName, email ?? name) }
    }),
  ),

  /** Takes the secret that was begun into use by a code of it. Gives the recovery codes, this once. */
  'session.confirmTwoFactor': evenBefore(
    reads(z.strictObject({ code }), async (ctx, { code }) => {
      const id = demandBrowser(ctx)
      await countTry(ctx.db, `code ${id}`)
      const codes = await transact(ctx.db, async (db) => {
        const own = { ...ctx, db }
        if (!(await confirmSecondFactor(own, id, code.replace(/\s/g, '')))) return null
        await auditEntry(own, 'twoFactorOn')
        return makeRecoveryCodes(own, id)
      })
      if (!codes) throw wrongCode()
      // What he may do now is more than was remembered of him.
      if (ctx.visit?.session) forgetActor(ctx.visit.session)
      return { codes }
    }),
  ),

  'session.turnOffTwoFactor': reads(proof, async (ctx, given) => {
    const id = demandBrowser(ctx)
    await demandProof(ctx, id, given)
    await transact(ctx.db, async (db) => {
      if (await removeSecondFactor(db, id)) await auditEntry({ ...ctx, db }, 'twoFactorOff')
    })
    return {}
  }),

  /** New recovery codes in the place of those before. */
  'session.makeRecoveryCodes': reads(proof, async (ctx, given) => {
    const id = demandBrowser(ctx)
    await demandProof(ctx, id, given)
    return transact(ctx.db, async (db) => {
      await auditEntry({ ...ctx, db }, 'recoveryCodesMade')
      return { codes: await makeRecoveryCodes({ ...ctx, db }, id) }
    })
  }),

  /** For somebody who has lost his phone and his codes: he signs in by the password alone again, and is signed out now. */
  'users.takeTwoFactor': writes(z.strictObject({ id: integerId }), async (ctx, { id }) => {
    await demandOver(ctx, id)
    if (!(await removeSecondFactor(ctx.db, id))) throw new AppError('conflict', 'error.twoFactor.none')
    await ctx.db.deleteFrom('sessions').where('userId', '=', id).execute()
    await auditEntry(ctx, 'twoFactorTakenAway', { about: { record: 'users', id } })
    return { id }
  }),
}
