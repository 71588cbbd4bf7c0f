import { sql } from 'kysely'
import type { Context } from '../platform/method.ts'
import { endLinks } from './links.ts'

/** Ends what some people have come in by so far: sessions, keys, links for a new password. */
export async function endWaysIn({ db, now }: Pick<Context, 'db' | 'now'>, people: readonly number[]): Promise<void> {
  await Promise.all([
    sql`delete from sessions where user_id = any(${people}::int[])`.execute(db),
    sql`update api_keys set revoked_at = ${now}::timestamptz where user_id = any(${people}::int[]) and revoked_at is null`.execute(
      db,
    ),
    endLinks(db, people, 'revoked', 'reset'),
  ])
}

/** Ends every way in that some people have, the links that invite them too. */
export async function shutOut(ctx: Pick<Context, 'db' | 'now'>, people: readonly number[]): Promise<void> {
  await Promise.all([endWaysIn(ctx, people), endLinks(ctx.db, people, 'revoked', 'invitation')])
}

/** Gives a person a new password; by what he came in so far he comes in no more. */
export async function setPassword(
  ctx: Pick<Context, 'db' | 'now'>,
  userId: number,
  passwordHash: string,
): Promise<void> {
  await shutOut(ctx, [userId])
  await ctx.db
    .insertInto('credentials')
    .values({ userId, passwordHash })
    .onConflict((c) => c.column('userId').doUpdateSet({ passwordHash, changedAt: ctx.now, resetAskedAt: null }))
    .execute()
}
