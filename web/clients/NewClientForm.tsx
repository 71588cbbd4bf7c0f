import { IconBuilding, IconX } from '@tabler/icons-react'
import { useState, type FormEvent, type HTMLAttributes } from 'react'
import { ApiError, call } from '../api.ts'
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

type Part = 'firstName' | 'middleName' | 'lastName' | 'name' | 'phone' | 'email' | 'site'
/** The order in which people write a name; a patronymic is part of a Russian one. */
const nameParts = { ru: ['lastName', 'firstName', 'middleName'], en: ['firstName', 'lastName'] } as const
/** Which input a refusal is about. */
const partOf: Record<string, Part> = { phones: 'phone', emails: 'email', sites: 'site' }

function Form({ record, onMade, onClose }: Props) {
  const t = useWords()
  const language = useLanguage()
  const [typed, setTyped] = useState<Partial<Record<Part, string>>>({})
  const [company, setCompany] = useState<Option | null>(null)
  const [problem, setProblem] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const similar = useSimilar(record, {
    name: record === 'companies' ? typed.name : fullName(typed),
    phone: typed.phone,
    email: typed.email,
  })
  const parts: readonly Part[] = record === 'companies' ? ['name'] : nameParts[language]
  const field = problem?.field === undefined ? undefined : (partOf[problem.field] ?? (problem.field as Part))
  const shown = [...parts, 'phone', record === 'contacts' ? 'email' : 'site']

  async function add(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      const { id } = await create(record, typed, company)
      await readClients()
      onMade(id)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblem(error)
      setBusy(false)
    }
  }
  const told = problem && (problem.code === 'offline' ? t('error.offline') : problem.message)
  const input = (part: Part, word: WordKey, more: HTMLAttributes<HTMLInputElement> & { type?: string } = {}) => (
    <label className="field">
      <span>{t(word)}</span>
      <input
        className="input"
        name={part}
        autoComplete="off"
        maxLength={255}
        autoFocus={part === parts[0]}
        value={typed[part] ?? ''}
        aria-invalid={field === part}
        aria-describedby={field === part ? 'new-client-problem' : undefined}
        onChange={(event) => setTyped({ ...typed, [part]: event.target.value })}
        {...more}
      />
    </label>
  )
  return (
    <form className={css.form} onSubmit={(event) => void add(event)} noValidate>
      <header className={css.head}>
        <h2>{t(`clients.${record}.new`)}</h2>
        <button type="button" className="btn icon" aria-label={t('close')} onClick={onClose}>
          <IconX size={16} stroke={1.75} aria-hidden />
        </button>
      </header>
      <div className={css.row}>
        {parts.map((part) => (
          <div key={part}>{input(part, `${record}.${part}` as WordKey)}</div>
        ))}
      </div>
      <div className={css.row}>
        {input('phone', 'clients.new.phone', { type: 'tel', inputMode: 'tel' })}
        {record === 'contacts'
          ? input('email', 'clients.new.email', { type: 'email', inputMode: 'email' })
          : input('site', 'clients.new.site', { inputMode: 'url' })}
      </div>
      {record === 'contacts' && <CompanyOf company={company} onChange={setCompany} />}
      <SimilarHint record={record} found={similar} onOpen={onClose} />
      {told !== null && (
        <p
          id="new-client-problem"
          className="problem"
          role="alert"
          data-field={shown.includes(field ?? '') ? field : undefined}
        >
          {told}
        </p>
      )}
      <footer className={css.foot}>
        <button type="button" className="btn" onClick={onClose}>
          {t('clients.new.cancel')}
        </button>
        <button type="submit" className="btn primary" disabled={busy}>
          {t('clients.new.add')}
        </button>
      </footer>
    </form>
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
    ? call('companies.create', { name: text('name') ?? '', phones: channel('phone'), sites: channel('site') })
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
