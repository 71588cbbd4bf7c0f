import type { Subject } from '../records/change.ts'
import { recordMethods } from '../records/methods.ts'
import { demandUnique } from '../records/unique.ts'
import { demandGivable, demandGiven, demandSafeGiving, lockGiving } from '../roles/giving.ts'
import { tellOfMembers, tellOfRoles } from '../roles/telling.ts'

export const groupsSubject: Subject<'groups'> = {
  name: 'groups',
  async prepare(ctx, drafts) {
    await lockGiving(ctx)
    await demandUnique(ctx, 'groups', 'name', drafts)
    await demandGiven(ctx, drafts)
    // Who comes into a group gets its roles, who leaves it loses them.
    const moved = drafts.filter(
      ({ old, next }) => new Set(old?.memberIds).symmetricDifference(new Set(next.memberIds)).size > 0,
    )
    await demandGivable(
      ctx,
      moved.flatMap(({ old, next }) => [...(old?.roleIds ?? []), ...next.roleIds]),
    )
  },
  async written(ctx, drafts) {
    await demandSafeGiving(ctx)
    await tellOfRoles(ctx, 'groups', drafts)
    await tellOfMembers(ctx, drafts)
  },
}

export const groupMethods = recordMethods(groupsSubject)
