import type { ReactNode } from 'react'

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
  /** says what is typed itself: nothing of it is marked as found */
  verbatim?: boolean
  /** what it is found by besides its name: the name in the other language */
  also?: string | undefined
}

/** Whether every typed word is somewhere in the name. */
export function suits({ name, note = '', also = '' }: Entry, text: string): boolean {
  const words = `${name} ${note} ${also}`.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((part) => words.includes(part))
}
