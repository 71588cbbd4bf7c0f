import { useLocation } from '@tanstack/react-router'
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'
import { useMe } from '../queries.ts'
import { useWords, type WordKey } from '../words.ts'
import { recentOf, remember } from './recent.ts'

const names: [string, WordKey][] = [
  ['/deals', 'nav.deals'],
  ['/contacts', 'palette.contacts'],
  ['/companies', 'palette.companies'],
  ['/products', 'nav.products'],
  ['/settings', 'nav.settings'],
]

/** What happens when one comes to a page: it has a title, the focus is somewhere on it, and an opened record is remembered. */
export function useArrival(page: RefObject<HTMLElement | null>): void {
  const t = useWords()
  const me = useMe()
  const { pathname, search } = useLocation()
  const first = useRef(true)
  const [, word] = names.find(([start]) => pathname === start || pathname.startsWith(`${start}/`)) ?? []

  // Before the page's own, which knows better what it is about.
  useLayoutEffect(() => {
    document.title = [word && t(word), t('app.name')].filter(Boolean).join(' · ')
  }, [word, t])

  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    // What was pressed may have gone with the page before.
    const frame = requestAnimationFrame(() => {
      if (!document.activeElement || document.activeElement === document.body)
        page.current?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [pathname, page])

  const opened = recentOf(pathname, search)
  const [record, id] = [opened?.record, opened?.id]
  useEffect(() => {
    if (me && record && id) remember(me.id, { record, id })
  }, [me, record, id])
}
