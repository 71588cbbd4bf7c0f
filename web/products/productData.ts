import { useQuery } from '@tanstack/react-query'
import type { RowOf } from '../../model/records.ts'
import { ApiError, call, type Output } from '../api.ts'
import { queries } from '../queries.ts'

export type Product = Output<'products.get'>
export type Section = RowOf<'productSections'>

export const useProduct = (id: number) =>
  useQuery({
    queryKey: ['products', 'get', id],
    queryFn: ({ signal }): Promise<Product> => call('products.get', { id }, signal),
    retry: (count, error) => count < 2 && !(error instanceof ApiError && error.code === 'missing'),
  })

/** What a product has brought, of the deals that one sees: read anew with them. */
export const useSales = (id: number) =>
  useQuery({
    queryKey: ['deals', 'sales', { product: id }],
    queryFn: ({ signal }) => call('products.sales', { id }, signal),
  })

export const sectionsQuery = {
  queryKey: ['productSections', 'list', 'all'],
  queryFn: async (): Promise<Section[]> =>
    (await call('productSections.list', { limit: 500, sort: ['position'] })).items,
}
export const useSections = () => useQuery(sectionsQuery)

/** A section and how deep it lies; children right after their parent. */
export interface Placed {
  section: Section
  depth: number
}

/** The sections as a tree, written line by line. What hangs in the air, as its parent is gone, stands at the top. */
export function treeOf(sections: readonly Section[]): Placed[] {
  const known = new Set(sections.map(({ id }) => id))
  const within = Map.groupBy(sections, ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null))
  const below = (parent: number | null, depth: number): Placed[] =>
    (within.get(parent) ?? []).flatMap((section) => [{ section, depth }, ...below(section.id, depth + 1)])
  return below(null, 0)
}

/** A section and all that lie in it. */
export const withInside = (tree: readonly Placed[], id: number): number[] => {
  const at = tree.findIndex(({ section }) => section.id === id)
  if (at < 0) return [id]
  const rest = tree.slice(at + 1)
  const end = rest.findIndex(({ depth }) => depth <= tree[at]!.depth)
  return [id, ...(end < 0 ? rest : rest.slice(0, end)).map(({ section }) => section.id)]
}

export const readProducts = (): Promise<unknown> =>
  Promise.all(['products', 'productSections'].map((record) => queries.invalidateQueries({ queryKey: [record] })))
