import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { ApiError, call } from '../api.ts'
import { queries } from '../queries.ts'
import { Logo } from '../shell/Logo.tsx'
import { useWords } from '../words.ts'
import { LanguageChoice } from './LanguageChoice.tsx'
import css from './Gate.module.css'

export function SignIn() {
  const t = useWords()
  const navigate = useNavigate()
  const { to } = useSearch({ from: '/signin' })
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(null)
    try {
      await call('session.signIn', { email: String(form.get('email')), password: String(form.get('password')) })
      queries.clear()
      await navigate({ to: to ?? '/deals' })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblem(error.code === 'offline' ? t('state.offline') : error.message)
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
          <LanguageChoice onChoose={() => setProblem(null)} />
        </div>
        <h1>{t('signin.title')}</h1>
        <label className="field">
          <span>{t('signin.email')}</span>
          <input
            className="input"
            name="email"
            type="email"
            autoComplete="username"
            required
            autoFocus
            aria-invalid={problem !== null}
          />
        </label>
        <label className="field">
          <span>{t('signin.password')}</span>
          <input
            className="input"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            aria-invalid={problem !== null}
          />
        </label>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className={`btn primary lg ${css.submit}`} disabled={busy}>
          {t('signin.submit')}
        </button>
      </form>
    </main>
  )
}
