import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Filter } from '../../model/filters.ts'
import { call } from '../api.ts'
import { useMe, useTerms } from '../queries.ts'
import { recents } from '../shell/recent.ts'
import type { ClientRecord } from './clientData.ts'

/** A client in two lines: the name, and what he does and where. */
export interface PhoneRowData {
  id: number
  name: string
  about: string
  phone: string | undefined
}

const pageSize = 50
const mostFound = 50
const typedFor = 200
const mostRecent = 3

/** The clients that are shown: all of the filter from A to Z, or those that are found by a text. */
export function usePhoneRows(record: ClientRecord, text: string, filter: Filter | undefined) {
  const terms = useTerms()
  const asked = useSettled(text.trim())
  const list = useInfiniteQuery({
    queryKey: [record, 'list', 'phone', asked, filter ?? null],
    placeholderData: keepPreviousData,
    queryFn: async ({ pageParam, signal }) => {
      const found = asked ? await call('search.find', { text: asked, record, limit: mostFound }, signal) : null
      if (found?.length === 0) return { items: [], next: null }
      const ids = found && { field: 'id', op: 'in' as const, value: found.map(({ id }) => id) }
      const where: Filter = { and: [ids, filter].flatMap((one) => (one ? [one] : [])) }
      const input = {
        ...('and' in where && where.and.length ? { filter: where } : {}),
        sort: ['name'],
        limit: pageSize,
        ...(pageParam === null ? {} : { after: pageParam }),
      }
      if (record === 'contacts') {
        const page = await call(
          'contacts.list',
          { ...input, fields: ['version', 'name', 'jobTitle', 'companyIds', 'phones'] },
          signal,
        )
        const items = page.items.map(({ id, name, jobTitle, names, phones }) => ({
          id,
          name,
          industryId: null,
          about: [jobTitle, [names.companyIds ?? []].flat()[0]].filter(Boolean).join(', '),
          phone: phones[0]?.value,
        }))
        return { items, next: page.next }
      }
      const page = await call(
        'companies.list',
        { ...input, fields: ['version', 'name', 'industryId', 'address', 'phones'] },
        signal,
      )
      const items = page.items.map(({ id, name, industryId, address, phones }) => ({
        id,
        name,
        industryId,
        about: address ?? '',
        phone: phones[0]?.value,
      }))
      return { items, next: page.next }
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  const rows: PhoneRowData[] = (list.data?.pages ?? [])
    .flatMap(({ items }) => items)
    .map(({ industryId, ...row }) => ({
      ...row,
      about: terms.find(({ id }) => id === industryId)?.name ?? row.about,
    }))
  return { rows, list }
}

/** The ones of the kind that the person has opened last. */
export function useRecentRows(record: ClientRecord, wanted: boolean): PhoneRowData[] {
  const me = useMe()
  const [opened] = useState(() => (me ? recents(me.id) : []))
  const items = opened.filter((one) => one.record === record).slice(0, mostRecent)
  const { data } = useQuery({
    queryKey: [record, 'recent', items],
    enabled: wanted && items.length > 0,
    queryFn: ({ signal }) => call('search.glance', { items }, signal),
  })
  if (!wanted || !items.length) return []
  return (data ?? []).map(({ id, name, about, phone }) => ({ id, name, about: about ?? '', phone: phone ?? undefined }))
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
