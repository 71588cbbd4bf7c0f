import type { RecordName } from './records.ts'
import type { Shape } from './shape.ts'
import type { Language } from './users.ts'

/** How far a right reaches, each containing the one before. */
export const ranges = ['nobody', 'own', 'department', 'below', 'opened', 'all'] as const
export type Range = (typeof ranges)[number]

/**
 * What may be done to a record. `move`: take a deal to another stage; `assign`: make somebody else responsible; `layout`:
 * arrange its card, with `all` for everybody, with less for oneself.
 */
export const actions = ['see', 'add', 'edit', 'move', 'assign', 'delete', 'import', 'export', 'layout'] as const
export type Action = (typeof actions)[number]

/** What may be done with a field, each containing the one before. */
export const fieldRights = ['hidden', 'read', 'edit'] as const
export type FieldRight = (typeof fieldRights)[number]

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
  via: 'web' | 'api' | 'cli' | 'import' | 'system' | 'robot'
  /** the robot or the key that acts for him, by its name, kept with what it does */
  cause?: string
  administrator: boolean
  /** for each record, how far each action reaches over all his roles, where no stage says otherwise */
  may: Readonly<Record<RecordName, Readonly<Record<Action, Range>>>>
  /** of deals: the stages at which an action reaches otherwise */
  atStage: Readonly<Partial<Record<Action, ReadonlyMap<number, Range>>>>
  /** of deals: how far a move from a stage to another reaches, `from>to`, where a role allows some moves only */
  passages: ReadonlyMap<string, Range>
  /** for each record, the fields that are limited for him */
  limits: Readonly<Partial<Record<RecordName, Limits>>>
  /** the people of his own department, himself among them */
  department: ReadonlySet<number>
  /** the people of his department and all below it */
  below: ReadonlySet<number>
  /** who looks at Sdelka as this person, and changes nothing */
  previewedBy?: { id: number; name: string }
  /** the methods that his key is limited to; null: no limit */
  methods: readonly string[] | null
  /** everybody needs a second factor and he has none: he may set one up and nothing else */
  mustSetUp?: boolean
  /** the fields that records have here */
  shape: Shape
}

/** Where a field is limited: everywhere, or of deals in these pipelines. */
export type Where = true | ReadonlySet<number>
export interface Limits {
  hidden: ReadonlyMap<string, Where>
  /** can't be written; what is hidden is among them */
  fixed: ReadonlyMap<string, Where>
}

/** How far an action reaches; a deal's at its stage. */
export const rangeOf = (actor: Actor, name: RecordName, action: Action, stageId?: number): Range =>
  (name === 'deals' && stageId !== undefined && actor.atStage[action]?.get(stageId)) || actor.may[name][action]

/** How far moving a deal from one stage to another reaches; `toId` null: to another pipeline. */
export const passageOf = (actor: Actor, fromId: number, toId: number | null): Range =>
  actor.passages.get(passageKey(fromId, toId)) ?? rangeOf(actor, 'deals', 'move', fromId)
export const passageKey = (fromId: number, toId: number | null): string => `${fromId}>${toId ?? ''}`

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
