import { useQuery } from '@tanstack/react-query'
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
export const refreshRoles = (): Promise<void> => queries.invalidateQueries({ queryKey: ['roles'] })
export const refreshGroups = (): Promise<void> => queries.invalidateQueries({ queryKey: ['groups'] })
