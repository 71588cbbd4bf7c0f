import { Decimal } from 'decimal.js'
import { Figure, Figures } from '../records/Figures.tsx'
import { useWords } from '../words.ts'
import type { DealSums } from './clientData.ts'

/** What a client has brought, what is in progress, and how much a deal comes to, in the base currency. */
export function ClientFigures({ sums, failed }: { sums: DealSums | undefined; failed: boolean }) {
  const t = useWords()
  if (failed) return null
  const average = sums?.won.count ? new Decimal(sums.won.amount).div(sums.won.count).toFixed(2) : null
  const deals = (count: number) => t('clients.deals.count', { count })
  return (
    <Figures label={t('clients.figures')} busy={!sums}>
      <Figure
        name="won"
        title={t('clients.won')}
        amount={sums?.won.amount}
        currency={sums?.currency}
        note={sums && (sums.won.count ? deals(sums.won.count) : t('clients.noDeals'))}
      />
      <Figure
        name="open"
        title={t('clients.open.sum')}
        amount={sums?.open.amount}
        currency={sums?.currency}
        note={sums && (sums.open.count ? deals(sums.open.count) : t('clients.noDeals'))}
      />
      <Figure
        name="average"
        title={t('clients.average')}
        amount={sums && average}
        currency={sums?.currency}
        note={sums && t(average === null ? 'clients.noWon' : 'clients.averageOf')}
      />
    </Figures>
  )
}
