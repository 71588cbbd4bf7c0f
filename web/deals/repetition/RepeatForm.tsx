import { IconAlertCircle, IconPlayerPause, IconPlayerPlay, IconTrash, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { call } from '../../api.ts'
import { doneWith, told, toldAtForm, tried, useSending } from '../../asking.ts'
import { useFormat } from '../../format.ts'
import { usePeople } from '../../queries.ts'
import { useWritten } from '../../records/written.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import type { Deal } from '../DealCard.tsx'
import { beginning, inputOf, type Draft } from './draft.ts'
import { repeating, repetitionOf, type Shown, type ShownRepetition } from './repetitionData.ts'
import { RuleFields } from './RuleFields.tsx'
import { comingDays, useSaidRule } from '../../repetition/saidRule.ts'
import css from './RepeatForm.module.css'

interface Props {
  deal: Deal
  onClose(): void
}

/** The window in which is said when a deal is made anew. */
export function RepeatForm({ deal, onClose }: Props) {
  const t = useWords()
  const shown = useQuery({ ...repetitionOf(deal.id), staleTime: 0 })
  return (
    <Dialog label={t('repeat.title')} high className={css.window} onClose={onClose}>
      <header className={css.head}>
        <h2>{t('repeat.title')}</h2>
        <button type="button" className="btn icon" aria-label={t('close')} onClick={onClose}>
          <IconX size={16} stroke={1.75} aria-hidden />
        </button>
      </header>
      {shown.isError && !shown.data ? (
        <p className={`problem ${css.alone ?? ''}`} role="alert">
          {told(shown.error)}
        </p>
      ) : shown.data && shown.isFetchedAfterMount ? (
        <Form deal={deal} shown={shown.data} onClose={onClose} />
      ) : (
        <div className={css.waiting} aria-busy />
      )}
    </Dialog>
  )
}

function Form({ deal, shown, onClose }: Props & { shown: Shown }) {
  const t = useWords()
  // What others do meanwhile takes nothing from under the fingers: it is told when this is sent.
  const [{ repetition, clock, may }] = useState(shown)
  const sending = useSending()
  const [draft, setDraft] = useState(() => beginning(repetition, deal.beginDate ?? clock.day, clock.day))
  const set = (change: Partial<Draft>) => {
    sending.settle()
    setDraft((before) => ({ ...before, ...change }))
  }
  const input = inputOf(draft)
  const left = input?.times == null ? 3 : input.times - (repetition?.made ?? 0)
  const days = input ? comingDays(input, input.time, clock, Math.min(left, 3)) : []
  const format = useFormat()
  const dealId = deal.id
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!input) return
    const version = repetition ? { version: repetition.version } : {}
    void sending.send(async () => {
      const { repetition: now } = await repeating(call('repetitions.set', { dealId, ...input, ...version }))
      onClose()
      const day = now?.next[0]
      if (day !== undefined) toast(t('repeat.saved', { day: format.day(day) }))
    })
  }
  return (
    <form className={css.form} onSubmit={submit} noValidate data-repeat-form>
      <div className={css.body}>
        {repetition && <State repetition={repetition} may={may} dealId={dealId} onDone={onClose} />}
        <p className={css.how}>{t('repeat.how')}</p>
        <fieldset className={css.fields} disabled={!may}>
          <RuleFields draft={draft} onChange={set} />
          <div className={css.beside}>
            {draft.every !== 'date' && (
              <label className="field">
                <span>{t('repeat.from')}</span>
                <input
                  className="input"
                  type="date"
                  name="from"
                  required
                  value={draft.from}
                  onChange={(event) => set({ from: event.target.value })}
                />
              </label>
            )}
            <label className="field">
              <span>{t('repeat.time')}</span>
              <input
                className="input"
                type="time"
                name="time"
                required
                title={t('repeat.time.zone', { zone: clock.timeZone })}
                value={draft.time}
                onChange={(event) => set({ time: event.target.value })}
              />
            </label>
          </div>
          {draft.every !== 'date' && <End draft={draft} onChange={set} />}
        </fieldset>
        <Says draft={draft} days={days} zone={clock.timeZone} />
        {sending.problem && (
          <p className="problem" role="alert">
            {toldAtForm(sending.problem)}
          </p>
        )}
      </div>
      <footer className={css.foot}>
        {repetition && may && <Remove dealId={dealId} repetition={repetition} onClose={onClose} />}
        <span className={css.push} />
        <button type="button" className="btn" onClick={onClose}>
          {t(may ? 'repeat.cancel' : 'close')}
        </button>
        {may && (
          <button type="submit" className="btn primary" disabled={sending.busy || !days.length}>
            {t(repetition ? 'repeat.change' : 'repeat.save')}
          </button>
        )}
      </footer>
    </form>
  )
}

/** In words what is going to happen, and when next. */
function Says({ draft, days, zone }: { draft: Draft; days: readonly string[]; zone: string }) {
  const t = useWords()
  const said = useSaidRule()
  const written = useWritten()
  const input = inputOf(draft)
  return (
    <div className={css.says} role="status" data-says>
      {input && (
        <>
          <b>{t('repeat.will', { rule: said(input.rule), time: input.time })}</b>
          {days.length ? (
            <span>
              {t(days.length === 1 ? 'repeat.next.one' : 'repeat.next', { days: days.map(written.day).join(' · ') })}
            </span>
          ) : (
            <span className={css.never}>{t('repeat.never')}</span>
          )}
          <small>{t('repeat.time.zone', { zone })}</small>
        </>
      )}
    </div>
  )
}

function End({ draft, onChange }: { draft: Draft; onChange(change: Partial<Draft>): void }) {
  const t = useWords()
  return (
    <div className={css.beside}>
      <label className="field">
        <span>{t('repeat.end')}</span>
        <select
          className="input"
          name="end"
          value={draft.end}
          onChange={(event) => onChange({ end: event.target.value as Draft['end'] })}
        >
          {(['never', 'until', 'times'] as const).map((end) => (
            <option key={end} value={end}>
              {t(`repeat.end.${end}`)}
            </option>
          ))}
        </select>
      </label>
      {draft.end === 'until' && (
        <label className="field">
          <span>{t('repeat.until')}</span>
          <input
            className="input"
            type="date"
            name="until"
            required
            min={draft.from}
            value={draft.until}
            onChange={(event) => onChange({ until: event.target.value })}
          />
        </label>
      )}
      {draft.end === 'times' && (
        <label className="field">
          <span>{t('repeat.times')}</span>
          <input
            className="input num"
            inputMode="numeric"
            name="times"
            value={draft.times}
            onChange={(event) => onChange({ times: event.target.value })}
          />
        </label>
      )}
    </div>
  )
}

interface StateProps {
  repetition: ShownRepetition
  may: boolean
  dealId: number
  onDone(): void
}

/** How it stands: whose rights, how many were made; why it stands still, and having it go on. */
function State({ repetition, may, dealId, onDone }: StateProps) {
  const t = useWords()
  const who = usePeople().find(({ id }) => id === repetition.personId)
  const { state, paused, reason, made } = repetition
  const act = async (method: 'repetitions.pause' | 'repetitions.resume') => {
    if (!(await tried(() => repeating(call(method, { dealId }))))) return
    onDone()
    const pauses = method === 'repetitions.pause'
    const back = pauses ? 'repetitions.resume' : 'repetitions.pause'
    doneWith(t(pauses ? 'repeat.paused' : 'repeat.resumed'), () => repeating(call(back, { dealId })))
  }
  return (
    <div className={`${css.state} ${state === 'paused' ? css.stands : ''}`} data-state={state}>
      <span className={css.stateText}>
        {paused && (
          <b>
            <IconAlertCircle size={16} stroke={1.75} aria-hidden />
            {t(`repeat.paused.${paused}`)}
          </b>
        )}
        {state === 'over' && <b>{t('repeat.over')}</b>}
        {reason !== null && <span>{reason}</span>}
        <span>
          {t('repeat.made', { count: made })}
          {who && ` · ${t('repeat.whose', { name: who.name })}`}
        </span>
      </span>
      {may && state === 'going' && (
        <button type="button" className="btn line" onClick={() => void act('repetitions.pause')}>
          <IconPlayerPause size={16} stroke={1.75} aria-hidden />
          {t('repeat.pause')}
        </button>
      )}
      {may && state === 'paused' && (
        <button type="button" className="btn line" onClick={() => void act('repetitions.resume')}>
          <IconPlayerPlay size={16} stroke={1.75} aria-hidden />
          {t('repeat.resume')}
        </button>
      )}
    </div>
  )
}

function Remove({ dealId, repetition, onClose }: { dealId: number; repetition: ShownRepetition; onClose(): void }) {
  const t = useWords()
  const remove = async () => {
    if (!(await tried(() => repeating(call('repetitions.remove', { dealId }))))) return
    onClose()
    const { rule, from, until, times, time, made } = repetition
    // It begins anew, with as many as were left.
    const left = times === null ? null : Math.max(1, times - made)
    doneWith(t('repeat.removed'), () =>
      repeating(call('repetitions.set', { dealId, rule, from, until, times: left, time })),
    )
  }
  return (
    <button type="button" className={`btn ${css.remove ?? ''}`} onClick={() => void remove()}>
      <IconTrash size={16} stroke={1.75} aria-hidden />
      {t('repeat.remove')}
    </button>
  )
}
