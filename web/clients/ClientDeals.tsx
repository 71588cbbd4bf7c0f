import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api.ts'
import { PagedDeals } from '../deals/PagedDeals.tsx'
import { useWords } from '../words.ts'
import { dealsOf, dealStates, useDealSums, type ClientRecord, type Company, type Contact } from './clientData.ts'
import { NewDealFor } from './NewDealFor.tsx'
import { dealFieldsOf, useRoleIn } from './roleIn.tsx'
import css from './ClientDeals.module.css'

const pageSize = 50
const choices = ['all', ...dealStates] as const

/** All deals of a client, by what has become of them, the newest first. */
export function ClientDeals({ record, client }: { record: ClientRecord; client: Contact | Company }) {
  const t = useWords()
  const { id } = client
  const roleIn = useRoleIn(record, client)
  const { data: sums } = useDealSums(record, id)
  const [state, setState] = useState<(typeof choices)[number]>('all')
  const list = useInfiniteQuery({
    queryKey: ['deals', 'ofClient', { record, id, state }],
    queryFn: ({ pageParam, signal }) =>
      call(
        'deals.list',
        {
          filter: {
            and: [
              dealsOf(record, id),
              ...(state === 'all' ? [] : [{ field: 'state', op: 'eq' as const, value: state }]),
            ],
          },
          fields: dealFieldsOf(record),
          sort: ['-createdAt'],
          limit: pageSize,
          ...(pageParam === null ? {} : { after: pageParam }),
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  const deals = list.data?.pages.flatMap(({ items }) => items) ?? []
  const count = (one: (typeof choices)[number]) => (one === 'all' ? sums?.count : sums?.[one].count)
  return (
    <section aria-label={t('clients.deals')}>
      <div className={css.bar}>
        <div className={css.states} role="group" aria-label={t('clients.deals.state')}>
          {choices.map((one) => (
            <button key={one} type="button" className="btn" aria-pressed={state === one} onClick={() => setState(one)}>
              {t(`clients.deals.${one}`)}
              {count(one) ? <span className="t3 num">{count(one)}</span> : null}
            </button>
          ))}
        </div>
        {client.removedAt === null && <NewDealFor record={record} client={client} />}
      </div>
      <PagedDeals
        deals={deals}
        list={list}
        failed={t('clients.deals.failed')}
        empty={t(state === 'all' ? 'clients.deals.empty' : 'clients.deals.none')}
        more={t('clients.deals.more')}
        below={roleIn}
      />
    </section>
  )
}
