import type { Field } from '../model/fields.ts'
import type { RecordName } from '../model/records.ts'
import { shapeNow } from './shape.ts'

type Hidden = Partial<Record<RecordName, Record<string, true | number[]>>>
type Row = Record<string, unknown>

const lists: readonly string[] = ['refs', 'choices', 'channels', 'list', 'several']
let empties: Partial<Record<string, Row>> = {}

/** Takes over which fields are hidden from the person who is here now. */
function learn(hidden: Hidden | undefined): void {
  empties = Object.fromEntries(
    Object.entries(hidden ?? {}).map(([name, limits]) => [
      name,
      Object.fromEntries(
        Object.keys(limits).map((key) => {
          const field = (shapeNow().fields[name as RecordName] as Record<string, Field | undefined>)[key]
          return [key, field?.kind === 'said' ? {} : field && lists.includes(field.kind) ? [] : null]
        }),
      ),
    ]),
  )
}

/**
 * The answer to a method with whole rows: pages are written for rows that have all their fields, and what is hidden from the
 * person is not there. It is taken for empty; what shows it asks `useHidden` first.
 */
export function whole(method: string, answer: unknown): void {
  if (method === 'session.get') return learn((answer as { hidden?: Hidden } | null)?.hidden)
  const empty = empties[method.slice(0, method.indexOf('.'))]
  if (!empty || typeof answer !== 'object' || answer === null) return
  const { items, columns } = answer as { items?: unknown[]; columns?: { items?: unknown[] }[] }
  const rows = [answer, ...(items ?? []), ...(columns ?? []).flatMap((column) => column.items ?? [])]
  for (const row of rows as Row[]) {
    if (!('names' in row)) continue
    for (const [key, nothing] of Object.entries(empty)) if (!(key in row)) row[key] = nothing
  }
}
