import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useId, useState, type FormEvent } from 'react'
import { ApiError, call } from '../api.ts'
import { told, useSending } from '../asking.ts'
import { queries } from '../queries.ts'
import { Logo } from '../shell/Logo.tsx'
import { useLanguage, useWords } from '../words.ts'
import { LanguageChoice } from './LanguageChoice.tsx'
import gate from './Gate.module.css'
import css from './Invitation.module.css'

/** Where somebody chooses a new password by a link. */
export function Reset() {
  const t = useWords()
  const language = useLanguage()
  const { token } = useParams({ from: '/reset/$token' })
  const { data, error, refetch } = useQuery({
    // What is wrong with a link is said in the language of the screen.
    queryKey: ['reset', token, language],
    queryFn: () => call('resets.get', { token }),
    retry: false,
    staleTime: Infinity,
    placeholderData: (before) => before,
  })
  const offline = error instanceof ApiError && error.code === 'offline'
  return (
    <main className={gate.page}>
      <div className={gate.form} aria-busy={!data && !error}>
        <div className={`${gate.brand} ${css.brand}`}>
          <Logo />
          {t('app.name')}
          <LanguageChoice />
        </div>
        {error ? (
          <>
            <h1>{t('invitation.bad')}</h1>
            <p className={css.text} role="alert">
              {told(error)}
            </p>
            {offline ? (
              <button type="button" className={`btn line lg ${gate.submit}`} onClick={() => void refetch()}>
                {t('state.retry')}
              </button>
            ) : (
              <Link to="/forgot" className={`btn line lg ${gate.submit}`}>
                {t('reset.again')}
              </Link>
            )}
          </>
        ) : data ? (
          <Choose token={token} email={data.email} />
        ) : (
          <div className={css.waiting} aria-label={t('state.loading')} role="status">
            <i />
            <i />
            <i />
          </div>
        )}
      </div>
    </main>
  )
}

function Choose({ token, email }: { token: string; email: string | null }) {
  const t = useWords()
  const about = useId()
  const [done, setDone] = useState(false)
  const { busy, problem, send } = useSending()

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get('password'))
    void send(async () => {
      await call('resets.use', { token, password })
      queries.clear()
      setDone(true)
    })
  }
  if (done)
    return (
      <div className={css.form} role="status">
        <h1>{t('reset.done')}</h1>
        <p className={css.text}>{t('reset.done.text')}</p>
        <Link to="/signin" search={{}} className={`btn primary lg ${gate.submit}`} autoFocus>
          {t('invitation.signin')}
        </Link>
      </div>
    )
  const refused = problem && told(problem)
  const ofPassword = problem?.field === 'password'
  return (
    <form className={css.form} onSubmit={submit}>
      <h1>{t('reset.title')}</h1>
      <p className={css.text}>{t('reset.text')}</p>
      <label className="field">
        <span>{t('invitation.as')}</span>
        <input className="input" name="email" value={email ?? ''} readOnly autoComplete="username" />
      </label>
      <label className="field">
        <span>{t('team.password.new')}</span>
        <input
          className="input"
          name="password"
          type="password"
          required
          minLength={8}
          autoFocus
          autoComplete="new-password"
          aria-invalid={ofPassword}
          aria-describedby={about}
        />
        <small id={about} className={ofPassword ? 'problem' : gate.hint} {...(ofPassword ? { role: 'alert' } : {})}>
          {ofPassword ? refused : t('setup.password.hint')}
        </small>
      </label>
      {refused && !ofPassword && (
        <p className="problem" role="alert">
          {refused}
        </p>
      )}
      <button type="submit" className={`btn primary lg ${gate.submit}`} disabled={busy}>
        {t('reset.submit')}
      </button>
    </form>
  )
}
