import { sql, type RawBuilder } from 'kysely'
import type { Actor } from '../../model/access.ts'
import { noRights, rightsOf, type Rights, type RoleRights, type StagePlace } from '../../model/rights.ts'
import { shapeOf, type Shape } from '../../model/shape.ts'
import type { CustomFieldFacts } from '../../model/customFields.ts'
import type { Language } from '../../model/users.ts'
import type { Db } from '../platform/database.ts'

const nobody = new Set<number>()
const unknown = { id: null, timeZone: 'UTC', department: nobody, below: nobody, methods: null } as const

/** The system acting for itself. Give the reason, so that every such place can be found. */
export const systemActor = (reason: string): Actor => ({
  ...unknown,
  ...rightsOf([{ administrator: true, grants: [], fieldGrants: [], passages: [] }], []),
  name: reason,
  language: 'en',
  via: 'system',
})

/** Somebody who has not signed in. */
export const stranger = (language: Language): Actor => ({ ...unknown, ...noRights, name: '', language, via: 'web' })

interface Facts {
  id: number
  name: string
  language: Language
  timeZone: string
  /** id and version of each role that he has, in whatever way */
  roles: [id: number, version: number][]
  /** changes with the stages */
  stages: string
  /** changes with the fields that the company has added */
  fields: string
  department: number[]
  below: number[]
  mustSetUp: boolean
}

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
  } = await sql<Facts>`
    with recursive me as (
      select id, name, language, time_zone, department_id from users where id = ${userId} and active and removed_at is null
    ), above(id) as (
      select d.id from departments d where d.id = (select department_id from me) and d.removed_at is null
      union
      select d.parent_id from departments d join above on d.id = above.id
    ), tree(id) as (
      select id from departments where removed_at is null and (id = (select department_id from me) or head_id = (select id from me))
      union
      select d.id from departments d join tree on d.parent_id = tree.id where d.removed_at is null
    )
    select me.id, name, language, time_zone,
      (select coalesce(json_agg(json_build_array(r.id, r.version) order by r.id), '[]') from roles r where r.removed_at is null and r.id in (
        select role_id from user_roles where user_id = me.id
        union select role_id from department_roles where department_id in (select id from above)
        union select x.role_id from group_members m join groups g on g.id = m.group_id and g.removed_at is null
          join group_roles x on x.group_id = g.id where m.user_id = me.id)) roles,
      (select concat(count(*), ' ', sum(version), ' ', max(id)) from stages) stages,
      (select concat(count(*), ' ', sum(version), ' ', max(id)) from custom_fields) fields,
      array(select u.id from users u where u.department_id = me.department_id) department,
      array(select u.id from users u where u.department_id in (select id from tree)) below,
      ${lacksFactor(sql`me.id`)} must_set_up
    from me`.execute(db)
  if (!row) return null
  return {
    ...(await compiled(db, row)),
    id: row.id,
    name: row.name,
    language: row.language,
    timeZone: row.timeZone,
    via,
    methods,
    mustSetUp: row.mustSetUp,
    department: new Set([row.id, ...row.department]),
    below: new Set([row.id, ...row.department, ...row.below]),
  }
}

// What a set of roles allows is worked out once for as long as neither they nor the stages change.
const known = new WeakMap<Db, Map<string, Promise<Rights>>>()
const mostKnown = 500

function compiled(db: Db, { roles, stages, fields }: Facts): Promise<Rights> {
  const sets = known.get(db) ?? new Map<string, Promise<Rights>>()
  known.set(db, sets)
  const key = `${roles.map((role) => role.join(':')).join()} ${stages} ${fields}`
  let rights = sets.get(key)
  if (!rights) {
    if (sets.size >= mostKnown) sets.clear()
    rights = compile(
      db,
      roles.map(([id]) => id),
    )
    sets.set(key, rights)
    rights.catch(() => sets.delete(key))
  }
  return rights
}

async function compile(db: Db, ids: readonly number[]): Promise<Rights> {
  return rightsOf([...(await loadRoles(db, ids)).values()], await stagePlaces(db), await loadShape(db))
}

/** The records' fields as they are now. */
export async function loadShape(db: Db): Promise<Shape> {
  const { rows } = await sql<CustomFieldFacts>`
    select id, record, kind, several, name_en, name_ru, help_en, help_ru, target, preset, "distinct", position, indexed
    from custom_fields where removed_at is null`.execute(db)
  return shapeOf(rows)
}

/** What some roles say. */
export async function loadRoles(db: Db, ids: readonly number[]): Promise<Map<number, RoleRights>> {
  const { rows } = await sql<RoleRights & { id: number }>`
    select id, administrator, grants, field_grants, passages from roles where id = any(${ids}::int[])`.execute(db)
  return new Map(rows.map(({ id, ...role }) => [id, role]))
}

/** All stages there are or were, with their pipelines. */
export async function stagePlaces(db: Db): Promise<StagePlace[]> {
  return (await sql<StagePlace>`select id, pipeline_id from stages order by id`.execute(db)).rows
}
