import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ApiError, call } from '../api.ts'
import { queries, useStages } from '../queries.ts'
import { StageMark } from '../records/marks.tsx'
import { toast } from '../ui/toasts.tsx'
import { language, say, useWords } from '../words.ts'
import type { Entry } from './entry.ts'

/** The stages that a deal can be moved to; no entries until it is known which. */
export function useStageEntries(deal: number): { title: string; entries?: Entry[]; problem: string | null } {
  const t = useWords()
  const stages = useStages()
  const { data, error } = useQuery({
    queryKey: ['deals', 'get', deal],
    queryFn: ({ signal }) => call('deals.get', { id: deal }, signal),
  })
  return useMemo(() => {
    if (!data) return { title: t('palette.move'), problem: error && (error.message || t('state.offline')) }
    const title = t('palette.move.title', { title: data.title })
    const entries = stages
      .filter(({ pipelineId }) => pipelineId === data.pipelineId)
      .map(({ id, name, color, meaning }): Entry => ({
        id: `stage ${String(id)}`,
        group: title,
        mark: <StageMark color={color} />,
        name,
        note:
          id === data.stageId
            ? t('palette.move.here')
            : (data.closed[id] ?? (meaning === 'lost' ? t('palette.lost') : undefined)),
        off: id in data.closed,
        run: () => {
          if (data.closed[id]) toast(data.closed[id], { bad: true })
          else if (id !== data.stageId) void move(data, { id, name })
        },
      }))
    return { title, entries, problem: null }
  }, [data, error, stages, t])
}

type Moved = { id: number; title: string; version: number }

async function move({ id, title, version }: Moved, stage: { id: number; name: string }): Promise<void> {
  const t = (key: Parameters<typeof say>[1], values = {}) => say(language(), key, values)
  try {
    await call('deals.move', { id, stageId: stage.id, version })
    toast(t('moved.to', { title, stage: stage.name }), { action: { name: t('undo'), run: () => void undo(id) } })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    toast(t('moved.back', { title, reason: reasonOf(error) }), { bad: true })
  }
  await queries.invalidateQueries({ queryKey: ['deals'] })
}

async function undo(id: number): Promise<void> {
  try {
    const { items } = await call('events.list', { record: 'deals', id, limit: 10 })
    const last = items.find(({ name, undoneBy }) => name === 'deals.moved' && undoneBy === null)
    if (last) await call('events.undo', { id: last.id })
    toast(say(language(), 'undone'))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    toast(reasonOf(error), { bad: true })
  }
  await queries.invalidateQueries({ queryKey: ['deals'] })
}

const reasonOf = (error: ApiError) => (error.code === 'offline' ? say(language(), 'state.offline') : error.message)
