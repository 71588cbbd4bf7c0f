import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { call } from '../api.ts'
import { glanceAt, hitOf, type Hit, type Shown } from '../found/hits.tsx'
import { freshFor, isEnough, useRecentLines } from '../found/useResults.ts'
import { kinds } from '../found/view.ts'
import { useFormat } from '../format.ts'
import { useWords, type WordKey } from '../words.ts'
import type { Entry } from './entry.ts'

interface Answer {
  text: string
  shown: Shown[]
  /** how long it took, in milliseconds */
  took: number
}
const typedFor = 70
const ofEach = 5

/** What the server finds by a text. While one types on, the answer before stays; what comes too late is dropped. */
export function useFound(text: string) {
  const asked = useSettled(text.trim())
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['search', 'find', asked],
    enabled: isEnough(asked),
    placeholderData: keepPreviousData,
    staleTime: freshFor,
    gcTime: freshFor,
    retry: false,
    queryFn: ({ signal }) => find(asked, signal),
  })
  const wanted = isEnough(text.trim())
  return {
    answer: wanted ? data : undefined,
    error: wanted ? error : null,
    retry: () => void refetch(),
    /** whether the answer is to what stands there */
    settled: !wanted || (asked === text.trim() && ((data !== undefined && !isPlaceholderData) || error !== null)),
  }
}

async function find(text: string, signal: AbortSignal): Promise<Answer> {
  const began = performance.now()
  const found = await call('search.find', { text, each: true, limit: ofEach }, signal)
  const shown = await glanceAt(found, text, signal)
  return { text, shown, took: Math.max(1, Math.round(performance.now() - began)) }
}

/** What the person has opened lately, as it is now. */
export function useRecent(): Entry[] {
  const t = useWords()
  const format = useFormat()
  const data = useRecentLines()
  return useMemo(
    () => (data ?? []).map((one) => ({ ...entryOf(hitOf(one, t, format), t), group: t('palette.recent') })),
    [data, t, format],
  )
}

/** The lines of an answer, kind by kind; in each the best first. */
export function useFoundEntries(answer: Answer | undefined): Entry[] {
  const t = useWords()
  const format = useFormat()
  return useMemo(() => {
    if (!answer) return []
    const hits = answer.shown.map((one) => hitOf(one, t, format))
    return kinds.flatMap((kind) => hits.filter((hit) => hit.kind === kind)).map((hit) => entryOf(hit, t))
  }, [answer, t, format])
}

const groups: Record<Hit['kind'], WordKey> = {
  deals: 'palette.deals',
  companies: 'palette.clients',
  contacts: 'palette.clients',
  products: 'palette.products',
  users: 'palette.people',
}
const entryOf = ({ key, kind, ...line }: Hit, t: ReturnType<typeof useWords>): Entry => ({
  id: key,
  group: t(groups[kind]),
  ...(kind === 'deals' ? { deal: Number(key.split(' ')[1]) } : {}),
  ...line,
})

/** A text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typedFor)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
