import { useRouter } from '@tanstack/react-router'
import { useEffect, useState, type FormEvent } from 'react'
import { ApiError, call } from '../api.ts'
import { queries, type Me } from '../queries.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { useWords } from '../words.ts'
import { announce, goOn, settleSignIn, useSignInAsked, whenLeft } from './signedOut.ts'
import css from './WindowForm.module.css'

/** Over the page when its session has ended: the person signs in, and what was being done goes on. */
export function SignInAgain({ me }: { me: Me }) {
  const asked = useSignInAsked()
  const router = useRouter()
  useEffect(() => {
    const leave = () => {
      settleSignIn(false)
      void router.navigate({ to: '/signin', search: { to: router.state.location.href } }).then(() => queries.clear())
    }
    return whenLeft(leave)
  }, [router])
  useEffect(() => () => settleSignIn(false), [])
  return asked ? <Form me={me} /> : null
}

function Form({ me }: { me: Me }) {
  const t = useWords()
  const router = useRouter()
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(null)
    try {
      await call('session.signIn', { email: me.email ?? '', password: String(form.get('password')) })
      await goOn()
      announce('in')
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblem(error.code === 'offline' ? t('state.offline') : error.message)
      setBusy(false)
    }
  }
  const asAnother = async () => {
    const { href } = router.state.location
    await router.navigate({ to: '/signin', search: { to: href } })
    settleSignIn(false)
    queries.clear()
  }
  return (
    <Dialog label={t('shell.again.title')}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <h2>{t('shell.again.title')}</h2>
        <p>{t('shell.again.text')}</p>
        <label className="field">
          <span>{t('signin.email')}</span>
          <input
            className={`input ${css.fixed}`}
            name="email"
            autoComplete="username"
            readOnly
            value={me.email ?? ''}
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
            autoFocus
            aria-invalid={problem !== null}
          />
        </label>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <div className={css.foot}>
          <button type="button" className="btn" onClick={() => void asAnother()}>
            {t('shell.again.another')}
          </button>
          <button type="submit" className="btn primary" disabled={busy}>
            {t('signin.submit')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
