import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'

interface Asked {
  record: 'contacts' | 'companies' | 'deals'
  id: number
  asPage: boolean
  /** where the address says which card is open over a list */
  key: 'open' | 'deal'
}

/** The number of a record that has become part of another one leads to that one: the address says so then. */
export function useFollowing({ record, id, asPage, key }: Asked, found: number | undefined): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (found === undefined || found === id) return
    const search = (before: Record<string, unknown>) => (asPage ? before : { ...before, [key]: found })
    void navigate({
      to: asPage ? `/${record}/${String(found)}` : '.',
      // The same address with another number.
      search: search as never,
      replace: true,
    })
  }, [navigate, record, id, asPage, key, found])
}
