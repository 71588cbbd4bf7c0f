import { IconChevronRight, IconFlag, IconTrophy, IconX } from '@tabler/icons-react'
import { useRef, useState, type CSSProperties } from 'react'
import type { RowOf } from '../../model/records.ts'
import { StageMark } from '../records/marks.tsx'
import { Floating } from '../ui/Floating.tsx'
import { useWords } from '../words.ts'
import { CloseChoice } from './CloseChoice.tsx'
import css from './StageBar.module.css'

export type Stage = Pick<RowOf<'stages'>, 'id' | 'name' | 'color' | 'meaning' | 'position' | 'pipelineId'>

interface Props {
  stages: readonly Stage[]
  stageId: number
  /** whole days that the deal stood in each stage; a stage that it never entered is not in it */
  days: ReadonlyMap<number, number>
  movable: boolean
  /** stages that it can't be brought to, with what is missing */
  closed: Readonly<Record<number, string>>
  onMove(stageId: number): void
}

/** The way of the deal: what is behind it and how long that took, where it stands, what is ahead. A press moves it. */
export function StageBar({ stages, stageId, days, movable, closed: shut, onMove }: Props) {
  const t = useWords()
  const [closing, setClosing] = useState(false)
  const way = useRef<HTMLElement>(null)
  const open = stages.filter(({ meaning }) => meaning === 'open')
  const at = open.findIndex(({ id }) => id === stageId)
  const now = stages.find(({ id }) => id === stageId)
  const closed = now && now.meaning !== 'open' ? now : undefined
  const kind = (i: number) =>
    closed
      ? closed.meaning === 'won' || days.has(open[i]!.id)
        ? css.done
        : ''
      : i < at
        ? css.done
        : i === at
          ? css.now
          : ''
  return (
    <nav ref={way} className={css.way} aria-label={t('stages.label')}>
      <div className={css.bar}>
        {open.map((stage, i) => (
          <button
            key={stage.id}
            type="button"
            disabled={!movable || stage.id in shut}
            aria-current={i === at ? 'step' : undefined}
            title={i === at ? undefined : (shut[stage.id] ?? t('stages.move', { stage: stage.name }))}
            className={`${css.segment} ${kind(i)} ${stage.id in shut ? css.shut : ''}`}
            style={colored(closed?.color ?? now?.color ?? stage.color)}
            onClick={() => i !== at && onMove(stage.id)}
          >
            <span className={css.name}>{stage.name}</span>
            {(i === at || (days.get(stage.id) ?? 0) > 0) && days.has(stage.id) && (
              <small>{stood(t, days.get(stage.id)!)}</small>
            )}
          </button>
        ))}
        <button
          type="button"
          disabled={!movable}
          aria-haspopup="dialog"
          aria-expanded={closing}
          aria-current={closed ? 'step' : undefined}
          className={`${css.segment} ${css.end} ${closed ? css.now : ''} ${closing ? css.closing : ''}`}
          style={colored(closed?.color ?? 'slate')}
          onClick={() => setClosing(!closing)}
        >
          {closed ? (
            closed.meaning === 'won' ? (
              <IconTrophy size={14} stroke={2} aria-hidden />
            ) : (
              <IconX size={14} stroke={2} aria-hidden />
            )
          ) : (
            <IconFlag size={14} stroke={2} aria-hidden />
          )}
          <span className={css.name}>{closed ? closed.name : t('stages.close')}</span>
        </button>
      </div>
      <Strip
        stages={stages}
        open={open}
        at={at}
        now={now}
        days={days}
        movable={movable}
        closed={shut}
        onMove={onMove}
        onClose={() => setClosing(true)}
      />
      {closing && (
        <CloseChoice
          anchor={way}
          stages={stages}
          stageId={stageId}
          closed={shut}
          onMove={({ id }) => onMove(id)}
          onDone={() => setClosing(false)}
        />
      )}
    </nav>
  )
}

/** How long it stood in a stage, as the board says it. */
const stood = (t: ReturnType<typeof useWords>, days: number) =>
  days ? t('date.days', { count: days }) : t('date.today')

const colored = (color: string) => ({ '--c': `var(--stage-${color})` }) as CSSProperties

interface StripProps extends Pick<Props, 'stages' | 'days' | 'movable' | 'closed' | 'onMove'> {
  open: readonly Stage[]
  at: number
  now: Stage | undefined
  onClose(): void
}

/** The same on a phone: how far it is, where it stands, and one step on. */
function Strip({ open, at, now, days, movable, closed, onMove, onClose }: StripProps) {
  const t = useWords()
  const [choosing, setChoosing] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const next = at >= 0 ? open[at + 1] : undefined
  return (
    <div ref={box} className={css.strip} style={colored(now?.color ?? 'slate')}>
      <div className={css.steps} aria-hidden>
        {open.map(({ id }, i) => (
          <i key={id} className={at < 0 || i < at ? css.behind : i === at ? css.here : ''} />
        ))}
      </div>
      <div className={css.row}>
        <button
          type="button"
          className={css.where}
          disabled={!movable}
          aria-haspopup="dialog"
          aria-expanded={choosing}
          onClick={() => setChoosing(true)}
        >
          {now && <StageMark color={now.color} />}
          <b>{now?.name}</b>
          <span>
            {now && days.has(now.id) ? stood(t, days.get(now.id)!) : ''}
            {at >= 0 ? `, ${t('stages.place', { count: at + 1, all: open.length })}` : ''}
          </span>
        </button>
        {movable && at >= 0 && (
          <button
            type="button"
            className={css.next}
            disabled={next && next.id in closed}
            title={next && closed[next.id]}
            onClick={() => (next ? onMove(next.id) : onClose())}
          >
            {t(next ? 'stages.next' : 'stages.close')}
            <IconChevronRight size={14} stroke={2} aria-hidden />
          </button>
        )}
      </div>
      {choosing && (
        <Floating anchor={box} fit role="dialog" label={t('stages.choose')} onClose={() => setChoosing(false)}>
          {open.map((stage) => (
            <button
              key={stage.id}
              type="button"
              className={css.choice}
              aria-current={stage.id === now?.id ? 'step' : undefined}
              disabled={stage.id in closed}
              title={closed[stage.id]}
              onClick={() => {
                setChoosing(false)
                if (stage.id !== now?.id) onMove(stage.id)
              }}
            >
              <StageMark color={stage.color} />
              {stage.name}
            </button>
          ))}
          <button
            type="button"
            className={css.choice}
            onClick={() => {
              setChoosing(false)
              onClose()
            }}
          >
            <IconFlag size={14} stroke={2} aria-hidden />
            {t('stages.close')}
          </button>
        </Floating>
      )}
    </div>
  )
}
