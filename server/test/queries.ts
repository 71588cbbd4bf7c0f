/** A query in a source: what is declared there, and its text with what is put into it. */
export interface Query {
  declared: string
  text: string
}

/** The queries that a source speaks, in templates of SQL and by the builder, each with the declaration that it stands in. */
export function queriesIn(source: string): Query[] {
  const declarations = [...source.matchAll(/^(?:export )?(?:async )?(?:function\*? |const )([\w$]+)/gm)]
  const declared = (at: number) => declarations.filter(({ index }) => index <= at).at(-1)?.[1] ?? ''
  const found: Query[] = []
  const begins = /\bsql(?:<[^`]*?>)?`/g
  for (let match; (match = begins.exec(source));) {
    const end = endOf(source, begins.lastIndex)
    found.push({ declared: declared(match.index), text: source.slice(match.index, end) })
    begins.lastIndex = end
  }
  for (const { index, 0: text } of source.matchAll(/\.(?:selectFrom|updateTable|insertInto|deleteFrom)\('[\w ]+'/g))
    found.push({ declared: declared(index), text })
  return found
}

/** Behind the end of a template that begins before a place. */
function endOf(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === '`') return at + 1
    else if (source.startsWith('${', at)) at = endOfValue(source, at + 2) - 1
  }
  throw new Error('a template does not end')
}

function endOfValue(source: string, from: number): number {
  let depth = 1
  for (let at = from; at < source.length; at++) {
    if (source[at] === '{') depth++
    else if (source[at] === '}' && --depth === 0) return at + 1
    else if (source[at] === '`') at = endOf(source, at + 1) - 1
    else if (source[at] === "'") at = source.indexOf("'", at + 1)
  }
  throw new Error('a value in a template does not end')
}
