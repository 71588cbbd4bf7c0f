import { useQuery } from '@tanstack/react-query'
import { useId, type FormEvent, type ReactNode } from 'react'
import { ApiError } from '../api.ts'
import { told, useSending } from '../asking.ts'
import { Logo } from '../shell/Logo.tsx'
import { useLanguage, useWords } from '../words.ts'
import { LanguageChoice } from './LanguageChoice.tsx'
import gate from './Gate.module.css'
import css from './LinkGate.module.css'

interface Props<T> {
  kind: 'invitation' | 'reset'
  token: string
  read(): Promise<T>
  /** where one goes with a link that opens nothing */
  otherwise: ReactNode
  children(bearer: T): ReactNode
}

/** Where a link leads by which somebody comes in: for whom it is, or why it opens nothing. */
export function LinkGate<T>({ kind, token, read, otherwise, children }: Props<T>) {
  const t = useWords()
  const language = useLanguage()
  const { data, error, refetch } = useQuery({
    // What is wrong with a link is said in the language of the screen.
    queryKey: [kind, token, language],
    queryFn: read,
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
              otherwise
            )}
          </>
        ) : data ? (
          children(data)
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

interface FormProps {
  title: string
  text: string
  /** by which the person signs in from now on */
  email: string | null
  /** what the field and the button are called */
  password: string
  submit: string
  onSend(form: FormData): Promise<void>
  /** other fields, before the password */
  children?: ReactNode
}

/** Chooses a password. */
export function PasswordForm({ title, text, email, password, submit, onSend, children }: FormProps) {
  const t = useWords()
  const about = useId()
  const { busy, problem, send } = useSending()
  const refused = problem && told(problem)
  const ofPassword = problem?.field === 'password'
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    void send(() => onSend(form))
  }
  return (
    <form className={css.form} onSubmit={onSubmit}>
      <h1>{title}</h1>
      <p className={css.text}>{text}</p>
      <label className="field">
        <span>{t('invitation.as')}</span>
        <input className="input" name="email" value={email ?? ''} readOnly autoComplete="username" />
      </label>
      {children}
      <label className="field">
        <span>{password}</span>
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
        {submit}
      </button>
    </form>
  )
}
