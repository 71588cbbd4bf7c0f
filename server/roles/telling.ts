import { auditEntry, namesOf } from '../audit/audit.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from '../records/change.ts'

/** Tells the audit log which roles people, departments or groups have been given or have lost. */
export async function tellOfRoles<N extends 'users' | 'departments' | 'groups'>(
  ctx: Context,
  record: N,
  drafts: readonly Draft<N>[],
): Promise<void> {
  for (const { id, old, next } of drafts) {
    const [before, after] = [rolesOf(old), rolesOf(next)]
    if (before.join() === after.join()) continue
    const [from, to] = [await namesOf(ctx, 'roles', before), await namesOf(ctx, 'roles', after)]
    await auditEntry(ctx, 'rolesChanged', { about: { record, id }, details: { from, to } })
  }
}
const rolesOf = (row: object | null) =>
  [...((row as { roleIds: number[] } | null)?.roleIds ?? [])].sort((a, b) => a - b)

/** Tells the audit log that a role allows something else than before, is there, or is gone. */
export async function tellOfRole(ctx: Context, drafts: readonly Draft<'roles'>[]): Promise<void> {
  for (const { id, old, next } of drafts) {
    const about = { record: 'roles', id } as const
    if (!old) await auditEntry(ctx, 'roleMade', { about })
    else if (old.removedAt !== next.removedAt)
      await auditEntry(ctx, next.removedAt === null ? 'roleRestored' : 'roleRemoved', { about })
    else if (telling.some((key) => JSON.stringify(old[key]) !== JSON.stringify(next[key])))
      await auditEntry(ctx, 'roleChanged', { about })
  }
}
const telling = ['grants', 'fieldGrants', 'passages', 'byDefault'] as const

/** Tells the audit log who has come into a group, and who has left it. */
export async function tellOfMembers(ctx: Context, drafts: readonly Draft<'groups'>[]): Promise<void> {
  for (const { id, old, next } of drafts) {
    const [before, after] = [old?.memberIds ?? [], next.memberIds]
    const [came, left] = [after.filter((one) => !before.includes(one)), before.filter((one) => !after.includes(one))]
    if (!came.length && !left.length) continue
    const [to, from] = [await namesOf(ctx, 'users', came), await namesOf(ctx, 'users', left)]
    await auditEntry(ctx, 'membersChanged', { about: { record: 'groups', id }, details: { from, to } })
  }
}
