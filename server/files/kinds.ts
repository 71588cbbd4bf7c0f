/** What a content is, told by its bytes: neither by its name nor by what anybody says. */
export interface ContentKind {
  type: string
  /** of a picture, as its head says */
  width: number | null
  height: number | null
}

const unknownType = 'application/octet-stream'

/** By how the content begins. */
export function kindOf(head: Buffer): ContentKind {
  for (const [type, begins, size] of pictures) {
    if (!begins(head)) continue
    const [width, height] = sizeIn(head, size) ?? [null, null]
    return { type, width, height }
  }
  const type = starts(head, '%PDF-') ? 'application/pdf' : isText(head) ? 'text/plain' : unknownType
  return { type, width: null, height: null }
}

type Size = [width: number, height: number] | null
const starts = (head: Buffer, text: string, at = 0) =>
  head.subarray(at, at + text.length).equals(Buffer.from(text, 'latin1'))

const pictures: [type: string, begins: (head: Buffer) => boolean, size: (head: Buffer) => Size][] = [
  ['image/png', (head) => starts(head, '\x89PNG\r\n\x1a\n'), (head) => [head.readUInt32BE(16), head.readUInt32BE(20)]],
  [
    'image/gif',
    (head) => starts(head, 'GIF87a') || starts(head, 'GIF89a'),
    (head) => [head.readUInt16LE(6), head.readUInt16LE(8)],
  ],
  ['image/jpeg', (head) => starts(head, '\xff\xd8\xff'), jpegSize],
  ['image/webp', (head) => starts(head, 'RIFF') && starts(head, 'WEBP', 8), webpSize],
]

/** What is cut off or made up has no size, and is not shown. */
function sizeIn(head: Buffer, read: (head: Buffer) => Size): Size {
  try {
    const size = read(head)
    return size && size.every((side) => side > 0 && side < 2 ** 31) ? size : null
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** From segment to segment, until the one that says the size. */
function jpegSize(head: Buffer): Size {
  for (let at = 2; ;) {
    if (head.readUInt8(at) !== 0xff) return null
    const marker = head.readUInt8(at + 1)
    if (marker === 0xff) at++
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return [head.readUInt16BE(at + 7), head.readUInt16BE(at + 5)]
    else if (marker === 0xd9 || marker === 0xda) return null
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2
    else at += 2 + Math.max(2, head.readUInt16BE(at + 2))
  }
}

function webpSize(head: Buffer): Size {
  if (starts(head, 'VP8X', 12)) return [head.readUIntLE(24, 3) + 1, head.readUIntLE(27, 3) + 1]
  if (starts(head, 'VP8L', 12)) {
    const bits = head.readUInt32LE(21)
    return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1]
  }
  return starts(head, 'VP8 ', 12) ? [head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff] : null
}

/** Nothing in it but what people write: no NUL, no other signs for machines. */
function isText(head: Buffer): boolean {
  const sample = head.subarray(0, 64 * 1024)
  // Tab, the ends of lines and pages, the mark of an end.
  return !sample.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27 && byte !== 26))
}
