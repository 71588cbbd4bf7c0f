import { useId, useState, type FormEvent } from 'react'
import { call } from '../../api.ts'
import { toldAtForm } from '../../asking.ts'
import { useFormat } from '../../format.ts'
import { useMe } from '../../queries.ts'
import { today } from '../../records/days.ts'
import { writtenNumber } from '../../records/pasted.ts'
import { useWritten } from '../../records/written.ts'
import { toast } from '../../ui/toasts.tsx'
import { useLanguage, useWords } from '../../words.ts'
import { refreshCurrencies, type Currency } from './currenciesData.ts'
import part from '../common/Part.module.css'
import css from './CurrenciesPart.module.css'

/** A new rate of a currency, from a day on. */
export function RateForm({ currency, base }: { currency: Currency; base: string }) {
  const t = useWords()
  const format = useFormat()
  const written = useWritten()
  const language = useLanguage()
  const me = useMe()
  const now = today(me?.timeZone ?? 'UTC')
  const [text, setText] = useState('')
  const [day, setDay] = useState(now)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const rate = rateOf(text, language)

  async function save(event: FormEvent) {
    event.preventDefault()
    if (busy || text.trim() === '') return
    if (rate === null || day === '') return setProblem(t('settings.currency.rate.wrong'))
    setBusy(true)
    try {
      await call('currencies.setRate', { id: currency.id, rate, day })
      await refreshCurrencies()
      setText('')
      toast(
        t('settings.currency.rate.set', {
          code: currency.code,
          rate: format.number(rate),
          base,
          day: written.day(day),
        }),
      )
    } catch (error) {
      setProblem(toldAtForm(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className={css.form} onSubmit={(event) => void save(event)}>
      <div className={css.two}>
        <RateInput
          label={t('settings.currency.one', { code: currency.code, base })}
          text={text}
          invalid={problem !== null}
          onText={(next) => {
            setText(next)
            setProblem(null)
          }}
          placeholder={currency.rate === null ? '' : format.number(currency.rate)}
        />
        <label className="field">
          <span>{t('settings.currency.from')}</span>
          <input
            className="input num"
            type="date"
            name="day"
            required
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
        </label>
      </div>
      {problem ? (
        <p className="problem" role="alert">
          {problem}
        </p>
      ) : (
        <p className={part.hint}>{t('settings.currency.rate.hint')}</p>
      )}
      <div>
        <button type="submit" className="btn primary" disabled={busy || text.trim() === ''}>
          {t('settings.currency.rate.save')}
        </button>
      </div>
    </form>
  )
}

interface RateInputProps {
  label: string
  text: string
  invalid: boolean
  placeholder?: string
  onText(text: string): void
}

export function RateInput({ label, text, invalid, placeholder = '', onText }: RateInputProps) {
  const id = useId()
  return (
    <label className="field" htmlFor={id}>
      <span>{label}</span>
      <input
        id={id}
        className="input num"
        name="rate"
        inputMode="decimal"
        autoComplete="off"
        maxLength={24}
        placeholder={placeholder}
        value={text}
        aria-invalid={invalid}
        onChange={(event) => onText(event.target.value)}
      />
    </label>
  )
}

/** A rate as it is written, more than nothing and with no more than eight decimals; null for what is none. */
export function rateOf(text: string, language: 'ru' | 'en'): string | null {
  const rate = writtenNumber(text, language)
  return rate !== null && /^\d{1,12}(\.\d{1,8})?$/.test(rate) && /[1-9]/.test(rate) ? rate : null
}
