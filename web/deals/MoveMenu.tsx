import { IconTrash } from '@tabler/icons-react'
import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react'
import { StageMark } from '../records/marks.tsx'
import { Floating } from '../ui/Floating.tsx'
import { useWords } from '../words.ts'
import type { Card, Stage } from './boardData.ts'

interface Props {
  anchor: RefObject<HTMLElement | null>
  card: Card
  stages: readonly Stage[]
  onMove(stage: Stage): void
  onRemove(): void
  onClose(): void
}

/** The way to move a card without dragging: by keyboard and by touch. */
export function MoveMenu({ anchor, card, stages, onMove, onRemove, onClose }: Props) {
  const t = useWords()
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => menu.current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus(), [])
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation()
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const buttons = [...(menu.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLElement)
    buttons[(at + step + buttons.length) % buttons.length]?.focus()
  }
  const choose = (act: () => void) => {
    onClose()
    act()
  }
  return (
    <Floating anchor={anchor} role="dialog" label={t('board.move', { title: card.title })} onClose={onClose}>
      <div ref={menu} className="menu" role="menu" tabIndex={-1} onKeyDown={keys} onClick={(event) => event.stopPropagation()}>
        <h3>{t('board.move.to')}</h3>
        {stages.map((stage) => (
          <button key={stage.id} type="button" role="menuitem" disabled={stage.id === card.stageId} onClick={() => choose(() => onMove(stage))}>
            <StageMark color={stage.color} />{stage.name}
          </button>
        ))}
        <button type="button" role="menuitem" onClick={() => choose(onRemove)}><IconTrash size={16} aria-hidden />{t('board.delete')}</button>
      </div>
    </Floating>
  )
}
