import { actions, farthest, type Action } from '../../model/access.ts'
import type { Required } from '../../model/asked.ts'
import { sql } from 'kysely'
import { z } from 'zod'
import { integerId, textKey } from '../../model/fields.ts'
import { recordNames, type RecordName } from '../../model/records.ts'
import { languages, themes, type Language } from '../../model/users.ts'
import { customKey, type CustomFieldFacts } from '../../model/customFields.ts'
import { loadActor } from '../access/actor.ts'
import { hiddenFields } from '../access/fields.ts'
import { openStages } from '../access/scope.ts'
import { demandGoodPassword, hashPassword, passwordMatches } from '../access/passwords.ts'
import { auditEntry } from '../audit/audit.ts'
import { transact } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import { evenBefore, forAnybody, reads, whilePreviewing, writes, type Context } from '../platform/method.ts'
import { demandZone } from '../users/users.ts'
import { endWaysIn } from '../users/ways.ts'
import { secondFactorOf, type SecondFactor } from './secondFactor.ts'
import {
  beginSession,
  comeIn,
  countAddress,
  countTry,
  deviceOf,
  endSession,
  forgetTries,
  lookAs,
  sessionIdOf,
} from './sessions.ts'
import { makeTicket } from './tickets.ts'

const signInInput = z.strictObject({ email: z.string().max(254), password: z.string().max(1000) })
const preferencesInput = z.strictObject({
  language: z.enum(languages).optional(),
  theme: z.enum(themes).optional(),
  timeZone: z.string().max(64).optional(),
})
const passwordInput = z.strictObject({ current: z.string().max(1000), next: z.string().max(1000) })

/** The person who asks, and what the company is set to. */
export interface Me {
  id: number
  name: string
  email: string | null
  language: Language
  theme: (typeof themes)[number]
  timeZone: string
  administrator: boolean
  /** who looks at Sdelka as this person; null: he himself */
  previewedBy: string | null
  /** for each action the records of which he may do it to some */
  may: Record<Action, RecordName[]>
  /** the fields that he does not see: everywhere, or of deals in these pipelines */
  hidden: Partial<Record<RecordName, Record<string, true | number[]>>>
  /** the fields that the company has added, but for those that he does not see */
  customFields: CustomFieldFacts[]
  /** whether the installation sends letters */
  mails: boolean
  /** the pipelines of which he sees nothing */
  closedPipelines: number[]
  /** how he proves who he is beside the password; `needed`: he must set it up before anything else */
  twoFactor: SecondFactor & { needed: boolean }
  company: { name: string; baseCurrency: string; timeZone: string; weekStart: number; required: Required }
}

/** What the first step of signing in comes to. */
export type SignedIn = { id: number; needs?: undefined } | { needs: 'code'; ticket: string }

async function me(ctx: Context): Promise<Me> {
  const user = await ctx.db
    .selectFrom('users')
    .select(['id', 'name', 'email', 'language', 'theme', 'timeZone'])
    .where('id', '=', ctx.actor.id!)
    .executeTakeFirstOrThrow()
  const { rows: closed } = await sql<{ id: number }>`
    select p.id from pipelines p where p.removed_at is null
      and not exists (select from stages s where s.pipeline_id = p.id and ${openStages(ctx.actor, 'see', sql`s.id`)})`.execute(
    ctx.db,
  )
  const { companyName, ...company } = await ctx.db
    .selectFrom('settings')
    .select(['companyName', 'baseCurrency', 'timeZone', 'weekStart', 'required'])
    .executeTakeFirstOrThrow()
  const of = (action: Action) => recordNames.filter((name) => farthest(ctx.actor, name, action) !== 'nobody')
  const hidden = Object.entries(ctx.actor.limits).map(([name, limits]) => [
    name,
    Object.fromEntries([...limits.hidden].map(([field, where]) => [field, where === true ? where : [...where]])),
  ])
  return {
    ...user,
    administrator: ctx.actor.administrator,
    previewedBy: ctx.actor.previewedBy?.name ?? null,
    may: Object.fromEntries(actions.map((action) => [action, of(action)])) as Me['may'],
    hidden: Object.fromEntries(hidden) as Me['hidden'],
    customFields: Object.values(ctx.actor.shape.facts).filter(
      (one) => !hiddenFields(ctx.actor, one.record).has(customKey(one.id)),
    ),
    mails: ctx.mails,
    closedPipelines: closed.map(({ id }) => id),
    twoFactor: { ...(await secondFactorOf(ctx.db, user.id)), needed: ctx.actor.mustSetUp ?? false },
    company: { name: companyName, ...company },
  }
}

export const sessionMethods = {
  'session.get': evenBefore(reads(z.strictObject({}), me)),

  /** Lets the person in, or gives a ticket with which a code does. Not in a transaction: a refused try must stay counted. */
  'session.signIn': forAnybody(
    reads(signInInput, async (ctx, { email, password }): Promise<SignedIn> => {
      const key = textKey(email.trim())
      const user = await ctx.db
        .selectFrom('users')
        .innerJoin('credentials', 'credentials.userId', 'users.id')
        .select(['users.id', 'passwordHash', 'changedAt'])
        .where(sql.ref('emailKey'), '=', key)
        .where('active', '=', true)
        .where('removedAt', 'is', null)
        .executeTakeFirst()
      const device = user && deviceOf(ctx.secret, user.id, ctx.visit?.device ?? null)
      if (device) await countTry(ctx.db, `device ${device}`)
      else {
        if (ctx.visit) await countAddress(ctx.db, ctx.visit.ip)
        await countTry(ctx.db, `account ${key.slice(0, 254)}`)
      }
      if (!(await passwordMatches(password, user?.passwordHash ?? null)) || !user) {
        const about = user ? ({ record: 'users', id: user.id } as const) : undefined
        await auditEntry(ctx, 'signInRefused', { typed: email, about, details: { by: 'password' } })
        throw new AppError('signin', 'error.credentials')
      }
      if (device) await forgetTries(ctx.db, `device ${device}`)
      const { id, changedAt } = user
      if ((await secondFactorOf(ctx.db, id)).on)
        return { needs: 'code', ticket: makeTicket(ctx.secret, { userId: id, changedAt }, ctx.now) }
      await comeIn(ctx, id, 'password')
      return { id }
    }),
  ),

  'session.signOut': forAnybody(
    reads(z.strictObject({}), async (ctx) => {
      if (ctx.visit?.session) {
        if (ctx.actor.id !== null && (await sessionIdOf(ctx)) !== null) await auditEntry(ctx, 'signedOut')
        await endSession(ctx.db, ctx.visit.session)
      }
      ctx.visit?.keep(null)
      return {}
    }),
  ),

  /** Shows Sdelka to an administrator as somebody sees it, until he ends that; nothing is changed meanwhile. */
  'session.preview': writes(z.strictObject({ userId: integerId }), async (ctx, { userId }) => {
    const session = ctx.visit?.session
    if (!ctx.actor.administrator || !session) throw new AppError('denied', 'error.preview.who')
    if (!(await loadActor(ctx.db, userId, 'web'))) throw new AppError('invalid', 'error.person.inactive')
    await lookAs(ctx, session, userId === ctx.actor.id ? null : userId)
    await auditEntry(ctx, 'previewed', { about: { record: 'users', id: userId } })
    return {}
  }),
  'session.endPreview': whilePreviewing(
    true,
    writes(z.strictObject({}), async (ctx) => {
      if (ctx.visit?.session) await lookAs(ctx, ctx.visit.session, null)
      return {}
    }),
  ),

  'session.changePreferences': evenBefore(
    writes(preferencesInput, async (ctx, changes) => {
      if (changes.timeZone !== undefined) demandZone(changes.timeZone)
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
      if (Object.keys(given).length) {
        await ctx.db
          .updateTable('users')
          .set({
            ...given,
            ...(changes.timeZone === undefined ? {} : { timeZoneKey: textKey(changes.timeZone) }),
          } as never)
          .where('id', '=', ctx.actor.id!)
          .execute()
      }
      return me(ctx)
    }),
  ),

  /** Ends all other sessions of the person, his keys and the links he was given. */
  'session.changePassword': whilePreviewing(
    false,
    reads(passwordInput, async (ctx, { current, next }) => {
      const row = await ctx.db
        .selectFrom('credentials')
        .select('passwordHash')
        .where('userId', '=', ctx.actor.id!)
        .executeTakeFirst()
      await countTry(ctx.db, `password ${ctx.actor.id}`)
      if (!(await passwordMatches(current, row?.passwordHash ?? null)))
        throw new AppError('invalid', 'error.credentials', {}, { field: 'current' })
      demandGoodPassword(next)
      const passwordHash = await hashPassword(next)
      const id = ctx.actor.id!
      const token = await transact(ctx.db, async (db) => {
        const own = { ...ctx, db }
        await db
          .updateTable('credentials')
          .set({ passwordHash, changedAt: ctx.now, resetAskedAt: null })
          .where('userId', '=', id)
          .execute()
        await endWaysIn(own, [id])
        await auditEntry(own, 'passwordChanged')
        return beginSession(own, id)
      })
      ctx.visit?.keep(token)
      return {}
    }),
  ),
}
