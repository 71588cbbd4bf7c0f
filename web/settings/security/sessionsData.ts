import { useQuery } from '@tanstack/react-query'
import { call } from '../../api.ts'
import { queries } from '../../queries.ts'

/** Where somebody is signed in, and his keys; one's own without an id. */
export const useSessions = (personId?: number) =>
  useQuery({
    queryKey: ['openSessions', personId ?? 'own'],
    queryFn: () => call('sessions.list', personId === undefined ? {} : { personId }),
    staleTime: 5000,
  })

export const refreshSessions = (): Promise<void> => queries.invalidateQueries({ queryKey: ['openSessions'] })
