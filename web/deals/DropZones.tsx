import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { IconTrash, IconTrophy, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useWords } from '../words.ts'
import type { Stage } from './boardData.ts'
import css from './DropZones.module.css'

/** Shown while a card is dragged: won, each reason of losing, the bin. */
export function DropZones({ stages }: { stages: readonly Stage[] }) {
  const t = useWords()
  const won = stages.filter(({ meaning }) => meaning === 'won')
  const lost = stages.filter(({ meaning }) => meaning === 'lost')
  return (
    <div className={css.zones}>
      {won.map(({ id, name }) => (
        <Zone key={id} stageId={id} kind="won" name={name}>
          <IconTrophy size={16} stroke={1.75} aria-hidden />
        </Zone>
      ))}
      <div className={css.lost}>
        {lost.map(({ id, name }) => (
          <Zone key={id} stageId={id} kind="reason" name={name}>
            <IconX size={16} stroke={1.75} aria-hidden />
          </Zone>
        ))}
      </div>
      <Zone stageId={null} kind="bin" name={t('board.delete')}>
        <IconTrash size={16} stroke={1.75} aria-hidden />
      </Zone>
    </div>
  )
}

interface ZoneProps {
  /** null is the bin */
  stageId: number | null
  kind: 'won' | 'reason' | 'bin'
  name: string
  children: ReactNode
}

function Zone({ stageId, kind, name, children }: ZoneProps) {
  const element = useRef<HTMLDivElement>(null)
  const [over, setOver] = useState(false)
  useEffect(() => {
    const own = element.current
    if (!own) return
    return dropTargetForElements({
      element: own,
      getData: () => (stageId === null ? { remove: true } : { stageId, after: null }),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    })
  }, [stageId])
  return (
    <div ref={element} className={`${css.zone} ${css[kind] ?? ''} ${over ? css.over : ''}`} data-zone={name}>
      {children}
      <span className="cut">{name}</span>
    </div>
  )
}
