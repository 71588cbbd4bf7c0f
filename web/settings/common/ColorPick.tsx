import { IconCheck } from '@tabler/icons-react'
import { useRef, type KeyboardEvent } from 'react'
import { stageColors } from '../../../model/pipelines.ts'
import { useWords } from '../../words.ts'
import css from './ColorPick.module.css'

export type Color = (typeof stageColors)[number]

/** One of the ten colours; arrows go from one to the next. */
export function ColorPick({ value, onPick }: { value: Color | null; onPick(color: Color): void }) {
  const t = useWords()
  const group = useRef<HTMLDivElement>(null)
  const keys = (event: KeyboardEvent, at: number) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const next = (at + by + stageColors.length) % stageColors.length
    onPick(stageColors[next]!)
    group.current?.querySelectorAll<HTMLElement>('button')[next]?.focus()
  }
  return (
    <div ref={group} className={css.colors} role="radiogroup" aria-label={t('stages.color')}>
      {stageColors.map((color, at) => (
        <button
          key={color}
          type="button"
          role="radio"
          aria-checked={color === value}
          aria-label={t(`value.${color}`)}
          title={t(`value.${color}`)}
          tabIndex={color === value || (value === null && at === 0) ? 0 : -1}
          style={{ background: `var(--stage-${color})` }}
          onKeyDown={(event) => keys(event, at)}
          onClick={() => onPick(color)}
        >
          {color === value && <IconCheck size={16} stroke={2} aria-hidden />}
        </button>
      ))}
    </div>
  )
}
