import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useId, type FormEvent } from 'react'
import { ApiError, call } from '../api.ts'
import { told, useSending } from '../asking.ts'
import { queries } from '../queries.ts'
import { Logo } from '../shell/Logo.tsx'
import { useLanguage, useWords } from '../words.ts'
import { LanguageChoice } from './LanguageChoice.tsx'
import gate from './Gate.module.css'
import css from './Invitation.module.css'

/** Where an invited person chooses a password and comes in. */
export function Invitation() {
  const t = useWords()
  const language = useLanguage()
  const { token } = useParams({ from: '/invitation/$token' })
  const { data, error, refetch } = useQuery({
    // What is wrong with a link is said in the language of the screen.
    queryKey: ['invitation', token, language],
    queryFn: () => call('invitations.get', { token }),
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
              <Link to="/signin" search={{}} className={`btn line lg ${gate.submit}`}>
                {t('invitation.signin')}
              </Link>
            )}
          </>
        ) : data ? (
          <Accept token={token} name={data.name} email={data.email} company={data.company} />
        ) : (
          <div className={css.waiting} aria-label={t('state.loading')} role="status">
            <i />
            <i />
            <i />
            <i />
          </div>
        )}
      </div>
    </main>
  )
}

interface AcceptProps {
  token: string
  name: string
  email: string | null
  company: string
}

function Accept({ token, name, email, company }: AcceptProps) {
  const t = useWords()
  const language = useLanguage()
  const navigate = useNavigate()
  const about = useId()
  const { busy, problem, send } = useSending()

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    void send(async () => {
      await call('invitations.accept', {
        token,
        name: String(form.get('name')),
        password: String(form.get('password')),
        language,
      })
      queries.clear()
      await navigate({ to: '/deals' })
    })
  }
  const refused = problem && told(problem)
  const ofPassword = problem?.field === 'password'
  return (
    <form className={css.form} onSubmit={submit}>
      <h1>{t('invitation.title', { name })}</h1>
      <p className={css.text}>{t('invitation.text', { company })}</p>
      <label className="field">
        <span>{t('invitation.as')}</span>
        <input className="input" name="email" value={email ?? ''} readOnly autoComplete="username" />
      </label>
      <label className="field">
        <span>{t('invitation.name')}</span>
        <input className="input" name="name" defaultValue={name} required maxLength={120} autoComplete="name" />
      </label>
      <label className="field">
        <span>{t('signin.password')}</span>
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
        {t('invitation.submit')}
      </button>
    </form>
  )
}
