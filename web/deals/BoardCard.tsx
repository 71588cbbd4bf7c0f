import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { attachClosestEdge, extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge'
import { IconArrowsMove, IconHourglass } from '@tabler/icons-react'
import { memo, useEffect, useRef, useState } from 'react'
import type { Format } from '../format.ts'
import { usePeople, useTerms } from '../queries.ts'
import { Avatar, Tag } from '../records/marks.tsx'
import { useWords } from '../words.ts'
import type { Card, Stage } from './boardData.ts'
import { MoveMenu } from './MoveMenu.tsx'
import type { Moving } from './moving.ts'
import css from './BoardCard.module.css'

interface Props {
  card: Card
  /** the id of the card above; null on top */
  above: number | null
  stage: Stage
  stages: readonly Stage[]
  format: Format
  dragged: boolean
  moving: Moving
  onOpen(id: number): void
}

/** A deal on the board. Only what exists takes a line. */
export const BoardCard = memo(function BoardCard({ card, above, stage, stages, format, dragged, moving, onOpen }: Props) {
  const t = useWords()
  const people = usePeople()
  const terms = useTerms()
  const element = useRef<HTMLElement>(null)
  const [edge, setEdge] = useState<'top' | 'bottom' | null>(null)
  const [choosing, setChoosing] = useState(false)
  const owner = people.find(({ id }) => id === card.ownerId)
  const days = format.daysSince(card.stageSince)
  const rotten = stage.rottenAfter !== null && days >= stage.rottenAfter
  const client = card.names['companyId'] ?? card.names['contactIds']?.[0]
  const tags = terms.filter(({ id }) => card.tagIds.includes(id))

  useEffect(() => {
    const own = element.current
    if (!own) return
    const see = (data: Record<string | symbol, unknown>) => {
      const closest = extractClosestEdge(data)
      setEdge(closest === 'top' || closest === 'bottom' ? closest : null)
    }
    return combine(
      draggable({ element: own, getInitialData: () => ({ card }) }),
      dropTargetForElements({
        element: own,
        canDrop: ({ source }) => (source.data['card'] as Card).id !== card.id,
        getData({ input, element: over }) {
          const data = attachClosestEdge({ cardId: card.id, above }, { input, element: over, allowedEdges: ['top', 'bottom'] })
          return { ...data, before: extractClosestEdge(data) === 'top' }
        },
        onDrag: ({ self }) => see(self.data),
        onDragLeave: () => setEdge(null),
        onDrop: () => setEdge(null),
      }),
    )
  }, [card, above])

  return (
    <article
      ref={element} className={`${css.card} ${dragged ? css.dragged : ''}`} data-card={card.id} tabIndex={0} aria-label={card.title}
      onClick={() => onOpen(card.id)}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return
        if (event.key === 'Enter') onOpen(card.id)
        else if (event.code === 'KeyM' && !event.ctrlKey && !event.metaKey && !event.altKey) setChoosing(true)
        else return
        event.preventDefault()
      }}
    >
      {edge && <i className={edge === 'top' ? css.above : css.below} aria-hidden />}
      <h3 className={css.title}>{card.title}</h3>
      <div className={css.row}>
        {card.amount !== null && <b className="num">{format.money(card.amount, card.currency)}</b>}
        <span className={`num ${rotten ? css.rotten : css.days}`} title={t(rotten ? 'board.rotten' : 'board.days.full', { days })}>
          {rotten && <IconHourglass size={12} aria-hidden />}{t('board.days', { days })}
        </span>
      </div>
      {client && <div className={`cut ${css.client ?? ''}`}>{client}</div>}
      {tags.length > 0 && <div className={css.tags}>{tags.map(({ id, name, color }) => <Tag key={id} name={name} color={color} />)}</div>}
      <div className={css.foot}>
        <button
          type="button" className={css.move} tabIndex={-1} aria-label={t('board.move', { title: card.title })}
          onClick={(event) => {
            event.stopPropagation()
            setChoosing(true)
          }}
        >
          <IconArrowsMove size={14} aria-hidden />
        </button>
        {owner && <span title={owner.name}><Avatar id={owner.id} name={owner.name} /></span>}
      </div>
      {choosing && (
        <MoveMenu
          anchor={element} card={card} stages={stages} onRemove={() => moving.remove(card)}
          onMove={(to) => moving.move(card, { stageId: to.id, after: null }, to)}
          onClose={() => {
            setChoosing(false)
            element.current?.focus()
          }}
        />
      )}
    </article>
  )
})
