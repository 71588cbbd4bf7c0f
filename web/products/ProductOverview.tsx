import { RecordHistory } from '../deals/History.tsx'
import { CardOverview, CardSection } from '../records/CardParts.tsx'
import type { Change, Refusal } from '../records/change.ts'
import { FieldRow } from '../records/FieldRow.tsx'
import { OwnFields } from '../records/OwnFields.tsx'
import { anyRow } from '../records/rows.ts'
import { useWords } from '../words.ts'
import type { Product } from './productData.ts'
import { ProductDeals } from './ProductDeals.tsx'

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
    <CardOverview
      label={t('catalogue.tab.history')}
      fields={
        <>
          <CardSection title={t('catalogue.price')}>
            {fields(['price', 'currency', 'unitId', 'taxRate', 'taxIncluded'])}
          </CardSection>
          <CardSection title={t('catalogue.about')}>{fields(['article', 'sectionId', 'active'])}</CardSection>
          <OwnFields record="products" row={row} editable={edit} onChange={onChange} />
          <CardSection title={t('catalogue.description')}>
            <dl>
              <FieldRow record="products" name="description" row={row} editable={edit} onChange={onChange} bare />
            </dl>
          </CardSection>
        </>
      }
      beside={<ProductDeals id={product.id} most={5} />}
      history={<RecordHistory record="products" row={row} editable={edit} />}
    />
  )
}
