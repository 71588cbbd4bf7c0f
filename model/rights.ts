import {
  actions,
  fieldRights,
  passageKey,
  ranges,
  rangeOf,
  widest,
  type Action,
  type Actor,
  type FieldRight,
  type Limits,
  type Range,
  type Where,
} from './access.ts'
import { recordNames, records, type RecordName } from './records.ts'
import { bareShape, type Shape } from './shape.ts'
import type { FieldGrant, Grant, Passage } from './roles.ts'

/** What a role says, and where the stages are that it speaks of. */
export interface RoleRights {
  administrator: boolean
  grants: readonly Grant[]
  fieldGrants: readonly FieldGrant[]
  passages: readonly Passage[]
}
export interface StagePlace {
  id: number
  pipelineId: number
}
export type Rights = Pick<Actor, 'administrator' | 'may' | 'atStage' | 'passages' | 'limits' | 'shape'>

/** The record by whose rights another one is judged. */
export const judgedBy = (name: RecordName): RecordName => (records[name].rightsOf as RecordName | null) ?? name
/** What a role may allow to be done to a record. */
export const grantable = (name: RecordName): readonly Action[] => records[name].actions
/** The records that roles speak of. */
export const grantedRecords = recordNames.filter((name) => grantable(name).length > 0)

const common = ['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'removedAt']
/** The fields that a role may limit. Those that follow another one are limited with it. */
export const limitable = (name: RecordName, shape: Shape): string[] => {
  const { follows, unlimited } = records[name]
  const fields = shape.fields[name]
  if (!records[name].owned && name !== 'products') return []
  return Object.keys(fields).filter(
    (key) => !common.includes(key) && !Object.hasOwn(follows, key) && !unlimited.includes(key),
  )
}
/** Without a name nothing is told from another: that can't be hidden. */
export const hideable = (name: RecordName, field: string): boolean => records[name].named !== field

/** Of somebody who is not known. */
export const noRights: Rights = {
  administrator: false,
  may: allAt('nobody'),
  atStage: {},
  passages: new Map(),
  limits: {},
  shape: bareShape,
}

function allAt(range: Range): Actor['may'] {
  const each = Object.fromEntries(actions.map((action) => [action, range])) as Record<Action, Range>
  return Object.fromEntries(recordNames.map((name) => [name, each])) as Actor['may']
}

/** What several roles allow together: of each thing the widest. `stages` are all there are, of every pipeline. */
export function rightsOf(given: readonly RoleRights[], stages: readonly StagePlace[], shape = bareShape): Rights {
  if (given.some(({ administrator }) => administrator))
    return { ...noRights, administrator: true, may: allAt('all'), shape }
  const roles = given.map(ranging)
  const may = Object.fromEntries(
    recordNames.map((name) => [
      name,
      Object.fromEntries(actions.map((action) => [action, rangeEverywhere(roles, name, action)])),
    ]),
  ) as Record<RecordName, Record<Action, Range>>
  // Who neither manages people nor roles has no business with what roles allow.
  if (may.users.edit === 'all') may.roles.see = 'all'
  const atStage = Object.fromEntries(
    grantable('deals').map((action) => [
      action,
      new Map(
        stages
          .map((stage): [number, Range] => [stage.id, widest(roles.map((role) => role.at('deals', action, stage)))])
          .filter(([, range]) => range !== may.deals[action]),
      ),
    ]),
  )
  return {
    administrator: false,
    may,
    atStage,
    passages: passagesOf(roles, stages),
    limits: limitsOf(roles, may, stages, shape),
    shape,
  }
}

/** How far a role reaches somewhere, and what says so: the stage, else the pipeline, else the record. */
export interface Said {
  range: Range
  place: 'record' | 'pipeline' | 'stage'
}
type Ranging = ReturnType<typeof ranging>

/** A role that can be asked. */
export function ranging(role: RoleRights) {
  const key = ({ record, action, pipelineId, stageId }: Omit<Grant, 'range'>) =>
    `${record} ${action} ${stageId ? `s${stageId}` : pipelineId ? `p${pipelineId}` : ''}`
  const ranges = new Map(role.grants.map((grant) => [key(grant), grant.range]))
  const fields = new Map(
    role.fieldGrants.map(({ record, field, pipelineId, right }) => [`${record} ${field} ${pipelineId ?? ''}`, right]),
  )
  const said = (record: RecordName, action: Action, stage?: StagePlace): Said => {
    const atStage = stage && ranges.get(key({ record, action, stageId: stage.id }))
    if (atStage) return { range: atStage, place: 'stage' }
    const inPipeline = stage && ranges.get(key({ record, action, pipelineId: stage.pipelineId }))
    if (inPipeline) return { range: inPipeline, place: 'pipeline' }
    return { range: ranges.get(key({ record, action })) ?? 'nobody', place: 'record' }
  }
  const at = (record: RecordName, action: Action, stage?: StagePlace): Range => said(record, action, stage).range
  return {
    at,
    said,
    right: (record: RecordName, field: string, pipelineId?: number): FieldRight =>
      (pipelineId === undefined ? undefined : fields.get(`${record} ${field} ${pipelineId}`)) ??
      fields.get(`${record} ${field} `) ??
      'edit',
    passages: role.passages,
    limitsFields: role.fieldGrants.length > 0,
  }
}

/** What a role does not speak of: who changes what the company has set up does anything to it, and everybody sees it. */
function rangeEverywhere(roles: readonly Ranging[], name: RecordName, action: Action): Range {
  // The records that it is bound to say.
  if (records[name].bound) return 'all'
  const judged = judgedBy(name)
  const granted = grantable(judged)
  const widestOf = (one: Action) => widest(roles.map((role) => role.at(judged, one)))
  if (granted.includes(action)) return widestOf(action)
  if (records[judged].owned) return 'nobody'
  const seen = granted.includes('see') ? widestOf('see') : judged === 'roles' ? widestOf('edit') : 'all'
  return action === 'see' || action === 'export' ? seen : widestOf('edit')
}

function passagesOf(roles: readonly Ranging[], stages: readonly StagePlace[]): Map<string, Range> {
  const passages = new Map<string, Range>()
  if (!roles.some((role) => role.passages.length)) return passages
  const pipelineOf = new Map(stages.map(({ id, pipelineId }) => [id, pipelineId]))
  const ways = roles.map((role) => ({
    role,
    allowed: new Set(role.passages.map(({ fromId, toId }) => passageKey(fromId, toId))),
    pipelines: new Set(role.passages.map(({ fromId }) => pipelineOf.get(fromId))),
  }))
  for (const from of stages) {
    if (!ways.some(({ pipelines }) => pipelines.has(from.pipelineId))) continue
    const targets = stages.filter(({ id, pipelineId }) => pipelineId === from.pipelineId && id !== from.id)
    for (const toId of [...targets.map(({ id }) => id), null]) {
      const key = passageKey(from.id, toId)
      const open = ways.filter(({ allowed, pipelines }) => !pipelines.has(from.pipelineId) || allowed.has(key))
      passages.set(key, widest(open.map(({ role }) => role.at('deals', 'move', from))))
    }
  }
  return passages
}

const widestRight = (list: readonly FieldRight[]) =>
  list.reduce((best, right) => (fieldRights.indexOf(right) > fieldRights.indexOf(best) ? right : best), 'hidden')
const narrowestRight = (list: readonly FieldRight[]) =>
  list.reduce<FieldRight>(
    (best, right) => (fieldRights.indexOf(right) < fieldRights.indexOf(best) ? right : best),
    'edit',
  )

/**
 * The limited fields of each record. A role speaks of the fields where it lets something be seen; where none does, as of
 * a deal that one merely observes, nothing is seen that any of the roles hides.
 */
function limitsOf(
  roles: readonly Ranging[],
  may: Actor['may'],
  stages: readonly StagePlace[],
  shape: Shape,
): Partial<Record<RecordName, Limits>> {
  const limits: Partial<Record<RecordName, Limits>> = {}
  if (roles.some((role) => role.limitsFields)) {
    const byPipeline = [...Map.groupBy(stages, ({ pipelineId }) => pipelineId)]
    for (const name of recordNames) {
      const places = name === 'deals' ? byPipeline : []
      const rightOf = (field: string, pipelineId?: number, within: readonly StagePlace[] = []) => {
        const sees = (role: Ranging) =>
          within.length
            ? within.some((stage) => role.at(name, 'see', stage) !== 'nobody')
            : role.at(name, 'see') !== 'nobody'
        const speaking = roles.filter(sees)
        return speaking.length
          ? widestRight(speaking.map((role) => role.right(name, field, pipelineId)))
          : narrowestRight(roles.map((role) => role.right(name, field, pipelineId)))
      }
      const hidden = new Map<string, Where>()
      const fixed = new Map<string, Where>()
      for (const field of limitable(name, shape)) {
        const rights = places.map(([pipelineId, within]) => ({ pipelineId, right: rightOf(field, pipelineId, within) }))
        const where = (test: (right: FieldRight) => boolean): Where | null => {
          if (!rights.length) return test(rightOf(field)) ? true : null
          const found = rights.filter(({ right }) => test(right))
          return found.length === rights.length
            ? true
            : found.length
              ? new Set(found.map((one) => one.pipelineId))
              : null
        }
        const followers = Object.entries(records[name].follows).flatMap(([key, of]) => (of === field ? [key] : []))
        // The lines of a deal are what its amount is made of.
        if (name === 'deals' && field === 'amount') followers.push('lines')
        for (const [set, at] of [
          [hidden, where((right) => right === 'hidden')],
          [fixed, where((right) => right !== 'edit')],
        ] as const)
          if (at) for (const key of [field, ...followers]) set.set(key, at)
      }
      if (fixed.size) limits[name] = { hidden, fixed }
    }
  }
  return { ...limits, ...forColleagues(may) }
}

/** Colleagues' names are everybody's, how to reach them and what they may is not. */
function forColleagues(may: Actor['may']): Partial<Record<RecordName, Limits>> {
  const only = (keys: readonly string[]): Limits => {
    const hidden = new Map(keys.map((key) => [key, true as const]))
    return { hidden, fixed: hidden }
  }
  return {
    ...(may.users.edit === 'all' ? {} : { users: only(['email', 'roleIds']) }),
    ...(may.roles.see === 'all' ? {} : { departments: only(['roleIds']), groups: only(['roleIds']) }),
  }
}

const atLeast = (own: Range, asked: Range) => ranges.indexOf(own) >= ranges.indexOf(asked)

/** Whether nothing in a role goes beyond what somebody may himself. */
export function coveredBy(actor: Actor, role: RoleRights, stages: readonly StagePlace[]): boolean {
  if (actor.administrator) return true
  if (role.administrator) return false
  const theirs = { ...actor, ...rightsOf([role], stages, actor.shape) }
  const everywhere = recordNames.every((name) =>
    actions.every((action) => atLeast(actor.may[name][action], theirs.may[name][action])),
  )
  const atStages = stages.every(({ id }) =>
    grantable('deals').every((action) =>
      atLeast(rangeOf(actor, 'deals', action, id), rangeOf(theirs, 'deals', action, id)),
    ),
  )
  const passages = [...actor.passages].every(([key, range]) =>
    atLeast(range, theirs.passages.get(key) ?? rangeOf(theirs, 'deals', 'move', Number.parseInt(key))),
  )
  return (
    everywhere &&
    atStages &&
    passages &&
    recordNames.every((name) => limitsCover(theirs.limits[name], actor.limits[name]))
  )
}

/** Whether a role hides and fixes all that is hidden from and fixed for somebody. */
function limitsCover(theirs: Limits | undefined, own: Limits | undefined): boolean {
  const all = (kind: keyof Limits) =>
    [...(own?.[kind] ?? [])].every(([field, where]) => {
      const there = theirs?.[kind].get(field)
      if (there === true) return true
      return there !== undefined && where !== true && [...where].every((id) => there.has(id))
    })
  return all('hidden') && all('fixed')
}
