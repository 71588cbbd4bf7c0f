import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api.ts'
import { queries } from '../queries.ts'
import { useWords } from '../words.ts'
import gate from './Gate.module.css'
import { LinkGate, PasswordForm } from './LinkGate.tsx'
import css from './LinkGate.module.css'

/** Where somebody chooses a new password by a link. */
export function Reset() {
  const t = useWords()
  const { token } = useParams({ from: '/reset/$token' })
  return (
    <LinkGate
      kind="reset"
      token={token}
      read={() => call('resets.get', { token })}
      otherwise={
        <Link to="/forgot" className={`btn line lg ${gate.submit}`}>
          {t('reset.again')}
        </Link>
      }
    >
      {({ email }) => <Choose token={token} email={email} />}
    </LinkGate>
  )
}

function Choose({ token, email }: { token: string; email: string | null }) {
  const t = useWords()
  const [done, setDone] = useState(false)
  const choose = async (form: FormData) => {
    await call('resets.use', { token, password: String(form.get('password')) })
    // Whoever was signed in is not any more.
    queries.clear()
    setDone(true)
  }
  if (!done)
    return (
      <PasswordForm
        title={t('reset.title')}
        text={t('reset.text')}
        email={email}
        password={t('team.password.new')}
        submit={t('reset.submit')}
        onSend={choose}
      />
    )
  return (
    <div className={css.form} role="status">
      <h1>{t('reset.done')}</h1>
      <p className={css.text}>{t('reset.done.text')}</p>
      <Link to="/signin" search={{}} className={`btn primary lg ${gate.submit}`} autoFocus>
        {t('invitation.signin')}
      </Link>
    </div>
  )
}
