import { useNavigate, useSearch } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { call } from '../api.ts'
import { told, useSending } from '../asking.ts'
import { queries } from '../queries.ts'
import { Logo } from '../shell/Logo.tsx'
import { useWords } from '../words.ts'
import { LanguageChoice } from './LanguageChoice.tsx'
import css from './Gate.module.css'

export function SignIn() {
  const t = useWords()
  const navigate = useNavigate()
  const { to } = useSearch({ from: '/signin' })
  const { busy, problem, send, settle } = useSending()

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    void send(async () => {
      await call('session.signIn', { email: String(form.get('email')), password: String(form.get('password')) })
      queries.clear()
      await navigate({ to: to ?? '/deals' })
    })
  }

  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={submit}>
        <div className={css.brand}>
          <Logo />
          {t('app.name')}
          <LanguageChoice onChoose={settle} />
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
            {told(problem)}
          </p>
        )}
        <button type="submit" className={`btn primary lg ${css.submit}`} disabled={busy}>
          {t('signin.submit')}
        </button>
      </form>
    </main>
  )
}
