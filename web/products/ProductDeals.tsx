import { useInfiniteQuery } from '@tanstack/react-query'
import { call } from '../api.ts'
import { dealFields } from '../deals/DealRows.tsx'
import { PagedDeals } from '../deals/PagedDeals.tsx'
import { useHidden } from '../records/hidden.ts'
import { useWords } from '../words.ts'

const pageSize = 50

/** The deals that have a product in their lines, of those that one sees: the newest first, all or the first few. */
export function ProductDeals({ id, most = pageSize }: { id: number; most?: number }) {
  const t = useWords()
  const hidden = useHidden('deals').has('lines')
  const list = useInfiniteQuery({
    enabled: !hidden,
    queryKey: ['deals', 'ofProduct', { id, most }],
    queryFn: async ({ pageParam, signal }) => {
      const { ids, next } = await call(
        'products.deals',
        { id, limit: most, ...(pageParam === null ? {} : { after: pageParam }) },
        signal,
      )
      if (!ids.length) return { deals: [], next }
      const { items } = await call(
        'deals.list',
        { filter: { field: 'id', op: 'in', value: ids }, fields: dealFields, sort: ['-id'], limit: most },
        signal,
      )
      return { deals: items, next }
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
  })
  const deals = list.data?.pages.flatMap((page) => page.deals) ?? []
  return (
    <section aria-label={t('catalogue.deals')}>
      <h2 className="t2">{t('catalogue.deals')}</h2>
      <PagedDeals
        deals={deals}
        list={hidden ? { ...list, isPending: false } : list}
        failed={t('catalogue.deals.failed')}
        empty={t(hidden ? 'value.hidden' : 'catalogue.deals.empty')}
        more={t('catalogue.deals.more')}
      />
    </section>
  )
}
