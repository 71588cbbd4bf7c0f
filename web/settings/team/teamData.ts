import { useQuery } from '@tanstack/react-query'
import type { RowOf } from '../../../model/records.ts'
import type { Access } from '../../../server/users/access.ts'
import { call } from '../../api.ts'
import { queries, useMe } from '../../queries.ts'

export type Person = RowOf<'users'>
export type Department = RowOf<'departments'>
export type Role = RowOf<'roles'>
export type { Access }

/** All of a list, page after page. */
async function everything<T>(
  read: (after: string | undefined) => Promise<{ items: T[]; next: string | null }>,
): Promise<T[]> {
  const all: T[] = []
  for (let after: string | undefined; ;) {
    const { items, next } = await read(after)
    all.push(...items)
    if (next === null) return all
    after = next
  }
}

export const useEverybody = () =>
  useQuery({
    queryKey: ['users', 'list', 'everybody'],
    queryFn: () =>
      everything<Person>((after) => call('users.list', { sort: ['name'], limit: 500, ...(after ? { after } : {}) })),
  })

export const useDepartments = () =>
  useQuery({
    queryKey: ['departments', 'list', 'everything'],
    queryFn: () =>
      everything<Department>((after) =>
        call('departments.list', { sort: ['name'], limit: 500, ...(after ? { after } : {}) }),
      ),
  })

/** The roles of the company, for those who manage people or roles. */
export function useRoles(): readonly Role[] {
  const may = useMe()?.may.see.includes('roles') === true
  const { data } = useQuery({
    queryKey: ['roles', 'list', 'all'],
    enabled: may,
    queryFn: () =>
      everything<Role>((after) =>
        call('roles.list', { sort: ['position', 'id'], limit: 500, ...(after ? { after } : {}) }),
      ),
  })
  return data ?? noRoles
}
const noRoles: readonly Role[] = []

/** How everybody comes in; asked anew each second while records are on their way. */
export function useAccess(): ReadonlyMap<number, Access> | undefined {
  const me = useMe()
  const { data } = useQuery({
    queryKey: ['users', 'access'],
    enabled: me?.may.edit.includes('users') === true,
    queryFn: async () => new Map((await call('users.access', {})).items.map((one) => [one.id, one])),
    refetchInterval: ({ state }) => ([...(state.data?.values() ?? [])].some(isMoving) ? 1000 : false),
  })
  return data
}
export const isMoving = ({ handover }: Access): boolean =>
  handover?.state === 'running' || handover?.state === 'undoing'

export type State = 'active' | 'invited' | 'expired' | 'none' | 'off'
/** How a person stands: at work, on the way in, a name alone, gone. */
export function stateOf(person: Person, access: Access | undefined): State {
  if (!person.active) return 'off'
  if (access?.signsIn !== false) return 'active'
  if (access.invitation) return access.invitation.expired ? 'expired' : 'invited'
  return 'none'
}

export const refreshPeople = (): Promise<void> => queries.invalidateQueries({ queryKey: ['users'] })
