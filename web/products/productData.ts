import { useQuery } from '@tanstack/react-query'
import type { RowOf } from '../../model/records.ts'
import { call, type Output } from '../api.ts'
import { queries } from '../queries.ts'

export type Product = Output<'products.get'>
export type Section = RowOf<'productSections'>

export const useProduct = (id: number) =>
  useQuery({
    queryKey: ['products', 'get', id],
    queryFn: ({ signal }): Promise<Product> => call('products.get', { id }, signal),
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

export const readProducts = (): Promise<unknown> =>
  Promise.all(['products', 'productSections'].map((record) => queries.invalidateQueries({ queryKey: [record] })))
