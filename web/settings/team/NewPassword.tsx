import { useState, type FormEvent, type ReactNode } from 'react'
import { ApiError, call } from '../../api.ts'
import { told } from '../../asking.ts'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import css from './AccessBox.module.css'
import { refreshPeople, type Person } from './teamData.ts'

/** For somebody who has forgotten his own; other ways to help him stand beside. */
export function NewPassword({ person, beside }: { person: Person; beside?: ReactNode }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get('password'))
    try {
      await call('users.setPassword', { id: person.id, password })
      setOpen(false)
      toast(t('team.password.done', { name: person.name }))
      await refreshPeople()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblem(told(error))
    }
  }
  if (!open)
    return (
      <div className={css.buttons}>
        {beside}
        <button type="button" className="btn line" onClick={() => setOpen(true)}>
          {t('team.password')}
        </button>
      </div>
    )
  return (
    <form className={css.password} onSubmit={(event) => void submit(event)}>
      <label className="field">
        <span>{t('team.password.new')}</span>
        <input
          className="input"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          required
          autoFocus
          aria-invalid={problem !== null}
        />
        {problem && (
          <small className="problem" role="alert">
            {problem}
          </small>
        )}
      </label>
      <p>{t('team.password.text')}</p>
      <div className={css.buttons}>
        <button type="submit" className="btn line">
          {t('team.save')}
        </button>
        <button type="button" className="btn" onClick={() => setOpen(false)}>
          {t('team.cancel')}
        </button>
      </div>
    </form>
  )
}
