import { IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import type { Change, Refusal } from '../records/change.ts'
import { anyRow } from '../records/rows.ts'
import { RefusalNote } from '../records/RefusalNote.tsx'
import { SaidOfLink } from '../records/SaidOfLink.tsx'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import { useCompanies, type Contact } from './clientData.ts'
import { LinkedBox } from './LinkedBox.tsx'
import { LinkedRow } from './LinkedRow.tsx'
import { putBack } from './linking.ts'
import { PickClient } from './PickClient.tsx'
import css from './Linked.module.css'

interface Props {
  contact: Contact
  onChange(change: Change): Promise<Refusal | null>
}

interface Named {
  id: number
  name: string
}

/** Where a person works, the main one first. */
export function LinkedCompanies({ contact, onChange }: Props) {
  const t = useWords()
  const [adding, setAdding] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const { companyIds, id } = contact
  const list = useCompanies(companyIds)
  const known = [contact.names.companyIds ?? []].flat()
  const named = companyIds.map((company, i) => ({ id: company, name: known[i] ?? '' }))
  const editable = contact.may.edit

  const set = async (next: readonly Named[], version: number | undefined = contact.version) => {
    const [value, called] = [next.map((one) => one.id), next.map(({ name }) => name)]
    const why = await onChange({ id, version, field: 'companyIds', value, called })
    setRefusal(why)
    return why === null
  }
  const again = (why: Refusal, version: number | undefined) =>
    void onChange({ id, version, field: 'companyIds', value: why.mine, called: why.called }).then(setRefusal)
  const takeOff = async (company: Named) => {
    if (!(await set(named.filter((one) => one.id !== company.id)))) return
    toast(t('clients.unlinked', { name: company.name }), {
      action: { name: t('undo'), run: () => void putBack(contact.id, company.id, companyIds.indexOf(company.id)) },
    })
  }
  return (
    <LinkedBox
      title={t('clients.companies')}
      add={t('clients.places.add')}
      onAdd={editable ? () => setAdding(true) : undefined}
    >
      {adding && (
        <PickClient
          record="companies"
          label={t('clients.places.add')}
          without={companyIds}
          onPick={(option) => {
            setAdding(false)
            void set([...named, { id: Number(option.id), name: option.name }])
          }}
          onCancel={() => setAdding(false)}
        />
      )}
      {refusal && (
        <RefusalNote
          record="contacts"
          name="companyIds"
          row={anyRow(contact)}
          refusal={refusal}
          onMine={() => again(refusal, refusal.version)}
          onTheirs={() => setRefusal(null)}
          onAgain={() => again(refusal, contact.version)}
        />
      )}
      <ul>
        {named.map((company, i) => {
          const full = list.data?.find((one) => one.id === company.id)
          return (
            <LinkedRow
              key={company.id}
              record="companies"
              client={{ ...company, phones: full?.phones ?? [], emails: full?.emails ?? [] }}
              about={
                <SaidOfLink
                  record="contacts"
                  name="positions"
                  row={anyRow(contact)}
                  link={company}
                  editable={editable}
                  onChange={onChange}
                />
              }
              mark={i === 0 && named.length > 1 && <span className={css.mark}>{t('clients.places.first')}</span>}
              onRemove={editable ? () => void takeOff(company) : undefined}
            />
          )
        })}
      </ul>
      {contact.hidden.includes('companyIds') && (
        <p className={css.hidden}>
          <IconLock size={14} stroke={1.75} aria-hidden />
          {t('value.hidden')}
        </p>
      )}
      {named.length === 0 && !contact.hidden.includes('companyIds') && !adding && (
        <p className={css.empty}>{t(editable ? 'clients.places.emptyHint' : 'clients.places.empty')}</p>
      )}
    </LinkedBox>
  )
}
