import { useState, type FormEvent, type ReactNode } from 'react'
import type { CompanySettings } from '../../../server/setup/company.ts'
import { ApiError, call, type Output } from '../../api.ts'
import { doneWith, toldAtForm } from '../../asking.ts'
import { queries, useCurrencies } from '../../queries.ts'
import { useLanguage, useWords } from '../../words.ts'
import { companyQuery } from './companyData.ts'
import { dayName } from './weekdays.ts'
import part from '../common/Part.module.css'
import css from './CompanyPart.module.css'

type Company = Output<'settings.get'>
/** Days as they are typed. */
type Draft = Partial<Omit<CompanySettings, 'binDays'> & { binDays: string }>

/** The name of the company, its time, its money, its bin. */
export function CompanyForm({ company }: { company: Company }) {
  const t = useWords()
  const language = useLanguage()
  const currencies = useCurrencies()
  const [draft, setDraft] = useState<Draft>({})
  const [problem, setProblem] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const value = { ...company, binDays: String(company.binDays), ...draft }
  const days = /^\d+$/.test(value.binDays) ? Number(value.binDays) : NaN
  const whole = days >= 1 && days <= 3650
  const changed = Object.fromEntries(
    Object.entries(draft).filter(([key, next]) => String(next) !== String(company[key as keyof CompanySettings])),
  )
  const dirty = Object.keys(changed).length > 0
  const set = (change: Draft) => setDraft((old) => ({ ...old, ...change }))

  const write = async (fields: object) => {
    queries.setQueryData(companyQuery.queryKey, await call('settings.change', fields))
    await Promise.all(['session', 'currencies'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
  }
  async function save(event: FormEvent) {
    event.preventDefault()
    if (!dirty || busy || !whole) return
    setBusy(true)
    setProblem(null)
    const before = Object.fromEntries(Object.keys(changed).map((key) => [key, company[key as keyof CompanySettings]]))
    try {
      await write('binDays' in changed ? { ...changed, binDays: days } : changed)
      setDraft({})
      doneWith(t('settings.company.saved'), () => write(before))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  const wrong = (field: string) => problem !== null && (problem.field === field || field in problem.fields)
  return (
    <form className={css.form} onSubmit={(event) => void save(event)}>
      <label className="field">
        <span>{t('settings.company.name')}</span>
        <input
          className="input"
          name="name"
          required
          maxLength={255}
          autoComplete="organization"
          value={value.name}
          aria-invalid={wrong('name')}
          onChange={(event) => set({ name: event.target.value })}
        />
      </label>
      <div className={css.two}>
        <Choice
          name="timeZone"
          label={t('settings.company.zone')}
          value={value.timeZone}
          invalid={wrong('timeZone')}
          onChoose={(timeZone) => set({ timeZone })}
        >
          {zones(company.timeZone).map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </Choice>
        <Choice
          name="weekStart"
          label={t('settings.company.week')}
          value={value.weekStart}
          invalid={wrong('weekStart')}
          onChoose={(day) => set({ weekStart: Number(day) })}
        >
          {[1, 2, 3, 4, 5, 6, 7].map((day) => (
            <option key={day} value={day}>
              {dayName(day, language)}
            </option>
          ))}
        </Choice>
      </div>
      <div className={part.stack}>
        <Choice
          name="baseCurrency"
          label={t('settings.company.base')}
          value={value.baseCurrency}
          invalid={wrong('baseCurrency')}
          disabled={company.baseSettled}
          onChoose={(baseCurrency) => set({ baseCurrency })}
        >
          {currencies.map(({ id, code, name }) => (
            <option key={id} value={code}>{`${code} · ${name}`}</option>
          ))}
        </Choice>
        <p className={part.hint}>
          {t(company.baseSettled ? 'settings.company.base.settled' : 'settings.company.base.hint')}
        </p>
      </div>
      <div className={part.stack}>
        <label className="field">
          <span>{t('settings.company.bin')}</span>
          <input
            className={`input num ${css.days}`}
            name="binDays"
            inputMode="numeric"
            maxLength={4}
            value={value.binDays}
            aria-invalid={!whole || wrong('binDays')}
            onChange={(event) => set({ binDays: event.target.value })}
          />
        </label>
        <p className={whole ? part.hint : 'problem'}>
          {t(whole ? 'settings.company.bin.hint' : 'settings.company.bin.wrong')}
        </p>
      </div>
      <label className={css.tick}>
        <input
          type="checkbox"
          name="openedByDefault"
          checked={value.openedByDefault}
          onChange={(event) => set({ openedByDefault: event.target.checked })}
        />
        <span>
          {t('settings.company.opened')}
          <small>{t('settings.company.opened.hint')}</small>
        </span>
      </label>
      <label className={css.tick}>
        <input
          type="checkbox"
          name="twoFactorRequired"
          checked={value.twoFactorRequired}
          onChange={(event) => set({ twoFactorRequired: event.target.checked })}
        />
        <span>
          {t('settings.company.twoFactor')}
          <small>{t('settings.company.twoFactor.hint')}</small>
        </span>
      </label>
      {problem && (
        <p className="problem" role="alert">
          {toldAtForm(problem)}
        </p>
      )}
      <div className={part.row}>
        <button type="submit" className="btn primary" disabled={!dirty || busy || !whole}>
          {t('settings.save')}
        </button>
        {dirty && (
          <button
            type="button"
            className="btn"
            onClick={() => {
              setDraft({})
              setProblem(null)
            }}
          >
            {t('settings.cancel')}
          </button>
        )}
      </div>
    </form>
  )
}

interface ChoiceProps {
  name: string
  label: string
  value: string | number
  invalid: boolean
  disabled?: boolean
  onChoose(value: string): void
  children: ReactNode
}

function Choice({ name, label, value, invalid, disabled = false, onChoose, children }: ChoiceProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <select
        className="input"
        name={name}
        value={value}
        disabled={disabled}
        aria-invalid={invalid}
        onChange={(event) => onChoose(event.target.value)}
      >
        {children}
      </select>
    </label>
  )
}

/** All time zones that the browser knows; the one that is set among them. */
const zones = (set: string): string[] => [...new Set([set, 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort()
