import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { demandGoodPassword, hashPassword } from '../access/passwords.ts'
import { writes } from '../platform/method.ts'
import { recordMethods } from '../records/methods.ts'
import { lockRows } from '../records/read.ts'
import { usersSubject } from './users.ts'

const passwordInput = z.strictObject({ id: integerId, password: z.string().max(1000) })

export const userMethods = {
  ...recordMethods(usersSubject),
  /** Lets a person in by a new password, and ends the sessions and keys he had. */
  'users.setPassword': writes(passwordInput, async (ctx, { id, password }) => {
    await lockRows(ctx, 'users', [id], 'settings')
    demandGoodPassword(password)
    const passwordHash = await hashPassword(password)
    await ctx.db
      .insertInto('credentials')
      .values({ userId: id, passwordHash })
      .onConflict((c) => c.column('userId').doUpdateSet({ passwordHash, changedAt: ctx.now }))
      .execute()
    await ctx.db.deleteFrom('sessions').where('userId', '=', id).execute()
    await ctx.db
      .updateTable('apiKeys')
      .set({ revokedAt: ctx.now })
      .where('userId', '=', id)
      .where('revokedAt', 'is', null)
      .execute()
    return { id }
  }),
}
