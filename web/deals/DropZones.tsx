import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { IconTrash, IconTrophy, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useWords } from '../words.ts'
import type { Stage } from './boardData.ts'
import css from './DropZones.module.css'

/** Shown while a card is dragged: won, lost and each reason of it, the bin. None goes from under the card. */
export function DropZones({
  stages: known,
  closed,
}: {
  stages: readonly Stage[]
  closed: Readonly<Record<number, string>>
}) {
  const t = useWords()
  const [stages] = useState(known)
  const won = stages.filter(({ meaning }) => meaning === 'won')
  const lost = stages.filter(({ meaning }) => meaning === 'lost')
  return (
    <div className={css.zones}>
      {won.map((stage) => (
        <Zone key={stage.id} target={stage} kind="won" name={stage.name} off={stage.id in closed}>
          <IconTrophy size={16} stroke={1.75} aria-hidden />
        </Zone>
      ))}
      <div className={css.lost}>
        <Zone target={lostTarget} kind="any" name={t('stages.lost')}>
          <IconX size={16} stroke={1.75} aria-hidden />
        </Zone>
        {lost.map((stage) => (
          <Zone key={stage.id} target={stage} kind="reason" name={stage.name} off={stage.id in closed} />
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
  target: Stage | typeof lostTarget | typeof binTarget
  kind: 'won' | 'any' | 'reason' | 'bin'
  name: string
  /** the card can't be brought there */
  off?: boolean
  children?: ReactNode
}

function Zone({ target, kind, name, off = false, children }: ZoneProps) {
  const element = useRef<HTMLDivElement>(null)
  const [over, setOver] = useState(false)
  useEffect(() => {
    const own = element.current
    if (!own) return
    return dropTargetForElements({
      element: own,
      getData: () => ('id' in target ? { stage: target, after: null } : { ...target }),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    })
  }, [target])
  return (
    <div
      ref={element}
      className={`${css.zone} ${css[kind] ?? ''} ${over && !off ? css.over : ''} ${off ? css.off : ''}`}
      data-zone={name}
      data-off={off || undefined}
    >
      {children}
      <span className="cut">{name}</span>
    </div>
  )
}
