import { IconCopy } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { call } from '../api.ts'
import { useFormat } from '../format.ts'
import { PageHead } from '../shell/PageHead.tsx'
import { useWords } from '../words.ts'
import type { ClientRecord } from './clientData.ts'
import { mine } from './mine.ts'
import { NewClient } from './NewClient.tsx'
import css from './ClientsHead.module.css'

/** What the lists of clients have above them: which kind is shown, how many there are of each, and a new one. */
export function ClientsHead({ record, onMade }: { record: ClientRecord; onMade(id: number): void }) {
  const t = useWords()
  return (
    <PageHead action={<NewClient key={record} record={record} onMade={onMade} />}>
      <h1 className={css.title}>{t('clients.title')}</h1>
      <KindSwitch record={record} className={css.views} />
      <DuplicatesLink record={record} className={css.duplicates} />
    </PageHead>
  )
}

/** Contacts or companies. */
export function KindSwitch({ record, className }: { record: ClientRecord; className: string | undefined }) {
  const t = useWords()
  return (
    <nav className={className} aria-label={t('clients.switch')}>
      <Link to="/contacts" className="btn" search={{}} aria-current={record === 'contacts' ? 'page' : undefined}>
        {t('clients.contacts')}
        <Count record="contacts" />
      </Link>
      <Link to="/companies" className="btn" search={{}} aria-current={record === 'companies' ? 'page' : undefined}>
        {t('clients.companies')}
        <Count record="companies" />
      </Link>
    </nav>
  )
}

/** To those who may be one and the same. */
export function DuplicatesLink({ record, className = '' }: { record: ClientRecord; className?: string | undefined }) {
  const t = useWords()
  return (
    <Link to={`/${record}/duplicates`} className={`btn ${className}`}>
      <IconCopy size={16} stroke={1.75} aria-hidden />
      {t('duplicates.link')}
    </Link>
  )
}

/** How many there are: all, or those of one person. */
export function Count({ record, mine: person }: { record: ClientRecord; mine?: number }) {
  const format = useFormat()
  const { data } = useQuery({
    queryKey: [record, 'totals', person ?? 'all'],
    queryFn: ({ signal }) => {
      const within = person === undefined ? {} : { filter: mine(person) }
      return record === 'contacts' ? call('contacts.totals', within, signal) : call('companies.totals', within, signal)
    },
  })
  return data ? <span className={`num ${css.count}`}>{format.number(String(data.count))}</span> : null
}

/** Above a card that is a page: where it belongs. */
export function CardHead({ record }: { record: ClientRecord }) {
  const t = useWords()
  return (
    <div className={css.crumbs}>
      <PageHead>
        <nav className={css.way} aria-label={t('clients.title')}>
          <Link to="/contacts" search={{}}>
            {t('clients.title')}
          </Link>
          <span aria-hidden>/</span>
          <Link to={`/${record}`} search={{}}>
            {t(`clients.${record}`)}
          </Link>
        </nav>
      </PageHead>
    </div>
  )
}
