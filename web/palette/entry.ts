import type { ReactNode } from 'react'
import { bears, readSought, type Sought } from '../../model/sought.ts'

/** One line of the palette: something to open, or something to do. */
export interface Entry {
  id: string
  /** the heading that it stands under */
  group: string
  mark: ReactNode
  name: string
  /** said more quietly after the name */
  note?: string | undefined
  /** at the right end: an amount, a phone, a time */
  end?: string | undefined
  /** the key that does the same without the palette */
  key?: string | undefined
  /** the address that it opens; in a new tab if one likes */
  href?: string | undefined
  run?: (() => void) | undefined
  /** can't be done: the note says why */
  off?: boolean
  /** the deal that it opens */
  deal?: number | undefined
  /** says what is typed itself: nothing of it is marked as found */
  verbatim?: boolean
  /** what it is found by besides its name: the name in the other language */
  also?: string | undefined
}

/** Whether there is more to do with a line than to take it: it leads somewhere. */
export const hasActions = ({ href }: Entry): boolean => href !== undefined

/** Whether every typed word is somewhere in the name, in whatever script and on whatever keyboard it was typed. */
export function suits({ name, note = '', also = '' }: Entry, text: string): boolean {
  if (read?.text !== text) read = { text, sought: asTyped(text) }
  return read.sought.parts.length > 0 && bears(`${name} ${note} ${also}`, read.sought)
}

/** Commands are few: a letter wrong would sooner bring one that was not meant. */
function asTyped(text: string): Sought {
  const sought = readSought(text)
  return { ...sought, parts: sought.parts.map((part) => ({ ...part, words: [] })) }
}
/** A list asks for the same text once for each of its lines. */
let read: { text: string; sought: Sought } | undefined
