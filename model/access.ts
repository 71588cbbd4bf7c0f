import type { RecordName } from './records.ts'
import type { Language, ReadyRole } from './users.ts'

/** How far a right reaches, each containing the one before. */
export const ranges = ['nobody', 'own', 'department', 'below', 'opened', 'all'] as const
export type Range = (typeof ranges)[number]

export const actions = ['see', 'add', 'edit', 'delete', 'move', 'import', 'export', 'settings'] as const
/** What may be done to a record. `settings`: the record is part of how the company has set things up. */
export type Action = (typeof actions)[number]

export type Grants = Partial<Record<Action, Range>>
/** A role: for each record, how far each action reaches. What is not named is granted to nobody. */
export type Role = Partial<Record<RecordName, Grants>>

const everything: Grants = {
  see: 'all',
  add: 'all',
  edit: 'all',
  delete: 'all',
  move: 'all',
  import: 'all',
  export: 'all',
  settings: 'all',
}
const reach = (range: Range): Grants => ({
  see: range,
  add: range,
  edit: range,
  delete: range,
  move: range,
  import: range,
  export: range,
})
const look: Grants = { see: 'all', export: 'all' }
const surroundings: Role = {
  users: look,
  departments: look,
  currencies: look,
  pipelines: look,
  stages: look,
  terms: look,
  productSections: look,
  products: look,
}

/** The roles that come ready. */
export const roles: Record<ReadyRole, Role> = {
  administrator: {
    users: everything,
    departments: everything,
    currencies: everything,
    pipelines: everything,
    stages: everything,
    terms: everything,
    contacts: everything,
    companies: everything,
    productSections: everything,
    products: everything,
    deals: everything,
  },
  head: { ...surroundings, deals: reach('below'), contacts: reach('below'), companies: reach('below') },
  seller: { ...surroundings, deals: reach('own'), contacts: reach('own'), companies: reach('own') },
}

/** The widest of several. */
export const widest = (list: readonly Range[]): Range =>
  list.reduce<Range>((best, range) => (ranges.indexOf(range) > ranges.indexOf(best) ? range : best), 'nobody')
/** Both at once: ranges contain one another, so that is the narrower. */
export const narrowest = (a: Range, b: Range): Range => (ranges.indexOf(a) < ranges.indexOf(b) ? a : b)

/** Who asks. Nothing is read or written without one. */
export interface Actor {
  /** null: nobody yet, or the system acting for itself */
  id: number | null
  name: string
  language: Language
  timeZone: string
  /** the door he came through, kept with what he does */
  via: 'web' | 'api' | 'cli' | 'import' | 'system'
  administrator: boolean
  /** for each record, how far each action reaches over all his roles */
  may: Readonly<Record<RecordName, Readonly<Record<Action, Range>>>>
  /** of deals: the stages at which an action reaches otherwise */
  atStage: Readonly<Partial<Record<Action, ReadonlyMap<number, Range>>>>
  /** the people of his own department, himself among them */
  department: ReadonlySet<number>
  /** the people of his department and all below it */
  below: ReadonlySet<number>
  /** the methods that his key is limited to; null: no limit */
  methods: readonly string[] | null
  /** everybody needs a second factor and he has none: he may set one up and nothing else */
  mustSetUp?: boolean
}

/** How far an action reaches; a deal's at its stage. */
export const rangeOf = (actor: Actor, name: RecordName, action: Action, stageId?: number): Range =>
  (name === 'deals' && stageId !== undefined && actor.atStage[action]?.get(stageId)) || actor.may[name][action]

/** How far an action reaches where it reaches farthest: "nobody" is nowhere at all. */
export const farthest = (actor: Actor, name: RecordName, action: Action): Range =>
  widest(rangesAnywhere(actor, name, action))

/** Every way in which an action reaches somewhere. */
export const rangesAnywhere = (actor: Actor, name: RecordName, action: Action): Range[] => [
  ...new Set([actor.may[name][action], ...((name === 'deals' && actor.atStage[action]?.values()) || [])]),
]

/** The same person, whose `actions` on a record reach no farther than another action does. */
export function within(actor: Actor, name: RecordName, limited: readonly Action[], limit: Action): Actor {
  const stages = (action: Action) => [
    ...new Set([...(actor.atStage[action]?.keys() ?? []), ...(actor.atStage[limit]?.keys() ?? [])]),
  ]
  const range = (action: Action, stageId?: number) =>
    narrowest(rangeOf(actor, name, action, stageId), rangeOf(actor, name, limit, stageId))
  const may = Object.fromEntries(limited.map((action) => [action, range(action)]))
  const atStage = Object.fromEntries(
    limited.map((action) => [action, new Map(stages(action).map((id) => [id, range(action, id)]))]),
  )
  return {
    ...actor,
    may: { ...actor.may, [name]: { ...actor.may[name], ...may } },
    atStage: name === 'deals' ? { ...actor.atStage, ...atStage } : actor.atStage,
  }
}
