import { useQuery } from '@tanstack/react-query'
import type { Filter } from '../../model/filters.ts'
import { call, type Output } from '../api.ts'
import { queries } from '../queries.ts'

export type ClientRecord = 'contacts' | 'companies'
export type Contact = Output<'contacts.get'>
export type Company = Output<'companies.get'>

/** A contact or company, whole. */
export const useClient = (record: ClientRecord, id: number) =>
  useQuery({
    queryKey: [record, 'get', id],
    queryFn: ({ signal }): Promise<Contact | Company> =>
      record === 'contacts' ? call('contacts.get', { id }, signal) : call('companies.get', { id }, signal),
  })

/** The deals of a client. */
export const dealsOf = (record: ClientRecord, id: number): Filter =>
  record === 'companies' ? { field: 'companyId', op: 'eq', value: id } : { field: 'contactIds', op: 'in', value: [id] }

export const dealStates = ['open', 'won', 'lost'] as const
export type DealState = (typeof dealStates)[number]
interface Sum {
  count: number
  amount: string
}
export interface DealSums extends Record<DealState, Sum> {
  count: number
  currency: string
}

/** How many deals a client has and what they come to, of those that one sees. */
export const useDealSums = (record: ClientRecord, id: number) =>
  useQuery({
    queryKey: ['deals', 'totals', 'ofClient', record, id],
    queryFn: async ({ signal }): Promise<DealSums> => {
      const totals = await call('deals.totals', { filter: dealsOf(record, id), group: 'state' }, signal)
      const sum = (state: DealState): Sum => {
        const found = totals.groups?.find(({ key }) => key === state)
        return { count: found?.count ?? 0, amount: found?.amount ?? '0' }
      }
      return {
        count: totals.count,
        currency: totals.currency,
        open: sum('open'),
        won: sum('won'),
        lost: sum('lost'),
      }
    },
  })

/** How many records are shown as linked to one, at the most. */
const mostLinked = 200

/** The people of a company. */
export const useContactsOf = (companyId: number, wanted = true) =>
  useQuery({
    queryKey: ['contacts', 'ofCompany', { companyId }],
    enabled: wanted,
    queryFn: ({ signal }) =>
      call(
        'contacts.list',
        {
          filter: { field: 'companyIds', op: 'in', value: [companyId] },
          fields: [
            'version',
            'name',
            'firstName',
            'lastName',
            'jobTitle',
            'phones',
            'emails',
            'companyIds',
            'positions',
          ],
          sort: ['name'],
          limit: mostLinked,
        },
        signal,
      ),
  })

/** Companies by id, in the order asked: those that one sees. */
export const useCompanies = (ids: readonly number[]) =>
  useQuery({
    queryKey: ['companies', 'linked', ids],
    enabled: ids.length > 0,
    queryFn: async ({ signal }) => {
      const { items } = await call(
        'companies.list',
        {
          filter: { field: 'id', op: 'in', value: [...ids] },
          fields: ['version', 'name', 'industryId', 'phones', 'emails'],
          limit: mostLinked,
        },
        signal,
      )
      return ids.flatMap((id) => items.find((item) => item.id === id) ?? [])
    },
  })

/** The companies that name this one as their head. */
export const useDaughters = (id: number, wanted: boolean) =>
  useQuery({
    queryKey: ['companies', 'daughters', { id }],
    enabled: wanted,
    queryFn: async ({ signal }) => {
      const { items } = await call(
        'companies.list',
        { filter: { field: 'parentId', op: 'eq', value: id }, fields: ['name'], sort: ['name'], limit: 50 },
        signal,
      )
      return items.map(({ id, name }) => ({ id, name }))
    },
  })

/** Reads anew what is shown of clients, and of the deals that name them. */
export const readClients = (): Promise<unknown> =>
  Promise.all(['contacts', 'companies', 'deals'].map((record) => queries.invalidateQueries({ queryKey: [record] })))
