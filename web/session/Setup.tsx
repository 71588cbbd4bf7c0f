import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
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
  const wrong = (field: string) => problem !== null && (problem.field === field || field in problem.fields)

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
        <label className="field">
          <span>{t('setup.name')}</span>
          <input
            className="input"
            name="name"
            autoComplete="name"
            required
            autoFocus
            maxLength={120}
            aria-invalid={wrong('name')}
          />
        </label>
        <label className="field">
          <span>{t('signin.email')}</span>
          <input
            className="input"
            name="email"
            type="email"
            autoComplete="username"
            required
            maxLength={254}
            aria-invalid={wrong('email')}
          />
        </label>
        <label className="field">
          <span>{t('signin.password')}</span>
          <input
            className="input"
            name="password"
            type="password"
            autoComplete="new-password"
            required
            minLength={8}
            aria-invalid={wrong('password')}
          />
          <small className={css.hint}>{t('setup.password.hint')}</small>
        </label>
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
        {problem && (
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
