import { IconRepeat } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Filter } from '../../../model/filters.ts'
import { call } from '../../api.ts'
import { useWords } from '../../words.ts'
import type { Deal } from '../DealCard.tsx'
import { dealFields, DealRows } from '../DealRows.tsx'
import css from './RepeatedDeals.module.css'

const most = 10

/** What was made of a deal by its repetition, and of which deal it was made itself. Nothing where there is neither. */
export function RepeatedDeals({ deal: { id, repeats, repeatOfId, names, hidden } }: { deal: Deal }) {
  const t = useWords()
  const filter: Filter = { field: 'repeatOfId', op: 'eq', value: id }
  const copies = useQuery({
    queryKey: ['deals', 'repeated', id],
    queryFn: ({ signal }) => call('deals.list', { filter, sort: ['-id'], fields: dealFields, limit: most + 1 }, signal),
  })
  const items = copies.data?.items ?? []
  return (
    <>
      {(repeatOfId !== null || hidden.includes('repeatOfId')) && (
        <p className={css.of} data-repeat-of={repeatOfId}>
          <IconRepeat size={16} stroke={1.75} aria-hidden />
          {t('repeat.of')}{' '}
          {repeatOfId === null ? (
            <span className="t3">{t('value.hidden')}</span>
          ) : (
            <Link to="/deals/$id" params={{ id: String(repeatOfId) }}>
              {names.repeatOfId}
            </Link>
          )}
        </p>
      )}
      {(items.length > 0 || repeats !== null) && (
        <section className={css.copies} aria-label={t('repeat.copies')} data-copies>
          <h2>{t('repeat.copies')}</h2>
          <DealRows deals={items.slice(0, most)} />
          {copies.data && !items.length && <p className="t3">{t('repeat.copies.none')}</p>}
          {items.length > most && (
            <Link to="/deals/list" className="btn" search={{ filter } as never}>
              {t('repeat.copies.all')}
            </Link>
          )}
        </section>
      )}
    </>
  )
}
