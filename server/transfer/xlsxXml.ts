import { damaged, tooBig } from './xlsxZip.ts'

/** What is told of a document; names without their prefixes. */
export interface Handler {
  /** gives whether the text inside is wanted */
  open(name: string, attributes: string): boolean
  close(name: string): void
  text(text: string): void
}

const longestTag = 64 * 1024
const longestText = 1024 * 1024
const deepest = 64

/**
 * Reads XML piece by piece, as far as workbooks need it. Declarations of types and entities are refused, whatever they
 * declare: workbooks have none, and they can blow up or fetch what they like. Throws AppError.
 */
export class XmlReader {
  #handler: Handler
  #rest: Buffer = Buffer.alloc(0)
  #depth = 0
  #wanted = false
  #begun = false
  constructor(handler: Handler) {
    this.#handler = handler
  }

  push(piece: Buffer): void {
    let bytes = this.#rest.length ? Buffer.concat([this.#rest, piece]) : piece
    if (!this.#begun) {
      if (bytes.length < 4) return void (this.#rest = bytes)
      this.#begun = true
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3)
      // UTF-16, which no program writes into workbooks.
      else if (bytes[0]! >= 0xfe || bytes[0] === 0 || bytes[1] === 0) throw damaged()
    }
    let at = 0
    for (;;) {
      const next = this.#one(bytes, at)
      if (next < 0) break
      at = next
    }
    // A copy: the piece itself is not to be held by its last bytes.
    this.#rest = Buffer.from(bytes.subarray(at))
  }

  end(): void {
    if (this.#depth !== 0 || this.#rest.toString().trim() !== '' || !this.#begun) throw damaged()
  }

  /** Takes what begins at a place; gives where the next thing begins, -1 where the rest has not come yet. */
  #one(bytes: Buffer, at: number): number {
    if (at >= bytes.length) return -1
    if (bytes[at] !== open) {
      const end = bytes.indexOf(open, at)
      if (end < 0) return lacking(bytes, at, longestText)
      if (this.#wanted) this.#handler.text(decoded(bytes.toString('utf8', at, end)))
      return end
    }
    const sign = bytes[at + 1]
    if (sign === undefined) return -1
    if (sign === exclamation) return this.#special(bytes, at)
    if (sign === question) return after(bytes, '?>', at, longestTag)
    const end = tagEnd(bytes, at + 1)
    if (end < 0) return lacking(bytes, at, longestTag)
    this.#tag(bytes, at, end, sign === slash)
    return end + 1
  }

  #tag(bytes: Buffer, at: number, end: number, closing: boolean): void {
    if (closing) {
      this.#depth--
      this.#wanted = false
      if (this.#depth < 0) throw damaged()
      this.#handler.close(localName(bytes.toString('latin1', at + 2, end).trimEnd()))
      return
    }
    const empty = bytes[end - 1] === slash
    const inside = bytes.toString('utf8', at + 1, empty ? end - 1 : end)
    const space = inside.search(/\s/)
    const name = localName(space < 0 ? inside : inside.slice(0, space))
    this.#wanted = this.#handler.open(name, space < 0 ? '' : inside.slice(space)) && !empty
    if (empty) this.#handler.close(name)
    else if (++this.#depth > deepest) throw tooBig()
  }

  #special(bytes: Buffer, at: number): number {
    const head = bytes.toString('latin1', at, at + 9)
    if (head.startsWith('<!--')) return after(bytes, '-->', at + 4, longestText)
    if (head === '<![CDATA[') {
      const end = bytes.indexOf(']]>', at + 9)
      if (end < 0) return lacking(bytes, at, longestText)
      if (this.#wanted) this.#handler.text(bytes.toString('utf8', at + 9, end))
      return end + 3
    }
    if (head.length < 9 && ('<!--'.startsWith(head) || '<![CDATA['.startsWith(head))) return -1
    throw tooBig()
  }
}

const [open, exclamation, question, slash] = [0x3c, 0x21, 0x3f, 0x2f]

function lacking(bytes: Buffer, at: number, most: number): -1 {
  if (bytes.length - at > most) throw tooBig()
  return -1
}

function after(bytes: Buffer, mark: string, from: number, most: number): number {
  const end = bytes.indexOf(mark, from)
  return end < 0 ? lacking(bytes, from, most) : end + mark.length
}

/** Where a tag ends: a ">" that does not stand between quotation marks. */
function tagEnd(bytes: Buffer, from: number): number {
  let quote = 0
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (quote) {
      if (byte === quote) quote = 0
    } else if (byte === 0x3e) return at
    else if (byte === 0x22 || byte === 0x27) quote = byte
  }
  return -1
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1)

const known: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decoded(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;&]*);?/g, (whole, name: string) => {
    const code = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name)
    const point = code && (code[1] ? parseInt(code[1], 16) : Number(code[2]))
    if (point !== null && point <= 0x10ffff && whole.endsWith(';')) return String.fromCodePoint(point)
    if (Object.hasOwn(known, name) && whole.endsWith(';')) return known[name]!
    throw damaged()
  })
}

const patterns = new Map<string, RegExp>()

/** The value of an attribute, by its name without a prefix. */
export function attribute(attributes: string, name: string): string | undefined {
  let pattern = patterns.get(name)
  if (!pattern) patterns.set(name, (pattern = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)))
  const found = pattern.exec(attributes)
  return found ? decoded(found[1] ?? found[2]!) : undefined
}

/** Texts as workbooks write what XML can't hold: `_x000D_`. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text
