import { crc32, createInflateRaw } from 'node:zlib'
import { AppError } from '../platform/errors.ts'

/** A part of an archive, as its table of contents tells of it. */
export interface Part {
  name: string
  method: number
  crc: number
  packed: number
  size: number
  at: number
}

const mostParts = 10_000
const largestPart = 512 * 1024 * 1024
/** Tables pack to a tenth or a fiftieth. What packs further, and is large, is made to fill memory. */
const [tightest, largeFrom] = [200, 4 * 1024 * 1024]

export const damaged = () => new AppError('invalid', 'error.import.damaged')
export const tooBig = () => new AppError('invalid', 'error.import.packed')
export const unreadable = () => new AppError('invalid', 'error.import.workbook')

/** The parts of a ZIP archive by name, small letters. Nothing is unpacked. Throws AppError. */
export function partsOf(file: Buffer): Map<string, Part> {
  try {
    return readDirectory(file)
  } catch (error) {
    // The offsets of a damaged archive point anywhere.
    throw error instanceof RangeError ? damaged() : error
  }
}

function readDirectory(file: Buffer): Map<string, Part> {
  const end = file.lastIndexOf('PK\x05\x06', -22, 'latin1')
  if (end < 0 || file.length - end > 22 + 65_535) throw damaged()
  let count = file.readUInt16LE(end + 10)
  let at = file.readUInt32LE(end + 16)
  if (count === 0xffff || at === 0xffffffff) {
    const locator = end - 20
    if (locator < 0 || file.readUInt32LE(locator) !== 0x07064b50) throw damaged()
    const large = Number(file.readBigUInt64LE(locator + 8))
    if (file.readUInt32LE(large) !== 0x06064b50) throw damaged()
    count = Number(file.readBigUInt64LE(large + 32))
    at = Number(file.readBigUInt64LE(large + 48))
  }
  if (count > mostParts) throw tooBig()
  const found = new Map<string, Part>()
  for (let i = 0; i < count; i++) {
    if (file.readUInt32LE(at) !== 0x02014b50) throw damaged()
    const [nameLength, extraLength] = [file.readUInt16LE(at + 28), file.readUInt16LE(at + 30)]
    const name = file.toString('utf8', at + 46, at + 46 + nameLength)
    const part: Part = {
      name,
      method: file.readUInt16LE(at + 10),
      crc: file.readUInt32LE(at + 16),
      packed: file.readUInt32LE(at + 20),
      size: file.readUInt32LE(at + 24),
      at: file.readUInt32LE(at + 42),
    }
    withLargeSizes(part, file.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength))
    if (file.readUInt16LE(at + 8) & 1) throw new AppError('invalid', 'error.import.protected')
    found.set(name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase(), part)
    at += 46 + nameLength + extraLength + file.readUInt16LE(at + 32)
  }
  return found
}

/** What does not fit into four bytes stands in an extra field, in this order. */
function withLargeSizes(part: Part, extra: Buffer): void {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let from = at + 4
    for (const key of ['size', 'packed', 'at'] as const) {
      if (part[key] !== 0xffffffff) continue
      part[key] = Number(extra.readBigUInt64LE(from))
      from += 8
    }
  }
}

/**
 * The bytes of a part, piece by piece, never more than the table of contents has said. Whoever stops early pays for no
 * more. Throws AppError.
 */
export async function* unpacked(file: Buffer, part: Part): AsyncGenerator<Buffer> {
  if (part.size > largestPart || (part.size > largeFrom && part.size / Math.max(1, part.packed) > tightest))
    throw tooBig()
  if (part.at + 30 > file.length || file.readUInt32LE(part.at) !== 0x04034b50) throw damaged()
  const from = part.at + 30 + file.readUInt16LE(part.at + 26) + file.readUInt16LE(part.at + 28)
  const bytes = file.subarray(from, from + part.packed)
  if (bytes.length < part.packed || (part.method !== 0 && part.method !== 8)) throw damaged()
  let size = 0
  let crc = 0
  for await (const piece of part.method === 8 ? inflated(bytes) : stored(bytes)) {
    size += piece.length
    if (size > part.size) throw damaged()
    crc = crc32(piece, crc)
    yield piece
  }
  if (size !== part.size || crc !== part.crc) throw damaged()
}

const step = 256 * 1024

async function* stored(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += step) {
    yield bytes.subarray(at, at + step)
    // Others in this process get their turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function* inflated(bytes: Buffer): AsyncGenerator<Buffer> {
  const stream = createInflateRaw({ chunkSize: step })
  stream.end(bytes)
  try {
    for await (const piece of stream) yield piece as Buffer
  } catch (error) {
    throw error instanceof AppError ? error : damaged()
  } finally {
    stream.destroy()
  }
}
