import { oneLine } from '../platform/texts.ts'

/** The longest name of a file, as most file systems take it. */
export const longestName = 255
const longestEnding = 20

/**
 * The name that a file is known by: without the folders before it, on one line, nothing in it that hides or turns the
 * writing round. One that is too long keeps its ending. Never empty.
 */
export function fileName(said: string): string {
  const last = said.split(/[\\/]/).at(-1) ?? ''
  const name = oneLine(last.toWellFormed().normalize('NFC'), 10_000).replace(/^[. ]+$/, '')
  if (name.length <= longestName) return name || 'file'
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 && name.length - dot <= longestEnding ? name.slice(dot) : ''
  return `${cut(name, longestName - ending.length).trimEnd()}${ending}`
}

/** So many UTF-16 units at most, no pair of them torn apart. */
const cut = (text: string, most: number) => {
  const part = text.slice(0, most)
  return part.isWellFormed() ? part : part.slice(0, -1)
}
