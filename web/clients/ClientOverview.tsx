import type { ReactNode } from 'react'
import { Planned } from '../activities/Planned.tsx'
import { CardOverview } from '../records/CardParts.tsx'
import type { Change, Refusal } from '../records/change.ts'
import { FieldRow } from '../records/FieldRow.tsx'
import { CardFields } from '../records/layout/CardFields.tsx'
import { anyRow } from '../records/rows.ts'
import { Timeline } from '../timeline/Timeline.tsx'
import { useOneColumn } from '../ui/narrow.ts'
import { useWords } from '../words.ts'
import { useContactsOf, type ClientRecord, type Company, type Contact } from './clientData.ts'
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

const reach = ['phones', 'emails', 'sites'] as const
const fewPeople = 3

/** The fields of a client in sections, each edited in its place; beside them the deals and what has happened lately. */
export function ClientOverview({ record, client, onChange, onTab }: Props) {
  const t = useWords()
  const row = anyRow(client)
  const oneColumn = useOneColumn()
  const editable = client.may.edit
  const people = useContactsOf(client.id, record === 'companies')
  const field = (name: string, after?: ReactNode) => (
    <FieldRow key={name} record={record} name={name} row={row} editable={editable} onChange={onChange} after={after} />
  )
  return (
    <CardOverview
      label={t('timeline.title')}
      fields={
        <CardFields
          record={record}
          row={row}
          editable={editable}
          onChange={onChange}
          rows={Object.fromEntries(
            reach.map((name) => [name, () => field(name, <Ways kind={name} values={client[name]} />)]),
          )}
          blocks={
            record === 'companies'
              ? {
                  contacts: {
                    filled: (people.data?.items.length ?? 0) > 0,
                    draw: () => (
                      <LinkedContacts company={client as Company} most={fewPeople} onAll={() => onTab('contacts')} />
                    ),
                  },
                }
              : {
                  companyIds: {
                    filled: (client as Contact).companyIds.length > 0 || row.hidden.includes('companyIds'),
                    draw: () => <LinkedCompanies contact={client as Contact} onChange={onChange} />,
                  },
                }
          }
        />
      }
      beside={
        <>
          {oneColumn && client.removedAt === null && (
            <Planned record={record} id={client.id} name={client.name} editable={editable} />
          )}
          <LatestDeals record={record} client={client} onAll={() => onTab('deals')} />
        </>
      }
      history={!oneColumn && <Timeline record={record} row={row} name={client.name} editable={editable} />}
    />
  )
}
