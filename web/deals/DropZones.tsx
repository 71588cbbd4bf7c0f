import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { IconTrash, IconTrophy, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useWords } from '../words.ts'
import type { Stage } from './boardData.ts'
import css from './DropZones.module.css'

/** Shown while a card is dragged: won, each reason of losing, the bin. */
export function DropZones({ stages }: { stages: readonly Stage[] }) {
  const t = useWords()
  return (
    <div className={css.zones}>
      {stages.filter(({ meaning }) => meaning === 'won').map(({ id, name }) => (
        <Zone key={id} data={{ stageId: id }} kind="won" name={name}><IconTrophy size={16} aria-hidden /></Zone>
      ))}
      <div className={css.lost}>
        {stages.filter(({ meaning }) => meaning === 'lost').map(({ id, name }) => (
          <Zone key={id} data={{ stageId: id }} kind="lost" name={name}><IconX size={16} aria-hidden /></Zone>
        ))}
      </div>
      <Zone data={{ remove: true }} kind="bin" name={t('board.delete')}><IconTrash size={16} aria-hidden /></Zone>
    </div>
  )
}

function Zone({ data, kind, name, children }: { data: Record<string, unknown>; kind: 'won' | 'lost' | 'bin'; name: string; children: ReactNode }) {
  const t = useWords()
  const element = useRef<HTMLDivElement>(null)
  const given = useRef(data)
  const [over, setOver] = useState(false)
  useEffect(() => {
    const own = element.current
    if (!own) return
    return dropTargetForElements({
      element: own, getData: () => given.current,
      onDragEnter: () => setOver(true), onDragLeave: () => setOver(false), onDrop: () => setOver(false),
    })
  }, [])
  return (
    <div ref={element} className={`${css.zone} ${css[kind] ?? ''} ${over ? css.over : ''}`} data-zone={name} aria-label={t('board.zone', { name })}>
      {children}<span className="cut">{name}</span>
    </div>
  )
}
