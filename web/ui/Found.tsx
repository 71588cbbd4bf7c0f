/** A name with the typed parts of it marked. */
export function Found({ name, text }: { name: string; text: string }) {
  const parts = text.toLowerCase().split(/\s+/).filter(Boolean)
  const low = name.toLowerCase()
  // Letters that grow when folded would shift the marks.
  if (!parts.length || low.length !== name.length) return name
  const marked = new Array<boolean>(name.length).fill(false)
  for (const part of parts) {
    const at = low.indexOf(part)
    if (at >= 0) marked.fill(true, at, at + part.length)
  }
  const ends = marked.flatMap((one, i) => (one === marked[i + 1] ? [] : [i + 1]))
  return ends.map((end, i) => {
    const piece = name.slice(ends[i - 1] ?? 0, end)
    return marked[end - 1] ? <mark key={end}>{piece}</mark> : piece
  })
}
