import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { mostBoardFields, type Preference } from '../../model/preferences.ts'
import { ApiError, call } from '../api.ts'
import { queries } from '../queries.ts'
import { useShape } from '../shape.ts'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'

export type BoardField = NonNullable<Preference['value']>[number]

/** What a card may show besides title, amount, client, tags, days and the responsible, which it always shows. */
export const offeredFields: readonly BoardField[] = [
  'sourceId',
  'closeDate',
  'typeId',
  'probability',
  'contactIds',
  'observerIds',
  'beginDate',
  'amountBase',
  'amountFrom',
  'sourceText',
  'comment',
  'utmSource',
  'utmCampaign',
  'createdAt',
  'id',
]

const preferencesKey = ['preferences']
const none: readonly BoardField[] = []

/** The fields that the person has chosen for the cards of a pipeline; undefined until they are known. */
export function useBoardFields(pipelineId: number | undefined): {
  fields: readonly BoardField[] | undefined
  choose(fields: readonly BoardField[]): void
} {
  const t = useWords()
  const { data, isError } = useQuery({
    queryKey: preferencesKey,
    queryFn: ({ signal }) => call('preferences.list', {}, signal),
  })
  const fieldsNow = useShape().fields
  const fields = useMemo(() => {
    if (pipelineId === undefined) return undefined
    // A board without the chosen fields is better than none.
    if (!data) return isError ? none : undefined
    const chosen = data.items.find(({ name, about }) => name === 'boardFields' && about === pipelineId)?.value ?? none
    // A field may have gone since it was chosen.
    return chosen.every((name) => name in fieldsNow.deals) ? chosen : chosen.filter((name) => name in fieldsNow.deals)
  }, [data, isError, pipelineId, fieldsNow])

  const choose = useCallback(
    (next: readonly BoardField[]) => {
      if (pipelineId === undefined) return
      const value = next.length ? next.slice(0, mostBoardFields) : null
      const before = queries.getQueryData<{ items: Preference[] }>(preferencesKey)
      const others = (before?.items ?? []).filter(
        ({ name, about }) => !(name === 'boardFields' && about === pipelineId),
      )
      const set: Preference = { name: 'boardFields', about: pipelineId, value }
      // An answer that is under way is from before the choice.
      void queries.cancelQueries({ queryKey: preferencesKey }, { revert: false })
      queries.setQueryData(preferencesKey, { items: value ? [...others, set] : others })
      call('preferences.set', set).catch((error: unknown) => {
        queries.setQueryData(preferencesKey, before)
        if (!(error instanceof ApiError)) throw error
        toast(error.code === 'offline' ? t('state.offline') : error.message, { bad: true })
      })
    },
    [pipelineId, t],
  )
  return { fields, choose }
}
