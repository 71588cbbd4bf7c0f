import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview'
import { IconArrowBackUp, IconArrowsMove, IconHourglass } from '@tabler/icons-react'
import { memo, useEffect, useRef, useState } from 'react'
import type { Format } from '../format.ts'
import { usePeople, useTerms } from '../queries.ts'
import { fieldWord } from '../records/editors.tsx'
import { FieldValue } from '../records/FieldValue.tsx'
import { Avatar, Tag } from '../records/marks.tsx'
import { anyRow } from '../records/rows.ts'
import { useWords } from '../words.ts'
import type { Card, Stage } from './boardData.ts'
import type { BoardField } from './boardFields.ts'
import { MoveMenu } from './MoveMenu.tsx'
import { useJustChanged } from './othersChanges.ts'
import { RepeatSign } from './repetition/RepeatMark.tsx'
import css from './BoardCard.module.css'

interface Props {
  card: Card
  stage: Stage
  stages: readonly Stage[]
  format: Format
  /** chosen by the person */
  fields: readonly BoardField[]
  dragged: boolean
  /** its card lies open over the board */
  opened: boolean
  /** why it was put back here */
  refused: string | null
  /** the one of its column that Tab comes to */
  stop: boolean
  onOpen(id: number): void
  /** to a stage, or to the bin */
  onMove(card: Card, to: Stage | null): void
  onFocus(id: number): void
}

/** As in the style of the lifted card. */
const roomAside = 16
const roomAbove = 10

/** A deal on the board. Only what exists takes a line. */
export const BoardCard = memo(function BoardCard(props: Props) {
  const { card, stage, stages, format, fields, dragged, opened, refused, stop, onOpen, onMove, onFocus } = props
  const t = useWords()
  const people = usePeople()
  const terms = useTerms()
  const element = useRef<HTMLElement>(null)
  const [choosing, setChoosing] = useState(false)
  const fresh = useJustChanged(card.id)
  const owner = people.find(({ id }) => id === card.ownerId)
  const client = card.names['companyId'] ?? card.names['contactIds']?.[0]
  const tags = terms.filter(({ id }) => card.tagIds.includes(id))
  const chosen = fields.filter((name) => {
    const value = anyRow(card)[name]
    const none = value == null || value === '' || value === false || (Array.isArray(value) && !value.length)
    return !none || card.hidden.includes(name)
  })
  /** the last line has room for the responsible at its end, where another has its days */
  const shared = chosen.length > 0 || tags.length > 0 || (card.amount != null && client !== undefined)
  const since = <Since card={card} stage={stage} format={format} />

  useEffect(() => {
    const own = element.current
    if (!own) return
    return draggable({
      element: own,
      getInitialData: () => ({ card }),
      onGenerateDragPreview({ nativeSetDragImage, location }) {
        const { left, top } = own.getBoundingClientRect()
        const { clientX, clientY } = location.current.input
        setCustomNativeDragPreview({
          nativeSetDragImage,
          // It stays under the pointer where it was taken; around it is room for its shadow.
          getOffset: () => ({ x: clientX - left + roomAside, y: clientY - top + roomAbove }),
          render({ container }) {
            const lifted = own.cloneNode(true) as HTMLElement
            delete lifted.dataset['card']
            lifted.classList.add(css.lifted!)
            lifted.style.width = `${own.offsetWidth}px`
            container.append(lifted)
          },
        })
      },
    })
  }, [card])

  return (
    <article
      ref={element}
      className={[
        css.card,
        dragged && css.dragged,
        opened && css.opened,
        fresh && css.fresh,
        refused !== null && css.back,
      ]
        .filter(Boolean)
        .join(' ')}
      data-fresh={fresh || undefined}
      data-card={card.id}
      tabIndex={stop ? 0 : -1}
      aria-label={card.title}
      aria-keyshortcuts="Enter M Alt+ArrowLeft Alt+ArrowRight Alt+ArrowUp Alt+ArrowDown"
      onFocus={() => onFocus(card.id)}
      onClick={() => onOpen(card.id)}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return
        if (event.key === 'Enter') onOpen(card.id)
        else if (event.code === 'KeyM' && !event.ctrlKey && !event.metaKey && !event.altKey) setChoosing(true)
        else return
        event.preventDefault()
      }}
    >
      <h3 className={css.title} dir="auto">
        <RepeatSign deal={card} />
        {card.title}
      </h3>
      {card.amount != null && (
        <div className={css.row}>
          <b className="num">{format.money(card.amount, card.currency)}</b>
          {since}
        </div>
      )}
      {client && (
        <div className={css.row}>
          <span className={`cut ${css.client ?? ''}`}>
            <bdi>{client}</bdi>
          </span>
          {card.amount == null && since}
        </div>
      )}
      {chosen.map((name) => (
        <div key={name} className={css.field} data-chosen={name}>
          <span>{t(fieldWord('deals', name))}</span>
          <span className={css.value} dir="auto">
            <FieldValue record="deals" name={name} row={anyRow(card)} />
          </span>
        </div>
      ))}
      {tags.length > 0 && (
        <div className={css.tags}>
          {tags.map(({ id, name, color }) => (
            <Tag key={id} name={name} color={color} />
          ))}
        </div>
      )}
      <div className={`${css.foot} ${shared ? css.shared : ''}`}>
        {card.amount == null && !client && since}
        <button
          type="button"
          className={css.move}
          tabIndex={-1}
          aria-label={t('board.move', { title: card.title })}
          onClick={(event) => {
            event.stopPropagation()
            setChoosing(true)
          }}
        >
          <IconArrowsMove size={14} stroke={1.75} aria-hidden />
        </button>
        {owner && (
          <span className={css.owner} title={owner.name}>
            <Avatar id={owner.id} name={owner.name} />
            <span className="hidden-text">{owner.name}</span>
          </span>
        )}
      </div>
      {refused !== null && (
        <p className={css.said} role="alert">
          <IconArrowBackUp size={14} stroke={1.75} aria-hidden />
          {refused}
        </p>
      )}
      {choosing && (
        <MoveMenu
          anchor={element}
          card={card}
          stages={stages}
          onMove={(to) => onMove(card, to)}
          onRemove={() => onMove(card, null)}
          onClose={() => setChoosing(false)}
        />
      )}
    </article>
  )
})

/** How long it stands in its stage; of a closed deal, when that was. */
function Since({ card, stage, format }: { card: Card; stage: Stage; format: Format }) {
  const t = useWords()
  if (stage.meaning !== 'open') {
    const day = card.closeDate ?? (card.closedAt && format.dayOf(card.closedAt))
    return day ? <span className={`num ${css.days ?? ''}`}>{format.day(day)}</span> : null
  }
  const days = format.daysSince(card.stageSince)
  const rotten = stage.rottenAfter !== null && days >= stage.rottenAfter
  return (
    <span
      className={`num ${(rotten ? css.rotten : css.days) ?? ''}`}
      title={t(rotten ? 'board.rotten' : 'board.days.full', { days })}
    >
      {rotten && <IconHourglass size={12} stroke={2} aria-hidden />}
      {days ? t('board.days', { days: format.number(String(days)) }) : format.day(format.today())}
    </span>
  )
}
