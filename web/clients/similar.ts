import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, type Output } from '../api.ts'
import type { ClientRecord } from './clientData.ts'

export type Similar = Output<'contacts.similar'>[number]

export interface Typed {
  name?: string | undefined
  phones?: readonly string[]
  emails?: readonly string[]
  taxNumber?: string | undefined
}
const typedFor = 250

/** Those who may be the one that is being written down; asked once the typing rests for a moment. */
export function useSimilar(record: ClientRecord, typed: Typed, not?: number): Similar[] {
  const text = JSON.stringify(askedOf(typed))
  const [asked, setAsked] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), typedFor)
    return () => clearTimeout(timer)
  }, [text])
  const input = JSON.parse(asked) as ReturnType<typeof askedOf>
  const { name = '', phones, emails, taxNumber = '' } = input
  const wanted = name.length >= 3 || phones.length > 0 || emails.length > 0 || taxNumber !== ''
  const { data } = useQuery({
    queryKey: [record, 'similar', not ?? 'new', asked],
    enabled: wanted,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const all = { ...input, ...(not === undefined ? {} : { not }) }
      return record === 'contacts' ? call('contacts.similar', all, signal) : call('companies.similar', all, signal)
    },
  })
  return wanted ? (data ?? []) : []
}

/** What of the typed texts says something already. */
function askedOf({ name, phones = [], emails = [], taxNumber }: Typed) {
  const text = (one: string | undefined, least: number) => (one && one.trim().length >= least ? one.trim() : undefined)
  return {
    name: text(name, 3),
    phones: phones.flatMap((one) => text(one, 6) ?? []),
    emails: emails.flatMap((one) => (one.includes('@') ? one.trim() : [])),
    taxNumber: text(taxNumber, 5),
  }
}
