import { RecordHistory } from '../timeline/History.tsx'
import { CardOverview } from '../records/CardParts.tsx'
import type { Change, Refusal } from '../records/change.ts'
import { CardFields } from '../records/layout/CardFields.tsx'
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
  return (
    <CardOverview
      label={t('catalogue.tab.history')}
      fields={<CardFields record="products" row={row} editable={edit} onChange={onChange} />}
      beside={<ProductDeals id={product.id} most={5} />}
      history={<RecordHistory record="products" row={row} editable={edit} />}
    />
  )
}
