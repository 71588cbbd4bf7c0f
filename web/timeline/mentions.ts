import { mentionOf, partsOf } from '../../model/comments.ts'
import { textKey } from '../../model/fields.ts'

export interface Person {
  id: number
  name: string
}

/** A stored text as it is typed: people by their names. Those who are unknown stay as they are stored. */
export const typedOf = (text: string, people: readonly Person[]): string =>
  partsOf(text)
    .map((part) => {
      if (typeof part === 'string') return part
      const person = people.find(({ id }) => id === part)
      return person ? `@${person.name}` : mentionOf(part)
    })
    .join('')

/** A typed text as it is stored: those who were picked by their ids. Longer names first, as one may begin with another. */
export function storedOf(text: string, picked: readonly Person[]): string {
  const names = [...picked].sort((a, b) => b.name.length - a.name.length)
  let stored = text
  for (const { id, name } of names) stored = stored.split(`@${name}`).join(mentionOf(id))
  return stored
}

/** What is being typed after an @ before the caret, and where it begins. */
export function callAt(text: string, caret: number): { from: number; sought: string } | null {
  const found = /(?:^|[\s(])@([^\s@]{0,30}(?: [^\s@]{0,30})?)$/u.exec(text.slice(0, caret))
  return found ? { from: caret - found[1]!.length - 1, sought: found[1]! } : null
}

/** People by the beginning of any of their names, in any case. */
export function soughtPeople(people: readonly Person[], sought: string): Person[] {
  const key = textKey(sought)
  return people.filter(({ name }) => {
    const folded = textKey(name)
    return folded.startsWith(key) || folded.split(/\s+/).some((word) => word.startsWith(key))
  })
}
