import type { LineTotals as Totals } from '../../model/lines.ts'
import { useReferences } from '../records/references.tsx'
import { useWords } from '../words.ts'
import css from './LineTotals.module.css'

/** What the lines come to, step by step. */
export function LineTotals({ totals, money }: { totals: Totals; money(amount: string): string }) {
  const t = useWords()
  const { format } = useReferences()
  const share = Number(totals.before) ? (Number(totals.discount) / Number(totals.before)) * 100 : 0
  return (
    <dl className={css.totals}>
      <div>
        <dt>{t('lines.before')}</dt>
        <dd>{money(totals.before)}</dd>
      </div>
      <div>
        <dt>
          {t('lines.discounts')} {share > 0 && <span>{`${format.number(share.toFixed(1))} %`}</span>}
        </dt>
        <dd>{Number(totals.discount) ? `−${money(totals.discount)}` : money(totals.discount)}</dd>
      </div>
      <div>
        <dt>{t('lines.net')}</dt>
        <dd>{money(totals.net)}</dd>
      </div>
      <div>
        <dt>{t('lines.taxes')}</dt>
        <dd>{money(totals.tax)}</dd>
      </div>
      <div className={css.all}>
        <dt>{t('lines.total')}</dt>
        <dd>{money(totals.total)}</dd>
      </div>
    </dl>
  )
}
