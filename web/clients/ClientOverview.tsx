import type { ReactNode } from 'react'
import { Planned } from '../activities/Planned.tsx'
import { RecordHistory } from '../deals/History.tsx'
import { CardOverview, CardSection } from '../records/CardParts.tsx'
import type { Change, Refusal } from '../records/change.ts'
import { FieldRow } from '../records/FieldRow.tsx'
import { OwnFields } from '../records/OwnFields.tsx'
import { anyRow } from '../records/rows.ts'
import { useWords } from '../words.ts'
import type { ClientRecord, Company, Contact } from './clientData.ts'
import { LatestDeals } from './LatestDeals.tsx'
import { LinkedCompanies } from './LinkedCompanies.tsx'
import { LinkedContacts } from './LinkedContacts.tsx'
import { Ways } from './reach.tsx'

interface Props {
  record: ClientRecord
  client: Contact | Company
  onChange(change: Change): Promise<Refusal | null>
  onTab(tab: 'deals' | 'contacts'): void
}

const about: Record<ClientRecord, readonly string[]> = {
  contacts: ['jobTitle', 'typeId', 'sourceId', 'birthDate', 'taxNumber'],
  companies: ['taxNumber', 'typeId', 'industryId', 'parentId', 'employees', 'revenue', 'revenueCurrency', 'address'],
}
const reach = ['phones', 'emails', 'sites', 'messengers'] as const
const people = ['ownerId', 'observerIds', 'opened']
const fewPeople = 3

/** The fields of a client in sections, each edited in its place; beside them the deals and what has happened lately. */
export function ClientOverview({ record, client, onChange, onTab }: Props) {
  const t = useWords()
  const row = anyRow(client)
  const editable = client.may.edit
  const field = (name: string, after?: ReactNode) => (
    <FieldRow key={name} record={record} name={name} row={row} editable={editable} onChange={onChange} after={after} />
  )
  return (
    <CardOverview
      label={t('clients.history')}
      fields={
        <>
          <CardSection>
            {record === 'companies' ? (
              <LinkedContacts company={client as Company} most={fewPeople} onAll={() => onTab('contacts')} />
            ) : (
              <LinkedCompanies contact={client as Contact} onChange={onChange} />
            )}
          </CardSection>
          <CardSection title={t('clients.section.reach')}>
            <dl>
              {reach.map((name) =>
                field(name, name === 'messengers' ? undefined : <Ways kind={name} values={client[name]} />),
              )}
            </dl>
          </CardSection>
          <CardSection title={t(record === 'contacts' ? 'clients.section.contact' : 'clients.section.company')}>
            <dl>{about[record].map((name) => field(name))}</dl>
          </CardSection>
          <OwnFields record={record} row={row} editable={editable} onChange={onChange} />
          <CardSection title={t('clients.section.access')}>
            <dl>{people.map((name) => field(name))}</dl>
          </CardSection>
          <CardSection title={t(`${record}.comment`)}>
            <dl>
              <FieldRow record={record} name="comment" row={row} editable={editable} onChange={onChange} bare />
            </dl>
          </CardSection>
        </>
      }
      beside={
        <>
          {client.removedAt === null && (
            <Planned record={record} id={client.id} name={client.name} editable={editable} />
          )}
          <LatestDeals record={record} client={client} onAll={() => onTab('deals')} />
        </>
      }
      history={<RecordHistory record={record} row={row} editable={editable} />}
    />
  )
}
