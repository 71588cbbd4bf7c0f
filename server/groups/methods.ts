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
    // Who comes into a group gets its roles.
    await demandGivable(
      ctx,
      drafts.flatMap(({ old, next }) =>
        next.memberIds.some((id) => !old?.memberIds.includes(id)) ? next.roleIds : [],
      ),
    )
  },
  async written(ctx, drafts) {
    await demandSafeGiving(ctx)
    await tellOfRoles(ctx, 'groups', drafts)
    await tellOfMembers(ctx, drafts)
  },
}

export const groupMethods = recordMethods(groupsSubject)
