import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { textKey, type Field, type RefTarget } from '../../model/fields.ts'
import { records } from '../../model/records.ts'
import { call } from '../api.ts'
import type { Option } from '../ui/Pick.tsx'
import { useWords, type WordKey } from '../words.ts'
import { Avatar, StageMark } from './marks.tsx'
import { useReferences } from './references.tsx'
import type { AnyRow } from './rows.ts'

export interface Options {
  options: Option[]
  loading: boolean
  /** makes a new record with a name, where that is one step */
  create: ((name: string) => Promise<Option>) | undefined
}

/** What can be chosen for a field, narrowed by the typed text. `within`: the pipeline whose stages are meant. */
export function useOptions(field: Field, text: string, within?: number): Options {
  const t = useWords()
  const { people, pipelines, stages, terms, currencies, me } = useReferences()
  const found = useFound(field.to, text)
  const near = (option: Option) => textKey(option.name).includes(textKey(text.trim()))
  const ready = (options: Option[]): Options => ({ options: options.filter(near), loading: false, create: undefined })
  if (field.values) return ready(field.values.map((value) => ({ id: value, name: t(`value.${value}` as WordKey) })))
  if (field.kind === 'currency')
    return ready(currencies.map(({ code, name }) => ({ id: code, name: code, note: name })))
  switch (field.to) {
    case 'users': {
      const active = people
        .filter((person) => person.active)
        .sort((a, b) => Number(b.id === me?.id) - Number(a.id === me?.id))
      return ready(
        active.map(({ id, name }) => ({
          id,
          name,
          note: id === me?.id ? t('pick.me') : undefined,
          mark: <Avatar id={id} name={name} />,
        })),
      )
    }
    case 'stages': {
      const shown = within === undefined ? stages : stages.filter(({ pipelineId }) => pipelineId === within)
      const many = new Set(shown.map(({ pipelineId }) => pipelineId)).size > 1
      return ready(
        shown.map(({ id, name, color, pipelineId }) => ({
          id,
          name,
          mark: <StageMark color={color} />,
          group: many ? pipelines.find((pipeline) => pipeline.id === pipelineId)?.name : undefined,
        })),
      )
    }
    case 'pipelines':
      return ready(pipelines.map(({ id, name }) => ({ id, name })))
    case 'terms': {
      const words = terms.filter((term) => term.dictionary === field.dictionary && term.active)
      const options = words.map(({ id, name, color }) => ({
        id,
        name,
        mark: color ? <StageMark color={color} /> : undefined,
      }))
      return {
        ...ready(options),
        create:
          field.kind === 'refs' && me?.may.edit.includes('terms')
            ? (name) => makeTerm(field.dictionary!, name)
            : undefined,
      }
    }
    default:
      return {
        ...found,
        create: field.to === 'companies' ? makeCompany : field.to === 'contacts' ? makeContact : undefined,
      }
  }
}

async function makeTerm(dictionary: string, name: string): Promise<Option> {
  // The dictionary is that of a field of the model.
  const made = await call('terms.create', { dictionary: dictionary as 'tag', name })
  return { id: made.id, name: made.name }
}

async function makeCompany(name: string): Promise<Option> {
  const made = await call('companies.create', { name })
  return { id: made.id, name: made.name }
}

/** The first word is the first name, the rest the last one; what looks like an email or a phone is kept as that. */
async function makeContact(text: string): Promise<Option> {
  const words = text.split(/\s+/)
  const emails = words.filter((word) => word.includes('@'))
  const phones = words.filter((word) => /^\+?[\d()-]{7,}$/.test(word))
  const names = words.filter((word) => !emails.includes(word) && !phones.includes(word))
  const [firstName = emails[0] ?? phones[0], ...rest] = names
  const made = await call('contacts.create', {
    firstName,
    lastName: rest.join(' ') || null,
    emails: emails.map((value) => ({ type: 'work' as const, value })),
    phones: phones.map((value) => ({ type: 'work' as const, value })),
  })
  return { id: made.id, name: made.name }
}

type AskList = (name: string, input: object, signal: AbortSignal) => Promise<{ items: AnyRow[] }>

/** Records found by typing; before that, the newest ones. */
export function useFound(to: RefTarget | undefined, text: string): { options: Option[]; loading: boolean } {
  const words = text.trim()
  const own = to !== undefined && !['users', 'stages', 'pipelines', 'terms'].includes(to)
  const { data, isPending, isPlaceholderData } = useQuery({
    queryKey: [to ?? 'none', 'find', words],
    enabled: own,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    queryFn: async ({ signal }): Promise<Option[]> => {
      const target = to!
      if (words && records[target].searched.length) {
        const found = await call('search.find', { text: words, record: target, limit: 12 }, signal)
        return found.map(({ id, name }) => ({ id, name }))
      }
      const { named } = records[target]
      const filter = words ? { filter: { field: named, op: 'contains', value: words } } : {}
      // Every record has the method "list" with fields of its own.
      const { items } = await (call as unknown as AskList)(
        `${target}.list`,
        { ...filter, fields: [named], limit: 12 },
        signal,
      )
      return items.map((item) => ({ id: item.id, name: String(item[named]) }))
    },
  })
  return { options: data ?? [], loading: own && (isPending || isPlaceholderData) }
}

/** The text that is being typed into a pick, and the options for it. */
export function usePicking(field: Field, within?: number): Options & { text: string; onText(text: string): void } {
  const [text, onText] = useState('')
  return { ...useOptions(field, text, within), text, onText }
}
