import { auditEntry, namesOf } from '../audit/audit.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from '../records/change.ts'

/** Tells the audit log what has changed in how far people's rights reach: roles, being switched on, the department. */
export async function tellOfRights(ctx: Context, drafts: readonly Draft<'users'>[]): Promise<void> {
  for (const { id, old, next } of drafts) {
    const about = { record: 'users', id } as const
    const [before, after] = [[...(old?.roles ?? [])].sort(), [...next.roles].sort()]
    if (before.join() !== after.join())
      await auditEntry(ctx, 'rolesChanged', { about, details: { from: before, to: after } })
    if (!old) continue
    if (old.active !== next.active) await auditEntry(ctx, next.active ? 'switchedOn' : 'switchedOff', { about })
    if (old.departmentId !== next.departmentId) {
      const [from, to] = await namesOf(ctx, 'departments', [old.departmentId, next.departmentId])
      await auditEntry(ctx, 'departmentChanged', { about, details: { from, to } })
    }
  }
}
