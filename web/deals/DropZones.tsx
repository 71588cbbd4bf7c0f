import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { IconTrash, IconTrophy, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useWords } from '../words.ts'
import type { Stage } from './boardData.ts'
import css from './DropZones.module.css'

/** Shown while a card is dragged: won, lost and each reason of it, the bin. */
export function DropZones({ stages }: { stages: readonly Stage[] }) {
  const t = useWords()
  const won = stages.filter(({ meaning }) => meaning === 'won')
  const lost = stages.filter(({ meaning }) => meaning === 'lost')
  return (
    <div className={css.zones}>
      {won.map(({ id, name }) => (
        <Zone key={id} target={id} kind="won" name={name}>
          <IconTrophy size={16} stroke={1.75} aria-hidden />
        </Zone>
      ))}
      <div className={css.lost}>
        <Zone target={lostTarget} kind="any" name={t('stages.lost')}>
          <IconX size={16} stroke={1.75} aria-hidden />
        </Zone>
        {lost.map(({ id, name }) => (
          <Zone key={id} target={id} kind="reason" name={name} />
        ))}
      </div>
      <Zone target={binTarget} kind="bin" name={t('board.delete')}>
        <IconTrash size={16} stroke={1.75} aria-hidden />
      </Zone>
    </div>
  )
}

const lostTarget = { lost: true }
const binTarget = { remove: true }

interface ZoneProps {
  /** a stage, or what else is to be done with the card */
  target: number | Record<string, boolean>
  kind: 'won' | 'any' | 'reason' | 'bin'
  name: string
  children?: ReactNode
}

function Zone({ target, kind, name, children }: ZoneProps) {
  const element = useRef<HTMLDivElement>(null)
  const [over, setOver] = useState(false)
  useEffect(() => {
    const own = element.current
    if (!own) return
    return dropTargetForElements({
      element: own,
      getData: () => (typeof target === 'number' ? { stageId: target, after: null } : { ...target }),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    })
  }, [target])
  return (
    <div ref={element} className={`${css.zone} ${css[kind] ?? ''} ${over ? css.over : ''}`} data-zone={name}>
      {children}
      <span className="cut">{name}</span>
    </div>
  )
}
