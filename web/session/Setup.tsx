import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useId, useState, type FormEvent, type InputHTMLAttributes, type ReactNode } from 'react'
import { ApiError, call } from '../api.ts'
import { queries } from '../queries.ts'
import { Logo } from '../shell/Logo.tsx'
import { useLanguage, useWords, type WordKey } from '../words.ts'
import { likelyCurrency, ownZone } from './guess.ts'
import { LanguageChoice } from './LanguageChoice.tsx'
import css from './Gate.module.css'

const asked = ['name', 'email', 'password'] as const
type Asked = (typeof asked)[number]
type Problems = Partial<Record<Asked | 'all', string>>

/** What is wrong at first sight; the rest is the server's to judge. */
const checks: Record<Asked, { fine(text: string): boolean; word: WordKey }> = {
  name: { fine: (text) => text.trim().length > 0, word: 'start.needed.name' },
  email: { fine: (text) => /^\S+@\S+\.\S+$/.test(text.trim()), word: 'start.needed.email' },
  password: { fine: (text) => text.length >= 8, word: 'start.needed.password' },
}

/** The first minute: who is the administrator, in which currency and language. */
export function Setup() {
  const t = useWords()
  const language = useLanguage()
  const navigate = useNavigate()
  const [problems, setProblems] = useState<Problems>({})
  const [busy, setBusy] = useState(false)
  const [zone] = useState(ownZone)
  const [currency, setCurrency] = useState(() => likelyCurrency(zone, navigator.languages))

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    const text = (name: Asked) => String(data.get(name))
    const show = (found: Problems) => {
      setProblems(found)
      const first = asked.find((name) => found[name] !== undefined)
      if (first) form.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus()
    }
    const wrong = asked.filter((name) => !checks[name].fine(text(name)))
    if (wrong.length) return show(Object.fromEntries(wrong.map((name) => [name, t(checks[name].word)])))
    setBusy(true)
    setProblems({})
    try {
      await call('setup.run', {
        name: text('name'),
        email: text('email'),
        password: text('password'),
        currency,
        language,
        timeZone: zone,
      })
      queries.clear()
      await navigate({ to: '/deals' })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      show(told(error, t('state.offline')))
    } finally {
      setBusy(false)
    }
  }
  const settle = (name: Asked) => setProblems(({ [name]: _settled, ...others }) => others)
  const of = (name: Asked) => ({ name, problem: problems[name], onInput: () => settle(name) })

  return (
    <main className={css.page}>
      <form className={css.form} noValidate onSubmit={(event) => void submit(event)}>
        <div className={css.brand}>
          <Logo />
          {t('app.name')}
          {/* What is wrong was said in the other language. */}
          <LanguageChoice onChoose={() => setProblems({})} />
        </div>
        <h1>{t('setup.title')}</h1>
        <p className={css.lead}>{t('setup.text')}</p>
        <Answer {...of('name')} label={t('setup.name')} autoComplete="name" autoFocus maxLength={120} />
        <Answer
          {...of('email')}
          label={t('signin.email')}
          type="email"
          inputMode="email"
          autoComplete="username"
          maxLength={254}
        />
        <Password {...of('password')} label={t('signin.password')} hint={t('setup.password.hint')} />
        <label className="field">
          <span>{t('setup.currency')}</span>
          <CurrencySelect value={currency} onChange={setCurrency} />
          <small className={css.hint}>{t('setup.currency.hint')}</small>
        </label>
        {problems.all !== undefined && (
          <p className="problem" role="alert">
            {problems.all}
          </p>
        )}
        <button type="submit" className={`btn primary lg ${css.submit}`} disabled={busy}>
          {t('setup.submit')}
        </button>
        {zone && <small className={css.hint}>{t('start.zone', { zone: zone.replaceAll('_', ' ') })}</small>}
      </form>
    </main>
  )
}

/** What the server refuses, each at the answer that it is about. */
function told(error: ApiError, offline: string): Problems {
  if (error.code === 'offline') return { all: offline }
  const found = asked.filter((name) => error.field === name || name in error.fields)
  if (!found.length) return { all: error.message }
  return Object.fromEntries(
    found.map((name) => {
      const own = error.fields[name]
      return [name, typeof own === 'string' ? own : error.message]
    }),
  )
}

interface AnswerProps extends InputHTMLAttributes<HTMLInputElement> {
  name: Asked
  label: string
  hint?: string
  problem: string | undefined
  /** inside the field, at its end */
  beside?: ReactNode
}

/** A field with what is wrong about it, on the same spot as its hint. */
function Answer({ label, hint, problem, beside, ...input }: AnswerProps) {
  const [own, about] = [useId(), useId()]
  const wrong = problem !== undefined
  return (
    <div className="field">
      <span>
        <label htmlFor={own}>{label}</label>
      </span>
      <div className={css.inside}>
        <input
          id={own}
          className="input"
          required
          aria-invalid={wrong}
          aria-describedby={wrong || hint ? about : undefined}
          {...input}
        />
        {beside}
      </div>
      {(problem ?? hint) !== undefined && (
        <small id={about} className={wrong ? 'problem' : css.hint} role={wrong ? 'alert' : undefined}>
          {problem ?? hint}
        </small>
      )}
    </div>
  )
}

/** A new password, which one may look at before it is sent. */
function Password(props: Omit<AnswerProps, 'type' | 'beside'>) {
  const t = useWords()
  const [shown, setShown] = useState(false)
  const Icon = shown ? IconEyeOff : IconEye
  return (
    <Answer
      {...props}
      type={shown ? 'text' : 'password'}
      autoComplete="new-password"
      minLength={8}
      beside={
        <button
          type="button"
          className={`btn icon ${css.show}`}
          aria-label={t('start.password.show')}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          <Icon size={16} stroke={1.75} aria-hidden />
        </button>
      }
    />
  )
}

const usual = ['RUB', 'USD', 'EUR', 'KZT', 'BYN', 'UZS', 'GBP', 'CNY', 'TRY', 'AED']

function CurrencySelect({ value, onChange }: { value: string; onChange(code: string): void }) {
  const names = new Intl.DisplayNames(useLanguage(), { type: 'currency' })
  const first = [value, ...usual.filter((code) => code !== value)]
  const codes = [...first, ...Intl.supportedValuesOf('currency').filter((code) => !first.includes(code))]
  return (
    <select className="input" name="currency" value={value} onChange={(event) => onChange(event.target.value)}>
      {codes.map((code) => (
        <option key={code} value={code}>{`${code} · ${names.of(code) ?? code}`}</option>
      ))}
    </select>
  )
}
