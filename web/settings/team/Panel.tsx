import { IconX } from '@tabler/icons-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { useWords } from '../../words.ts'
import css from './Panel.module.css'

interface Props {
  title: string
  /** stands before the title */
  mark?: ReactNode
  /** said more quietly after it */
  note?: ReactNode
  onClose(): void
  /** the buttons at the bottom */
  footer?: ReactNode
  children: ReactNode
}

/** What is chosen at the left, to be worked on at the right; on a narrow screen it covers the page. Escape closes it. */
export function Panel({ title, mark, note, onClose, footer, children }: Props) {
  const t = useWords()
  const own = useRef<HTMLElement>(null)
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  })
  useEffect(() => {
    const before = document.activeElement
    own.current?.focus({ preventScroll: true })
    const escape = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) close.current()
    }
    document.addEventListener('keydown', escape)
    return () => {
      document.removeEventListener('keydown', escape)
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  return (
    <aside ref={own} className={css.panel} aria-label={title} tabIndex={-1}>
      <header className={css.head}>
        {mark}
        <h2 className="cut">{title}</h2>
        {note && <span className="t3">{note}</span>}
        <span className={css.push} />
        <button type="button" className="btn icon" aria-label={t('close')} onClick={onClose}>
          <IconX size={16} stroke={1.75} aria-hidden />
        </button>
      </header>
      <div className={css.body}>{children}</div>
      {footer && <footer className={css.foot}>{footer}</footer>}
    </aside>
  )
}

/** What has been changed in a panel is saved, or left. */
export function SaveOrLeave({ disabled, onSave, onLeave }: { disabled: boolean; onSave(): void; onLeave(): void }) {
  const t = useWords()
  return (
    <>
      <button type="button" className="btn primary" disabled={disabled} onClick={onSave}>
        {t('team.save')}
      </button>
      <button type="button" className="btn" onClick={onLeave}>
        {t('team.cancel')}
      </button>
    </>
  )
}

/** A quiet box in a panel for what is done rarely. */
export function Box({ title, icon, children }: { title: string; icon: ReactNode; children: ReactNode }) {
  return (
    <section className={css.box} aria-label={title}>
      <h3>
        {icon}
        {title}
      </h3>
      {children}
    </section>
  )
}
