import { sql } from 'kysely'
import type { Actor } from '../../model/access.ts'
import { rightsOf, type RoleRights } from '../../model/rights.ts'
import { loadRoles, stagePlaces } from '../access/actor.ts'
import type { Context } from '../platform/method.ts'

export interface Employee {
  actor: Actor
  roles: { name: string; through: string | null; says: RoleRights }[]
}

/**
 * Everybody who works here with his rights, as far as they matter to rows of certain people: of his colleagues these alone.
 * Three statements and one for the roles, however many people there are.
 */
export async function staffFor(ctx: Context, owners: readonly (number | undefined)[]): Promise<Employee[]> {
  const ids = [...new Set(owners.filter((id) => id !== undefined))]
  const [{ rows: people }, { rows: holders }, stages] = await Promise.all([
    sql<{ id: number; name: string; beside: number[]; above: number[] }>`
      with recursive above(owner_id, id) as (
        select o.id, d.id from departments d join users o on o.department_id = d.id where o.id = any(${ids}::int[]) and d.removed_at is null
        union
        select above.owner_id, p.id from departments d join above on d.id = above.id join departments p on p.id = d.parent_id where p.removed_at is null
      )
      select u.id, u.name,
        array(select o.id from users o where o.id = any(${ids}::int[]) and o.department_id = u.department_id) beside,
        array(select a.owner_id from above a join departments d on d.id = a.id where d.id = u.department_id or d.head_id = u.id) above
      from users u where u.active and u.removed_at is null order by u.name_key, u.id`.execute(ctx.db),
    sql<{ userId: number; roleId: number; role: string; through: string | null }>`
      select h.user_id, h.role_id, r.name as role,
        case h.by when 'department' then (select name from departments where id = h.by_id) when 'group' then (select name from groups where id = h.by_id) end through
      from role_holders h join roles r on r.id = h.role_id order by r.position, r.id, h.by desc`.execute(ctx.db),
    stagePlaces(ctx.db),
  ])
  const says = await loadRoles(ctx.db, [...new Set(holders.map(({ roleId }) => roleId))])
  const held = Map.groupBy(holders, ({ userId }) => userId)
  const compiled = new Map<string, ReturnType<typeof rightsOf>>()
  return people.map(({ id, name, beside, above }): Employee => {
    // The same role by two ways counts once.
    const own = [...new Map((held.get(id) ?? []).map((one) => [one.roleId, one])).values()]
    const key = own.map(({ roleId }) => roleId).join()
    const rights =
      compiled.get(key) ??
      rightsOf(
        own.map(({ roleId }) => says.get(roleId)!),
        stages,
      )
    compiled.set(key, rights)
    return {
      actor: {
        ...rights,
        id,
        name,
        language: ctx.actor.language,
        timeZone: ctx.actor.timeZone,
        via: 'web',
        methods: null,
        department: new Set([id, ...beside]),
        below: new Set([id, ...beside, ...above]),
      },
      roles: own.map(({ roleId, role, through }) => ({ name: role, through, says: says.get(roleId)! })),
    }
  })
}
