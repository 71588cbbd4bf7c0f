import { useState } from 'react'
import type { Invitation } from '../../../server/users/invitations.ts'
import { call } from '../../api.ts'
import { tried } from '../../asking.ts'
import { useFormat } from '../../format.ts'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import { refreshSessions } from '../security/sessionsData.ts'
import css from './AccessBox.module.css'
import { InviteLink } from './InviteLink.tsx'
import { NewPassword } from './NewPassword.tsx'
import { refreshPeople, type Access, type Person } from './teamData.ts'

/** How somebody signs in who has a password, and the ways to help who has forgotten it or lost his phone. */
export function SignsIn({ person, access }: { person: Person; access: Access }) {
  const t = useWords()
  const format = useFormat()
  const [busy, setBusy] = useState(false)
  const [link, setLink] = useState<Invitation | null>(null)
  const [taking, setTaking] = useState(false)

  const act = async (what: () => Promise<unknown>) => {
    setBusy(true)
    await tried(async () => {
      await what()
      await Promise.all([refreshPeople(), refreshSessions()])
    })
    setBusy(false)
  }
  const take = () =>
    act(async () => {
      await call('users.takeTwoFactor', { id: person.id })
      setTaking(false)
      toast(t('team.code.taken', { name: person.name }))
    })
  return (
    <>
      <p>
        {t('team.access.active', { email: person.email ?? '' })} {access.twoFactor && t('team.code.on')}{' '}
        {access.seenAt && t('team.access.seen', { when: format.moment(access.seenAt) })}
      </p>
      {link ? (
        <InviteLink invitation={link} name={person.name} />
      ) : (
        access.resetAskedAt && (
          <p className={css.asked} role="status">
            {t('team.reset.asked', { when: format.moment(access.resetAskedAt) })}
          </p>
        )
      )}
      {access.twoFactor && taking && (
        <>
          <p>{t('team.code.take.text')}</p>
          <div className={css.buttons}>
            <button type="button" className="btn line" autoFocus disabled={busy} onClick={() => void take()}>
              {t('team.code.take')}
            </button>
            <button type="button" className="btn" onClick={() => setTaking(false)}>
              {t('team.cancel')}
            </button>
          </div>
        </>
      )}
      <NewPassword
        person={person}
        beside={
          <>
            <button
              type="button"
              className={`btn ${access.resetAskedAt ? 'primary' : 'line'}`}
              disabled={busy}
              onClick={() => void act(async () => setLink(await call('users.makeReset', { id: person.id })))}
            >
              {t('team.reset.make')}
            </button>
            {access.twoFactor && !taking && (
              <button type="button" className="btn line" disabled={busy} onClick={() => setTaking(true)}>
                {t('team.code.take')}
              </button>
            )}
          </>
        }
      />
    </>
  )
}
