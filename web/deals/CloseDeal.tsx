import { IconTrophy, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { RowOf } from '../../model/records.ts'
import { Key } from '../ui/Key.tsx'
import { useWords } from '../words.ts'
import { useLossShares } from './lossShares.ts'
import css from './CloseDeal.module.css'

export type CloseStage = Pick<RowOf<'stages'>, 'id' | 'name' | 'meaning' | 'pipelineId'>

interface Props {
  stages: readonly CloseStage[]
  stageId: number
  /** begins with the reasons */
  lost: boolean
  /** stages that it can't be brought to, with what is missing */
  closed: Readonly<Record<number, string>>
  onFinish(stageId: number): void
  onStay(): void
}

/** Won, or lost for a reason. Enter finishes. */
export function CloseDeal({ stages, stageId, lost: begin, closed, onFinish, onStay }: Props) {
  const t = useWords()
  const won = stages.find(({ meaning }) => meaning === 'won')
  const reasons = stages.filter(({ meaning }) => meaning === 'lost')
  const [lost, setLost] = useState(begin || reasons.some(({ id }) => id === stageId))
  const shares = useLossShares(stages[0]?.pipelineId, lost)
  const [reason, setReason] = useState<number | undefined>(reasons.find(({ id }) => id === stageId)?.id)
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  const chosen = lost ? reason : won?.id
  const why = chosen === undefined ? undefined : closed[chosen]
  return (
    <form
      className={css.form}
      onKeyDown={(event) => {
        const { target } = event
        const chooses =
          target instanceof HTMLButtonElement &&
          target.getAttribute('aria-pressed') !== 'true' &&
          target.type === 'button'
        if (event.key !== 'Enter' || chooses) return
        event.preventDefault()
        event.currentTarget.requestSubmit()
      }}
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen !== undefined && why === undefined) onFinish(chosen)
      }}
    >
      <div className={css.two}>
        <button ref={first} type="button" className={css.won} aria-pressed={!lost} onClick={() => setLost(false)}>
          <IconTrophy size={16} stroke={1.75} aria-hidden />
          {won?.name ?? t('stages.won')}
        </button>
        <button type="button" className={css.lost} aria-pressed={lost} onClick={() => setLost(true)}>
          <IconX size={16} stroke={1.75} aria-hidden />
          {t('stages.lost')}
        </button>
      </div>
      {lost && (
        <fieldset className={css.why}>
          <legend>
            {t('stages.why')}
            {shares && <span>{t('stages.share')}</span>}
          </legend>
          {reasons.map(({ id, name }) => (
            <label key={id} className={reason === id ? css.on : ''} title={closed[id]}>
              <input
                type="radio"
                name="reason"
                checked={reason === id}
                disabled={id in closed}
                onChange={() => setReason(id)}
              />
              <span className={css.reason}>{name}</span>
              {shares && <Share share={shares.get(id) ?? 0} />}
            </label>
          ))}
        </fieldset>
      )}
      <div className={css.actions}>
        <button type="submit" className={css.finish} disabled={chosen === undefined || why !== undefined}>
          {t('stages.finish')}
          <Key name="Enter" />
        </button>
        <button type="button" className={css.stay} onClick={onStay}>
          {t('stages.stay')}
          <Key name="Esc" />
        </button>
      </div>
      <p className={css.note} role={why === undefined ? undefined : 'alert'}>
        {why ?? t('stages.again')}
      </p>
    </form>
  )
}

/** How often deals were lost for this reason. */
function Share({ share }: { share: number }) {
  const t = useWords()
  return (
    <>
      <i className={css.track} aria-hidden>
        <i style={{ width: `${String(share * 100)}%` }} />
      </i>
      <span className={`num ${css.share ?? ''}`}>{t('board.share', { percent: Math.round(share * 100) })}</span>
    </>
  )
}
