import { IconAlertCircle } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '../api.ts'
import { told } from '../asking.ts'
import { allOf, partsOf } from '../records/conditions.ts'
import { ExportMenu } from '../records/ExportMenu.tsx'
import { FilterBar } from '../records/FilterBar.tsx'
import { WithReferences } from '../records/references.tsx'
import { End } from '../ui/End.tsx'
import { useWords } from '../words.ts'
import { dealFilters } from './dealFilters.ts'
import { DealTotals } from './DealTotals.tsx'
import { NoDeals } from './NoDeals.tsx'
import { PhoneDeal, phoneFields } from './PhoneDeal.tsx'
import { SortChoice, usualSort } from './SortChoice.tsx'
import { useView } from './view.ts'
import css from './PhoneDeals.module.css'

const pageSize = 50

/** The deals of a pipeline on a phone: in two lines each, for columns have no room there; a press opens the card. */
export function PhoneDeals({ pipelineId }: { pipelineId: number }) {
  return (
    <WithReferences>
      <List pipelineId={pipelineId} />
    </WithReferences>
  )
}

function List({ pipelineId }: { pipelineId: number }) {
  const t = useWords()
  const view = useView()
  const sort = useMemo(() => [...(view.sort ?? usualSort)], [view.sort])
  const parts = partsOf(view.filter)
  const filter = useMemo(
    () => allOf([{ field: 'pipelineId', op: 'eq', value: pipelineId }, ...partsOf(view.filter)]),
    [pipelineId, view.filter],
  )
  const list = useInfiniteQuery({
    queryKey: ['deals', 'list', { filter, sort, fields: phoneFields }],
    queryFn: ({ pageParam, signal }) =>
      call(
        'deals.list',
        { filter, sort, fields: phoneFields, limit: pageSize, ...(pageParam === null ? {} : { after: pageParam }) },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  })
  const totals = useQuery({
    queryKey: ['deals', 'totals', filter],
    queryFn: ({ signal }) => call('deals.totals', { filter }, signal),
    placeholderData: keepPreviousData,
  })
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <div className={css.list}>
      <div className={css.bar}>
        <FilterBar
          record="deals"
          value={view.filter}
          onChange={(next) => view.set({ filter: next })}
          fields={dealFilters}
        />
        <SortChoice value={sort} onChange={(next) => view.set({ sort: next })} />
        <ExportMenu record="deals" filter={filter} sort={sort} fields={phoneFields} />
      </div>
      <div className={css.rows} role="group" aria-label={t('list.label')} aria-busy={list.isPending}>
        {list.isError ? (
          <p className={css.failed} role="alert">
            <IconAlertCircle size={16} stroke={1.75} aria-hidden />
            <span>
              {t('list.failed')}. {told(list.error)}
            </span>
            <button type="button" className="btn line" onClick={() => void list.refetch()}>
              {t('error.again')}
            </button>
          </p>
        ) : list.isPending ? (
          <PhoneGhosts />
        ) : rows.length ? (
          <ul>
            {rows.map((deal) => (
              <PhoneDeal key={deal.id} deal={deal} onOpen={(id) => view.set({ deal: id, tab: undefined })} />
            ))}
          </ul>
        ) : (
          <div className={css.empty}>
            {parts.length ? (
              <>
                <h2>{t('list.nothing')}</h2>
                <button
                  type="button"
                  className="btn line"
                  onClick={() => view.set({ filter: allOf(parts.slice(0, -1)) })}
                >
                  {t('list.dropLast')}
                </button>
              </>
            ) : (
              <NoDeals />
            )}
          </div>
        )}
        {list.hasNextPage && <End key={rows.length} onSeen={() => void list.fetchNextPage()} />}
      </div>
      <footer className={css.foot}>
        <DealTotals totals={totals.data} />
      </footer>
    </div>
  )
}

/** Rows on their way. */
export function PhoneGhosts() {
  return (
    <ul className={css.ghosts} aria-hidden>
      {[64, 48, 58, 40, 62, 50, 56, 44].map((width, i) => (
        <li key={i}>
          <i style={{ width: `${String(width)}%` }} />
          <i />
        </li>
      ))}
    </ul>
  )
}
