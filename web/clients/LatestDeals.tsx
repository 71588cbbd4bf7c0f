import { useQuery } from '@tanstack/react-query'
import { call } from '../api.ts'
import { DealGhosts, DealRows } from '../deals/DealRows.tsx'
import { useWords } from '../words.ts'
import { dealsOf, useDealSums, type ClientRecord, type Company, type Contact } from './clientData.ts'
import { NewDealFor } from './NewDealFor.tsx'
import { dealFieldsOf, useRoleIn } from './roleIn.tsx'
import css from './LatestDeals.module.css'

const most = 5

/** The deals that matter now: those in progress, then those closed last. */
export function LatestDeals({
  record,
  client,
  onAll,
}: {
  record: ClientRecord
  client: Contact | Company
  onAll(): void
}) {
  const t = useWords()
  const { id } = client
  const roleIn = useRoleIn(record, client)
  const { data: sums } = useDealSums(record, id)
  const list = useQuery({
    queryKey: ['deals', 'ofClient', { record, id, latest: true }],
    queryFn: async ({ signal }) => {
      const ask = (state: 'open' | 'closed', sort: string) =>
        call(
          'deals.list',
          {
            filter: {
              and: [dealsOf(record, id), { field: 'state', op: state === 'open' ? 'eq' : 'ne', value: 'open' }],
            },
            fields: dealFieldsOf(record),
            sort: [sort],
            limit: most,
          },
          signal,
        )
      const [open, closed] = await Promise.all([ask('open', '-createdAt'), ask('closed', '-closedAt')])
      return [...open.items, ...closed.items].slice(0, most)
    },
  })
  const deals = list.data ?? []
  const count = sums?.count ?? 0
  return (
    <section aria-label={t('clients.deals')}>
      <header className={css.head}>
        <h2>
          {count > deals.length && deals.length
            ? t('clients.deals.some', { shown: deals.length, count })
            : t('clients.deals')}
        </h2>
        {client.removedAt === null && <NewDealFor record={record} client={client} />}
      </header>
      {list.isPending ? (
        <DealGhosts />
      ) : deals.length ? (
        <DealRows deals={deals} below={roleIn} />
      ) : (
        !list.isError && <p className={css.empty}>{t('clients.deals.empty')}</p>
      )}
      {list.isError && (
        <p className={css.empty} role="alert">
          {t('clients.deals.failed')}{' '}
          <button type="button" className="btn line" onClick={() => void list.refetch()}>
            {t('error.again')}
          </button>
        </p>
      )}
      {count > deals.length && (
        <button type="button" className={`btn ${css.all}`} onClick={onAll}>
          {t('clients.linked', { count: count - deals.length })}
        </button>
      )}
    </section>
  )
}
