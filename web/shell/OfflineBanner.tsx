import { IconAlertCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { askNow, useOnline } from '../connection.ts'
import { useWords } from '../words.ts'
import css from './OfflineBanner.module.css'

/** Says that the server does not answer; goes by itself once it does. */
export function OfflineBanner() {
  const t = useWords()
  const online = useOnline()
  const [busy, setBusy] = useState(false)
  const retry = async () => {
    setBusy(true)
    await askNow()
    setBusy(false)
  }
  // The place is always there, or what appears in it would not be read out.
  return (
    <div role="status" className={css.place}>
      {!online && (
        <div className={css.banner}>
          <IconAlertCircle size={16} stroke={1.75} aria-hidden />
          <span>{t('shell.offline')}</span>
          <button type="button" className="btn line" disabled={busy} onClick={() => void retry()}>
            {t('state.retry')}
          </button>
        </div>
      )}
    </div>
  )
}
