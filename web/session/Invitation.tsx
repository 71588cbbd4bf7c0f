import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { call } from '../api.ts'
import { queries } from '../queries.ts'
import { useLanguage, useWords } from '../words.ts'
import gate from './Gate.module.css'
import { LinkGate, PasswordForm } from './LinkGate.tsx'

/** Where an invited person chooses a password and comes in. */
export function Invitation() {
  const t = useWords()
  const language = useLanguage()
  const navigate = useNavigate()
  const { token } = useParams({ from: '/invitation/$token' })
  const accept = async (form: FormData) => {
    const [name, password] = [String(form.get('name')), String(form.get('password'))]
    await call('invitations.accept', { token, name, password, language })
    // Whoever was signed in before is not any more.
    queries.clear()
    await navigate({ to: '/deals' })
  }
  return (
    <LinkGate
      kind="invitation"
      token={token}
      read={() => call('invitations.get', { token })}
      otherwise={
        <Link to="/signin" search={{}} className={`btn line lg ${gate.submit}`}>
          {t('invitation.signin')}
        </Link>
      }
    >
      {({ name, email, company }) => (
        <PasswordForm
          title={t('invitation.title', { name })}
          text={t('invitation.text', { company })}
          email={email}
          password={t('signin.password')}
          submit={t('invitation.submit')}
          onSend={accept}
        >
          <label className="field">
            <span>{t('invitation.name')}</span>
            <input className="input" name="name" defaultValue={name} required maxLength={120} autoComplete="name" />
          </label>
        </PasswordForm>
      )}
    </LinkGate>
  )
}
