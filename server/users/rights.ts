import { auditEntry, namesOf } from '../audit/audit.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from '../records/change.ts'
import { tellOfRoles } from '../roles/telling.ts'

/** Tells the audit log what has changed in how far people's rights reach: roles, being switched on, the department. */
export async function tellOfRights(ctx: Context, drafts: readonly Draft<'users'>[]): Promise<void> {
  await tellOfRoles(ctx, 'users', drafts)
  for (const { id, old, next } of drafts) {
    const about = { record: 'users', id } as const
    if (!old) continue
    if (old.removedAt !== next.removedAt)
      await auditEntry(ctx, next.removedAt === null ? 'personRestored' : 'personRemoved', { about })
    if (old.active !== next.active) await auditEntry(ctx, next.active ? 'switchedOn' : 'switchedOff', { about })
    if (old.departmentId !== next.departmentId) {
      const [from, to] = await namesOf(ctx, 'departments', [old.departmentId, next.departmentId])
      await auditEntry(ctx, 'departmentChanged', { about, details: { from, to } })
    }
  }
}
