import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { Decimal } from 'decimal.js'
import type { Filter } from '../../model/filters.ts'
import { useFormat } from '../format.ts'
import { StageMark } from '../records/marks.tsx'
import { Trouble, useSlow } from '../shell/states.tsx'
import { useStages } from '../queries.ts'
import { useWords } from '../words.ts'
import { BoardColumn } from './BoardColumn.tsx'
import { useBoard, type BoardQuestion, type Card, type Stage, type Target } from './boardData.ts'
import { DropZones } from './DropZones.tsx'
import { useMoving } from './moving.ts'
import { QuickDeal } from './QuickDeal.tsx'
import css from './Board.module.css'

interface Props {
  pipelineId: number | undefined
  filter: Filter | undefined
  closed: boolean
  onOpen(id: number): void
  onDropFilter(): void
}

/** The pipeline as columns of stages. A card is dragged, or moved by `M`; arrows go from card to card, Enter opens one. */
export function Board({ pipelineId, filter, closed, onOpen, onDropFilter }: Props) {
  const t = useWords()
  const format = useFormat()
  const question = useMemo<BoardQuestion>(() => ({ pipelineId, filter, closed }), [pipelineId, filter, closed])
  const { data, error, isPending, refetch } = useBoard(question)
  const moving = useMoving(question)
  const stages = useStages()
  const [dragged, setDragged] = useState<Card | null>(null)
  /** on a phone one column is shown */
  const [shown, setShown] = useState(0)
  const board = useRef<HTMLDivElement>(null)
  const slow = useSlow(isPending)

  useEffect(() =>
    monitorForElements({
      onDragStart: ({ source }) => setDragged(cardOf(source.data)),
      onDrop({ source, location }) {
        setDragged(null)
        const card = cardOf(source.data)
        const [innermost] = location.current.dropTargets
        if (!card || !innermost) return
        if (innermost.data['remove']) return moving.remove(card)
        const target = targetOf(location.current.dropTargets.map((one) => one.data), card)
        const stage = stages.find(({ id }) => id === target?.stageId)
        if (target && stage) moving.move(card, target, stage)
      },
    }), [moving, stages])

  if (error) return <Trouble reason={error.message} onRetry={() => void refetch()} />
  if (!data) return slow ? <Skeleton label={t('state.loading')} /> : null
  const total = data.columns.reduce((all, { amount }) => all.plus(amount), new Decimal(0))
  const count = data.columns.reduce((all, column) => all + column.count, 0)
  if (!count && filter) {
    return (
      <div className={css.empty}>
        <h2>{t('board.filtered.title')}</h2>
        <button type="button" className="btn line" onClick={onDropFilter}>{t('board.filtered.button')}</button>
      </div>
    )
  }
  if (!count && !closed) {
    return (
      <div className={css.empty}>
        <h2>{t('board.start.title')}</h2>
        <p>{t('board.start.text')}</p>
        {data.columns[0] && <QuickDeal stageId={data.columns[0].stage.id} onClose={() => undefined} onMade={onOpen} />}
      </div>
    )
  }

  const keys = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    const at = document.activeElement?.closest<HTMLElement>('[data-card]')
    if (!step || !at || !board.current || event.target !== at) return
    event.preventDefault()
    focusNeighbour(board.current, at, step[0]!, step[1]!)
  }
  let before = new Decimal(0)
  return (
    <div className={css.whole}>
      <div className={css.switch} role="tablist" aria-label={t('deals.stageId')}>
        {data.columns.map(({ stage, count: cards }, i) => (
          <button key={stage.id} type="button" role="tab" aria-selected={i === shown} onClick={() => setShown(i)}>
            <StageMark color={stage.color} />{stage.name}<span className="t3 num">{cards}</span>
          </button>
        ))}
      </div>
      <div ref={board} className={css.board} role="region" aria-label={t('board.label')} onKeyDown={keys}>
        {data.columns.map((column, i) => {
          const share = total.gt(0) ? new Decimal(column.amount).div(total).toNumber() : 0
          const start = total.gt(0) ? before.div(total).toNumber() : 0
          before = before.plus(column.amount)
          return (
            <BoardColumn
              key={column.stage.id} column={column} currency={data.currency} question={question} start={start} share={share} shown={i === shown}
              dragged={dragged} stages={stagesOf(stages, data.pipelineId)} moving={moving} format={format} onOpen={onOpen}
            />
          )
        })}
      </div>
      {dragged && <DropZones stages={stagesOf(stages, data.pipelineId).filter(({ meaning }) => meaning !== 'open')} />}
    </div>
  )
}

const stagesOf = (stages: readonly (Stage & { pipelineId: number })[], pipelineId: number) => stages.filter((stage) => stage.pipelineId === pipelineId)

/** What a dragged card carries is put there by the card itself. */
const cardOf = (data: Record<string | symbol, unknown>): Card | null => (data['card'] as Card | undefined) ?? null

/** From what lies under the pointer, innermost first: the stage, and the card to stand under. */
function targetOf(under: Record<string | symbol, unknown>[], card: Card): Target | null {
  const stageId = under.find((data) => typeof data['stageId'] === 'number')?.['stageId'] as number | undefined
  if (stageId === undefined) return null
  const over = under.find((data) => 'above' in data)
  if (over) {
    const { cardId, above, before } = over as { cardId: number; above: number | null; before: boolean }
    if (cardId === card.id) return null
    return { stageId, after: before ? above : cardId }
  }
  // Dropped on a column beside its cards: on top, but nothing where it came from.
  return stageId === card.stageId ? null : { stageId, after: null }
}

/** Goes to the next card of the column, or to the card at the same height of the next column that has one. */
function focusNeighbour(board: HTMLElement, at: HTMLElement, across: number, down: number): void {
  const columns = [...board.querySelectorAll<HTMLElement>('[data-column]')].map((column) => [...column.querySelectorAll<HTMLElement>('[data-card]')])
  const x = columns.findIndex((cards) => cards.includes(at))
  const y = columns[x]?.indexOf(at) ?? 0
  if (down) return columns[x]?.[y + down]?.focus()
  for (let i = x + across; columns[i]; i += across) {
    const card = columns[i]![Math.min(y, columns[i]!.length - 1)]
    if (card) return card.focus()
  }
}

function Skeleton({ label }: { label: string }) {
  return (
    <div className={css.board} aria-busy aria-label={label}>
      {[5, 4, 3, 4, 2, 3].map((cards, i) => (
        <div key={i} className={css.ghost}>
          <i className={css.ghostHead} />
          {Array.from({ length: cards }, (_, j) => <i key={j} className={css.ghostCard} />)}
        </div>
      ))}
    </div>
  )
}
