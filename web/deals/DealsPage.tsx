import { IconLayoutKanban, IconList } from '@tabler/icons-react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, type ReactNode } from 'react'
import type { Filter } from '../../model/filters.ts'
import { usePipelines } from '../queries.ts'
import { FilterBar } from '../records/FilterBar.tsx'
import { useWords } from '../words.ts'
import { Board } from './Board.tsx'
import { NewDeal } from './NewDeal.tsx'
import css from './DealsPage.module.css'

const DealList = lazy(() => import('./DealList.tsx').then((module) => ({ default: module.DealList })))
const DealCard = lazy(() => import('./DealCard.tsx').then((module) => ({ default: module.DealCard })))

export function BoardPage() {
  const { pipeline, filter, closed } = useSearch({ from: '/inside/deals' })
  const navigate = useNavigate({ from: '/deals' })
  const t = useWords()
  const pipelineId = usePipeline(pipeline)
  const onFilter = useCallback((next: Filter | undefined) => void navigate({ search: (before) => ({ ...before, filter: next }) }), [navigate])
  return (
    <Page view="board" pipelineId={pipelineId} bar={
      <>
        <FilterBar record="deals" value={filter} onChange={onFilter} />
        <button type="button" className={`btn ${css.closed ?? ''}`} aria-pressed={closed === true} onClick={() => void navigate({ search: (before) => ({ ...before, closed: closed ? undefined : true }) })}>
          {t('view.closed')}
        </button>
      </>
    }>
      <Board
        pipelineId={pipelineId} filter={filter} closed={closed === true} onOpen={(deal) => void navigate({ search: (before) => ({ ...before, deal }) })}
        onDropFilter={() => onFilter(undefined)}
      />
    </Page>
  )
}

export function ListPage() {
  const { pipeline } = useSearch({ from: '/inside/deals/list' })
  const pipelineId = usePipeline(pipeline)
  return (
    <Page view="list" pipelineId={pipelineId}>
      <Suspense>{pipelineId !== undefined && <DealList pipelineId={pipelineId} />}</Suspense>
    </Page>
  )
}

export function CardPage() {
  const { id } = useParams({ from: '/inside/deals/$id' })
  const navigate = useNavigate()
  return (
    <Suspense>
      <DealCard id={Number(id)} asPage onClose={() => void navigate({ to: '/deals' })} />
    </Suspense>
  )
}

/** The pipeline that is shown: the one of the address, else the first. */
function usePipeline(asked: number | undefined): number | undefined {
  const pipelines = usePipelines()
  return pipelines.find(({ id }) => id === asked)?.id ?? pipelines[0]?.id
}

interface PageProps {
  view: 'board' | 'list'
  pipelineId: number | undefined
  bar?: ReactNode
  children: ReactNode
}

/** The head of the deals: pipeline, views, what is filtered; the card beside when one is open. */
function Page({ view, pipelineId, bar, children }: PageProps) {
  const t = useWords()
  const pipelines = usePipelines()
  const navigate = useNavigate()
  const here = view === 'board' ? '/deals' : '/deals/list'
  const { deal } = useSearch({ strict: false })
  return (
    <div className={css.deals}>
      <header className={css.head}>
        <label className={css.pipeline}>
          <span className="hidden-text">{t('view.pipeline')}</span>
          <select value={pipelineId ?? ''} onChange={(event) => void navigate({ to: here, search: (before) => ({ ...before, pipeline: Number(event.target.value) }) })}>
            {pipelines.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </select>
        </label>
        <nav className={css.views} aria-label={t('view.switch')}>
          <Link to="/deals" className="btn" search={(before) => before} aria-current={view === 'board' ? 'page' : undefined} activeOptions={{ exact: true, includeSearch: false }}>
            <IconLayoutKanban size={16} stroke={1.75} aria-hidden />{t('view.board')}
          </Link>
          <Link to="/deals/list" className="btn" search={(before) => before} aria-current={view === 'list' ? 'page' : undefined}>
            <IconList size={16} stroke={1.75} aria-hidden />{t('view.list')}
          </Link>
        </nav>
        <span className={css.push} />
        <NewDeal pipelineId={pipelineId} onMade={(id) => void navigate({ to: here, search: (before) => ({ ...before, deal: id }) })} />
      </header>
      {bar && <div className={css.bar}>{bar}</div>}
      <div className={css.body}>{children}</div>
      {deal !== undefined && (
        <Suspense>
          <DealCard id={deal} asPage={false} onClose={() => void navigate({ to: here, search: (before) => ({ ...before, deal: undefined }) })} />
        </Suspense>
      )}
    </div>
  )
}
