import { useMemo } from 'react'
import { marksIn, readSought, type Sought } from '../../model/sought.ts'

/** A name with what was typed marked in it, in whatever script or on whatever keyboard that was. */
export function Found({ name, text }: { name: string; text: string }) {
  const marks = useMemo(() => (text.trim() ? marksIn(name, soughtOf(text)) : []), [name, text])
  if (!marks.length) return name
  const last = marks.at(-1)![1]
  return (
    <>
      {marks.map(([from, to], i) => [
        name.slice(marks[i - 1]?.[1] ?? 0, from),
        <mark key={from}>{name.slice(from, to)}</mark>,
      ])}
      {name.slice(last)}
    </>
  )
}

/** A list asks for the same text once for each of its lines. */
let read: { text: string; sought: Sought } | undefined
function soughtOf(text: string): Sought {
  if (read?.text !== text) read = { text, sought: readSought(text) }
  return read.sought
}
