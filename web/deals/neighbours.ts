import type { Query } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useSyncExternalStore } from 'react'
import { queries } from '../queries.ts'
import type { BoardInfo } from './boardData.ts'

/** The deals among which a card was opened: a column of the board, or the list. */
interface Trail {
  /** the query that holds them */
  source: string
  ids: number[]
  /** the stage of the column */
  stageId: number | undefined
  /** how many there are in all; undefined while not all are read */
  count: number | undefined
}

export interface Neighbours {
  previous: number | undefined
  next: number | undefined
  /** from 1 */
  place: number
  count: number | undefined
  stageId: number | undefined
}

let trail: Trail | null = null

/** The card was closed: the next one that is opened has a trail of its own. */
export const leaveTrail = (): void => void (trail = null)

/**
 * What comes before and after a deal where its card was opened. It stays so while one goes on, also when a deal has left
 * its column meanwhile: one goes through a column and moves cards on. Undefined for a card that was opened by its address.
 */
export function useNeighbours(id: number): Neighbours | undefined {
  const told = useSyncExternalStore(
    // The cache also tells of what happens while something is being drawn.
    (watcher) => queries.getQueryCache().subscribe(() => queueMicrotask(watcher)),
    () => said(id),
  )
  return told === '' ? undefined : (JSON.parse(told) as Neighbours)
}

/** As text, so that it is the same as long as it says the same. */
function said(id: number): string {
  trail = trailOf(id)
  const at = trail?.ids.indexOf(id) ?? -1
  if (!trail || at < 0) return ''
  const { ids, count, stageId } = trail
  const neighbours: Neighbours = { previous: ids[at - 1], next: ids[at + 1], place: at + 1, count, stageId }
  return JSON.stringify(neighbours)
}

function trailOf(id: number): Trail | null {
  const shown = queries
    .getQueryCache()
    .findAll({ queryKey: ['deals'], type: 'active' })
    .flatMap((query) => readTrail(query) ?? [])
  const same = shown.find(({ source }) => source === trail?.source)
  if (same?.ids.includes(id)) return same
  if (trail?.ids.includes(id)) return trail
  return shown.find(({ ids }) => ids.includes(id)) ?? null
}

interface Pages {
  pages: { items: { id: number }[]; next: string | null }[]
}

function readTrail({ queryKey, queryHash, state }: Query): Trail | undefined {
  const column = queryKey[1] === 'board' && queryKey[2] === 'column'
  const data = state.data as Partial<Pages> | undefined
  if (!(column || queryKey[1] === 'list') || !data?.pages) return undefined
  const ids = [...new Set(data.pages.flatMap(({ items }) => items.map(({ id }) => id)))]
  const stageId = column ? (queryKey[3] as number) : undefined
  const count = stageId === undefined ? undefined : countOf(stageId)
  return { source: queryHash, ids, stageId, count: data.pages.at(-1)?.next === null ? ids.length : count }
}

/** How many deals the board says that a column has. */
const countOf = (stageId: number): number | undefined =>
  queries
    .getQueryCache()
    .findAll({ queryKey: ['deals', 'board', 'columns'], type: 'active' })
    .flatMap(({ state }) => (state.data as BoardInfo | undefined)?.columns ?? [])
    .find(({ stage }) => stage.id === stageId)?.count

/** The way to another deal in place of the one that is shown. */
export function useStep(asPage: boolean): (id: number) => void {
  const navigate = useNavigate()
  return useCallback(
    (id) => {
      // The way back leads to where the first one was opened.
      if (asPage) void navigate({ to: '/deals/$id', params: { id: String(id) }, search: keep as never, replace: true })
      else void navigate({ to: '.', search: ((before: object) => ({ ...before, deal: id })) as never, replace: true })
    },
    [navigate, asPage],
  )
}
const keep = (search: object) => search
