import { useState, type FormEvent } from 'react'
import { call } from '../../api.ts'
import { toldAtForm, useSending } from '../../asking.ts'
import { useMe } from '../../queries.ts'
import { RecoveryCodes } from '../../security/RecoveryCodes.tsx'
import { SetUpSteps } from '../../security/SetUpSteps.tsx'
import security from '../../security/security.module.css'
import { Dialog } from '../../ui/Dialog.tsx'
import { useWords } from '../../words.ts'
import css from './SecurityPart.module.css'

interface Props {
  onDone(): void
  onClose(): void
}

/** Sets up the sign-in by code over the page. */
export function SetUpWindow({ onDone, onClose }: Props) {
  const t = useWords()
  return (
    <Dialog label={t('security.code')} onClose={onClose}>
      <div className={css.window}>
        <SetUpSteps
          head={<h2>{t('security.code')}</h2>}
          leave={
            <button type="button" className="btn" onClick={onClose}>
              {t('shell.cancel')}
            </button>
          }
          onDone={onDone}
        />
      </div>
    </Dialog>
  )
}

const words = {
  turnOff: {
    title: 'security.code.turnOff.title',
    text: 'security.code.turnOff.text',
    button: 'security.code.turnOff',
  },
  codes: { title: 'security.codes.new', text: 'security.codes.new.text', button: 'security.codes.make' },
} as const

/** What takes the password and a code: turning it off, and new recovery codes. */
export function ProofWindow({ does, onDone, onClose }: Props & { does: keyof typeof words }) {
  const t = useWords()
  const me = useMe()
  const { busy, problem, send } = useSending()
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const word = words[does]

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const proof = { password: String(form.get('password')), code: String(form.get('code')) }
    void send(async () => {
      if (does === 'codes') return setCodes((await call('session.makeRecoveryCodes', proof)).codes)
      await call('session.turnOffTwoFactor', proof)
      onDone()
    })
  }
  const wrong = (field: string) => problem?.field === field
  return (
    <Dialog label={t(word.title)} onClose={codes ? undefined : onClose}>
      <div className={css.window}>
        {codes ? (
          <RecoveryCodes codes={codes} onDone={onDone} />
        ) : (
          <form className={security.form} onSubmit={submit}>
            <h2>{t(word.title)}</h2>
            <p className={security.text}>{t(word.text)}</p>
            <input type="email" name="email" autoComplete="username" value={me?.email ?? ''} readOnly hidden />
            <label className="field">
              <span>{t('signin.password')}</span>
              <input
                className="input"
                name="password"
                type="password"
                autoComplete="current-password"
                required
                autoFocus
                aria-invalid={wrong('password')}
              />
            </label>
            <label className="field">
              <span>{t('security.code.any')}</span>
              <input
                className={`input ${security.code ?? ''}`}
                name="code"
                autoComplete="one-time-code"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={20}
                required
                aria-invalid={wrong('code')}
              />
            </label>
            {problem && (
              <p className="problem" role="alert">
                {toldAtForm(problem)}
              </p>
            )}
            <div className={security.buttons}>
              <button type="button" className="btn" onClick={onClose}>
                {t('shell.cancel')}
              </button>
              <button type="submit" className={`btn primary ${security.push ?? ''}`} disabled={busy}>
                {t(word.button)}
              </button>
            </div>
          </form>
        )}
      </div>
    </Dialog>
  )
}
