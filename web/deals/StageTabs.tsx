import { useEffect, useRef, type CSSProperties } from 'react'
import { useFormat } from '../format.ts'
import { useWords } from '../words.ts'
import type { BoardColumnInfo } from './boardData.ts'
import css from './StageTabs.module.css'

interface Props {
  columns: readonly BoardColumnInfo[]
  currency: string
  shown: number
  onShow(at: number): void
}

/** On a phone: which column of the board is shown. */
export function StageTabs({ columns, currency, shown, onShow }: Props) {
  const t = useWords()
  const format = useFormat()
  const bar = useRef<HTMLElement>(null)
  useEffect(() => {
    const chosen = bar.current?.children[shown]
    if (bar.current && chosen instanceof HTMLElement)
      bar.current.scrollLeft = chosen.offsetLeft - (bar.current.clientWidth - chosen.offsetWidth) / 2
  }, [shown])
  return (
    <nav ref={bar} className={css.tabs} aria-label={t('deals.stageId')}>
      {columns.map(({ stage, count, amount }, i) => (
        <button
          key={stage.id}
          type="button"
          aria-current={i === shown ? 'true' : undefined}
          style={{ '--c': `var(--stage-${stage.color})` } as CSSProperties}
          onClick={() => onShow(i)}
        >
          {stage.name}
          <small className="num">
            {[format.number(String(count)), ...(amount === null ? [] : [format.shortSum(amount, currency)])].join(
              ' · ',
            )}
          </small>
        </button>
      ))}
    </nav>
  )
}
