import { IconAlertCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useWords } from '../words.ts'
import { DealGhosts, DealRows, type Below, type DealRow } from './DealRows.tsx'
import css from './PagedDeals.module.css'

interface Props {
  deals: readonly DealRow[]
  /** how the reading of them stands */
  list: {
    isError: boolean
    isPending: boolean
    hasNextPage: boolean
    isFetchingNextPage: boolean
    refetch(): Promise<unknown>
    fetchNextPage(): Promise<unknown>
  }
  failed: string
  empty: ReactNode
  more: string
  below?: Below | undefined
}

/** Deals in a line each, page after page. */
export function PagedDeals({ deals, list, failed, empty, more, below }: Props) {
  const t = useWords()
  return (
    <>
      {list.isError ? (
        <p className={css.failed} role="alert">
          <IconAlertCircle size={16} stroke={1.75} aria-hidden />
          <span>{failed}</span>
          <button type="button" className="btn line" onClick={() => void list.refetch()}>
            {t('error.again')}
          </button>
        </p>
      ) : list.isPending ? (
        <DealGhosts />
      ) : deals.length ? (
        <DealRows deals={deals} below={below} />
      ) : (
        <p className={css.empty}>{empty}</p>
      )}
      {list.hasNextPage && (
        <button
          type="button"
          className={`btn ${css.more}`}
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {more}
        </button>
      )}
    </>
  )
}
