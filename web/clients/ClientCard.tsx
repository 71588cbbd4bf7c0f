import { useNavigate } from '@tanstack/react-router'
import { useCallback, useLayoutEffect } from 'react'
import { call } from '../api.ts'
import { tried } from '../asking.ts'
import { RecordHistory } from '../timeline/History.tsx'
import { DropOnCard } from '../files/DropOnCard.tsx'
import { FilesPart } from '../files/FilesPart.tsx'
import { useFiles } from '../files/filesData.ts'
import { BinBanner, CardFailed, CardFrame, CardGhost, CardTabs } from '../records/CardFrame.tsx'
import { CardHead, CardInner } from '../records/CardParts.tsx'
import { useChange } from '../records/change.ts'
import { InPlace } from '../records/FieldRow.tsx'
import { useFollowing } from '../records/following.ts'
import { useHidden } from '../records/hidden.ts'
import { useNeighbours } from '../records/neighbours.ts'
import { WithReferences } from '../records/references.tsx'
import { anyRow } from '../records/rows.ts'
import { useListView } from '../records/view.ts'
import { Timeline } from '../timeline/Timeline.tsx'
import { useWantedEntry } from '../timeline/timelineData.ts'
import { useOneColumn } from '../ui/narrow.ts'
import { useWords } from '../words.ts'
import { readClients, useClient, useContactsOf, useDealSums, type ClientRecord } from './clientData.ts'
import { ClientDeals } from './ClientDeals.tsx'
import { ClientFacts } from './ClientFacts.tsx'
import { ClientFigures } from './ClientFigures.tsx'
import { ClientMenu } from './ClientMenu.tsx'
import { ClientOverview } from './ClientOverview.tsx'
import { ContactName } from './ContactName.tsx'
import { Family } from './Family.tsx'
import { LinkedCompanies } from './LinkedCompanies.tsx'
import { LinkedContacts } from './LinkedContacts.tsx'
import type { Company, Contact } from './clientData.ts'

interface Props {
  record: ClientRecord
  id: number
  /** fills the screen instead of lying over the list */
  asPage: boolean
  /** to the one before or after in the list */
  onStep?: (id: number) => void
  onClose(): void
  onPage(): void
}

/** A contact or company, opened: over the list, or as a page of its own. */
export function ClientCard(props: Props) {
  return (
    <WithReferences>
      <Card {...props} />
    </WithReferences>
  )
}

function Card({ record, id, asPage, onStep, onClose, onPage }: Props) {
  const t = useWords()
  const client = useClient(record, id)
  useFollowing({ record, id, asPage, key: 'open' }, client.data?.id)
  const neighbours = useNeighbours(record, id)
  const navigate = useNavigate()
  return (
    <CardFrame
      label={t(`clients.${record}.number`, { id })}
      href={`/${record}/${String(id)}`}
      asPage={asPage}
      back={t(`clients.${record}.back`)}
      {...(onStep ? { neighbours, onStep } : {})}
      onClose={onClose}
      onPage={onPage}
      actions={
        client.data && (
          <ClientMenu
            record={record}
            client={client.data}
            onRemoved={onClose}
            onMerged={(into) =>
              onStep ? onStep(into) : void navigate({ to: `/${record}/$id`, params: { id: String(into) } })
            }
          />
        )
      }
    >
      {client.data ? (
        <Body key={id} record={record} client={client.data} asPage={asPage} />
      ) : client.isError ? (
        <CardFailed
          error={client.error}
          missing={t(`clients.${record}.missing`)}
          failed={t(`clients.${record}.failed`)}
          onAgain={() => void client.refetch()}
        />
      ) : (
        <CardGhost />
      )}
    </CardFrame>
  )
}

const tabsOf = {
  contacts: ['overview', 'timeline', 'deals', 'companies', 'files', 'history'],
  companies: ['overview', 'timeline', 'deals', 'contacts', 'links', 'files', 'history'],
} as const

function Body({ record, client, asPage }: { record: ClientRecord; client: Contact | Company; asPage: boolean }) {
  const t = useWords()
  const view = useListView()
  const { set } = view
  const change = useChange(record)
  const sums = useDealSums(record, client.id)
  const people = useContactsOf(client.id, record === 'companies')
  const files = useFiles(record, client.id)
  const row = anyRow(client)
  const hidden = useHidden('companies')
  type Tab = (typeof tabsOf)[ClientRecord][number]
  // Where there is no room for it beside the fields, the timeline has a tab.
  const oneColumn = useOneColumn()
  const tabs: readonly Tab[] = tabsOf[record].filter(
    (key) => (key !== 'timeline' || oneColumn) && (key !== 'links' || !hidden.has('parentId')),
  )
  const usual: Tab = useWantedEntry() !== undefined && oneColumn ? 'timeline' : 'overview'
  const tab: Tab = tabs.find((one) => one === view.tab) ?? usual
  const counts: Partial<Record<Tab, number | undefined>> = {
    deals: sums.data?.count,
    files: files.data?.pages[0]?.count,
    contacts: people.data?.items.length,
    companies: 'companyIds' in client ? client.companyIds.length : undefined,
  }
  const onTab = useCallback((next: Tab) => set({ tab: next === 'overview' ? undefined : next }), [set])
  const restore = async () => {
    await tried(() =>
      record === 'contacts'
        ? call('contacts.restore', { id: client.id })
        : call('companies.restore', { id: client.id }),
    )
    await readClients()
  }
  useLayoutEffect(() => {
    if (asPage) document.title = `${client.name} · ${t('app.name')}`
  }, [asPage, client.name, t])
  return (
    <>
      {client.may.edit && (
        <DropOnCard
          record={record}
          id={client.id}
          limit={files.data?.pages[0]?.limit ?? null}
          onAdded={() => onTab('files')}
        />
      )}
      <CardHead
        name={
          record === 'contacts' ? (
            <ContactName contact={client as Contact} />
          ) : (
            <InPlace
              record="companies"
              name="name"
              row={row}
              editable={client.may.edit}
              label={t('companies.name')}
              onChange={change}
            />
          )
        }
      >
        <ClientFacts record={record} client={client} />
        {client.removedAt !== null && (
          <BinBanner
            text={t(`clients.${record}.inBin`)}
            onRestore={client.may.delete ? () => void restore() : undefined}
          />
        )}
        <ClientFigures sums={sums.data} failed={sums.isError} />
      </CardHead>
      <CardTabs
        label={t('clients.tabs')}
        tabs={tabs.map((key) => ({
          key,
          name: t(key === 'files' ? 'files.tab' : key === 'timeline' ? 'timeline.title' : `clients.tab.${key}`),
          count: counts[key],
        }))}
        value={tab}
        onChange={onTab}
      >
        {tab === 'overview' && <ClientOverview record={record} client={client} onChange={change} onTab={onTab} />}
        {tab === 'timeline' && (
          <CardInner>
            <Timeline record={record} row={row} name={client.name} editable={client.may.edit} />
          </CardInner>
        )}
        {tab === 'deals' && (
          <CardInner>
            <ClientDeals record={record} client={client} />
          </CardInner>
        )}
        {tab === 'contacts' && (
          <CardInner narrow>
            <LinkedContacts company={client as Company} />
          </CardInner>
        )}
        {tab === 'companies' && (
          <CardInner narrow>
            <LinkedCompanies contact={client as Contact} onChange={change} />
          </CardInner>
        )}
        {tab === 'files' && (
          <CardInner>
            <FilesPart record={record} id={client.id} />
          </CardInner>
        )}
        {tab === 'links' && (
          <CardInner narrow>
            <Family company={client as Company} onChange={change} />
          </CardInner>
        )}
        {tab === 'history' && (
          <CardInner title={t('clients.tab.history')}>
            <RecordHistory record={record} row={row} editable={client.may.edit} />
          </CardInner>
        )}
      </CardTabs>
    </>
  )
}
