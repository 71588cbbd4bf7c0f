import { sql, type RawBuilder } from 'kysely'
import { actions, roles, widest, type Action, type Actor, type Range } from '../../model/access.ts'
import { recordNames, type RecordName } from '../../model/records.ts'
import type { Language, ReadyRole } from '../../model/users.ts'
import type { Db } from '../platform/database.ts'

type Policy = Actor['may']

/** For each record, the widest range of each action over several roles. Compiled once for each set of roles. */
export function policyOf(names: readonly ReadyRole[]): Policy {
  const key = [...names].sort().join()
  const known = policies.get(key)
  if (known) return known
  const policy = Object.fromEntries(
    recordNames.map((record) => [
      record,
      Object.fromEntries(
        actions.map((action) => [action, widest(names.map((name) => roles[name][record]?.[action] ?? 'nobody'))]),
      ),
    ]),
  ) as Record<RecordName, Record<Action, Range>>
  policies.set(key, policy)
  return policy
}
const policies = new Map<string, Policy>()

const nobody = new Set<number>()

/** The system acting for itself. Give the reason, so that every such place can be found. */
export const systemActor = (reason: string): Actor => ({
  id: null,
  name: reason,
  language: 'en',
  timeZone: 'UTC',
  via: 'system',
  administrator: true,
  may: policyOf(['administrator']),
  atStage: {},
  department: nobody,
  below: nobody,
  methods: null,
})

/** Somebody who has not signed in. */
export const stranger = (language: Language): Actor => ({
  id: null,
  name: '',
  language,
  timeZone: 'UTC',
  via: 'web',
  administrator: false,
  may: policyOf([]),
  atStage: {},
  department: nobody,
  below: nobody,
  methods: null,
})

/** Whether somebody lacks the second factor that everybody needs. */
export const lacksFactor = (userId: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`(coalesce((select two_factor_required from settings), false)
    and not exists (select 1 from second_factors f where f.user_id = ${userId} and f.confirmed_at is not null))`

/** An active person with his rights as they are now; null if there is none such. */
export async function loadActor(
  db: Db,
  userId: number,
  via: Actor['via'],
  methods: readonly string[] | null = null,
): Promise<Actor | null> {
  const {
    rows: [row],
  } = await sql<{
    id: number
    name: string
    language: Language
    timeZone: string
    roles: ReadyRole[]
    department: number[]
    below: number[]
    mustSetUp: boolean
  }>`
    with recursive me as (
      select id, name, language, time_zone, roles, department_id from users where id = ${userId} and active and removed_at is null
    ), tree(id) as (
      select id from departments where removed_at is null and (id = (select department_id from me) or head_id = (select id from me))
      union
      select d.id from departments d join tree on d.parent_id = tree.id where d.removed_at is null
    )
    select me.id, name, language, time_zone, roles,
      array(select u.id from users u where u.department_id = me.department_id) department,
      array(select u.id from users u where u.department_id in (select id from tree)) below,
      ${lacksFactor(sql`me.id`)} must_set_up
    from me`.execute(db)
  if (!row) return null
  return {
    id: row.id,
    name: row.name,
    language: row.language,
    timeZone: row.timeZone,
    via,
    methods,
    mustSetUp: row.mustSetUp,
    administrator: row.roles.includes('administrator'),
    may: policyOf(row.roles),
    atStage: {},
    department: new Set([row.id, ...row.department]),
    below: new Set([row.id, ...row.department, ...row.below]),
  }
}
