import { useRouter } from '@tanstack/react-router'
import { useEffect, useState, type FormEvent } from 'react'
import { call } from '../api.ts'
import { told, useSending } from '../asking.ts'
import { queries, type Me } from '../queries.ts'
import { CodeField } from '../security/CodeField.tsx'
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
  const { busy, problem, send, settle } = useSending()
  /** given for the password, good for a code */
  const [ticket, setTicket] = useState<string | null>(null)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    void send(async () => {
      if (ticket !== null) await call('session.signInCode', { ticket, code: String(form.get('code')) })
      else {
        const answer = await call('session.signIn', { email: me.email ?? '', password: String(form.get('password')) })
        if (answer.needs) return setTicket(answer.ticket)
      }
      await goOn()
      announce('in')
    })
  }
  if (ticket !== null && problem?.code === 'signin' && problem.field !== 'code') setTicket(null)
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
        {ticket === null ? (
          <>
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
                {told(problem)}
              </p>
            )}
          </>
        ) : (
          <CodeField problem={problem} onSwitch={settle} />
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
