import { useId, useState, type FormEvent } from 'react'
import { ApiError, call } from '../api.ts'
import { useMe } from '../queries.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import css from './WindowForm.module.css'

/** A new password for oneself; it takes the present one, and ends all other sessions. */
export function PasswordWindow({ onClose }: { onClose(): void }) {
  const t = useWords()
  const me = useMe()
  const note = useId()
  const [problem, setProblem] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(null)
    try {
      await call('session.changePassword', { current: String(form.get('current')), next: String(form.get('next')) })
      onClose()
      toast(t('shell.password.done'))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblem(error)
      setBusy(false)
    }
  }
  const isCurrent = problem?.field === 'current'
  return (
    <Dialog label={t('shell.password')} onClose={onClose}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <h2>{t('shell.password')}</h2>
        <input type="email" name="email" autoComplete="username" value={me?.email ?? ''} readOnly hidden />
        <label className="field">
          <span>{t('shell.password.current')}</span>
          <input
            className="input"
            name="current"
            type="password"
            autoComplete="current-password"
            required
            autoFocus
            aria-invalid={isCurrent}
          />
        </label>
        <label className="field">
          <span>{t('shell.password.next')}</span>
          <input
            className="input"
            name="next"
            type="password"
            autoComplete="new-password"
            required
            minLength={8}
            aria-invalid={problem !== null && !isCurrent}
            aria-describedby={note}
          />
        </label>
        <p id={note}>{t('shell.password.note')}</p>
        {problem && (
          <p className="problem" role="alert">
            {isCurrent ? t('shell.password.wrong') : problem.code === 'offline' ? t('state.offline') : problem.message}
          </p>
        )}
        <div className={css.foot}>
          <button type="button" className="btn" onClick={onClose}>
            {t('shell.cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={busy}>
            {t('shell.password.save')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
