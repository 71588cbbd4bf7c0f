import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { call } from '../api.ts'
import { told, useSending } from '../asking.ts'
import { queries } from '../queries.ts'
import { CodeField } from '../security/CodeField.tsx'
import { Logo } from '../shell/Logo.tsx'
import { useWords } from '../words.ts'
import { LanguageChoice } from './LanguageChoice.tsx'
import css from './Gate.module.css'

/** Signing in: the password, and for who has set it up a code. */
export function SignIn() {
  const t = useWords()
  const navigate = useNavigate()
  const { to } = useSearch({ from: '/signin' })
  const sending = useSending()
  /** given for the password, good for a code */
  const [ticket, setTicket] = useState<string | null>(null)
  const [email, setEmail] = useState('')

  const goOn = async () => {
    queries.clear()
    await navigate({ to: to ?? '/deals' })
  }
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    void sending
      .send(async () => {
        if (ticket !== null) await call('session.signInCode', { ticket, code: String(data.get('code')) })
        else {
          const given = { email: String(data.get('email')), password: String(data.get('password')) }
          const answer = await call('session.signIn', given)
          if (answer.needs) {
            setEmail(given.email)
            return setTicket(answer.ticket)
          }
        }
        await goOn()
      })
      .then((done) => {
        if (!done) form.querySelector<HTMLInputElement>('[name=code], [name=password]')?.select()
      })
  }
  const { problem } = sending
  // The ticket is no longer good: the password is asked for again, and why is said there.
  const over = ticket !== null && problem !== null && problem.code === 'signin' && problem.field !== 'code'
  if (over) setTicket(null)

  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={submit}>
        <div className={css.brand}>
          <Logo />
          {t('app.name')}
          <LanguageChoice onChoose={sending.settle} />
        </div>
        <h1>{t(ticket === null ? 'signin.title' : 'signin.code.title')}</h1>
        {ticket === null ? (
          <>
            <label className="field">
              <span>{t('signin.email')}</span>
              <input
                className="input"
                name="email"
                type="email"
                autoComplete="username"
                required
                autoFocus={email === ''}
                defaultValue={email}
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
                autoFocus={email !== ''}
                aria-invalid={problem !== null}
              />
            </label>
            {problem && (
              <p className="problem" role="alert">
                {told(problem)}
              </p>
            )}
          </>
        ) : (
          <CodeField problem={problem} onSwitch={sending.settle} />
        )}
        <button type="submit" className={`btn primary lg ${css.submit ?? ''}`} disabled={sending.busy}>
          {t('signin.submit')}
        </button>
        {ticket === null ? (
          <Link to="/forgot" className={css.aside}>
            {t('signin.forgot')}
          </Link>
        ) : (
          <button
            type="button"
            className={css.aside}
            onClick={() => {
              setTicket(null)
              sending.settle()
            }}
          >
            {t('signin.back')}
          </button>
        )}
      </form>
    </main>
  )
}
