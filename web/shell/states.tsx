import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useWords } from '../words.ts'
import css from './states.module.css'

/** Nothing for the first 300 ms: what comes quickly should not flicker. */
export function useSlow(waiting: boolean): boolean {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    if (!waiting) return
    const timer = setTimeout(() => setSlow(true), 300)
    return () => {
      clearTimeout(timer)
      setSlow(false)
    }
  }, [waiting])
  return slow && waiting
}

/** What went wrong, and the way to try again. */
export function Trouble({ reason, onRetry }: { reason: string; onRetry(): void }) {
  const t = useWords()
  return (
    <div className={css.middle} role="alert">
      <p>{t('state.error', { reason })}</p>
      <button type="button" className="btn line" onClick={onRetry}>
        {t('state.retry')}
      </button>
    </div>
  )
}

export function NotFound() {
  const t = useWords()
  return (
    <div className={css.middle}>
      <p>{t('state.missing')}</p>
      <Link className="btn line" to="/deals">
        {t('state.home')}
      </Link>
    </div>
  )
}

export function PageError({ error, reset }: { error: unknown; reset(): void }) {
  return <Trouble reason={error instanceof Error ? error.message : String(error)} onRetry={reset} />
}
