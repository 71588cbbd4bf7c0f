import { useCallback } from 'react'
import { MergeChosen } from '../merging/MergeChosen.tsx'
import { useChange } from '../records/change.ts'
import { CountFooter } from '../records/CountFooter.tsx'
import { RecordList, type ListShape } from '../records/RecordList.tsx'
import { WithReferences } from '../records/references.tsx'
import { useListView } from '../records/view.ts'
import { useWords } from '../words.ts'
import type { ClientRecord } from './clientData.ts'
import { FirstClient } from './NewClient.tsx'

const contacts = ['name', 'jobTitle', 'companyIds', 'phones', 'emails', 'typeId', 'ownerId', 'createdAt']
const companies = ['name', 'industryId', 'phones', 'emails', 'typeId', 'ownerId', 'parentId', 'createdAt']
const widths = {
  name: 264,
  jobTitle: 168,
  companyIds: 196,
  phones: 164,
  emails: 196,
  typeId: 120,
  industryId: 148,
  ownerId: 168,
  parentId: 168,
  observerIds: 172,
  sites: 164,
  address: 220,
  comment: 240,
  createdAt: 148,
  updatedAt: 148,
  id: 72,
}
const shapes: Record<ClientRecord, ListShape> = {
  contacts: {
    record: 'contacts',
    usual: contacts,
    offered: [
      ...contacts,
      'lastName',
      'firstName',
      'middleName',
      'sourceId',
      'birthDate',
      'taxNumber',
      'sites',
      'messengers',
      'observerIds',
      'opened',
      'comment',
      'updatedAt',
      'id',
    ],
    widths,
    filters: [
      'ownerId',
      'companyIds',
      'typeId',
      'sourceId',
      'name',
      'jobTitle',
      'phones',
      'emails',
      'taxNumber',
      'birthDate',
      'observerIds',
      'createdAt',
      'updatedAt',
      'opened',
      'comment',
    ],
    needed: ['name'],
    sort: 'name',
  },
  companies: {
    record: 'companies',
    usual: companies,
    offered: [
      ...companies,
      'taxNumber',
      'address',
      'employees',
      'revenue',
      'revenueCurrency',
      'sites',
      'messengers',
      'observerIds',
      'opened',
      'comment',
      'updatedAt',
      'id',
    ],
    widths,
    filters: [
      'ownerId',
      'industryId',
      'typeId',
      'parentId',
      'name',
      'taxNumber',
      'address',
      'phones',
      'emails',
      'employees',
      'revenue',
      'observerIds',
      'createdAt',
      'updatedAt',
      'opened',
      'comment',
    ],
    needed: ['name', 'revenueCurrency'],
    sort: 'name',
  },
}

/** Contacts or companies as rows: filtered, sorted, edited in place. */
export function ClientList({ record }: { record: ClientRecord }) {
  return (
    <WithReferences>
      <List key={record} record={record} />
    </WithReferences>
  )
}

function List({ record }: { record: ClientRecord }) {
  const t = useWords()
  const view = useListView()
  const { set } = view
  const change = useChange(record)
  const title = useCallback((name: string) => (name === 'name' ? t(`clients.${record}.one`) : undefined), [t, record])
  const href = useCallback((id: number) => `/${record}/${String(id)}`, [record])
  const open = useCallback((id: number) => set({ open: id, tab: undefined }), [set])
  return (
    <RecordList
      shape={shapes[record]}
      label={t(`clients.${record}`)}
      within={everybody}
      filter={view.filter}
      onFilter={(filter) => set({ filter })}
      sort={view.sort}
      onSort={(sort) => set({ sort })}
      opened={view.open}
      onOpen={open}
      href={href}
      onChange={change}
      title={title}
      empty={<FirstClient record={record} onMade={open} />}
      acts={(ids, clear) => <MergeChosen record={record} ids={ids} onMerged={clear} />}
      footer={(totals) => <CountFooter totals={totals} name={(count) => t(`clients.${record}.count`, { count })} />}
    />
  )
}

const everybody: [] = []
