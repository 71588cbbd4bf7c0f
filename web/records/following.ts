import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { toast } from '../ui/toasts.tsx'
import { language, say } from '../words.ts'

interface Asked {
  record: 'contacts' | 'companies' | 'deals'
  id: number
  asPage: boolean
  /** where the address says which card is open over a list */
  key: 'open' | 'deal'
}

const gone = new Set<string>()
const nameOf = (record: string, id: number) => `${record} ${String(id)}`
/** Records become part of another one by what is done here: that is said there, and not once more. */
export function leave(record: Asked['record'], ids: readonly number[]): void {
  for (const id of ids) gone.add(nameOf(record, id))
}

/** The number of a record that has become part of another one leads to that one: the address says so then, and a sentence why. */
export function useFollowing({ record, id, asPage, key }: Asked, found: number | undefined): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (found === undefined || found === id) return
    if (!gone.delete(nameOf(record, id))) toast(say(language(), 'merge.followed', { id }))
    const search = (before: Record<string, unknown>) => (asPage ? before : { ...before, [key]: found })
    void navigate({
      to: asPage ? `/${record}/${String(found)}` : '.',
      // The same address with another number.
      search: search as never,
      replace: true,
    })
  }, [navigate, record, id, asPage, key, found])
}
