import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, type Output } from '../api.ts'
import type { ClientRecord } from './clientData.ts'

export type Similar = Output<'contacts.similar'>[number]

interface Typed {
  name?: string | undefined
  phone?: string | undefined
  email?: string | undefined
}
const typedFor = 250

/** Those who may be the one that is being written down; asked once the typing rests for a moment. */
export function useSimilar(record: ClientRecord, typed: Typed): Similar[] {
  const text = JSON.stringify([typed.name?.trim() ?? '', typed.phone?.trim() ?? '', typed.email?.trim() ?? ''])
  const [asked, setAsked] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), typedFor)
    return () => clearTimeout(timer)
  }, [text])
  const [name, phone, email] = JSON.parse(asked) as [string, string, string]
  const wanted = name.length >= 3 || phone.length >= 6 || email.includes('@')
  const { data } = useQuery({
    queryKey: [record, 'similar', asked],
    enabled: wanted,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const input = { ...(name ? { name } : {}), phones: phone ? [phone] : [], emails: email ? [email] : [] }
      return record === 'contacts' ? call('contacts.similar', input, signal) : call('companies.similar', input, signal)
    },
  })
  return wanted ? (data ?? []) : []
}
