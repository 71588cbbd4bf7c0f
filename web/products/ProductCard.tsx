import { useCallback, useLayoutEffect, useState } from 'react'
import { call } from '../api.ts'
import { doneWith, tried } from '../asking.ts'
import { RecordHistory } from '../timeline/History.tsx'
import { BinBanner, CardFailed, CardFrame, CardGhost, CardTabs } from '../records/CardFrame.tsx'
import { CardMenu } from '../records/CardMenu.tsx'
import { CardHead, CardInner } from '../records/CardParts.tsx'
import { useChange } from '../records/change.ts'
import { InPlace } from '../records/FieldRow.tsx'
import { useNeighbours } from '../records/neighbours.ts'
import { anyRow } from '../records/rows.ts'
import { useListView } from '../records/view.ts'
import { WhoSees } from '../records/WhoSees.tsx'
import { useWords } from '../words.ts'
import { readProducts, useProduct, useSales, type Product } from './productData.ts'
import { ProductDeals } from './ProductDeals.tsx'
import { ProductFigures } from './ProductFigures.tsx'
import { ProductOverview } from './ProductOverview.tsx'

interface Props {
  id: number
  /** fills the screen instead of lying over the list */
  asPage: boolean
  /** to the one before or after in the list */
  onStep?: (id: number) => void
  onClose(): void
  onPage(): void
}

/** A product, opened: over the list, or as a page of its own. Only inside `WithReferences`. */
export function ProductCard({ id, asPage, onStep, onClose, onPage }: Props) {
  const t = useWords()
  const product = useProduct(id)
  const neighbours = useNeighbours('products', id)
  return (
    <CardFrame
      label={t('catalogue.number', { id })}
      href={`/products/${String(id)}`}
      asPage={asPage}
      back={t('catalogue.back')}
      {...(onStep ? { neighbours, onStep } : {})}
      onClose={onClose}
      onPage={onPage}
      actions={product.data && <More product={product.data} onRemoved={onClose} />}
    >
      {product.data ? (
        <Body key={id} product={product.data} asPage={asPage} />
      ) : product.isError ? (
        <CardFailed
          error={product.error}
          missing={t('catalogue.missing')}
          failed={t('catalogue.failed')}
          onAgain={() => void product.refetch()}
        />
      ) : (
        <CardGhost />
      )}
    </CardFrame>
  )
}

const tabs = ['overview', 'deals', 'history'] as const
type Tab = (typeof tabs)[number]

function Body({ product, asPage }: { product: Product; asPage: boolean }) {
  const t = useWords()
  const view = useListView()
  const { set } = view
  const change = useChange('products')
  const sales = useSales(product.id)
  const row = anyRow(product)
  const tab = tabs.find((one) => one === view.tab) ?? 'overview'
  const onTab = useCallback((next: Tab) => set({ tab: next === 'overview' ? undefined : next }), [set])
  useLayoutEffect(() => {
    if (asPage) document.title = `${product.name} · ${t('app.name')}`
  }, [asPage, product.name, t])
  return (
    <>
      <CardHead
        name={
          <InPlace
            record="products"
            name="name"
            row={row}
            editable={product.may.edit}
            label={t('products.name')}
            onChange={change}
          />
        }
      >
        {product.removedAt !== null && (
          <BinBanner
            text={t('catalogue.inBin')}
            onRestore={product.may.delete ? () => void tried(() => restore(product.id)) : undefined}
          />
        )}
        <ProductFigures sales={sales.data} failed={sales.isError} />
      </CardHead>
      <CardTabs
        label={t('catalogue.tabs')}
        tabs={tabs.map((key) => ({ key, name: t(`catalogue.tab.${key}`) }))}
        value={tab}
        onChange={onTab}
      >
        {tab === 'overview' && <ProductOverview product={product} onChange={change} />}
        {tab === 'deals' && (
          <CardInner>
            <ProductDeals id={product.id} />
          </CardInner>
        )}
        {tab === 'history' && (
          <CardInner title={t('catalogue.tab.history')}>
            <RecordHistory record="products" row={row} editable={product.may.edit} />
          </CardInner>
        )}
      </CardTabs>
    </>
  )
}

async function restore(id: number) {
  await call('products.restore', { id })
  await readProducts()
}

/** What is done rarely with a product. */
function More({ product, onRemoved }: { product: Product; onRemoved(): void }) {
  const t = useWords()
  const { id, name } = product
  const { set } = useListView()
  const [asks, setAsks] = useState(false)
  const remove = () =>
    tried(async () => {
      await call('products.remove', { id })
      await readProducts()
      onRemoved()
      doneWith(t('catalogue.removed', { name }), () => restore(id))
    })
  return (
    <>
      <CardMenu
        label={t('catalogue.more')}
        arranges={{ record: 'products', id, onArrange: () => set({ tab: undefined }) }}
        who={{ name: t('who.title'), onShow: () => setAsks(true) }}
        removal={
          product.may.delete && product.removedAt === null
            ? { name: t('catalogue.remove'), onRemove: () => void remove() }
            : undefined
        }
      />
      {asks && <WhoSees record="products" id={id} name={name} onClose={() => setAsks(false)} />}
    </>
  )
}
