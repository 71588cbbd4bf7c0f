import { sql } from 'kysely'
import { demandVisible } from '../access/fields.ts'
import { scopeCondition } from '../access/scope.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { tellable } from '../records/read.ts'

const most = 200

export interface Relative {
  id: number
  name: string
  /** the company it belongs to */
  parentId: number | null
}
export interface Family {
  /** those above it, the topmost first, as far as they are seen one after another */
  above: Relative[]
  /** above these there is one that the actor does not see */
  hiddenAbove: boolean
  self: Relative
  /** those below it, each after the one it belongs to comes */
  below: Relative[]
  /** there are more below */
  more: boolean
}

/** The companies above and below one, as far as the actor sees the way to them. Throws AppError. */
export async function familyOf(ctx: Context, id: number): Promise<Family> {
  demandVisible(ctx.actor, 'companies', ['parentId'])
  const [{ rows: up }, { rows: down }] = await Promise.all([
    sql<Relative>`
      with recursive up as (
        select d.id, d.name, d.parent_id, 0 as step from companies d where d.id = ${id} and ${tellable(ctx, 'companies', 'd')}
        union all select t.id, t.name, t.parent_id, step + 1 from companies t join up on t.id = up.parent_id and step < 50 where ${scopeCondition(ctx.actor, 'companies', 'see', 't')})
      select id, name, parent_id from up order by step`.execute(ctx.db),
    sql<Relative>`
      with recursive down as (
        select t.id, t.name, t.name_key, t.parent_id, 1 as step from companies t where t.parent_id = ${id} and t.removed_at is null and ${scopeCondition(ctx.actor, 'companies', 'see', 't')}
        union all select t.id, t.name, t.name_key, t.parent_id, step + 1 from companies t join down on t.parent_id = down.id and step < 50
          where t.removed_at is null and ${scopeCondition(ctx.actor, 'companies', 'see', 't')})
      select id, name, parent_id from down order by step, name_key, id limit ${most + 1}`.execute(ctx.db),
  ])
  const [self, ...above] = up
  if (!self) throw new AppError('missing', 'error.missing')
  const top = above.at(-1) ?? self
  const shown = (one: Relative): Relative => (one === top ? { ...one, parentId: null } : one)
  return {
    above: above.map(shown).toReversed(),
    hiddenAbove: top.parentId !== null,
    self: shown(self),
    below: down.slice(0, most),
    more: down.length > most,
  }
}
