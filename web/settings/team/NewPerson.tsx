import { IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Invitation } from '../../../server/users/invitations.ts'
import { ApiError, call } from '../../api.ts'
import { told, useSending } from '../../asking.ts'
import { useMe } from '../../queries.ts'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import { Panel } from './Panel.tsx'
import { isAboutField, PersonForm, type PersonFields } from './PersonForm.tsx'
import { refreshPeople, useRoles, type Department } from './teamData.ts'

interface Props {
  departments: readonly Department[]
  onClose(): void
  /** the new person, and the link that invites him if one was made */
  onMade(id: number, invitation: Invitation | null): void
}

/** A new colleague: with a link to come in, or as a name alone. */
export function NewPerson({ departments, onClose, onMade }: Props) {
  const t = useWords()
  const me = useMe()
  const [chosen, setChosen] = useState(false)
  const [value, setValue] = useState<PersonFields>({
    name: '',
    email: null,
    departmentId: null,
    roleIds: [],
    language: me?.language ?? 'en',
    timeZone: me?.company.timeZone ?? 'UTC',
  })
  const roles = useRoles()
  // New people get the role that is chosen for them, unless another one is.
  const usual = roles.filter(({ byDefault }) => byDefault).map(({ id }) => id)
  const filled = { ...value, roleIds: chosen ? value.roleIds : usual }
  const { busy, problem, send } = useSending()

  const add = (withLink: boolean) =>
    send(async () => {
      try {
        const made = withLink
          ? await call('users.invite', { ...filled, email: value.email ?? undefined })
          : await call('users.create', filled)
        await refreshPeople()
        onMade(made.id, 'link' in made ? made : null)
      } catch (error) {
        if (error instanceof ApiError && !isAboutField(error)) toast(told(error), { bad: true })
        throw error
      }
    })
  return (
    <Panel
      title={t('team.add.title')}
      mark={<IconUserPlus size={16} stroke={1.75} aria-hidden />}
      onClose={onClose}
      footer={
        <>
          <button
            type="button"
            className="btn primary"
            disabled={busy || !value.name.trim() || !value.email}
            onClick={() => void add(true)}
          >
            {t(me?.mails ? 'team.new.send' : 'team.new.link')}
          </button>
          <button type="button" className="btn" disabled={busy || !value.name.trim()} onClick={() => void add(false)}>
            {t('team.new.only')}
          </button>
        </>
      }
    >
      <PersonForm
        value={filled}
        departments={departments}
        problem={problem}
        onChange={(change) => {
          if (change.roleIds) setChosen(true)
          setValue((old) => ({ ...old, ...change }))
        }}
      />
      <p className="t3">{t('team.new.hint')}</p>
    </Panel>
  )
}
