import { IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import type { Invitation } from '../../../server/users/invitations.ts'
import { call } from '../../api.ts'
import { tried } from '../../asking.ts'
import { useFormat } from '../../format.ts'
import { useMe } from '../../queries.ts'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import css from './AccessBox.module.css'
import { InviteLink } from './InviteLink.tsx'
import { Box } from './Panel.tsx'
import { SignsIn } from './SignsIn.tsx'
import { refreshPeople, stateOf, type Access, type Person } from './teamData.ts'

interface Props {
  person: Person
  access: Access
  /** the email as it stands in the form */
  email: string | null
  /** a link that has just been made */
  invitation: Invitation | null
  onInvitation(invitation: Invitation | null): void
}

/** How a person comes in: by a password, by a link that waits, or not yet. */
export function AccessBox({ person, access, email, invitation, onInvitation }: Props) {
  const t = useWords()
  const format = useFormat()
  const me = useMe()
  const [busy, setBusy] = useState(false)
  const state = stateOf(person, access)
  // How somebody comes in who may more is not told.
  if (state === 'off' || access.signsIn === null) return null

  const act = async (what: () => Promise<unknown>) => {
    setBusy(true)
    await tried(async () => {
      await what()
      await refreshPeople()
    })
    setBusy(false)
  }
  const invite = () =>
    act(async () => {
      onInvitation(await call('users.invite', { id: person.id, ...(email && email !== person.email ? { email } : {}) }))
    })
  const revoke = () =>
    act(async () => {
      await call('users.revokeInvitation', { id: person.id })
      onInvitation(null)
      toast(t('team.link.revoked', { name: person.name }))
    })

  return (
    <Box title={t('team.access')} icon={<IconKey size={16} stroke={1.75} aria-hidden />}>
      {state === 'active' ? (
        <SignsIn person={person} access={access} />
      ) : (
        <>
          {invitation?.id === person.id ? (
            <InviteLink invitation={invitation} name={person.name} />
          ) : (
            <p>
              {state === 'none'
                ? t('team.access.none')
                : t(state === 'invited' ? 'team.access.waits' : 'team.access.expired', {
                    when: format.moment(access.invitation?.expiresAt ?? ''),
                  })}{' '}
              {!email && t('team.access.email')}
            </p>
          )}
          <div className={css.buttons}>
            <button type="button" className="btn line" disabled={busy || !email} onClick={() => void invite()}>
              {me?.mails
                ? t(state === 'none' ? 'team.link.send' : 'team.link.resend')
                : t(state === 'none' ? 'team.link.make' : 'team.link.again')}
            </button>
            {access.invitation && (
              <button type="button" className="btn" disabled={busy} onClick={() => void revoke()}>
                {t('team.link.revoke')}
              </button>
            )}
          </div>
        </>
      )}
    </Box>
  )
}
