import { useNavigate } from '@tanstack/react-router'
import { useId, useState, type FormEvent, type InputHTMLAttributes } from 'react'
import { languages } from '../../model/users.ts'
import { ApiError, call } from '../api.ts'
import { queries } from '../queries.ts'
import { Logo } from '../shell/Logo.tsx'
import { speak, useLanguage, useWords } from '../words.ts'
import css from './Gate.module.css'

/** The first minute: who is the administrator, in which currency and language. */
export function Setup() {
  const t = useWords()
  const language = useLanguage()
  const navigate = useNavigate()
  const [problem, setProblem] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name))
    setBusy(true)
    setProblem(null)
    try {
      await call('setup.run', {
        name: text('name'),
        email: text('email'),
        password: text('password'),
        currency: text('currency'),
        language,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      })
      queries.clear()
      await navigate({ to: '/deals' })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <div className={css.brand}>
          <Logo />
          {t('app.name')}
        </div>
        <h1>{t('setup.title')}</h1>
        <p className={css.lead}>{t('setup.text')}</p>
        <Answer name="name" label={t('setup.name')} problem={problem} autoComplete="name" autoFocus maxLength={120} />
        <Answer
          name="email"
          label={t('signin.email')}
          problem={problem}
          type="email"
          autoComplete="username"
          maxLength={254}
        />
        <Answer
          name="password"
          label={t('signin.password')}
          hint={t('setup.password.hint')}
          problem={problem}
          type="password"
          autoComplete="new-password"
          minLength={8}
        />
        <div className={css.two}>
          <label className="field">
            <span>{t('setup.currency')}</span>
            <CurrencySelect language={language} />
          </label>
          <div className="field" role="group" aria-label={t('setup.language')}>
            <span>{t('setup.language')}</span>
            <div className={css.choice}>
              {languages.map((one) => (
                <button key={one} type="button" aria-pressed={one === language} onClick={() => speak(one)}>
                  {t(`language.${one}`)}
                </button>
              ))}
            </div>
          </div>
        </div>
        <small className={css.hint}>{t('setup.currency.hint')}</small>
        {problem && !isAbout(problem) && (
          <p className="problem" role="alert">
            {problem.code === 'offline' ? t('state.offline') : problem.message}
          </p>
        )}
        <button type="submit" className={`btn primary lg ${css.submit}`} disabled={busy}>
          {t('setup.submit')}
        </button>
      </form>
    </main>
  )
}

const asked = ['name', 'email', 'password'] as const
type Asked = (typeof asked)[number]

/** Which of the answers is refused. */
const isAbout = (problem: ApiError | null): Asked | undefined =>
  asked.find((name) => problem?.field === name || (problem !== null && name in problem.fields))

interface AnswerProps extends InputHTMLAttributes<HTMLInputElement> {
  name: Asked
  label: string
  hint?: string
  problem: ApiError | null
}

/** A field with what is wrong about it, on the same spot. */
function Answer({ label, hint, problem, ...input }: AnswerProps) {
  const about = useId()
  const wrong = isAbout(problem) === input.name
  const own = problem?.fields[input.name]
  return (
    <label className="field">
      <span>{label}</span>
      <input className="input" required aria-invalid={wrong} aria-describedby={about} {...input} />
      {wrong ? (
        <small id={about} className="problem" role="alert">
          {typeof own === 'string' ? own : problem?.message}
        </small>
      ) : (
        hint && (
          <small id={about} className={css.hint}>
            {hint}
          </small>
        )
      )}
    </label>
  )
}

const usual = ['RUB', 'USD', 'EUR', 'KZT', 'BYN', 'UZS', 'GBP', 'CNY', 'TRY', 'AED']

function CurrencySelect({ language }: { language: 'ru' | 'en' }) {
  const names = new Intl.DisplayNames(language, { type: 'currency' })
  const codes = [...usual, ...Intl.supportedValuesOf('currency').filter((code) => !usual.includes(code))]
  return (
    <select key={language} className="input" name="currency" defaultValue={language === 'ru' ? 'RUB' : 'USD'}>
      {codes.map((code) => (
        <option key={code} value={code}>{`${code} · ${names.of(code) ?? code}`}</option>
      ))}
    </select>
  )
}
