import { useSyncExternalStore } from 'react'
import { bareShape, nameOf, shapeOf, type Shape } from '../model/shape.ts'
import type { Me } from './queries.ts'
import { learn } from './words.ts'

let shape: Shape = bareShape
const listeners = new Set<() => void>()

/** The fields of every record as the person at the screen sees them, the company's own among them. */
export const shapeNow = (): Shape => shape

/** The same for what is drawn: anew when a field comes, goes or changes. */
export const useShape = (): Shape =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, shapeNow)

/** Takes over the fields that the company has added; what they are called goes among the words. */
export function shapeAs(me: Pick<Me, 'customFields'> | null): void {
  const next = me?.customFields ?? []
  if (JSON.stringify(next) !== JSON.stringify(Object.values(shape.facts))) {
    shape = shapeOf(next)
    for (const listener of listeners) listener()
  }
  learn(
    Object.fromEntries(
      Object.entries(shape.facts).map(([key, facts]) => [key, { en: nameOf(facts, 'en'), ru: nameOf(facts, 'ru') }]),
    ),
  )
}
