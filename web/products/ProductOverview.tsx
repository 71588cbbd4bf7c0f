import type { ReactNode } from 'react'
import { RecordHistory } from '../deals/History.tsx'
import type { Change, Refusal } from '../records/change.ts'
import { FieldRow } from '../records/FieldRow.tsx'
import { anyRow } from '../records/rows.ts'
import { useWords } from '../words.ts'
import type { Product } from './productData.ts'
import { ProductDeals } from './ProductDeals.tsx'
import css from '../clients/ClientOverview.module.css'

interface Props {
  product: Product
  onChange(change: Change): Promise<Refusal | null>
}

/** The fields of a product, each edited in its place; beside them the deals that have it and what has happened. */
export function ProductOverview({ product, onChange }: Props) {
  const t = useWords()
  const row = anyRow(product)
  const { edit } = product.may
  const fields = (names: readonly string[]) => (
    <dl>
      {names.map((name) => (
        <FieldRow key={name} record="products" name={name} row={row} editable={edit} onChange={onChange} />
      ))}
    </dl>
  )
  return (
    <div className={css.split}>
      <div className={css.fields}>
        <Section title={t('catalogue.price')}>
          {fields(['price', 'currency', 'unitId', 'taxRate', 'taxIncluded'])}
        </Section>
        <Section title={t('catalogue.about')}>{fields(['article', 'sectionId', 'active'])}</Section>
        <Section title={t('catalogue.description')}>
          <dl>
            <FieldRow record="products" name="description" row={row} editable={edit} onChange={onChange} wide />
          </dl>
        </Section>
      </div>
      <div className={css.beside}>
        <ProductDeals id={product.id} most={5} />
        <section className={css.history} aria-label={t('catalogue.tab.history')}>
          <RecordHistory record="products" row={row} editable={edit} />
        </section>
      </div>
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css.section}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
