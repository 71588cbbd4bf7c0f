import { kinds, type Field } from './fields.ts'
import type { Meaning } from './pipelines.ts'

/** The records of which a company may say which fields must be filled in, and how a card is arranged. */
export const arrangeable = ['deals', 'contacts', 'companies', 'products'] as const
export type Arrangeable = (typeof arrangeable)[number]
export const isArrangeable = (name: string): name is Arrangeable => (arrangeable as readonly string[]).includes(name)

/** Fields that must be filled in always: record → their names. */
export type Required = Partial<Record<Arrangeable, string[]>>

/** Whether a field can be asked for: people fill it in, and it may be empty. */
export const isAskable = (field: Field): boolean =>
  !field.readonly && (isMany(field) || !field.required) && kinds[field.kind].operators.length > 0

const isMany = ({ kind }: Field) => kind === 'refs' || kind === 'channels' || kind === 'choices' || kind === 'several'

/** Whether a value is none. */
export const isNone = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

interface AskingStage {
  id: number
  pipelineId: number
  meaning: Meaning
  position: number
  asked: readonly string[]
}

/**
 * What a stage asks for: its own, and in progress or won also what the stages in progress before it ask for. A lost deal
 * needs to say nothing but why it was lost.
 */
export function askedAt<S extends AskingStage>(stages: readonly S[], stage: S): { name: string; from: S }[] {
  const before = stages.filter(
    ({ id, pipelineId, meaning, position }) =>
      pipelineId === stage.pipelineId &&
      meaning === 'open' &&
      (stage.meaning === 'won' ||
        (stage.meaning === 'open' && (position < stage.position || (position === stage.position && id < stage.id)))),
  )
  const all = [...before.toSorted((a, b) => a.position - b.position || a.id - b.id), stage]
  const told = all.flatMap((from) => from.asked.map((name) => ({ name, from })))
  return told.filter(({ name }, i) => told.findIndex((one) => one.name === name) === i)
}
