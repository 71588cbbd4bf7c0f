import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { call } from '../api.ts'
import { told, useSending } from '../asking.ts'
import { Logo } from '../shell/Logo.tsx'
import { useWords } from '../words.ts'
import { LanguageChoice } from './LanguageChoice.tsx'
import css from './Gate.module.css'

/** Where somebody asks for a link for a new password. What is answered tells nothing of who has the address. */
export function Forgot() {
  const t = useWords()
  const { busy, problem, send, settle } = useSending()
  const [asked, setAsked] = useState<{ email: string; by: 'mail' | 'administrator' } | null>(null)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const email = String(new FormData(event.currentTarget).get('email')).trim()
    void send(async () => {
      const { by } = await call('session.requestReset', { email })
      setAsked({ email, by })
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
        <h1>{t(asked ? `forgot.${asked.by}.title` : 'forgot.title')}</h1>
        {asked ? (
          <p className={css.told} role="status">
            {t(`forgot.${asked.by}`, { email: asked.email })}
          </p>
        ) : (
          <>
            <p className={css.lead}>{t('forgot.text')}</p>
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
            {problem && (
              <p className="problem" role="alert">
                {told(problem)}
              </p>
            )}
            <button type="submit" className={`btn primary lg ${css.submit ?? ''}`} disabled={busy}>
              {t('forgot.ask')}
            </button>
          </>
        )}
        <Link to="/signin" search={{}} className={css.aside}>
          {t('invitation.signin')}
        </Link>
      </form>
    </main>
  )
}
