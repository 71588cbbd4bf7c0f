import { IconBell } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Me } from '../../queries.ts'
import { Floating } from '../../ui/Floating.tsx'
import { useWords } from '../../words.ts'
import { markAllRead, useUnread } from './noticesData.ts'
import { NoticeList } from './NoticeList.tsx'
import css from './Bell.module.css'

/** The bell at the top of every page: how much is new, and what. On a phone it stands under "more". */
export function Bell({ me }: { me: Me }) {
  const t = useWords()
  const own = me.previewedBy === null
  const count = useUnread(own)
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const close = () => setOpen(false)
  if (!own) return null
  const name = count ? t('notices.bell.unread', { count: many(count) }) : t('notices.bell')
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`btn icon ${css.bell ?? ''}`}
        aria-label={name}
        title={name}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <IconBell size={18} stroke={1.75} aria-hidden />
        <UnreadBadge count={count} />
      </button>
      {open && (
        <Floating
          anchor={button}
          align="end"
          role="dialog"
          label={t('notices.title')}
          className={css.box}
          onClose={close}
        >
          <header className={css.head}>
            <h2>{t('notices.title')}</h2>
            {count > 0 && (
              <button type="button" className="btn" onClick={() => void markAllRead()}>
                {t('notices.readAll')}
              </button>
            )}
          </header>
          <div className={css.list}>
            <NoticeList unread={false} few onGone={close} />
          </div>
          <footer className={css.foot}>
            <Link className="btn" to="/notifications" onClick={close}>
              {t('notices.page')}
            </Link>
            <Link className="btn" to="/settings/$part" params={{ part: 'notifications' }} onClick={close}>
              {t('notices.choose')}
            </Link>
          </footer>
        </Floating>
      )}
    </>
  )
}

/** How much is new, in a corner of what it stands in. */
export function UnreadBadge({ count }: { count: number }) {
  return count > 0 ? (
    <span className={css.badge} aria-hidden>
      {many(count)}
    </span>
  ) : null
}

export const many = (count: number): string => (count > 99 ? '99+' : String(count))
