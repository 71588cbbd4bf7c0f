import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useCallback } from 'react'
import { ListGhost } from '../records/ListGhost.tsx'
import { WithReferences } from '../records/references.tsx'
import { useListView } from '../records/view.ts'
import { PageHead } from '../shell/PageHead.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { useWords } from '../words.ts'
import { NewProduct } from './NewProduct.tsx'
import { SectionPicker } from './SectionPicker.tsx'
import { SectionTree } from './SectionTree.tsx'
import css from './ProductsPage.module.css'

const ProductList = lazy(() => import('./ProductList.tsx').then((module) => ({ default: module.ProductList })))
const ProductCard = lazy(() => import('./ProductCard.tsx').then((module) => ({ default: module.ProductCard })))

/** What the company sells: its sections, their products, and over them the card that the address says. */
export function ProductsPage() {
  const t = useWords()
  const { section } = useSearch({ from: '/inside/products' })
  const { open, set } = useListView()
  const navigate = useNavigate({ from: '/products' })
  const narrow = useNarrow()
  const close = useCallback(() => set({ open: undefined, tab: undefined }), [set])
  const step = useCallback((id: number) => set({ open: id }), [set])
  const choose = useCallback(
    (id: number | undefined) => void navigate({ search: (before) => ({ ...before, section: id }) }),
    [navigate],
  )
  const Sections = narrow ? SectionPicker : SectionTree
  return (
    <WithReferences>
      <div className={css.products}>
        <PageHead action={<NewProduct sectionId={section} onMade={step} />}>
          <h1 className={css.title}>{t('catalogue.title')}</h1>
        </PageHead>
        <div className={css.body}>
          <Sections chosen={section} onChoose={choose} />
          <Suspense fallback={<ListGhost />}>
            <ProductList sectionId={section} />
          </Suspense>
        </div>
        {open !== undefined && (
          <Suspense>
            <ProductCard
              id={open}
              asPage={false}
              onStep={step}
              onClose={close}
              onPage={() => void navigate({ to: '/products/$id', params: { id: String(open) } })}
            />
          </Suspense>
        )}
      </div>
    </WithReferences>
  )
}

export function ProductPage() {
  const t = useWords()
  const { id } = useParams({ from: '/inside/products/$id' })
  const navigate = useNavigate()
  const back = useCallback(() => void navigate({ to: '/products' }), [navigate])
  return (
    <WithReferences>
      <div className={css.products}>
        <PageHead>
          <button type="button" className="btn" onClick={back}>
            {t('catalogue.title')}
          </button>
        </PageHead>
        <Suspense>
          <ProductCard id={Number(id)} asPage onClose={back} onPage={back} />
        </Suspense>
      </div>
    </WithReferences>
  )
}
