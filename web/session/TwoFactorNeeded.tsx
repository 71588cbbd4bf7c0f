import { useNavigate, useSearch } from '@tanstack/react-router'
import { queries, useMe } from '../queries.ts'
import { SetUpSteps } from '../security/SetUpSteps.tsx'
import security from '../security/security.module.css'
import { useSignOut } from '../shell/preferences.ts'
import { Logo } from '../shell/Logo.tsx'
import { useWords } from '../words.ts'
import css from './Gate.module.css'

/** Where somebody sets up the sign-in by code who may do nothing else before. */
export function TwoFactorNeeded() {
  const t = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const { to } = useSearch({ from: '/two-factor' })
  const goOn = async () => {
    queries.clear()
    await navigate({ to: to ?? '/deals' })
  }
  return (
    <main className={css.page}>
      <div className={`${css.form} ${css.wide ?? ''}`}>
        <div className={css.brand}>
          <Logo />
          {t('app.name')}
        </div>
        <SetUpSteps
          head={
            <>
              <h1>{t('needed.title')}</h1>
              <p className={security.text}>{t('needed.text', { company: me?.company.name ?? '' })}</p>
            </>
          }
          leave={
            <button type="button" className="btn" onClick={() => void signOut()}>
              {t('person.signOut')}
            </button>
          }
          onDone={() => void goOn()}
        />
      </div>
    </main>
  )
}
