import { IconLayoutKanban, IconList } from '@tabler/icons-react'
import { lazyRouteComponent, Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Decimal } from 'decimal.js'
import { Suspense, useCallback, useEffect, useMemo, type ReactNode } from 'react'
import type { Filter } from '../../model/filters.ts'
import { useFormat } from '../format.ts'
import { useAhead } from '../ahead.ts'
import { usePipelines } from '../queries.ts'
import { FilterBar } from '../records/FilterBar.tsx'
import { PageHead } from '../shell/PageHead.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { useWords } from '../words.ts'
import { Board } from './Board.tsx'
import { shortened } from './BoardColumn.tsx'
import { useBoard, type BoardQuestion } from './boardData.ts'
import { useBoardFields } from './boardFields.ts'
import { dealFilters } from './dealFilters.ts'
import { DemoBanner } from './DemoBanner.tsx'
import { FieldsMenu } from './FieldsMenu.tsx'
import { ListGhost } from '../records/ListGhost.tsx'
import { NewDeal } from './NewDeal.tsx'
import { PipelineMenu } from './PipelineMenu.tsx'
import css from './DealsPage.module.css'

const PhoneDeals = lazyRouteComponent(() => import('./PhoneDeals.tsx'), 'PhoneDeals')
const DealList = lazyRouteComponent(() => import('./DealList.tsx'), 'DealList')
const DealCard = lazyRouteComponent(() => import('./DealCard.tsx'), 'DealCard')
const parts = [DealList, DealCard]

export function BoardPage() {
  const { pipeline, filter, closed = false, deal } = useSearch({ from: '/inside/deals' })
  const navigate = useNavigate({ from: '/deals' })
  const t = useWords()
  const pipelineId = usePipeline(pipeline)
  const { fields, choose } = useBoardFields(pipelineId)
  const question = useMemo<BoardQuestion>(
    () => ({ pipelineId, filter, closed, fields }),
    [pipelineId, filter, closed, fields],
  )
  const onFilter = useCallback(
    (next: Filter | undefined) => void navigate({ search: (before) => ({ ...before, filter: next }) }),
    [navigate],
  )
  const onOpen = useCallback((deal: number) => void navigate({ search: (before) => ({ ...before, deal }) }), [navigate])
  const onDropFilter = useCallback(() => onFilter(undefined), [onFilter])
  const onClosed = () =>
    void navigate({ search: (before) => ({ ...before, closed: closed ? undefined : true }), replace: true })
  return (
    <Page view="board" pipelineId={pipelineId} note={<BoardTotal question={question} />}>
      <div className={css.bar}>
        <FilterBar record="deals" value={filter} onChange={onFilter} fields={dealFilters} />
        <button type="button" className={`btn ${css.closed ?? ''}`} aria-pressed={closed} onClick={onClosed}>
          {t('view.closed')}
        </button>
        <FieldsMenu fields={fields ?? []} onChoose={choose} />
      </div>
      <div className={css.body}>
        <Board question={question} opened={deal} onOpen={onOpen} onDropFilter={onDropFilter} />
      </div>
    </Page>
  )
}

export function ListPage() {
  const { pipeline } = useSearch({ from: '/inside/deals/list' })
  const pipelineId = usePipeline(pipeline)
  const List = useNarrow() ? PhoneDeals : DealList
  return (
    <Page view="list" pipelineId={pipelineId}>
      <div className={css.body}>
        <Suspense fallback={<ListGhost />}>{pipelineId !== undefined && <List pipelineId={pipelineId} />}</Suspense>
      </div>
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

/** How many deals the columns hold, and what they add up to. */
function BoardTotal({ question }: { question: BoardQuestion }) {
  const t = useWords()
  const format = useFormat()
  const { data } = useBoard(question)
  if (!data) return null
  const count = data.columns.reduce((all, column) => all + column.count, 0)
  if (!count) return t('board.total.none')
  const shown = format.number(String(count))
  if (data.columns.some(({ amount }) => amount === null)) return t('board.total.count', { count, shown })
  const sum = data.columns.reduce((all, column) => all.plus(column.amount ?? 0), new Decimal(0))
  return t('board.total', { count, shown, sum: shortened(sum.toFixed(), data.currency, format) })
}

interface PageProps {
  view: 'board' | 'list'
  pipelineId: number | undefined
  note?: ReactNode
  children: ReactNode
}

/** The head of the deals: pipeline, views, a new one; the card beside when one is open. */
function Page({ view, pipelineId, note, children }: PageProps) {
  const t = useWords()
  const navigate = useNavigate()
  useAhead(parts)
  const here = view === 'board' ? '/deals' : '/deals/list'
  const { deal } = useSearch({ strict: false })
  const name = usePipelines().find(({ id }) => id === pipelineId)?.name
  useEffect(() => {
    document.title = [name, t('app.name')].filter(Boolean).join(' · ')
  }, [name, t])
  const open = (id: number | undefined) => void navigate({ to: here, search: (before) => ({ ...before, deal: id }) })
  const choose = (pipeline: number) => void navigate({ to: here, search: (before) => ({ ...before, pipeline }) })
  return (
    <div className={css.deals}>
      <PageHead action={<NewDeal pipelineId={pipelineId} onMade={open} />}>
        <PipelineMenu id={pipelineId} onChoose={choose} />
        {note && <span className={`num ${css.note ?? ''}`}>{note}</span>}
        <nav className={css.views} aria-label={t('view.switch')}>
          <Link
            to="/deals"
            className="btn"
            search={keep}
            activeOptions={{ exact: true, includeSearch: false }}
            aria-current={view === 'board' ? 'page' : undefined}
          >
            <IconLayoutKanban size={16} stroke={1.75} aria-hidden />
            <span>{t('view.board')}</span>
          </Link>
          <Link to="/deals/list" className="btn" search={keep} aria-current={view === 'list' ? 'page' : undefined}>
            <IconList size={16} stroke={1.75} aria-hidden />
            <span>{t('view.list')}</span>
          </Link>
        </nav>
      </PageHead>
      <DemoBanner />
      {children}
      {deal !== undefined && (
        <Suspense>
          <DealCard id={deal} asPage={false} onClose={() => open(undefined)} />
        </Suspense>
      )}
    </div>
  )
}

const keep = <T,>(search: T): T => search
