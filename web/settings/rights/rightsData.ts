import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RowOf } from '../../../model/records.ts'
import { call } from '../../api.ts'
import { queries, useMe } from '../../queries.ts'

export type Group = RowOf<'groups'>
const none: readonly Group[] = []

export const useGroups = (): readonly Group[] => {
  const may = useMe()?.may.see.includes('roles') === true
  const { data } = useQuery({
    queryKey: ['groups', 'list', 'all'],
    enabled: may,
    queryFn: async () => (await call('groups.list', { sort: ['name'], limit: 500 })).items,
  })
  return data ?? none
}
/** Who has which role, by whatever way: role → people. */
export function useHolders(): ReadonlyMap<number, readonly number[]> {
  const may = useMe()?.may.see.includes('roles') === true
  // Under the people: whose changes it follows.
  const { data } = useQuery({
    queryKey: holdersKey,
    enabled: may,
    staleTime: 0,
    queryFn: ({ signal }) => call('roles.holders', {}, signal),
  })
  return useMemo(() => new Map(data?.items.map(({ roleId, userIds }) => [roleId, userIds])), [data])
}
const holdersKey = ['users', 'holders']
const refresh = async (record: 'roles' | 'groups') => {
  await Promise.all([[record], holdersKey].map((queryKey) => queries.invalidateQueries({ queryKey })))
}
export const refreshRoles = (): Promise<void> => refresh('roles')
export const refreshGroups = (): Promise<void> => refresh('groups')
