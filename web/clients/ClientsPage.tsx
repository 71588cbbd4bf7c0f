import { useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useCallback } from 'react'
import { ListGhost } from '../records/ListGhost.tsx'
import { useListView } from '../records/view.ts'
import { useNarrow } from '../ui/narrow.ts'
import type { ClientRecord } from './clientData.ts'
import { ClientsHead, CardHead } from './ClientsHead.tsx'
import css from './ClientsPage.module.css'

const ClientList = lazy(() => import('./ClientList.tsx').then((module) => ({ default: module.ClientList })))
const PhoneList = lazy(() => import('./PhoneList.tsx').then((module) => ({ default: module.PhoneList })))
const ClientCard = lazy(() => import('./ClientCard.tsx').then((module) => ({ default: module.ClientCard })))

export const ContactsPage = () => <ListPage record="contacts" />
export const CompaniesPage = () => <ListPage record="companies" />

export function ContactPage() {
  const { id } = useParams({ from: '/inside/contacts/$id' })
  return <CardPage record="contacts" id={Number(id)} />
}

export function CompanyPage() {
  const { id } = useParams({ from: '/inside/companies/$id' })
  return <CardPage record="companies" id={Number(id)} />
}

/** Everybody of one kind; over them the card that the address says. */
function ListPage({ record }: { record: ClientRecord }) {
  const view = useListView()
  const narrow = useNarrow()
  const navigate = useNavigate()
  const { open, set } = view
  const close = useCallback(() => set({ open: undefined, tab: undefined }), [set])
  const step = useCallback((id: number) => set({ open: id }), [set])
  return (
    <div className={css.clients}>
      <ClientsHead record={record} onMade={step} />
      <div className={css.body}>
        <Suspense fallback={<ListGhost />}>
          {narrow ? <PhoneList record={record} /> : <ClientList record={record} />}
        </Suspense>
      </div>
      {open !== undefined && (
        <Suspense>
          <ClientCard
            record={record}
            id={open}
            asPage={false}
            onStep={step}
            onClose={close}
            onPage={() => void navigate({ to: `/${record}/$id`, params: { id: String(open) } })}
          />
        </Suspense>
      )}
    </div>
  )
}

function CardPage({ record, id }: { record: ClientRecord; id: number }) {
  const navigate = useNavigate()
  const back = useCallback(() => void navigate({ to: `/${record}` }), [navigate, record])
  return (
    <div className={css.clients}>
      <CardHead record={record} />
      <Suspense>
        <ClientCard record={record} id={id} asPage onClose={back} onPage={back} />
      </Suspense>
    </div>
  )
}
