const limits = { depth: 40 }

/** Why a text is not the JSON that the API takes. */
export class JsonError extends Error {}

/**
 * Parses JSON strictly: what JSON.parse would silently mend is refused: a key given twice, `__proto__`, nesting deeper
 * than 40, numbers beyond a double, half surrogate pairs and NUL in strings. Throws JsonError.
 */
export function parseStrict(text: string): unknown {
  scan(text)
  try {
    return JSON.parse(text, (_key, value: unknown) => {
      if (typeof value === 'number' && !Number.isFinite(value)) throw new JsonError('a number is too large')
      if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0')))
        throw new JsonError('a text has impossible characters')
      return value
    })
  } catch (error) {
    if (error instanceof JsonError) throw error
    throw new JsonError(error instanceof Error ? error.message.slice(0, 120) : 'unreadable')
  }
}

/** One walk over the text for depth and repeated keys, so that deep nesting is refused before anything recurses. */
function scan(text: string): void {
  const open: (Set<string> | null)[] = []
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '{' || c === '[') {
      open.push(c === '{' ? new Set() : null)
      if (open.length > limits.depth) throw new JsonError(`nested deeper than ${limits.depth}`)
    } else if (c === '}' || c === ']') open.pop()
    else if (c === '"') {
      const start = i++
      while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1
      const keys = open.at(-1)
      if (!keys || !/^\s*:/.test(text.slice(i + 1, i + 1 + 64))) continue
      const key = unquote(text.slice(start, i + 1))
      if (key === '__proto__') throw new JsonError('a key is not allowed')
      if (keys.has(key)) throw new JsonError(`a key is given twice: ${key.slice(0, 40)}`)
      keys.add(key)
    }
  }
}

function unquote(literal: string): string {
  try {
    return JSON.parse(literal) as string
  } catch {
    throw new JsonError('a key is unreadable')
  }
}

/**
 * An object with these keys, all null. Copies of it (`{ ...empty }`) stay in V8's compact shape, which is read and written
 * as JSON several times faster than an object that was given its keys one by one.
 */
export const emptyObject = (keys: readonly string[]): Record<string, unknown> =>
  JSON.parse(`{${keys.map((key) => `${JSON.stringify(key)}:null`).join(',')}}`) as Record<string, unknown>
