import { IconTrash } from '@tabler/icons-react'
import type { RefObject } from 'react'
import { StageMark } from '../records/marks.tsx'
import { Menu } from '../ui/Menu.tsx'
import { useWords } from '../words.ts'
import type { Card, Stage } from './boardData.ts'
import { useClosedStages } from './dealChange.ts'
import css from './MoveMenu.module.css'

interface Props {
  anchor: RefObject<HTMLElement | null>
  card: Card
  stages: readonly Stage[]
  onMove(stage: Stage): void
  onRemove(): void
  onClose(): void
}

/** The way to move a card without dragging: by keyboard, and by touch from a sheet at the bottom. */
export function MoveMenu({ anchor, card, stages, onMove, onRemove, onClose }: Props) {
  const t = useWords()
  const closed = useClosedStages(card.id)
  const choose = (act: () => void) => {
    onClose()
    act()
  }
  return (
    <Menu anchor={anchor} className={css.sheet} label={t('board.move', { title: card.title })} onClose={onClose}>
      <h3 role="presentation">{t('board.move.to')}</h3>
      {stages.map((stage) => (
        <button
          key={stage.id}
          type="button"
          role="menuitem"
          disabled={stage.id === card.stageId || stage.id in closed}
          title={closed[stage.id]}
          onClick={() => choose(() => onMove(stage))}
        >
          <StageMark color={stage.color} />
          {stage.name}
        </button>
      ))}
      <hr />
      <button type="button" role="menuitem" onClick={() => choose(onRemove)}>
        <IconTrash size={16} stroke={1.75} aria-hidden />
        {t('board.delete')}
      </button>
    </Menu>
  )
}
