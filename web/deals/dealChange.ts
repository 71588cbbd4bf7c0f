import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { call, type Output } from '../api.ts'
import { queries } from '../queries.ts'
import { movedWithAsked } from '../records/asking.tsx'
import { patchRows, useChange, type Change } from '../records/change.ts'
import { useReferences } from '../records/references.tsx'
import { anyRow, type AnyRow } from '../records/rows.ts'

/** A deal with its product lines, as it is now. */
export const useDeal = (id: number) =>
  useQuery({
    queryKey: ['deals', 'get', id],
    queryFn: ({ signal }) => call('deals.get', { id }, signal),
  })

/** The stages that a deal can't be brought to, with what is missing, as the server says; nothing while that is not known. */
export const useClosedStages = (id: number | undefined): Readonly<Record<number, string>> =>
  useQuery({
    queryKey: ['deals', 'get', id],
    queryFn: ({ signal }) => call('deals.get', { id: id! }, signal),
    enabled: id !== undefined,
  }).data?.closed ?? noneClosed
const noneClosed = {}
/** The same, as far as it is known by now. */
export const closedFor = (id: number): Readonly<Record<number, string>> =>
  queries.getQueryData<Output<'deals.get'>>(['deals', 'get', id])?.closed ?? noneClosed

/** Changes a field of a deal. Stages and pipelines are moved to. */
export function useDealChange() {
  const client = useQueryClient()
  const { stages } = useReferences()
  const method = useCallback(
    (change: Change) => {
      const { id, version, field, value } = change
      const first = stages.find(({ pipelineId, meaning }) => pipelineId === value && meaning === 'open')
      const stageId = field === 'stageId' ? value : field === 'pipelineId' ? first?.id : undefined
      if (typeof stageId !== 'number') return undefined
      const at = `[data-deal="${String(id)}"], [data-row="${String(id)}"] [data-column=stageId], [data-row="${String(id)}"]`
      return movedWithAsked(id, stageId, at, (fields) =>
        call('deals.move', {
          id,
          stageId,
          ...(version === undefined ? {} : { version }),
          ...(fields ? { fields } : {}),
        }),
      ).then((moved): AnyRow => {
        patchRows(client, 'deals', id, (row) => ({ ...row, stageId: moved.stageId, pipelineId: moved.pipelineId }))
        return anyRow(moved)
      })
    },
    [client, stages],
  )
  return useChange('deals', method)
}
