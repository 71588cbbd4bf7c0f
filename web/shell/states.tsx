import { IconAlertCircle, IconLock, IconFileUnknown, type Icon } from '@tabler/icons-react'
import { Link, useRouter } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import { ApiError } from '../api.ts'
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
    <State Icon={IconAlertCircle} bad title={t('state.error', { reason })}>
      <button type="button" className="btn line" onClick={onRetry}>
        {t('state.retry')}
      </button>
    </State>
  )
}

/** A page that is not there, or not for this person: which of them is not told. */
export function NotFound() {
  const t = useWords()
  useEffect(() => {
    document.title = `${t('state.missing')} · ${t('app.name')}`
  }, [t])
  return (
    <State Icon={IconFileUnknown} title={t('state.missing')} text={t('shell.missing.text')}>
      <Link className="btn line" to="/deals">
        {t('state.home')}
      </Link>
    </State>
  )
}

/** The same where nothing stands around it. */
export function NoPage() {
  return (
    <main className={css.whole}>
      <NotFound />
    </main>
  )
}

/** Something that the person's role does not show. */
export function Denied() {
  const t = useWords()
  return (
    <State Icon={IconLock} title={t('shell.denied')} text={t('shell.denied.text')}>
      <Link className="btn line" to="/deals">
        {t('state.home')}
      </Link>
    </State>
  )
}

/** A page that could not be shown, and why. */
export function PageError({ error, reset }: { error: unknown; reset(): void }) {
  const t = useWords()
  const router = useRouter()
  const again = () => {
    reset()
    void router.invalidate()
  }
  if (error instanceof ApiError && error.code === 'denied') return <Denied />
  if (error instanceof ApiError && error.code === 'missing') return <NotFound />
  const told = error instanceof Error ? error.message : String(error)
  return <Trouble reason={told || t('state.offline')} onRetry={again} />
}

/** While the page itself is on its way: its bar and a few lines. */
export function PageGhost() {
  const t = useWords()
  return (
    <div className={css.page} aria-busy aria-label={t('state.loading')} role="status">
      <div className={css.bar}>
        <i />
      </div>
      {[70, 45, 60, 52, 38].map((width) => (
        <i key={width} style={{ width: `${String(width)}%` }} />
      ))}
    </div>
  )
}

interface StateProps {
  Icon: Icon
  title: string
  text?: string
  bad?: boolean
  children: ReactNode
}

function State({ Icon, title, text, bad = false, children }: StateProps) {
  return (
    <div className={css.middle} role={bad ? 'alert' : undefined}>
      <Icon size={24} stroke={1.5} aria-hidden className={bad ? css.bad : css.mark} />
      <div>
        <h1>{title}</h1>
        {text !== undefined && <p>{text}</p>}
      </div>
      {children}
    </div>
  )
}
