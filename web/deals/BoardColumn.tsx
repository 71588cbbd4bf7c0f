import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element'
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { IconPlus } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Decimal } from 'decimal.js'
import { useEffect, useRef, useState } from 'react'
import type { Format } from '../format.ts'
import { StageMark } from '../records/marks.tsx'
import { useWords } from '../words.ts'
import { BoardCard } from './BoardCard.tsx'
import { useColumn, type BoardColumnInfo, type BoardQuestion, type Card, type Stage } from './boardData.ts'
import type { Moving } from './moving.ts'
import { QuickDeal } from './QuickDeal.tsx'
import css from './BoardColumn.module.css'

interface Props {
  column: BoardColumnInfo
  currency: string
  question: BoardQuestion
  /** where this column's part of the whole pipeline begins, and how large it is, from 0 to 1 */
  start: number
  share: number
  /** the one that a phone shows */
  shown: boolean
  dragged: Card | null
  stages: readonly Stage[]
  moving: Moving
  format: Format
  onOpen(id: number): void
}

const likelyHeight = 104

export function BoardColumn({ column, currency, question, start, share, shown, dragged, stages, moving, format, onOpen }: Props) {
  const t = useWords()
  const { stage, count, amount } = column
  const { cards, fetchNextPage, hasNextPage, isFetchingNextPage } = useColumn(question, stage.id)
  const [adding, setAdding] = useState(false)
  const [over, setOver] = useState(false)
  const scroll = useRef<HTMLDivElement>(null)
  // The card that is being dragged or typed at must stay in the page, or the browser loses hold of it.
  const virtual = useVirtualizer({
    count: cards.length, getScrollElement: () => scroll.current, estimateSize: () => likelyHeight, overscan: 6,
    getItemKey: (i) => cards[i]?.id ?? i, gap: 8,
  })
  const rows = virtual.getVirtualItems()
  const last = rows.at(-1)?.index ?? 0

  useEffect(() => {
    if (last >= cards.length - 5 && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [last, cards.length, hasNextPage, isFetchingNextPage, fetchNextPage])

  useEffect(() => {
    const element = scroll.current
    if (!element) return
    return combine(
      dropTargetForElements({
        element, getData: () => ({ stageId: stage.id }),
        onDragEnter: () => setOver(true), onDragLeave: () => setOver(false), onDrop: () => setOver(false),
      }),
      autoScrollForElements({ element }),
    )
  }, [stage.id])

  const sum = format.sum(amount, currency)
  const difference = dragged && over !== (dragged.stageId === stage.id) ? new Decimal(dragged.amountBase ?? 0).times(over ? 1 : -1) : null
  return (
    <section className={`${css.column} ${over ? css.over : ''} ${shown ? '' : css.away}`} data-column={stage.id} aria-label={t('board.column', { name: stage.name, count, sum })}>
      <header className={css.head}>
        <h2 className={css.name}>
          <StageMark color={stage.color} /><span className="cut">{stage.name}</span><span className="t3 num">{count}</span>
        </h2>
        <button type="button" className="btn icon" aria-label={t('board.add', { name: stage.name })} onClick={() => setAdding(!adding)}><IconPlus size={16} aria-hidden /></button>
        <div className={css.sum}>
          <span className="num" data-sum>{sum}</span>
          {difference && !difference.isZero() && <span className={`num ${css.difference ?? ''}`}>{`${difference.gt(0) ? '+' : '−'}${format.number(difference.abs().toFixed())}`}</span>}
          <span className="t3 num">{share ? t('board.share', { percent: Math.round(share * 100) }) : ''}</span>
        </div>
        <div className={css.track} aria-hidden>
          <i style={{ insetInlineStart: `${start * 100}%`, width: `${share * 100}%`, background: `var(--stage-${stage.color})` }} />
        </div>
      </header>
      {adding && <div className={css.quick}><QuickDeal stageId={stage.id} onClose={() => setAdding(false)} onMade={() => setAdding(false)} /></div>}
      <div ref={scroll} className={css.cards}>
        {!cards.length && !adding && <p className={css.none}>{t('board.empty')}</p>}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {rows.map(({ index, key, start: top }) => {
            const card = cards[index]
            return card && (
              <div key={key} ref={virtual.measureElement} data-index={index} className={css.slot} style={{ transform: `translateY(${top}px)` }}>
                <BoardCard
                  card={card} above={cards[index - 1]?.id ?? null} stage={stage} stages={stages} format={format} dragged={dragged?.id === card.id}
                  onOpen={onOpen} moving={moving}
                />
              </div>
            )
          })}
        </div>
      </div>
    </section>
  )
}
