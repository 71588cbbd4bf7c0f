import { IconBuilding, IconPackage, IconUser } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { call, type Output } from '../api.ts'
import type { Format } from '../format.ts'
import { Avatar, StageMark } from '../records/marks.tsx'
import { writtenPhone } from '../records/phones.ts'
import type { Recent, RecentRecord } from '../shell/recent.ts'
import type { useWords } from '../words.ts'
import type { Kind } from './view.ts'

type Glance = Output<'search.glance'>[number]
/** What is shown of something found. */
export type Shown = Glance | { record: 'users'; id: number; name: string }
export type FoundRow = Output<'search.find'>[number]

/** Something that was found, in one line. */
export interface Hit {
  /** of all kinds */
  key: string
  kind: Kind
  mark: ReactNode
  name: string
  note?: string | undefined
  /** at the right end: an amount, a phone */
  end?: string | undefined
  href: string
}

const records: readonly RecentRecord[] = ['deals', 'companies', 'contacts', 'products']
const isRecord = (name: string): name is RecentRecord => (records as readonly string[]).includes(name)

/** The lines of what was found, in that order; what is gone meanwhile is left out. */
export async function glanceAt(rows: readonly FoundRow[], text: string, signal: AbortSignal): Promise<Shown[]> {
  const items = rows.flatMap(({ record, id }): Recent[] => (isRecord(record) ? [{ record, id }] : []))
  const shown = items.length ? await call('search.glance', { items, text }, signal) : []
  const known = new Map(shown.map((one) => [`${one.record} ${String(one.id)}`, one]))
  return rows.flatMap(({ record, id, name }): Shown[] => {
    if (record === 'users') return [{ record, id, name }]
    const one = known.get(`${record} ${String(id)}`)
    return one ? [one] : []
  })
}

/** A found record as a line. */
export function hitOf(one: Shown, t: ReturnType<typeof useWords>, format: Format): Hit {
  if (one.record === 'users') return personHit(one.id, one.name, t)
  const { record, id, name, about, amount, currency, phone, match, color, state, pipelineId } = one
  const isPhone = match !== null && /^\+\d/.test(match)
  const shownPhone = isPhone && amount === null && record !== 'deals' ? match : phone
  const end =
    amount !== null && currency !== null
      ? format.money(amount, currency)
      : shownPhone === null
        ? undefined
        : writtenPhone(shownPhone)
  const closed = state === 'won' ? t('palette.won') : state === 'lost' ? t('palette.lost') : null
  const said = match === null || match === shownPhone ? null : isPhone ? writtenPhone(match) : match
  const note = [about, said, closed].filter(Boolean).join(' · ') || undefined
  const common = { key: `${record} ${String(id)}`, kind: record, name, note, end }
  const iconed = { size: 16, stroke: 1.75, 'aria-hidden': true } as const
  switch (record) {
    case 'deals':
      return { ...common, mark: <StageMark color={color ?? 'slate'} />, href: dealHref(id, pipelineId) }
    case 'contacts':
    case 'companies': {
      const Icon = record === 'contacts' ? IconUser : IconBuilding
      return { ...common, mark: <Icon {...iconed} />, href: `/${record}/${String(id)}` }
    }
    case 'products':
      return { ...common, mark: <IconPackage {...iconed} />, href: `/products/${String(id)}` }
  }
}

function personHit(id: number, name: string, t: ReturnType<typeof useWords>): Hit {
  const filter = { and: [{ field: 'ownerId', op: 'in', value: [id] }] }
  return {
    key: `users ${String(id)}`,
    kind: 'users',
    mark: <Avatar id={id} name={name} />,
    name,
    note: t('palette.people.deals'),
    href: `/deals?filter=${encodeURIComponent(JSON.stringify(filter))}`,
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
