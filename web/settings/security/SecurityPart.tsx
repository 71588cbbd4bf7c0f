import { IconDevices, IconKey, IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '../../api.ts'
import { told, tried } from '../../asking.ts'
import { useMe } from '../../queries.ts'
import { Trouble } from '../../shell/states.tsx'
import { openWindow } from '../../shell/windows.ts'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import part from '../common/Part.module.css'
import { Section } from './Section.tsx'
import { KeyList, SessionList } from './SessionList.tsx'
import { refreshSessions, useSessions } from './sessionsData.ts'
import { TwoFactorSection } from './TwoFactorSection.tsx'
import css from './SecurityPart.module.css'

/** How one signs in oneself: the code, the password, where one is signed in, one's keys. */
export function SecurityPart() {
  const t = useWords()
  const me = useMe()
  const { data, error, refetch } = useSessions()
  const [busy, setBusy] = useState(false)
  const endOthers = async () => {
    setBusy(true)
    await tried(async () => {
      const { count } = await call('sessions.endOthers', {})
      toast(t('security.sessions.ended', { count }))
    })
    await refreshSessions()
    setBusy(false)
  }
  if (error) return <Trouble reason={told(error)} onRetry={() => void refetch()} />
  return (
    <div className={part.main}>
      <div className={css.part}>
        {me && <TwoFactorSection factor={me.twoFactor} />}
        <Section title={t('security.password')} icon={<IconLock size={16} stroke={1.75} aria-hidden />}>
          <p>{t('security.password.text')}</p>
          <div className={css.buttons}>
            <button type="button" className="btn line" onClick={() => openWindow({ kind: 'password' })}>
              {t('security.password.change')}
            </button>
          </div>
        </Section>
        <Section title={t('security.sessions')} icon={<IconDevices size={16} stroke={1.75} aria-hidden />}>
          {data ? <SessionList sessions={data.sessions} /> : <Waiting />}
          {data && data.sessions.length > 1 && (
            <div className={css.buttons}>
              <button type="button" className="btn line" disabled={busy} onClick={() => void endOthers()}>
                {t('security.sessions.endOthers')}
              </button>
            </div>
          )}
        </Section>
        {data && data.keys.length > 0 && (
          <Section title={t('security.keys')} icon={<IconKey size={16} stroke={1.75} aria-hidden />}>
            <KeyList keys={data.keys} />
          </Section>
        )}
      </div>
    </div>
  )
}

function Waiting() {
  return (
    <div aria-busy>
      {[60, 90, 75].map((width) => (
        <div key={width} className={css.waiting} style={{ width: `${String(width)}%` }} />
      ))}
    </div>
  )
}
