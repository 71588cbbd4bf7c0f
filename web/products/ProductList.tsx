import { useCallback, useMemo } from 'react'
import type { Filter } from '../../model/filters.ts'
import { useChange } from '../records/change.ts'
import { CountFooter } from '../records/CountFooter.tsx'
import { RecordList, type ListShape } from '../records/RecordList.tsx'
import { flat, treeOf, withBelow } from '../records/tree.ts'
import { useListView } from '../records/view.ts'
import { useWords } from '../words.ts'
import { FirstProduct } from './NewProduct.tsx'
import { useSections } from './productData.ts'

const usual = ['name', 'article', 'price', 'unitId', 'taxRate', 'sectionId', 'active']
const shape: ListShape = {
  record: 'products',
  usual,
  offered: [...usual, 'currency', 'taxIncluded', 'description', 'createdAt', 'updatedAt', 'id'],
  widths: { name: 288, price: 128, unitId: 96, taxRate: 96, taxIncluded: 112, sectionId: 168, active: 104, id: 72 },
  filters: [
    'sectionId',
    'name',
    'article',
    'price',
    'currency',
    'unitId',
    'taxRate',
    'taxIncluded',
    'active',
    'createdAt',
    'updatedAt',
  ],
  needed: ['name', 'currency'],
  sort: 'name',
}

/** The products of a section and all that lie in it: filtered, sorted, edited in place. */
export function ProductList({ sectionId }: { sectionId: number | undefined }) {
  const t = useWords()
  const view = useListView()
  const { set } = view
  const change = useChange('products')
  const { data: sections } = useSections()
  const within = useMemo((): Filter[] => {
    if (sectionId === undefined) return []
    return [{ field: 'sectionId', op: 'in', value: withBelow(flat(treeOf(sections ?? [])), sectionId) }]
  }, [sections, sectionId])
  const open = useCallback((id: number) => set({ open: id, tab: undefined }), [set])
  const title = useCallback((name: string) => (name === 'name' ? t('catalogue.one') : undefined), [t])
  return (
    <RecordList
      shape={shape}
      label={t('catalogue.title')}
      within={within}
      filter={view.filter}
      onFilter={(filter) => set({ filter })}
      sort={view.sort}
      onSort={(sort) => set({ sort })}
      opened={view.open}
      onOpen={open}
      href={hrefOf}
      onChange={change}
      title={title}
      empty={<FirstProduct sectionId={sectionId} onMade={open} />}
      footer={(totals) => <CountFooter totals={totals} name={(count) => t('catalogue.count', { count })} />}
    />
  )
}

const hrefOf = (id: number) => `/products/${String(id)}`
