import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Arrangeable } from '../../../model/asked.ts'
import { isBuiltIn, type Section } from '../../../model/layouts.ts'
import { call, type Output } from '../../api.ts'
import { queries, useMe } from '../../queries.ts'
import { useShape } from '../../shape.ts'
import { useLanguage, useWords, type WordKey } from '../../words.ts'
import { fieldWord } from '../editors.tsx'

export type OwnLayout = Output<'layouts.get'>

/** How the card of a record is arranged for the person at the screen; undefined until known, null where it can't be read. */
export function useLayout(record: Arrangeable, pipelineId: number | undefined): OwnLayout | null | undefined {
  const shape = useShape()
  const hidden = useMe()?.hidden[record]
  const { data, isError } = useQuery({
    // Another field there is, another that he sees: the layout is another.
    queryKey: ['layouts', 'get', record, pipelineId ?? null, shape.custom[record] ?? [], hidden ?? null],
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call('layouts.get', { record, ...(pipelineId ? { pipelineId } : {}) }, signal),
  })
  return data ?? (isError ? null : undefined)
}

/** Reads anew how cards are arranged. */
export const readLayouts = (): Promise<void> => queries.invalidateQueries({ queryKey: ['layouts'] })

/** The sections of the product's own, named where the company has not given them a name. */
const known: Record<Arrangeable, Record<string, WordKey>> = {
  deals: {
    about: 'deal.about',
    client: 'deal.client',
    people: 'deal.people',
    source: 'deal.source',
    utm: 'deal.utm',
    origin: 'deal.origin',
    comment: 'deal.comment',
  },
  contacts: {
    links: 'clients.companies',
    reach: 'clients.section.reach',
    about: 'clients.section.contact',
    access: 'clients.section.access',
    comment: 'contacts.comment',
  },
  companies: {
    links: 'clients.contacts',
    reach: 'clients.section.reach',
    about: 'clients.section.company',
    access: 'clients.section.access',
    comment: 'companies.comment',
  },
  products: { price: 'catalogue.price', about: 'catalogue.about', description: 'catalogue.description' },
}

/** What a section and a field of a card are called. */
export function useCardNames(record: Arrangeable) {
  const t = useWords()
  const language = useLanguage()
  return {
    ofSection({ id, nameEn, nameRu }: Pick<Section, 'id' | 'nameEn' | 'nameRu'>): string {
      const given = language === 'ru' ? (nameRu ?? nameEn) : (nameEn ?? nameRu)
      if (given !== null) return given
      const word = id === 'own' ? 'fields.own' : known[record][id]
      return t(word ?? 'layout.other')
    },
    ofField: (key: string): string =>
      record === 'companies' && key === 'contacts' ? t('clients.contacts') : t(fieldWord(record, key)),
  }
}

/** A section without a name of its own is called by the product. */
export const isUnnamed = (record: Arrangeable, { id, nameEn, nameRu }: Section): boolean =>
  nameEn === null && nameRu === null && isBuiltIn(record, id)
