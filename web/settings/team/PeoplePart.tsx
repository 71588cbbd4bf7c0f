import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { textKey } from '../../../model/fields.ts'
import type { Invitation } from '../../../server/users/invitations.ts'
import { told } from '../../asking.ts'
import { useMe } from '../../queries.ts'
import { Trouble } from '../../shell/states.tsx'
import { useWords, type WordKey } from '../../words.ts'
import { shows, useSettingsView, type Show } from '../view.ts'
import { NewPerson } from './NewPerson.tsx'
import css from './Part.module.css'
import { PeopleTable } from './PeopleTable.tsx'
import { PersonPanel } from './PersonPanel.tsx'
import { stateOf, useAccess, useDepartments, useEverybody, type Person, type State } from './teamData.ts'

const belongs = (show: Show, state: State) =>
  show === 'all' || show === state || (show === 'invited' && state === 'expired')

/** The people of the company: who comes in and how, what he may, and who takes over when he leaves. */
export function PeoplePart() {
  const t = useWords()
  const me = useMe()
  const { data: people, error, refetch } = useEverybody()
  const { data: departments } = useDepartments()
  const access = useAccess()
  const [text, setText] = useState('')
  const { show = 'all', person: open, set } = useSettingsView()
  const [invitation, setInvitation] = useState<Invitation | null>(null)

  const called = useMemo(() => new Map(departments?.map(({ id, name }) => [id, name])), [departments])
  const state = (person: Person) => stateOf(person, access?.get(person.id))
  const found = (people ?? []).filter((person) =>
    [person.name, person.email, called.get(person.departmentId ?? 0)].some((one) =>
      one ? textKey(one).includes(textKey(text.trim())) : false,
    ),
  )
  const counts = new Map(shows.map((one) => [one, found.filter((person) => belongs(one, state(person))).length]))
  const manages = me?.may.edit.includes('users') === true
  const opened = typeof open === 'number' ? people?.find(({ id }) => id === open) : undefined
  const close = () => {
    set({ person: undefined })
    setInvitation(null)
  }
  if (error) return <Trouble reason={told(error)} onRetry={() => void refetch()} />
  return (
    <div className={css.part}>
      <section className={css.main} aria-label={t('team.people')}>
        <div className={css.bar}>
          <label className={css.find}>
            <IconSearch size={16} stroke={1.75} aria-hidden />
            <input
              type="search"
              className="input"
              aria-label={t(manages ? 'team.filter' : 'team.filter.names')}
              placeholder={t(manages ? 'team.filter' : 'team.filter.names')}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          {manages && (
            <div className={css.tabs} role="group" aria-label={t('team.show')}>
              {shows
                .filter((one) => one === 'all' || one === show || counts.get(one)! > 0)
                .map((one) => (
                  <button
                    key={one}
                    type="button"
                    className="btn"
                    aria-pressed={one === show}
                    onClick={() => set({ show: one })}
                  >
                    {t(`team.show.${one}` satisfies WordKey)}
                    <span className="t3 num">{counts.get(one)}</span>
                  </button>
                ))}
            </div>
          )}
          <span className={css.push} />
          {manages && (
            <button type="button" className="btn primary" onClick={() => set({ person: 'new' })}>
              <IconPlus size={16} stroke={1.75} aria-hidden />
              {t('team.add')}
            </button>
          )}
        </div>
        <PeopleTable
          people={people && found.filter((person) => belongs(show, state(person)))}
          alone={people?.length === 1}
          access={access}
          departments={called}
          opened={opened?.id}
          onOpen={manages ? (person) => set({ person }) : undefined}
        />
      </section>
      {manages && open === 'new' && (
        <NewPerson
          departments={departments ?? []}
          onClose={close}
          onMade={(id, made) => {
            setInvitation(made)
            set({ person: id })
          }}
        />
      )}
      {manages && opened && (
        <PersonPanel
          key={opened.id}
          person={opened}
          access={access?.get(opened.id)}
          people={people ?? []}
          departments={departments ?? []}
          invitation={invitation}
          onInvitation={setInvitation}
          onClose={close}
        />
      )}
    </div>
  )
}
