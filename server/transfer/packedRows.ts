import { deserialize, serialize } from 'node:v8'
import type { FileRow } from './reading.ts'

const blockSize = 500

/**
 * Many rows of a file, packed: as objects they would take ten times the memory. Read in the order in which they were
 * added, each is unpacked once.
 */
export class PackedRows implements Iterable<FileRow> {
  #blocks: Buffer[] = []
  #last: FileRow[] = []
  #unpacked: { block: number; rows: FileRow[] } | null = null

  get length(): number {
    return this.#blocks.length * blockSize + this.#last.length
  }

  add(row: FileRow): void {
    this.#last.push(row)
    if (this.#last.length < blockSize) return
    const packed = serialize(this.#last)
    const block = Buffer.allocUnsafeSlow(packed.length)
    packed.copy(block)
    this.#blocks.push(block)
    this.#last = []
  }

  *[Symbol.iterator](): Iterator<FileRow> {
    for (const block of this.#blocks.keys()) yield* this.#rowsOf(block)
    yield* this.#last
  }

  /** The rows at some positions, in their order. */
  at(positions: readonly number[]): FileRow[] {
    const found = new Map<number, FileRow>()
    for (const position of [...positions].sort((a, b) => a - b))
      found.set(position, this.#rowsOf(Math.floor(position / blockSize))[position % blockSize]!)
    return positions.map((position) => found.get(position)!)
  }

  #rowsOf(block: number): FileRow[] {
    if (block === this.#blocks.length) return this.#last
    // These have been packed by `add`.
    if (this.#unpacked?.block !== block)
      this.#unpacked = { block, rows: deserialize(this.#blocks[block]!) as FileRow[] }
    return this.#unpacked.rows
  }
}
