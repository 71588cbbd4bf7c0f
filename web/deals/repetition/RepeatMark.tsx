import { IconRepeat, IconRepeatOff } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormat } from '../../format.ts'
import { useWords } from '../../words.ts'
import type { Deal } from '../DealCard.tsx'
import { RepeatForm } from './RepeatForm.tsx'
import css from './RepeatMark.module.css'

type Marked = Pick<Deal, 'repeats' | 'repeatsOn'>

/** That a deal repeats, and when next; pressed, how. */
export function RepeatMark({ deal }: { deal: Deal }) {
  const said = useSaid(deal)
  const [opened, setOpened] = useState(false)
  const Icon = iconOf(deal)
  return (
    <>
      {said !== null && (
        <button
          type="button"
          className={`${css.mark} ${deal.repeats === 'paused' ? css.paused : ''}`}
          data-repeats={deal.repeats}
          onClick={() => setOpened(true)}
        >
          <Icon size={14} stroke={1.75} aria-hidden />
          {said}
        </button>
      )}
      {opened && <RepeatForm deal={deal} onClose={() => setOpened(false)} />}
    </>
  )
}

/** The same where there is room for a sign only. */
export function RepeatSign({ deal }: { deal: Marked }) {
  const said = useSaid(deal)
  const Icon = iconOf(deal)
  return said === null ? null : (
    <span className={css.sign} title={said} data-repeats={deal.repeats}>
      <Icon size={14} stroke={1.75} aria-hidden />
      <span className="hidden-text">{said}</span>
    </span>
  )
}

const iconOf = ({ repeats }: Marked) => (repeats === 'paused' ? IconRepeatOff : IconRepeat)

function useSaid({ repeats, repeatsOn }: Marked): string | null {
  const t = useWords()
  const format = useFormat()
  if (repeats === 'paused') return t('repeat.mark.paused')
  return repeats === null || repeatsOn === null ? null : t('repeat.mark', { day: format.day(repeatsOn) })
}
