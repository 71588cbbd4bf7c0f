import { IconEye, IconUserCheck } from '@tabler/icons-react'
import { useState } from 'react'
import type { Invitation } from '../../../server/users/invitations.ts'
import { ApiError, call } from '../../api.ts'
import { doneWith, told, tried, useSending } from '../../asking.ts'
import { useMe } from '../../queries.ts'
import { Avatar } from '../../records/marks.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import { AccessBox } from './AccessBox.tsx'
import { HandoverBox } from './HandoverBox.tsx'
import { LeaveBox } from './LeaveBox.tsx'
import { Box, Panel, SaveOrLeave } from './Panel.tsx'
import { SessionsBox } from './SessionsBox.tsx'
import { isAboutField, PersonForm, type PersonFields } from './PersonForm.tsx'
import { isMoving, refreshPeople, type Access, type Department, type Person } from './teamData.ts'

interface Props {
  person: Person
  access: Access | undefined
  people: readonly Person[]
  departments: readonly Department[]
  /** a link that has just been made for him */
  invitation: Invitation | null
  onInvitation(invitation: Invitation | null): void
  onClose(): void
}

const fields = ['name', 'email', 'departmentId', 'roleIds', 'language', 'timeZone'] as const

/** One person: what is known of him, how he comes in, and how he leaves. */
export function PersonPanel({ person, access, people, departments, invitation, onInvitation, onClose }: Props) {
  const t = useWords()
  const [changed, setChanged] = useState<Partial<PersonFields>>({})
  const me = useMe()
  const [version, setVersion] = useState(person.version)
  const sending = useSending()
  const value: PersonFields = { ...person, ...changed }
  const different = fields.filter((key) => JSON.stringify(value[key]) !== JSON.stringify(person[key]))

  const write = (change: Partial<PersonFields>, of?: number) =>
    call('users.change', { id: person.id, ...(of === undefined ? {} : { version: of }), fields: change })
  const save = () => {
    const [next, before] = [only(value, different), only(person, different)]
    return sending.send(async () => {
      try {
        await write(next, version)
      } catch (error) {
        // What somebody else has set meanwhile is now known: saving once more is meant.
        if (error instanceof ApiError && error.code === 'conflict') await refreshPeople()
        if (error instanceof ApiError && !isAboutField(error)) toast(told(error), { bad: true })
        throw error
      }
      setChanged({})
      await refreshPeople()
      doneWith(t('team.saved', { name: value.name }), async () => {
        await write(before)
        await refreshPeople()
      })
    })
  }
  const onChange = (change: Partial<PersonFields>) => {
    if (!different.length) setVersion(person.version)
    setChanged((old) => ({ ...old, ...change }))
  }
  const switchOn = () =>
    tried(async () => {
      await call('users.change', { id: person.id, fields: { active: true } })
      await refreshPeople()
      toast(t('team.on.done', { name: person.name }))
    })
  const lookAs = () =>
    tried(async () => {
      await call('session.preview', { userId: person.id })
      // Everything that has been read is one's own.
      location.assign('/deals')
    })
  const moving = access !== undefined && isMoving(access)

  return (
    <Panel
      title={person.name}
      mark={<Avatar id={person.id} name={person.name} large />}
      onClose={onClose}
      footer={
        different.length > 0 && (
          <SaveOrLeave
            disabled={sending.busy || !value.name.trim()}
            onSave={() => void save()}
            onLeave={() => {
              setChanged({})
              sending.settle()
            }}
          />
        )
      }
    >
      <PersonForm value={value} departments={departments} problem={sending.problem} onChange={onChange} />
      {me?.administrator && person.active && person.id !== me.id && (
        <div>
          <button type="button" className="btn line" onClick={() => void lookAs()}>
            <IconEye size={16} stroke={1.75} aria-hidden />
            {t('preview.look')}
          </button>
        </div>
      )}
      {access && (
        <AccessBox
          person={person}
          access={access}
          email={value.email}
          invitation={invitation}
          onInvitation={onInvitation}
        />
      )}
      {access?.signsIn && person.active && <SessionsBox person={person} />}
      {!person.active && !moving && (
        <Box title={t('team.state.off')} icon={<IconUserCheck size={16} stroke={1.75} aria-hidden />}>
          <p>{t('team.access.off')}</p>
          <div>
            <button type="button" className="btn line" onClick={() => void switchOn()}>
              {t('team.on')}
            </button>
          </div>
        </Box>
      )}
      {access?.handover && <HandoverBox handover={access.handover} people={people} />}
      {access && !moving && <LeaveBox key={String(person.active)} person={person} people={people} />}
    </Panel>
  )
}

const only = (from: PersonFields, keys: readonly (keyof PersonFields)[]): Partial<PersonFields> =>
  Object.fromEntries(keys.map((key) => [key, from[key]]))
