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
  keep(before.id, { ...waiting(before.id), ...change })
  try {
    await call('session.changePreferences', change)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    show({ language: before.language, theme: before.theme, timeZone: before.timeZone })
    toast(error.code === 'offline' ? say(language(), 'state.offline') : error.message, { bad: true })
  }
  keep(
    before.id,
    Object.fromEntries(
      Object.entries(waiting(before.id)).filter(([key, value]) => change[key as keyof Preferences] !== value),
    ),
  )
}

/** Shows a person the screens as he prefers them. */
export function showPreferred(me: Me): void {
  speak(me.language)
  wear(me.theme)
  if (begun) return
  begun = true
  const change = waiting(me.id)
  if (Object.keys(change).length) void prefer(change)
}
let begun = false

// What a person has chosen is kept by this browser until the server has it: a page that is loaded anew before the answer
// cuts the request short. Its successor shows what was chosen and sends it again.
const keptAs = (person: number) => `sdelka.preferring.${String(person)}`
function waiting(person: number): Preferences {
  try {
    // Nobody else writes there, and the server looks at what it is sent.
    return JSON.parse(localStorage.getItem(keptAs(person)) ?? '{}') as Preferences
  } catch {
    return {}
  }
}
function keep(person: number, change: Preferences): void {
  if (Object.keys(change).length) localStorage.setItem(keptAs(person), JSON.stringify(change))
  else localStorage.removeItem(keptAs(person))
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
