import { useLanguage, useWords } from '../../words.ts'
import type { Draft } from './draft.ts'
import { Dates } from './Dates.tsx'
import { weekdays } from '../../repetition/saidRule.ts'
import css from './RepeatForm.module.css'

interface Props {
  draft: Draft
  onChange(change: Partial<Draft>): void
}

const kinds = ['day', 'week', 'month', 'year', 'date'] as const

/** When it comes again: by days, weeks, months, years, or on given dates. */
export function RuleFields({ draft, onChange }: Props) {
  const t = useWords()
  return (
    <>
      <div className={css.pills} role="group" aria-label={t('repeat.every')}>
        {kinds.map((every) => (
          <button
            key={every}
            type="button"
            className={css.pill}
            aria-pressed={draft.every === every}
            onClick={() => onChange({ every })}
          >
            {t(`repeat.every.${every}`)}
          </button>
        ))}
      </div>
      {draft.every === 'date' ? (
        <Dates dates={draft.dates} onChange={(dates) => onChange({ dates })} />
      ) : (
        <label className={css.step}>
          {t('repeat.once')}
          <input
            className="input num"
            inputMode="numeric"
            name="step"
            value={draft.step}
            onChange={(event) => onChange({ step: event.target.value })}
          />
          {t(`repeat.step.${draft.every}`, { count: Number(draft.step) || 1 })}
        </label>
      )}
      {draft.every === 'week' && <Weekdays draft={draft} onChange={onChange} />}
      {draft.every === 'month' && <OnMonth draft={draft} onChange={onChange} />}
      {draft.every === 'year' && (
        <div className={css.beside}>
          <Day draft={draft} onChange={onChange} />
          <Month draft={draft} onChange={onChange} />
        </div>
      )}
    </>
  )
}

function Weekdays({ draft: { weekdays: chosen }, onChange }: Props) {
  const t = useWords()
  const language = useLanguage()
  const short = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
  return (
    <div className={css.pills} role="group" aria-label={t('repeat.weekdays')}>
      {weekdays.map((day) => (
        <button
          key={day}
          type="button"
          className={css.pill}
          aria-pressed={chosen.includes(day)}
          onClick={() =>
            onChange({ weekdays: chosen.includes(day) ? chosen.filter((one) => one !== day) : [...chosen, day] })
          }
        >
          {/* The first of January 2024 was a Monday. */}
          {short.format(Date.UTC(2024, 0, day))}
        </button>
      ))}
    </div>
  )
}

function OnMonth({ draft, onChange }: Props) {
  const t = useWords()
  const nths = ['1', '2', '3', '4', 'last'] as const
  return (
    <div className={css.beside}>
      <label className="field">
        <span>{t('repeat.on')}</span>
        <select
          className="input"
          name="on"
          value={draft.on}
          onChange={(event) => onChange({ on: event.target.value as Draft['on'] })}
        >
          {(['day', 'last', 'weekday'] as const).map((on) => (
            <option key={on} value={on}>
              {t(`repeat.on.${on}`)}
            </option>
          ))}
        </select>
      </label>
      {draft.on === 'day' && <Day draft={draft} onChange={onChange} />}
      {draft.on === 'weekday' && (
        <>
          <label className="field">
            <span>{t('repeat.nth')}</span>
            <select
              className="input"
              name="nth"
              value={draft.nth}
              onChange={(event) => onChange({ nth: event.target.value as Draft['nth'] })}
            >
              {nths.map((nth) => (
                <option key={nth} value={nth}>
                  {t(`repeat.nth.${nth}`)}
                </option>
              ))}
            </select>
          </label>
          <Weekday draft={draft} onChange={onChange} />
        </>
      )}
    </div>
  )
}

function Day({ draft, onChange }: Props) {
  const t = useWords()
  return (
    <label className="field">
      <span>{t('repeat.day')}</span>
      <input
        className="input num"
        inputMode="numeric"
        name="day"
        value={draft.day}
        onChange={(event) => onChange({ day: event.target.value })}
      />
    </label>
  )
}

function Month({ draft, onChange }: Props) {
  const t = useWords()
  const name = new Intl.DateTimeFormat(useLanguage(), { month: 'long', timeZone: 'UTC' })
  return (
    <label className="field">
      <span>{t('repeat.month')}</span>
      <select
        className="input"
        name="month"
        value={draft.month}
        onChange={(event) => onChange({ month: Number(event.target.value) })}
      >
        {Array.from({ length: 12 }, (_, i) => (
          <option key={i} value={i + 1}>
            {name.format(Date.UTC(2024, i, 1))}
          </option>
        ))}
      </select>
    </label>
  )
}

function Weekday({ draft, onChange }: Props) {
  const t = useWords()
  const name = new Intl.DateTimeFormat(useLanguage(), { weekday: 'long', timeZone: 'UTC' })
  return (
    <label className="field">
      <span>{t('repeat.weekday')}</span>
      <select
        className="input"
        name="weekday"
        value={draft.weekday}
        onChange={(event) => onChange({ weekday: Number(event.target.value) })}
      >
        {weekdays.map((day) => (
          <option key={day} value={day}>
            {name.format(Date.UTC(2024, 0, day))}
          </option>
        ))}
      </select>
    </label>
  )
}
