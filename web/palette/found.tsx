import { IconBuilding, IconPackage, IconUser } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { call, type Output } from '../api.ts'
import { writtenPhone } from '../records/phones.ts'
import { useFormat, type Format } from '../format.ts'
import { useMe } from '../queries.ts'
import { Avatar, StageMark } from '../records/marks.tsx'
import { recents, type RecentRecord } from '../shell/recent.ts'
import { useWords } from '../words.ts'
import type { Entry } from './entry.ts'

type Glance = Output<'search.glance'>[number]
interface Answer {
  text: string
  shown: Glance[]
  people: { id: number; name: string }[]
  /** how long it took, in milliseconds */
  took: number
}
/** Less than that is in too many names. */
const shortest = 2
const typedFor = 70
const ofEach = 5
const freshFor = 10_000

/** What the server finds by a text. While one types on, the answer before stays; what comes too late is dropped. */
export function useFound(text: string) {
  const asked = useSettled(text.trim())
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['search', 'find', asked],
    enabled: asked.length >= shortest,
    placeholderData: keepPreviousData,
    staleTime: freshFor,
    gcTime: freshFor,
    retry: false,
    queryFn: ({ signal }) => find(asked, signal),
  })
  const wanted = text.trim().length >= shortest
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
  const items = found.flatMap(({ record, id }) => (isShown(record) ? [{ record, id }] : []))
  const shown = items.length ? await call('search.glance', { items }, signal) : []
  const named = ({ name }: Glance) => (name.toLowerCase().includes(text.toLowerCase()) ? 0 : 1)
  return {
    text,
    // Those that are called so before those of a client who is.
    shown: shown.sort((a, b) => named(a) - named(b)),
    people: found.filter(({ record }) => record === 'users'),
    took: Math.max(1, Math.round(performance.now() - began)),
  }
}

const order: readonly RecentRecord[] = ['deals', 'companies', 'contacts', 'products']
const isShown = (record: string): record is RecentRecord => (order as readonly string[]).includes(record)

/** What the person has opened lately, as it is now. */
export function useRecent(): Entry[] {
  const t = useWords()
  const format = useFormat()
  const me = useMe()
  const [items] = useState(() => (me ? recents(me.id) : []))
  const { data } = useQuery({
    queryKey: ['search', 'recent', items],
    enabled: items.length > 0,
    staleTime: freshFor,
    retry: false,
    queryFn: ({ signal }) => call('search.glance', { items }, signal),
  })
  return useMemo(
    () => (data ?? []).map((one) => ({ ...entryOf(one, t, format), group: t('palette.recent') })),
    [data, t, format],
  )
}

/** The lines of an answer, kind by kind. */
export function useFoundEntries(answer: Answer | undefined): Entry[] {
  const t = useWords()
  const format = useFormat()
  return useMemo(() => {
    if (!answer) return []
    const records = order.flatMap((record) => answer.shown.filter((one) => one.record === record))
    return [
      ...records.map((one) => entryOf(one, t, format)),
      ...answer.people.map(({ id, name }): Entry => {
        const filter = { and: [{ field: 'ownerId', op: 'in', value: [id] }] }
        return {
          id: `users ${String(id)}`,
          group: t('palette.people'),
          mark: <Avatar id={id} name={name} />,
          name,
          note: t('palette.people.deals'),
          href: `/deals?filter=${encodeURIComponent(JSON.stringify(filter))}`,
        }
      }),
    ]
  }, [answer, t, format])
}

function entryOf(one: Glance, t: ReturnType<typeof useWords>, format: Format): Entry {
  const { record, id, name, about, amount, currency, phone, color, state, pipelineId } = one
  const common = {
    id: `${record} ${String(id)}`,
    name,
    end:
      amount !== null && currency !== null
        ? format.money(amount, currency)
        : phone === null
          ? undefined
          : writtenPhone(phone),
  }
  const iconed = { size: 16, stroke: 1.75, 'aria-hidden': true } as const
  switch (record) {
    case 'deals': {
      const closed = state === 'won' ? t('palette.won') : state === 'lost' ? t('palette.lost') : null
      return {
        ...common,
        group: t('palette.deals'),
        mark: <StageMark color={color ?? 'slate'} />,
        note: [about, closed].filter(Boolean).join(' · ') || undefined,
        href: dealHref(id, pipelineId),
      }
    }
    case 'contacts':
    case 'companies': {
      const Icon = record === 'contacts' ? IconUser : IconBuilding
      return {
        ...common,
        group: t('palette.clients'),
        mark: <Icon {...iconed} />,
        note: about ?? undefined,
        href: `/${record}/${String(id)}`,
      }
    }
    case 'products':
      return {
        ...common,
        group: t('palette.products'),
        mark: <IconPackage {...iconed} />,
        note: about ?? undefined,
        href: `/products/${String(id)}`,
      }
  }
}

/** Over the board or list where one is, with what it shows; else over the board of the deal's pipeline. */
function dealHref(id: number, pipelineId: number | null): string {
  const { pathname, search } = location
  const here = pathname === '/deals' || pathname === '/deals/list'
  const next = new URLSearchParams(here ? search : pipelineId === null ? '' : { pipeline: String(pipelineId) })
  next.set('deal', String(id))
  return `${here ? pathname : '/deals'}?${next.toString()}`
}

/** A text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typedFor)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
