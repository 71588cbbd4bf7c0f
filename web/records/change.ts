import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { RecordName } from '../../model/records.ts'
import { ApiError, call } from '../api.ts'
import { useWords } from '../words.ts'
import { fieldOf, type AnyRow } from './rows.ts'

/** Why a change was not made. `theirs`: what somebody else has set meanwhile; it is for the person to choose. */
export interface Refusal {
  message: string
  conflict: boolean
  /** the same may go well when tried again */
  again: boolean
  mine: unknown
  theirs: unknown
  /** of a conflict: the version at which theirs stands, so that keeping one's own overwrites nothing else */
  version: number | undefined
  /** the name of what was chosen, to be shown until it is settled */
  called: string | string[] | undefined
}

export interface Change {
  id: number
  /** the version that the person had before his eyes; left out, theirs is overwritten */
  version?: number | undefined
  field: string
  value: unknown
  /** the name of the linked record, or names */
  called?: string | string[] | undefined
}

type Ask = (name: string, input: object) => Promise<AnyRow>

/**
 * Changes one field of a record: shown at once, put back with the reason if the server refuses. Gives the refusal, or null.
 * `method` is another one than `change` where the field has its own: a stage is moved to.
 */
export function useChange(record: RecordName, method?: (change: Change) => Promise<AnyRow> | undefined) {
  const client = useQueryClient()
  const t = useWords()
  return useCallback(
    async (change: Change): Promise<Refusal | null> => {
      const { id, version, field, value, called } = change
      const before = new Map<AnyRow, { value: unknown; called: string | string[] | undefined }>()
      const written = new Set<unknown>()
      patchRows(client, record, id, (row) => {
        const next = {
          ...row,
          [field]: together(record, field, row[field], value),
          names: called === undefined ? row.names : { ...row.names, [field]: called },
        }
        written.add(next[field as keyof typeof next])
        before.set(next, { value: row[field], called: row.names[field] })
        return next
      })
      try {
        // The method is one of the record's own by construction.
        const changed = await (method?.(change) ??
          (call as unknown as Ask)(`${record}.change`, {
            id,
            ...(version === undefined ? {} : { version }),
            fields: { [field]: value },
          }))
        patchRows(client, record, id, (row) => (row.version > changed.version ? row : merge(row, changed)))
        return null
      } catch (error) {
        const refusal = refusalOf(error, change, t('error.offline'))
        const kept = [...before.values()][0]
        const old = refusal.conflict
          ? { value: together(record, field, kept?.value, refusal.theirs), called: undefined }
          : kept
        patchRows(client, record, id, (row) =>
          written.has(row[field])
            ? {
                ...row,
                [field]: old?.value,
                names: old?.called === undefined ? without(row.names, field) : { ...row.names, [field]: old.called },
              }
            : row,
        )
        return refusal
      } finally {
        void client.invalidateQueries({
          queryKey: [record],
          predicate: ({ queryKey }) => queryKey[1] !== 'list' && queryKey[1] !== 'board',
        })
      }
    },
    [client, record, method, t],
  )
}

/** The value that a row has after a change: of what is said of links only that is named which is said anew. */
function together(record: RecordName, field: string, before: unknown, value: unknown): unknown {
  if (fieldOf(record, field).kind !== 'said') return value
  const all = { ...(before as object | undefined), ...(value as object | undefined) }
  return Object.fromEntries(Object.entries(all).filter(([, one]) => one !== null))
}

/** What a person is told of an error; an error that is not the server's answer is thrown on. */
export function refusalOf(
  error: unknown,
  { field, value, called }: Pick<Change, 'field' | 'value' | 'called'>,
  offline: string,
): Refusal {
  if (!(error instanceof ApiError)) throw error
  const both =
    error.code === 'conflict' ? (error.fields[field] as { mine: unknown; theirs: unknown } | undefined) : undefined
  const own = error.fields[`fields.${field}`]
  const message = error.code === 'offline' ? offline : typeof own === 'string' ? own : error.message
  const again = ['offline', 'unavailable', 'internal', 'limited'].includes(error.code)
  return {
    message,
    conflict: both !== undefined,
    again,
    mine: value,
    theirs: both?.theirs,
    version: error.version,
    called,
  }
}

/** Keeps what is shown of a row beside its fields: its product lines, what may be done. */
const merge = (row: AnyRow, changed: AnyRow): AnyRow => {
  const shown = Object.fromEntries(Object.entries(changed).filter(([key]) => key in row))
  return { ...row, ...shown } as AnyRow
}

const without = (names: AnyRow['names'], field: string) =>
  Object.fromEntries(Object.entries(names).filter(([key]) => key !== field))

/** Rewrites a record wherever it is kept: in cards, pages of lists, columns of boards. */
export function patchRows(client: QueryClient, record: RecordName, id: number, patch: (row: AnyRow) => AnyRow): void {
  client.setQueriesData({ queryKey: [record] }, (data: unknown) => patched(data, id, patch))
}

const places = ['pages', 'items', 'columns'] as const

function patched(data: unknown, id: number, patch: (row: AnyRow) => AnyRow): unknown {
  if (Array.isArray(data)) {
    const next = data.map((one) => patched(one, id, patch))
    return next.some((one, i) => one !== data[i]) ? next : data
  }
  if (typeof data !== 'object' || data === null) return data
  if ('id' in data && 'version' in data && 'names' in data) return data.id === id ? patch(data as AnyRow) : data
  let result: Record<string, unknown> = data as Record<string, unknown>
  for (const place of places) {
    const next = patched(result[place], id, patch)
    if (next !== result[place]) result = { ...result, [place]: next }
  }
  return result
}
