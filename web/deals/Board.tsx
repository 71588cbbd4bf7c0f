import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element'
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useQuery } from '@tanstack/react-query'
import { Decimal } from 'decimal.js'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { call } from '../api.ts'
import { useFormat } from '../format.ts'
import { useStages } from '../queries.ts'
import { useHeld } from '../records/asking.tsx'
import { WithReferences } from '../records/references.tsx'
import { Trouble, useSlow } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import { BoardColumn } from './BoardColumn.tsx'
import {
  cardsOf,
  readBoard,
  useBoard,
  type BoardColumnInfo,
  type BoardInfo,
  type BoardQuestion,
  type Card,
  type Stage,
} from './boardData.ts'
import { arrows, focusNeighbour, useFollow } from './boardKeys.ts'
import { CloseChoice } from './CloseChoice.tsx'
import { closedFor, useClosedStages } from './dealChange.ts'
import { DropZones } from './DropZones.tsx'
import { FirstDeal } from './FirstDeal.tsx'
import { useMoving, type Moving } from './moving.ts'
import { StageTabs } from './StageTabs.tsx'
import css from './Board.module.css'

interface Props {
  question: BoardQuestion
  /** the deal whose card is open */
  opened: number | undefined
  onOpen(id: number): void
  onDropFilter(): void
}

/**
 * The pipeline as columns of stages. A card is dragged, or moved by `M`; arrows go from card to card, with Alt they take
 * the card along, Enter opens one.
 */
export function Board({ question, opened, onOpen, onDropFilter }: Props) {
  const t = useWords()
  const { data, error, isPending, refetch } = useBoard(question)
  const slow = useSlow(isPending)
  if (!data && error) return <Trouble reason={error.message || t('state.offline')} onRetry={() => void refetch()} />
  if (!data) return slow ? <Skeleton label={t('state.loading')} /> : null
  if (data.question.filter && !data.columns.some(({ count }) => count)) {
    return (
      <div className={css.empty}>
        <h2>{t('board.filtered.title')}</h2>
        <button type="button" className="btn line" onClick={onDropFilter}>
          {t('board.filtered.button')}
        </button>
      </div>
    )
  }
  return (
    <WithReferences>
      <Columns board={data} opened={opened} onOpen={onOpen} />
    </WithReferences>
  )
}

function Columns({ board, opened, onOpen }: { board: BoardInfo } & Pick<Props, 'opened' | 'onOpen'>) {
  const t = useWords()
  const format = useFormat()
  const { question, currency, pipelineId } = board
  const { moves, refused } = useMoving(question)
  const all = useStages()
  const stages = useMemo(() => all.filter((stage) => stage.pipelineId === pipelineId), [all, pipelineId])
  const region = useRef<HTMLDivElement>(null)
  /** a card that was dropped on "lost": for which reason is asked */
  const [losing, setLosing] = useState<Losing | null>(null)
  const dragged = useDragging(moves, setLosing)
  const columns = useSteady(board.columns, dragged !== null)
  const closed = useClosedStages((dragged ?? losing?.card)?.id)
  const [announced, setAnnounced] = useState('')
  const held = useHeld()
  const follow = useFollow(region, refused)
  /** on a phone one column is shown */
  const [shown, setShown] = useState(0)
  const begins = useBegins(board)

  useEffect(() => (region.current ? autoScrollForElements({ element: region.current }) : undefined), [])
  // Somebody has made, renamed or deleted a stage: the columns are no longer these.
  const known = useRef(stages)
  useEffect(() => {
    if (known.current !== stages && known.current.length) void readBoard()
    known.current = stages
  }, [stages])

  const keys = (event: KeyboardEvent) => {
    const step = arrows[event.key]
    const at = event.target instanceof HTMLElement && event.target.dataset['card'] ? event.target : null
    if (!step || !at || !region.current || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    if (event.altKey) carry(Number(at.dataset['card']), step)
    else focusNeighbour(region.current, at, step.across, step.down)
  }
  /** Moves the card that has the focus, and the focus with it; says where it has come to. */
  const carry = (id: number, { across, down }: { across: number; down: number }) => {
    const x = columns.findIndex(({ stage }) => cardsOf(question, stage.id)?.some((card) => card.id === id))
    const from = columns[x]
    const to = columns[x + across]
    const cards = from && cardsOf(question, from.stage.id)
    if (!cards || !to) return
    const y = cards.findIndex((card) => card.id === id)
    if (!cards[y + down]) return
    const after = across ? null : ((down > 0 ? cards[y + 1] : cards[y - 2])?.id ?? null)
    moves.move(cards[y]!, { stageId: to.stage.id, after }, to.stage)
    follow(id, to.stage.id, undefined)
    // The cards of a new answer are there a moment before its counts.
    const [place, count] = across ? [1, to.count + 1] : [y + down + 1, Math.max(from.count, cards.length)]
    setAnnounced(t('board.moved', { title: cards[y]!.title, stage: to.stage.name, place, count }))
  }
  const total = columns.reduce((sum, { amount }) => sum.plus(amount ?? 0), new Decimal(0))
  let before = new Decimal(0)
  const shares = columns.map(({ amount }) => {
    if (!total.gt(0)) return { start: 0, share: 0 }
    const place = { start: before.div(total).toNumber(), share: new Decimal(amount ?? 0).div(total).toNumber() }
    before = before.plus(amount ?? 0)
    return place
  })
  return (
    <div className={css.whole}>
      <StageTabs columns={columns} currency={currency} shown={shown} onShow={setShown} />
      <div ref={region} className={css.board} role="region" aria-label={t('board.label')} onKeyDown={keys}>
        {columns.map((column, i) => (
          <BoardColumn
            key={column.stage.id}
            column={column}
            currency={currency}
            question={question}
            start={shares[i]!.start}
            share={shares[i]!.share}
            opened={held ?? opened}
            shown={i === Math.min(shown, columns.length - 1)}
            off={dragged !== null && column.stage.id in closed}
            ghosts={begins === 'no' ? 0 : Math.max(1, 3 - i)}
            dragged={dragged}
            refused={refused}
            stages={stages}
            moves={moves}
            format={format}
            onOpen={onOpen}
            onMoved={follow}
          />
        ))}
      </div>
      {begins === 'yes' && columns[0] && <FirstDeal stageId={columns[0].stage.id} onMade={onOpen} />}
      <p className="hidden-text" role="status">
        {announced}
      </p>
      {losing && (
        <CloseChoice
          anchor={losing.at}
          stages={stages}
          stageId={losing.card.stageId}
          lost
          closed={closed}
          onMove={(stage) => moves.move(losing.card, { stageId: stage.id, after: null }, stage)}
          onDone={() => setLosing(null)}
        />
      )}
      {dragged && <DropZones stages={stages.filter(({ meaning }) => meaning !== 'open')} closed={closed} />}
    </div>
  )
}

/** A card of which is asked why it is lost, and where it stands. */
interface Losing {
  card: Card
  at: { current: HTMLElement }
}

/**
 * The columns while a card is over them: none goes from under it. What is dropped on a stage that somebody has deleted
 * meanwhile is put back by the server's refusal, which says so.
 */
function useSteady(columns: BoardColumnInfo[], held: boolean): BoardColumnInfo[] {
  const [steady, setSteady] = useState(columns)
  if (!held) {
    if (steady !== columns) setSteady(columns)
    return columns
  }
  return steady.map((column) => columns.find(({ stage }) => stage.id === column.stage.id) ?? column)
}

/** The card that is being dragged; it is moved to where it is dropped. */
function useDragging(moves: Moving, onLosing: (losing: Losing) => void): Card | null {
  const [dragged, setDragged] = useState<Card | null>(null)
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => 'card' in source.data,
        // What a dragged card carries is put there by the card itself.
        onDragStart: ({ source }) => setDragged(source.data['card'] as Card),
        onDrop({ source, location }) {
          setDragged(null)
          const card = source.data['card'] as Card
          const [target] = location.current.dropTargets
          if (!target) return
          if (target.data['remove']) return moves.remove(card)
          if (target.data['lost']) return onLosing({ card, at: { current: source.element } })
          const { stage, after, landing } = target.data as {
            stage: Stage
            after: number | null
            landing?: { same: boolean }
          }
          const why = closedFor(card.id)[stage.id]
          if (why !== undefined) return moves.refuse(card, why)
          if (!landing?.same) moves.move(card, { stageId: stage.id, after }, stage)
        },
      }),
    [moves, onLosing],
  )
  return dragged
}

/** Whether there is no deal at all yet, in no pipeline and not even a closed one. */
function useBegins({ columns, question }: BoardInfo): 'yes' | 'no' | 'unknown' {
  const empty = !question.filter && !columns.some(({ count }) => count)
  const { data } = useQuery({
    queryKey: ['deals', 'totals', 'any'],
    enabled: empty,
    queryFn: ({ signal }) => call('deals.totals', {}, signal),
  })
  if (!empty) return 'no'
  return !data ? 'unknown' : data.count ? 'no' : 'yes'
}

function Skeleton({ label }: { label: string }) {
  return (
    <div className={css.board} aria-busy aria-label={label}>
      {[5, 4, 3, 4, 2, 3].map((cards, i) => (
        <div key={i} className={css.ghost}>
          <i className={css.ghostHead} />
          {Array.from({ length: cards }, (_, j) => (
            <i key={j} className={css.ghostCard} />
          ))}
        </div>
      ))}
    </div>
  )
}
