import { useEffect, useState } from 'react'
import { useMe } from '../queries.ts'
import segments from '../settings/common/Part.module.css'
import { markAllRead, useUnread } from '../shell/notices/noticesData.ts'
import { NoticeList } from '../shell/notices/NoticeList.tsx'
import { PageHead } from '../shell/PageHead.tsx'
import { useWords } from '../words.ts'
import css from './NotificationsPage.module.css'

/** All that the person was told. */
export function NotificationsPage() {
  const t = useWords()
  const own = useMe()?.previewedBy === null
  const [unread, setUnread] = useState(false)
  const count = useUnread(own)
  useEffect(() => {
    document.title = `${t('notices.title')} · ${t('app.name')}`
  }, [t])
  return (
    <div className={css.page}>
      <PageHead>
        <h1 className={css.title}>{t('notices.title')}</h1>
      </PageHead>
      <div className={css.body}>
        <div className={css.inner}>
          <div className={css.bar}>
            <div className={segments.segments} role="group" aria-label={t('notices.which')}>
              {[false, true].map((one) => (
                <button key={String(one)} type="button" aria-pressed={one === unread} onClick={() => setUnread(one)}>
                  {t(one ? 'notices.unread' : 'notices.all')}
                </button>
              ))}
            </div>
            {count > 0 && (
              <button type="button" className="btn" onClick={() => void markAllRead()}>
                {t('notices.readAll')}
              </button>
            )}
          </div>
          {own && <NoticeList unread={unread} />}
        </div>
      </div>
    </div>
  )
}
