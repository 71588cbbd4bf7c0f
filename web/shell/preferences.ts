import { useRouter } from '@tanstack/react-router'
import { useMemo } from 'react'
import { ApiError, call } from '../api.ts'
import { meQuery, queries, type Me } from '../queries.ts'
import { wear } from '../theme.ts'
import { toast } from '../ui/toasts.tsx'
import { language, say, speak } from '../words.ts'
import { announce } from './signedOut.ts'

type Preferences = Partial<Pick<Me, 'language' | 'theme' | 'timeZone'>>

/** Changes what the person prefers: shown at once, put back if the server refuses. */
export async function prefer(change: Preferences): Promise<void> {
  const before = queries.getQueryData<Me | null>(meQuery.queryKey)
  if (!before) return
  show(change)
  try {
    await call('session.changePreferences', change)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    show({ language: before.language, theme: before.theme, timeZone: before.timeZone })
    toast(error.code === 'offline' ? say(language(), 'state.offline') : error.message, { bad: true })
  }
}

function show(change: Preferences): void {
  if (change.language) speak(change.language)
  if (change.theme) wear(change.theme)
  queries.setQueryData<Me | null>(meQuery.queryKey, (me) => me && { ...me, ...change })
}

/** Ends the session here; other tabs of this browser leave too. */
export function useSignOut(): () => Promise<void> {
  const router = useRouter()
  return useMemo(
    () => async () => {
      try {
        await call('session.signOut', {})
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        return toast(error.code === 'offline' ? say(language(), 'state.offline') : error.message, { bad: true })
      }
      announce('out')
      await router.navigate({ to: '/signin', search: {} })
      queries.clear()
    },
    [router],
  )
}
