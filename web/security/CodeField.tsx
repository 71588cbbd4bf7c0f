import { useState } from 'react'
import type { ApiError } from '../api.ts'
import { toldAtForm } from '../asking.ts'
import { useWords } from '../words.ts'
import css from './security.module.css'

/** The second step of signing in: the code of the app, or a recovery code. Sends `code`. */
export function CodeField({ problem, onSwitch }: { problem: ApiError | null; onSwitch(): void }) {
  const t = useWords()
  const [recovery, setRecovery] = useState(false)
  return (
    <>
      <p className={css.text}>{t(recovery ? 'signin.recovery.text' : 'signin.code.text')}</p>
      <label className="field" key={String(recovery)}>
        <span>{t(recovery ? 'signin.recovery' : 'signin.code')}</span>
        <input
          className={`input ${css.code ?? ''}`}
          name="code"
          inputMode={recovery ? 'text' : 'numeric'}
          autoComplete={recovery ? 'off' : 'one-time-code'}
          autoCapitalize="none"
          spellCheck={false}
          maxLength={recovery ? 20 : 7}
          required
          autoFocus
          aria-invalid={problem !== null}
        />
      </label>
      {problem && (
        <p className="problem" role="alert">
          {toldAtForm(problem)}
        </p>
      )}
      {recovery && <p className={css.text}>{t('signin.lost')}</p>}
      <button
        type="button"
        className={css.link}
        onClick={() => {
          setRecovery(!recovery)
          onSwitch()
        }}
      >
        {t(recovery ? 'signin.code.use' : 'signin.recovery.use')}
      </button>
    </>
  )
}
