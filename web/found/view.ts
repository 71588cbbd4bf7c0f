import type { RecordName } from '../../model/records.ts'

/** What is found, in the order in which it is shown. */
export const kinds = ['deals', 'companies', 'contacts', 'products', 'users'] as const satisfies readonly RecordName[]
export type Kind = (typeof kinds)[number]

/** What the page of results shows, so that a link shows a colleague the same, as far as he may see it. */
export interface FoundSearch {
  q?: string | undefined
  record?: Kind | undefined
}

const longest = 200

export function readFoundSearch({ q, record }: Record<string, unknown>): FoundSearch {
  const text = typeof q === 'string' ? q : typeof q === 'number' ? String(q) : ''
  const kind = kinds.find((one) => one === record)
  return { ...(text ? { q: text.slice(0, longest) } : {}), ...(kind ? { record: kind } : {}) }
}

/** The address of the results of a text. */
export const foundHref = (text: string, record?: Kind): string =>
  `/find?${new URLSearchParams({ q: asParameter(text), ...(record ? { record } : {}) }).toString()}`

/** What would be read as a value of another kind, as a number is, stands in quotes. */
function asParameter(text: string): string {
  try {
    JSON.parse(text)
    return JSON.stringify(text)
  } catch {
    return text
  }
}
