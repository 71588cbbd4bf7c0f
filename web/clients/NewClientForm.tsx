import { IconBuilding, IconX } from '@tabler/icons-react'
import { useState, type HTMLAttributes } from 'react'
import { call } from '../api.ts'
import { useSending } from '../asking.ts'
import { FieldsBeside, NewRecordForm } from '../records/NewRecord.tsx'
import { WithReferences } from '../records/references.tsx'
import type { Option } from '../ui/Pick.tsx'
import { useLanguage, useWords, type WordKey } from '../words.ts'
import { readClients, type ClientRecord } from './clientData.ts'
import { PickClient } from './PickClient.tsx'
import { SimilarHint } from './SimilarHint.tsx'
import { useSimilar } from './similar.ts'
import css from './NewClientForm.module.css'

interface Props {
  record: ClientRecord
  onMade(id: number): void
  onClose(): void
}

/** The few things with which a client begins; while they are typed, those who may be the same are shown. */
export function NewClientForm(props: Props) {
  return (
    <WithReferences>
      <Form {...props} />
    </WithReferences>
  )
}

type Part = 'firstName' | 'middleName' | 'lastName' | 'name' | 'phone' | 'email' | 'site' | 'taxNumber'
/** The order in which people write a name; a patronymic is part of a Russian one. */
const nameParts = { ru: ['lastName', 'firstName', 'middleName'], en: ['firstName', 'lastName'] } as const
/** Which input a refusal is about. */
const partOf: Record<string, Part> = { phones: 'phone', emails: 'email', sites: 'site' }

function Form({ record, onMade, onClose }: Props) {
  const t = useWords()
  const language = useLanguage()
  const [typed, setTyped] = useState<Partial<Record<Part, string>>>({})
  const [company, setCompany] = useState<Option | null>(null)
  const sending = useSending()
  const similar = useSimilar(record, {
    name: record === 'companies' ? typed.name : fullName(typed),
    phones: [typed.phone ?? ''],
    emails: [typed.email ?? ''],
    taxNumber: typed.taxNumber,
  })
  const parts: readonly Part[] = record === 'companies' ? ['name'] : nameParts[language]
  const refused = sending.problem?.field ?? ''
  const wrong = partOf[refused] ?? refused

  const add = () =>
    sending.send(async () => {
      const { id } = await create(record, typed, company)
      await readClients()
      onMade(id)
    })
  const input = (
    about: string,
    part: Part,
    word: WordKey,
    more: HTMLAttributes<HTMLInputElement> & { type?: string } = {},
  ) => (
    <label className="field">
      <span>{t(word)}</span>
      <input
        className="input"
        name={part}
        autoComplete="off"
        maxLength={255}
        autoFocus={part === parts[0]}
        value={typed[part] ?? ''}
        aria-invalid={wrong === part}
        aria-describedby={wrong === part ? about : undefined}
        onChange={(event) => setTyped({ ...typed, [part]: event.target.value })}
        {...more}
      />
    </label>
  )
  return (
    <NewRecordForm
      title={t(`clients.${record}.new`)}
      cancel={t('clients.new.cancel')}
      add={t('clients.new.add')}
      sending={sending}
      onSubmit={() => void add()}
      onClose={onClose}
    >
      {(about) => (
        <>
          <FieldsBeside>
            {parts.map((part) => (
              <div key={part}>{input(about, part, `${record}.${part}` as WordKey)}</div>
            ))}
          </FieldsBeside>
          <FieldsBeside>
            {input(about, 'phone', 'clients.new.phone', { type: 'tel', inputMode: 'tel' })}
            {input(about, 'email', 'clients.new.email', { type: 'email', inputMode: 'email' })}
          </FieldsBeside>
          {record === 'companies' && (
            <FieldsBeside>
              {input(about, 'taxNumber', 'companies.taxNumber')}
              {input(about, 'site', 'clients.new.site', { inputMode: 'url' })}
            </FieldsBeside>
          )}
          {record === 'contacts' && <CompanyOf company={company} onChange={setCompany} />}
          <SimilarHint record={record} found={similar} onOpen={onClose} />
        </>
      )}
    </NewRecordForm>
  )
}

/** A first name alone is no sign of anything: there are many Olgas. */
const fullName = ({ firstName = '', lastName = '' }: Partial<Record<Part, string>>) =>
  lastName.trim() ? `${lastName} ${firstName}` : firstName.trim().includes(' ') ? firstName : undefined

function create(record: ClientRecord, typed: Partial<Record<Part, string>>, company: Option | null) {
  const text = (part: Part) => typed[part]?.trim() || null
  const channel = (part: Part, type: 'work' | 'mobile' = 'work') => {
    const value = text(part)
    return value === null ? [] : [{ type, value }]
  }
  return record === 'companies'
    ? call('companies.create', {
        name: text('name') ?? '',
        taxNumber: text('taxNumber'),
        phones: channel('phone'),
        emails: channel('email'),
        sites: channel('site'),
      })
    : call('contacts.create', {
        firstName: text('firstName'),
        middleName: text('middleName'),
        lastName: text('lastName'),
        phones: channel('phone', 'mobile'),
        emails: channel('email'),
        companyIds: company ? [Number(company.id)] : [],
      })
}

/** Where the contact works: found by typing, or made with the typed name. */
function CompanyOf({ company, onChange }: { company: Option | null; onChange(company: Option | null): void }) {
  const t = useWords()
  const [picking, setPicking] = useState(false)
  return (
    <div className="field">
      <span aria-hidden>{t('clients.companies.one')}</span>
      {picking ? (
        <PickClient
          record="companies"
          label={t('clients.companies.one')}
          onPick={(option) => {
            setPicking(false)
            onChange(option)
          }}
          onCancel={() => setPicking(false)}
        />
      ) : (
        <span className={css.company}>
          <button
            type="button"
            className={`input ${css.choose}`}
            aria-label={`${t('clients.companies.one')}: ${company?.name ?? t('clients.new.noCompany')}`}
            onClick={() => setPicking(true)}
          >
            <IconBuilding size={16} stroke={1.75} aria-hidden />
            {company ? (
              <span className="cut">{company.name}</span>
            ) : (
              <span className="t3">{t('clients.new.noCompany')}</span>
            )}
          </button>
          {company && (
            <button
              type="button"
              className="btn icon"
              aria-label={t('clients.new.dropCompany', { name: company.name })}
              onClick={() => onChange(null)}
            >
              <IconX size={16} stroke={1.75} aria-hidden />
            </button>
          )}
        </span>
      )}
    </div>
  )
}
