import { useState } from 'react'
import { useChange } from '../records/change.ts'
import { anyRow } from '../records/rows.ts'
import { SaidOfLink } from '../records/SaidOfLink.tsx'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import { readClients, useContactsOf, type Company } from './clientData.ts'
import { LinkedBox } from './LinkedBox.tsx'
import { LinkedRow } from './LinkedRow.tsx'
import { part, putBack } from './linking.ts'
import { PickClient } from './PickClient.tsx'
import css from './Linked.module.css'

interface Props {
  company: Company
  /** shows so many, and a way to the rest */
  most?: number
  onAll?(): void
}

/** The people of a company: found by typing or made on the fly; taken off with the way back at hand. */
export function LinkedContacts({ company, most = Infinity, onAll }: Props) {
  const t = useWords()
  const change = useChange('contacts')
  const list = useContactsOf(company.id)
  const [adding, setAdding] = useState(false)
  const people = (list.data?.items ?? []).filter(({ companyIds }) => companyIds.includes(company.id))
  const editable = company.removedAt === null

  const add = async (id: number) => {
    setAdding(false)
    if (await putBack(id, company.id)) await readClients()
  }
  const takeOff = async (person: (typeof people)[number]) => {
    const { id, companyIds } = person
    if (!(await part(id, company.id))) return
    await readClients()
    toast(t('clients.unlinked', { name: shortName(person) }), {
      action: {
        name: t('undo'),
        run: () => void putBack(id, company.id, companyIds.indexOf(company.id)).then(readClients),
      },
    })
  }
  return (
    <LinkedBox
      title={t('clients.contacts')}
      add={t('clients.people.add')}
      onAdd={editable ? () => setAdding(true) : undefined}
    >
      {adding && (
        <PickClient
          record="contacts"
          label={t('clients.people.add')}
          without={people.map(({ id }) => id)}
          onPick={({ id }) => void add(Number(id))}
          onCancel={() => setAdding(false)}
        />
      )}
      {list.isPending && <div className={css.ghost} aria-busy />}
      <ul>
        {people.slice(0, most).map((person) => (
          <LinkedRow
            key={person.id}
            record="contacts"
            client={{ ...person, name: shortName(person) }}
            about={
              person.positions[company.id] === undefined && person.jobTitle !== null && !editable ? (
                person.jobTitle
              ) : (
                <SaidOfLink
                  record="contacts"
                  name="positions"
                  row={anyRow(person)}
                  link={{ id: company.id, name: shortName(person) }}
                  editable={editable}
                  onChange={change}
                />
              )
            }
            onRemove={editable ? () => void takeOff(person) : undefined}
          />
        ))}
      </ul>
      {people.length > most && (
        <button type="button" className={`btn ${css.all}`} onClick={onAll}>
          {t('clients.linked', { count: people.length - most })}
        </button>
      )}
      {list.isSuccess && people.length === 0 && !adding && <p className={css.empty}>{t('clients.people.emptyHint')}</p>}
    </LinkedBox>
  )
}

/** Among those of one company nobody needs the patronymic. */
const shortName = ({
  firstName,
  lastName,
  name,
}: {
  firstName: string | null
  lastName: string | null
  name: string
}) => [firstName, lastName].filter(Boolean).join(' ') || name
