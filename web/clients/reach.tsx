import { IconArrowUpRight, IconMail, IconPhone } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ChannelValue } from '../../model/fields.ts'
import { writtenPhone } from '../records/phones.ts'
import { useWords } from '../words.ts'
import type { ClientRecord } from './clientData.ts'
import css from './reach.module.css'

/** An address that a browser opens, or null: whatever is kept as a site is not yet safe to be pressed. */
export function siteHref(value: string): string | null {
  const address = /^[a-z][a-z\d+.-]*:/i.test(value) ? value : `https://${value}`
  if (!URL.canParse(address)) return null
  const { protocol, hostname, href } = new URL(address)
  return /^https?:$/.test(protocol) && hostname.includes('.') ? href : null
}

/** Calls. */
export function Call({ phone, large = false }: { phone: string; large?: boolean }) {
  const t = useWords()
  return (
    <Way href={`tel:${phone}`} name={t('client.call', { phone: writtenPhone(phone) })} large={large}>
      <IconPhone size={large ? 20 : 16} stroke={1.75} aria-hidden />
    </Way>
  )
}

/** Begins a letter. */
export function Write({ email }: { email: string }) {
  const t = useWords()
  return (
    <Way href={`mailto:${email}`} name={t('client.write', { email })}>
      <IconMail size={16} stroke={1.75} aria-hidden />
    </Way>
  )
}

function Visit({ site }: { site: string }) {
  const t = useWords()
  const href = siteHref(site)
  if (href === null) return null
  return (
    <Way href={href} name={t('clients.visit', { site })} away>
      <IconArrowUpRight size={16} stroke={1.75} aria-hidden />
    </Way>
  )
}

interface WayProps {
  href: string
  name: string
  large?: boolean
  /** leads out of here */
  away?: boolean
  children: ReactNode
}

function Way({ href, name, large = false, away = false, children }: WayProps) {
  return (
    <a
      className={`${css.way} ${large ? css.large : ''}`}
      href={href}
      aria-label={name}
      title={name}
      onClick={(event) => event.stopPropagation()}
      {...(away ? { target: '_blank', rel: 'noreferrer' } : {})}
    >
      {children}
    </a>
  )
}

/** One way for each of the first phones, emails or sites. */
export function Ways({ kind, values }: { kind: 'phones' | 'emails' | 'sites'; values: readonly ChannelValue[] }) {
  return (
    <span className={css.ways}>
      {values
        .slice(0, 2)
        .map(({ value }) =>
          kind === 'phones' ? (
            <Call key={value} phone={value} />
          ) : kind === 'emails' ? (
            <Write key={value} email={value} />
          ) : (
            <Visit key={value} site={value} />
          ),
        )}
    </span>
  )
}

/** The name of a client, leading to his card. */
export function ClientLink({ record, id, name }: { record: ClientRecord; id: number; name: string }) {
  const params = { id: String(id) }
  return record === 'contacts' ? (
    <Link to="/contacts/$id" params={params} search={{}} className={css.link}>
      {name}
    </Link>
  ) : (
    <Link to="/companies/$id" params={params} search={{}} className={css.link}>
      {name}
    </Link>
  )
}
