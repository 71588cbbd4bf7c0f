import { Decimal } from 'decimal.js'
import type { Totals } from '../../server/records/totals.ts'
import { useReferences } from '../records/references.tsx'
import { useWords } from '../words.ts'

/** What the deals of a filter come to. */
export function DealTotals({ totals }: { totals: Totals | undefined }) {
  const t = useWords()
  const { format } = useReferences()
  if (!totals) return null
  const { amount } = totals
  const average = totals.count && amount !== null ? new Decimal(amount).div(totals.count).toFixed(0) : null
  return (
    <>
      <span data-total="count">
        <b>{format.number(String(totals.count))}</b> {t('list.count', { count: totals.count })}
      </span>
      {amount !== null && (
        <span data-total="sum" data-sum={amount}>
          {t('list.sum')} <b>{format.money(amount, totals.currency)}</b>
        </span>
      )}
      {average !== null && (
        <span data-total="average">
          {t('list.average')} <b>{format.sum(average, totals.currency)}</b>
        </span>
      )}
    </>
  )
}
