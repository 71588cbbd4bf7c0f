import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element'
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useQuery } from '@tanstack/react-query'
import { Decimal } from 'decimal.js'
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { call } from '../api.ts'
import { useFormat } from '../format.ts'
import { useStages } from '../queries.ts'
import { Trouble, useSlow } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import { BoardColumn } from './BoardColumn.tsx'
import { useBoard, type BoardInfo, type BoardQuestion, type Card } from './boardData.ts'
import { DropZones } from './DropZones.tsx'
import { FirstDeal } from './FirstDeal.tsx'
import { useMoving, type Moving, type Refused } from './moving.ts'
import { StageTabs } from './StageTabs.tsx'
import css from './Board.module.css'

interface Props {
  question: BoardQuestion
  onOpen(id: number): void
  onDropFilter(): void
}

/** The pipeline as columns of stages. A card is dragged, or moved by `M`; arrows go from card to card, Enter opens one. */
export function Board({ question, onOpen, onDropFilter }: Props) {
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
  return <Columns board={data} onOpen={onOpen} />
}

function Columns({ board, onOpen }: { board: BoardInfo; onOpen(id: number): void }) {
  const t = useWords()
  const format = useFormat()
  const { question, columns, currency, pipelineId } = board
  const { moves, refused } = useMoving(question)
  const all = useStages()
  const stages = useMemo(() => all.filter((stage) => stage.pipelineId === pipelineId), [all, pipelineId])
  const region = useRef<HTMLDivElement>(null)
  const dragged = useDragging(moves, stages)
  const follow = useFollow(region, refused)
  /** on a phone one column is shown */
  const [shown, setShown] = useState(0)
  const begins = useBegins(board)

  useEffect(() => (region.current ? autoScrollForElements({ element: region.current }) : undefined), [])

  const keys = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    const at = event.target instanceof HTMLElement && event.target.dataset['card'] ? event.target : null
    if (!step || !at || !region.current || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    focusNeighbour(region.current, at, step[0]!, step[1]!)
  }
  const total = columns.reduce((sum, { amount }) => sum.plus(amount), new Decimal(0))
  let before = new Decimal(0)
  const shares = columns.map(({ amount }) => {
    if (!total.gt(0)) return { start: 0, share: 0 }
    const place = { start: before.div(total).toNumber(), share: new Decimal(amount).div(total).toNumber() }
    before = before.plus(amount)
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
            shown={i === Math.min(shown, columns.length - 1)}
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
      {dragged && <DropZones stages={stages.filter(({ meaning }) => meaning !== 'open')} />}
    </div>
  )
}

/** The card that is being dragged; it is moved to where it is dropped. */
function useDragging(moves: Moving, stages: ReturnType<typeof useStages>): Card | null {
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
          const { stageId, after, landing } = target.data as {
            stageId: number
            after: number | null
            landing?: { same: boolean }
          }
          const stage = stages.find(({ id }) => id === stageId)
          if (stage && !landing?.same) moves.move(card, { stageId, after }, stage)
        },
      }),
    [moves, stages],
  )
  return dragged
}

/** Whether there is no deal in the pipeline yet, not even a closed one. */
function useBegins({ pipelineId, columns, question }: BoardInfo): 'yes' | 'no' | 'unknown' {
  const empty = !question.filter && !columns.some(({ count }) => count)
  const { data } = useQuery({
    queryKey: ['deals', 'totals', 'pipeline', pipelineId],
    enabled: empty,
    queryFn: ({ signal }) =>
      call('deals.totals', { filter: { field: 'pipelineId', op: 'eq', value: pipelineId } }, signal),
  })
  if (!empty) return 'no'
  return !data ? 'unknown' : data.count ? 'no' : 'yes'
}

/** Takes the focus along with a card that was moved by keyboard, also back; where it can't be seen, to its neighbour. */
function useFollow(region: { current: HTMLElement | null }, refused: Refused | null) {
  const last = useRef<number>(undefined)
  const follow = useCallback(
    (id: number, stageId: number | null, neighbour: number | undefined) => {
      last.current = id
      const find = (card: number | undefined) =>
        region.current?.querySelector<HTMLElement>(`[data-card="${String(card)}"]`)
      const look = (frames: number) => {
        const card = find(id)
        // In its old column it is about to go.
        const there = card?.closest<HTMLElement>('[data-column]')?.dataset['column'] === String(stageId)
        if (card && there) card.focus()
        else if (frames > 0) requestAnimationFrame(() => look(frames - 1))
        else (find(id) ?? find(neighbour))?.focus()
      }
      requestAnimationFrame(() => look(framesToLook))
    },
    [region],
  )
  useEffect(() => {
    if (refused && refused.id === last.current) follow(refused.id, null, undefined)
  }, [refused, follow])
  return follow
}
const framesToLook = 20

/** Goes to the next card of the column, or to the card at the same height of the next column that has one. */
function focusNeighbour(board: HTMLElement, at: HTMLElement, across: number, down: number): void {
  const columns = [...board.querySelectorAll<HTMLElement>('[data-column]')].map((column) => [
    ...column.querySelectorAll<HTMLElement>('[data-card]'),
  ])
  const x = columns.findIndex((cards) => cards.includes(at))
  const y = columns[x]?.indexOf(at) ?? 0
  if (down) return y + down < 0 ? undefined : columns[x]?.[y + down]?.focus()
  const top = at.getBoundingClientRect().top
  for (let i = x + across; columns[i]; i += across) {
    const away = (card: HTMLElement) => Math.abs(card.getBoundingClientRect().top - top)
    const [nearest] = columns[i]!.sort((a, b) => away(a) - away(b))
    if (nearest) return nearest.focus()
  }
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
