import type { ReactNode } from 'react'
import { useFormat } from '../../format.ts'
import { useMe } from '../../queries.ts'
import { Avatar } from '../../records/marks.tsx'
import { useWords } from '../../words.ts'
import css from './Part.module.css'
import { stateOf, useRoles, type Access, type Person } from './teamData.ts'

interface Props {
  /** undefined: not yet read */
  people: readonly Person[] | undefined
  /** whoever is signed in is the only one there is */
  alone: boolean
  access: ReadonlyMap<number, Access> | undefined
  departments: ReadonlyMap<number, string>
  opened: number | undefined
  /** left out for those who do not manage people */
  onOpen: ((id: number) => void) | undefined
}

export function PeopleTable({ people, alone, access, departments, opened, onOpen }: Props) {
  const t = useWords()
  const me = useMe()
  const manages = me?.may.edit.includes('users') === true
  const roles = new Map(useRoles().map(({ id, name }) => [id, name]))
  if (people?.length === 0)
    return (
      <div className={css.empty}>
        <h2>{t('team.nobody')}</h2>
        <p>{t('team.nobody.text')}</p>
      </div>
    )
  return (
    <div className={css.scroll}>
      <table className={css.table} aria-busy={!people}>
        <thead>
          <tr>
            <th>{t('users.name')}</th>
            {manages && <th className={css.mail}>{t('users.email')}</th>}
            <th className={css.wide}>{t('users.departmentId')}</th>
            {manages && <th className={css.medium}>{t('team.role')}</th>}
            {access && <th>{t('team.state')}</th>}
          </tr>
        </thead>
        <tbody>
          {!people && <Waiting columns={manages ? 5 : 2} />}
          {people?.map((person) => (
            <tr
              key={person.id}
              aria-current={person.id === opened ? 'true' : undefined}
              className={`${onOpen ? css.chosen : ''} ${person.active ? '' : css.gone}`}
              onClick={onOpen && (() => onOpen(person.id))}
            >
              <td>
                <span className={css.person}>
                  <Avatar id={person.id} name={person.name} large />
                  <span className={css.two}>
                    {onOpen ? (
                      <button type="button" className={`${css.name} cut`}>
                        {person.name}
                      </button>
                    ) : (
                      <span className="cut">{person.name}</span>
                    )}
                    <small className={`${css.narrow} t3 cut`}>{person.email}</small>
                  </span>
                  {person.id === me?.id && <small className="t3">{t('team.you')}</small>}
                </span>
              </td>
              {manages && <td className={`${css.mail} t2`}>{person.email}</td>}
              <td className={`${css.wide} t2`}>{departments.get(person.departmentId ?? 0)}</td>
              {manages && (
                <td className={css.medium}>
                  <span className={css.pills}>
                    {(person.roleIds as number[] | undefined)?.map((id) => (
                      <span key={id} className={css.pill}>
                        {roles.get(id)}
                      </span>
                    ))}
                  </span>
                </td>
              )}
              {access && (
                <td className={css.short}>
                  <StateMark person={person} access={access.get(person.id)} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {alone && <p className={css.hint}>{t('team.alone')}</p>}
    </div>
  )
}

function StateMark({ person, access }: { person: Person; access: Access | undefined }): ReactNode {
  const t = useWords()
  const format = useFormat()
  const state = stateOf(person, access)
  const day = access?.invitation ? format.day(format.dayOf(access.invitation.expiresAt)) : ''
  return (
    <span className={`${css.state} ${css[state]}`}>
      <i aria-hidden />
      {state === 'active' && access?.resetAskedAt ? (
        <span className={css.soon}>{t('team.reset.asked.short')}</span>
      ) : (
        t(`team.state.${state}`, { day })
      )}
    </span>
  )
}

/** The shape of what is on its way. */
function Waiting({ columns }: { columns: number }) {
  return Array.from({ length: 6 }, (_, row) => (
    <tr key={row} className={css.waiting}>
      {Array.from({ length: columns }, (_, column) => (
        <td key={column} className={[undefined, css.mail, css.wide, css.medium][column]}>
          <i style={{ width: `${String(40 + ((row * 17 + column * 29) % 45))}%` }} />
        </td>
      ))}
    </tr>
  ))
}
