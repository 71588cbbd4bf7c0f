import { IconDevices } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '../../api.ts'
import { tried } from '../../asking.ts'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import { KeyList, SessionList } from '../security/SessionList.tsx'
import { refreshSessions, useSessions } from '../security/sessionsData.ts'
import { Box } from './Panel.tsx'
import type { Person } from './teamData.ts'

/** Where a person is signed in, and his keys, to be ended one by one or all at once. */
export function SessionsBox({ person }: { person: Person }) {
  const t = useWords()
  const { data } = useSessions(person.id)
  const [busy, setBusy] = useState(false)
  const endAll = async () => {
    setBusy(true)
    await tried(async () => {
      const { count } = await call('sessions.endOthers', { personId: person.id })
      toast(t('security.sessions.ended', { count }))
    })
    await refreshSessions()
    setBusy(false)
  }
  if (!data || data.sessions.length + data.keys.length === 0) return null
  const others = data.sessions.filter(({ current }) => !current)
  return (
    <Box title={t('security.sessions.of')} icon={<IconDevices size={16} stroke={1.75} aria-hidden />}>
      {data.sessions.length > 0 ? <SessionList sessions={data.sessions} /> : <p>{t('security.sessions.none')}</p>}
      {data.keys.length > 0 && <KeyList keys={data.keys} />}
      {others.length > 1 && (
        <div>
          <button type="button" className="btn line" disabled={busy} onClick={() => void endAll()}>
            {t(others.length < data.sessions.length ? 'security.sessions.endOthers' : 'security.sessions.endAll')}
          </button>
        </div>
      )}
    </Box>
  )
}
