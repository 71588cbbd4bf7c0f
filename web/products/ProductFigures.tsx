import type { Output } from '../api.ts'
import { Figure, Figures } from '../records/Figures.tsx'
import { useReferences } from '../records/references.tsx'
import { useWords } from '../words.ts'

/** What a product has brought and may bring, in the base currency, of the deals that one sees. */
export function ProductFigures({ sales, failed }: { sales: Output<'products.sales'> | undefined; failed: boolean }) {
  const t = useWords()
  const { format } = useReferences()
  if (failed || sales?.won.count === null) return null
  const note = (count: number | null | undefined) =>
    count == null ? undefined : count ? t('catalogue.inDeals', { count }) : t('catalogue.inNone')
  return (
    <Figures label={t('catalogue.sold')} busy={!sales}>
      <Figure
        name="won"
        title={t('catalogue.sold')}
        amount={sales?.won.amount}
        currency={sales?.currency}
        note={note(sales?.won.count)}
      />
      <Figure
        name="open"
        title={t('catalogue.open')}
        amount={sales?.open.amount}
        currency={sales?.currency}
        note={note(sales?.open.count)}
      />
      <Figure
        name="quantity"
        title={t('catalogue.quantity')}
        text={sales && format.number(sales.won.quantity ?? '0')}
        note={undefined}
      />
    </Figures>
  )
}
