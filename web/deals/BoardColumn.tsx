import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element'
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { IconPlus } from '@tabler/icons-react'
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { Decimal } from 'decimal.js'
import { memo, useCallback, useEffect, useRef, useState } from 'react'
import type { Format } from '../format.ts'
import { StageMark } from '../records/marks.tsx'
import { useLanguage, useWords } from '../words.ts'
import { BoardCard } from './BoardCard.tsx'
import { useColumn, type BoardColumnInfo, type BoardQuestion, type Card, type Stage } from './boardData.ts'
import type { Moving, Refused } from './moving.ts'
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
  /** drawn as places for cards to come */
  ghosts: number
  dragged: Card | null
  /** what is being dragged can't be brought here */
  off: boolean
  /** the deal whose card is open */
  opened: number | undefined
  refused: Refused | null
  stages: readonly Stage[]
  moves: Moving
  format: Format
  onOpen(id: number): void
  /** by keyboard or touch; null is the bin */
  onMoved(id: number, stageId: number | null, neighbour: number | undefined): void
}

const likelyHeight = 104
const gap = 8

export const BoardColumn = memo(function BoardColumn(props: Props) {
  const { column, currency, question, start, share, shown, ghosts, dragged, refused, stages, moves, format } = props
  const { off, opened, onOpen, onMoved } = props
  const t = useWords()
  const language = useLanguage()
  const { stage, count, amount } = column
  const { cards, fetchNextPage, hasNextPage, isFetchingNextPage } = useColumn(question, stage.id)
  const [adding, setAdding] = useState(false)
  /** the card that had the focus last: by Tab one comes to it, arrows lead on */
  const [current, setCurrent] = useState<number | null>(null)
  const section = useRef<HTMLElement>(null)
  const scroll = useRef<HTMLDivElement>(null)
  const scrolled = useRef(false)
  const stop = cards.find(({ id }) => id === current)?.id ?? cards[0]?.id
  const kept = [dragged?.id, current].map((id) => cards.findIndex((card) => card.id === id)).filter((at) => at >= 0)
  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => likelyHeight,
    overscan: 4,
    gap,
    getItemKey: (i) => cards[i]?.id ?? i,
    // What one reads stays where it is while cards come and go above it; at the very top new ones are seen coming.
    anchorTo: scrolled.current ? 'end' : 'start',
    onChange: ({ scrollOffset }) => (scrolled.current = (scrollOffset ?? 0) > 0),
    // The card that is being dragged or has the focus stays in the page, or the browser loses hold of it.
    rangeExtractor: (range: Range) => [...new Set([...defaultRangeExtractor(range), ...kept])].sort((a, b) => a - b),
  })
  const rows = virtual.getVirtualItems()
  const last = rows.filter(({ index }) => !kept.includes(index)).at(-1)?.index ?? 0
  const landing = useLanding(section, stage, cards)

  useEffect(() => {
    if (last >= cards.length - 5 && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [last, cards.length, hasNextPage, isFetchingNextPage, fetchNextPage])
  // Going from deal to deal in the open card, the board behind goes along and reads on.
  const openedAt = cards.findIndex(({ id }) => id === opened)
  const gone = useRef<number>(undefined)
  const { scrollToIndex } = virtual
  useEffect(() => {
    // Once: when others move cards meanwhile, nothing is scrolled.
    if (openedAt < 0 || gone.current === opened) return
    gone.current = opened
    scrollToIndex(openedAt, { align: 'auto' })
  }, [opened, openedAt, scrollToIndex])
  useEffect(() => (scroll.current ? autoScrollForElements({ element: scroll.current }) : undefined), [])

  const moved = useCallback(
    (card: Card, to: Stage | null) => {
      const at = cards.findIndex(({ id }) => id === card.id)
      if (to) moves.move(card, { stageId: to.id, after: null }, to)
      else moves.remove(card)
      onMoved(card.id, to?.id ?? null, (cards[at + 1] ?? cards[at - 1])?.id)
    },
    [cards, moves, onMoved],
  )

  const over = landing !== undefined && !off
  const exact = amount === null ? '' : format.sum(amount, currency)
  const sum = amount === null ? '' : shortened(amount, currency, format)
  const sign = dragged && over !== (dragged.stageId === stage.id) ? (over ? 1 : -1) : 0
  const difference = new Decimal(dragged?.amountBase ?? 0).times(sign)
  const label = t(amount === null ? 'board.column.count' : 'board.column', { name: stage.name, count, sum: exact })
  return (
    <section
      ref={section}
      className={`${css.column} ${over ? css.over : ''} ${off ? css.off : ''} ${shown ? '' : css.away}`}
      data-column={stage.id}
      data-off={off || undefined}
      aria-label={label}
    >
      <header className={css.head}>
        <h2 className={css.name}>
          <StageMark color={stage.color} />
          <span className="cut" title={stage.name}>
            {stage.name}
          </span>
          <span className="t3 num">{format.number(String(count))}</span>
        </h2>
        <button
          type="button"
          className="btn icon"
          aria-label={t('board.add', { name: stage.name })}
          aria-expanded={adding}
          onClick={() => setAdding(!adding)}
        >
          <IconPlus size={16} stroke={1.75} aria-hidden />
        </button>
        {amount !== null && (
          <div className={css.sum}>
            <span className="num" data-sum title={exact}>
              {sum}
            </span>
            {!difference.isZero() && (
              <span className={`num ${css.difference ?? ''}`}>
                {`${difference.gt(0) ? '+' : '−'}${compact(difference.abs(), language)}`}
              </span>
            )}
            <span className="t3 num">{share ? t('board.share', { percent: Math.round(share * 100) }) : ''}</span>
          </div>
        )}
        <div className={css.track} aria-hidden>
          <i
            style={{
              insetInlineStart: `${start * 100}%`,
              width: `${share * 100}%`,
              background: `var(--stage-${stage.color})`,
            }}
          />
        </div>
      </header>
      {adding && (
        <div className={css.quick}>
          <QuickDeal stageId={stage.id} onClose={() => setAdding(false)} onMade={() => setAdding(false)} />
        </div>
      )}
      <div ref={scroll} className={css.cards} data-cards>
        {Array.from({ length: ghosts }, (_, i) => (
          <i key={i} className={css.ghost} aria-hidden />
        ))}
        {!cards.length && !adding && !ghosts && !over && <p className={css.none}>{t('board.empty')}</p>}
        <div className={css.whole} style={{ height: virtual.getTotalSize() }}>
          {landing && !landing.same && !off && (
            <i
              className={css.line}
              style={{ top: lineTop(landing.at < 0 ? undefined : virtual.measurementsCache[landing.at]?.end) }}
              aria-hidden
            />
          )}
          {rows.map(({ index, key, start: top }) => {
            const card = cards[index]
            return (
              card && (
                <div
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  className={css.slot}
                  style={{ transform: `translateY(${top}px)` }}
                >
                  <BoardCard
                    card={card}
                    stage={stage}
                    stages={stages}
                    format={format}
                    fields={question.fields ?? []}
                    dragged={dragged?.id === card.id}
                    opened={card.id === opened}
                    refused={refused?.id === card.id ? refused.reason : null}
                    stop={card.id === stop}
                    onOpen={onOpen}
                    onMove={moved}
                    onFocus={setCurrent}
                  />
                </div>
              )
            )
          })}
        </div>
      </div>
    </section>
  )
})

/** From a million on the exact sum would not be taken in at a glance; it is told when one points at it. */
export const shortened = (amount: string, currency: string, format: Format): string =>
  new Decimal(amount).abs().lt(1_000_000) ? format.sum(amount, currency) : format.shortSum(amount, currency)

const compact = (amount: Decimal, language: string) =>
  new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 2 }).format(
    amount.toFixed() as Intl.StringNumericLiteral,
  )

const lineTop = (end: number | undefined) => (end === undefined ? -gap / 2 - 1 : end + gap / 2 - 1)

interface Landing {
  /** the place in the column of the card to stand under; -1 on top */
  at: number
  /** where it stands already */
  same: boolean
}

/** Takes cards that are dropped on the column; tells where the one above it would land. */
function useLanding(
  section: { current: HTMLElement | null },
  stage: Stage,
  cards: readonly Card[],
): Landing | undefined {
  const [landing, setLanding] = useState<Landing>()
  const known = useRef({ stage, cards })
  useEffect(() => {
    known.current = { stage, cards }
  }, [stage, cards])
  useEffect(() => {
    const element = section.current
    if (!element) return
    const see = (data: Record<string | symbol, unknown>) => {
      const next = data['landing'] as Landing
      setLanding((now) => (now?.at === next.at && now.same === next.same ? now : next))
    }
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => 'card' in source.data,
      getData({ input, source }) {
        const card = source.data['card'] as Card
        const { stage, cards } = known.current
        const landing = landingAt(element, cards, card, input.clientY)
        return { stage, landing, after: cards[landing.at]?.id ?? null }
      },
      onDragEnter: ({ self }) => see(self.data),
      onDrag: ({ self }) => see(self.data),
      onDragLeave: () => setLanding(undefined),
      onDrop: () => setLanding(undefined),
    })
  }, [section])
  return landing
}

/** Under the last card whose middle is above the pointer. */
function landingAt(column: HTMLElement, cards: readonly Card[], dragged: Card, y: number): Landing {
  const below = [...column.querySelectorAll<HTMLElement>('[data-card]')].find((slot) => {
    const { top, height } = slot.getBoundingClientRect()
    return top + height / 2 > y
  })
  const own = cards.findIndex(({ id }) => id === dragged.id)
  const under = below ? cards.findIndex(({ id }) => id === Number(below.dataset['card'])) : cards.length
  const same = own >= 0 && (under === own || under === own + 1)
  // Under itself is under the one above it.
  return { at: under - 1 === own && own >= 0 ? own - 1 : under - 1, same }
}
