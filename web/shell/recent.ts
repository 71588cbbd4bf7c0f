import type { Output } from '../api.ts'

export type RecentRecord = Output<'search.glance'>[number]['record']
export interface Recent {
  record: RecentRecord
  id: number
}
const most = 8
const keyOf = (person: number) => `sdelka.recent.${String(person)}`
const recorded: readonly string[] = ['deals', 'contacts', 'companies', 'products'] satisfies RecentRecord[]

/** The record that an address opens, as a page or over its list. */
export function recentOf(pathname: string, search: object): Recent | null {
  const [, record, part] = pathname.split('/')
  if (!record || !recorded.includes(record)) return null
  const { deal, open } = search as { deal?: unknown; open?: unknown }
  const id = Number(part && /^\d+$/.test(part) ? part : (deal ?? open))
  // It is one of the names by the check above.
  return Number.isInteger(id) && id > 0 ? { record: record as RecentRecord, id } : null
}

/** What the person has opened lately, the latest first. This browser keeps it: numbers only, no names. */
export function recents(person: number): Recent[] {
  try {
    const list = JSON.parse(localStorage.getItem(keyOf(person)) ?? '[]') as unknown
    return Array.isArray(list)
      ? list.flatMap((one: unknown) => {
          const { record, id } = (one ?? {}) as Partial<Recent>
          return record && recorded.includes(record) && Number.isInteger(id) ? [{ record, id: id! }] : []
        })
      : []
  } catch {
    return []
  }
}

export function remember(person: number, opened: Recent): void {
  const others = recents(person).filter(({ record, id }) => record !== opened.record || id !== opened.id)
  localStorage.setItem(keyOf(person), JSON.stringify([opened, ...others].slice(0, most)))
}
