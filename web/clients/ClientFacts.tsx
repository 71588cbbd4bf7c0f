import { IconBuilding, IconMail, IconPhone, IconSitemap } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { Link } from '@tanstack/react-router'
import { Avatar, Tag } from '../records/marks.tsx'
import { useReferences } from '../records/references.tsx'
import { Menu } from '../ui/Menu.tsx'
import { writtenPhone } from '../records/phones.ts'
import { useWords } from '../words.ts'
import { useDaughters, type ClientRecord, type Company, type Contact } from './clientData.ts'
import { ClientLink } from './reach.tsx'
import css from './ClientFacts.module.css'

/** Who that is, at a glance: what he does and where, how to reach him, who looks after him. */
export function ClientFacts({ record, client }: { record: ClientRecord; client: Contact | Company }) {
  const t = useWords()
  const { person, term } = useReferences()
  const owner = person(client.ownerId)
  const observers = client.observerIds.flatMap((id) => person(id) ?? [])
  const type = client.typeId === null ? undefined : term(client.typeId)
  const [phone, email] = [client.phones[0]?.value, client.emails[0]?.value]
  return (
    <div className={css.facts}>
      {record === 'contacts' ? <Place contact={client as Contact} /> : <Family company={client as Company} />}
      {phone !== undefined && (
        <a className={css.fact} href={`tel:${phone}`}>
          <IconPhone size={16} stroke={1.75} aria-hidden />
          <span className="num">{writtenPhone(phone)}</span>
        </a>
      )}
      {email !== undefined && (
        <a className={css.fact} href={`mailto:${email}`}>
          <IconMail size={16} stroke={1.75} aria-hidden />
          <span className="cut">{email}</span>
        </a>
      )}
      {owner && (
        <span className={`${css.fact} ${css.strong}`}>
          <Avatar id={owner.id} name={owner.name} />
          {owner.name}
        </span>
      )}
      {observers.length > 0 && (
        <span className={css.fact} title={observers.map(({ name }) => name).join(', ')}>
          <span className={css.avatars}>
            {observers.slice(0, 5).map(({ id, name }) => (
              <Avatar key={id} id={id} name={name} />
            ))}
          </span>
          {t(observers.length === 1 ? 'deal.observesOne' : 'deal.observes')}
        </span>
      )}
      {type && <Tag name={type.name} color={type.color} />}
    </div>
  )
}

function Place({ contact }: { contact: Contact }) {
  const names = [contact.names.companyIds ?? []].flat()
  return (
    <>
      {contact.jobTitle !== null && <span>{contact.jobTitle}</span>}
      {contact.companyIds.slice(0, 2).map((id, i) => (
        <span key={id} className={css.fact}>
          <IconBuilding size={16} stroke={1.75} aria-hidden />
          <ClientLink record="companies" id={id} name={names[i] ?? ''} />
        </span>
      ))}
    </>
  )
}

function Family({ company }: { company: Company }) {
  const t = useWords()
  const { term } = useReferences()
  const { data: daughters = [] } = useDaughters(company.id, true)
  const industry = company.industryId === null ? undefined : term(company.industryId)
  const parent = company.names.parentId
  const has = company.parentId !== null && typeof parent === 'string'
  return (
    <>
      {industry && <span>{industry.name}</span>}
      {(has || daughters.length > 0) && (
        <span className={css.fact}>
          <IconSitemap size={16} stroke={1.75} aria-hidden />
          {has && <ClientLink record="companies" id={company.parentId!} name={parent} />}
          {daughters.length > 0 && (
            <Daughters
              text={t(has ? 'clients.daughters' : 'clients.daughters.alone', { count: daughters.length })}
              list={daughters}
            />
          )}
        </span>
      )}
    </>
  )
}

function Daughters({ text, list }: { text: string; list: readonly { id: number; name: string }[] }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        ref={button}
        type="button"
        className={css.daughters}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {text}
      </button>
      {open && (
        <Menu anchor={button} label={t('clients.daughters.label')} onClose={() => setOpen(false)}>
          {list.map(({ id, name }) => (
            <Link
              key={id}
              to="/companies/$id"
              params={{ id: String(id) }}
              search={{}}
              role="menuitem"
              onClick={() => setOpen(false)}
            >
              <IconBuilding size={16} stroke={1.75} aria-hidden />
              {name}
            </Link>
          ))}
        </Menu>
      )}
    </>
  )
}
