import { useCallback, useMemo } from 'react'
import type { Filter } from '../../model/filters.ts'
import { MergeChosen } from '../merging/MergeChosen.tsx'
import { FieldValue } from '../records/FieldValue.tsx'
import { RecordList, type ListShape } from '../records/RecordList.tsx'
import { WithReferences } from '../records/references.tsx'
import type { AnyRow } from '../records/rows.ts'
import { useWords } from '../words.ts'
import { useDealChange } from './dealChange.ts'
import { dealFilters } from './dealFilters.ts'
import { DealTotals } from './DealTotals.tsx'
import { NoDeals } from './NoDeals.tsx'
import { useView } from './view.ts'
import css from './DealList.module.css'

const usual = ['title', 'stageId', 'amount', 'closeDate', 'ownerId', 'companyId', 'beginDate', 'sourceId']
const shape: ListShape = {
  record: 'deals',
  usual,
  offered: [
    ...usual,
    'typeId',
    'probability',
    'tagIds',
    'contactIds',
    'stageSince',
    'closedAt',
    'createdAt',
    'updatedAt',
    'observerIds',
    'amountBase',
    'currency',
    'sourceText',
    'repeats',
    'repeatsOn',
    'repeatOfId',
    'id',
  ],
  widths: {
    title: 288,
    stageId: 148,
    amount: 128,
    amountBase: 128,
    ownerId: 172,
    companyId: 184,
    contactIds: 184,
    tagIds: 160,
    observerIds: 172,
    id: 72,
    probability: 96,
    currency: 84,
  },
  filters: dealFilters,
  needed: ['title', 'currency', 'pipelineId', 'companyId', 'contactIds'],
  sort: '-createdAt',
}

/** The deals of a pipeline as rows: filtered, sorted, edited in place; below, what they come to. */
export function DealList({ pipelineId }: { pipelineId: number }) {
  return (
    <WithReferences>
      <List pipelineId={pipelineId} />
    </WithReferences>
  )
}

function List({ pipelineId }: { pipelineId: number }) {
  const t = useWords()
  const view = useView()
  const change = useDealChange()
  const within = useMemo((): Filter[] => [{ field: 'pipelineId', op: 'eq', value: pipelineId }], [pipelineId])
  const title = useCallback(
    (name: string) => (name === 'title' ? t('list.deal') : name === 'companyId' ? t('list.client') : undefined),
    [t],
  )
  return (
    <RecordList
      shape={shape}
      label={t('list.label')}
      within={within}
      filter={view.filter}
      onFilter={(filter) => view.set({ filter })}
      sort={view.sort}
      onSort={(sort) => view.set({ sort })}
      opened={view.deal}
      onOpen={(deal) => view.set({ deal, tab: undefined })}
      href={hrefOf}
      onChange={change}
      title={title}
      cell={cellOf}
      empty={<NoDeals />}
      acts={(ids, clear) => <MergeChosen record="deals" ids={ids} onMerged={clear} />}
      footer={(totals) => <DealTotals totals={totals} />}
    />
  )
}

const hrefOf = (id: number) => `/deals/${String(id)}`
const cellOf = (name: string, row: AnyRow) => (name === 'companyId' ? <Client row={row} /> : undefined)

/** The company, or else the first of the people. */
function Client({ row }: { row: AnyRow }) {
  const [person] = [row.names.contactIds ?? []].flat()
  if (row.companyId === null && !row.hidden.includes('companyId') && person !== undefined)
    return <span className={css.person}>{person}</span>
  return <FieldValue record="deals" name="companyId" row={row} />
}
