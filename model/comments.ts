import { clean } from './fields.ts'

/** So long a comment may be: what is longer is a file. */
export const longestComment = 20_000
/** Empty where files say it all. */
export const commentText = clean(longestComment)
/** So many files hang on one comment at most. */
export const mostFiles = 20

/** How a text names a colleague: `@[12]`, by his id, so that he is called as he is called then. */
const mention = /@\[(\d{1,9})\]/g
export const mentionOf = (id: number): string => `@[${String(id)}]`

/** The people whom a text names, each once. */
export const mentionsIn = (text: string): number[] => [
  ...new Set([...text.matchAll(mention)].map(([, id]) => Number(id))),
]

/** A text in its parts: what is said, and whom it names. */
export function partsOf(text: string): (string | number)[] {
  const parts: (string | number)[] = []
  let from = 0
  for (const { 0: whole, 1: id, index } of text.matchAll(mention)) {
    if (index > from) parts.push(text.slice(from, index))
    parts.push(Number(id))
    from = index + whole.length
  }
  if (from < text.length) parts.push(text.slice(from))
  return parts
}
