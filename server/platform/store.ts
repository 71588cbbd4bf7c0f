import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, mkdirSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { codeOf } from './config.ts'
import { AppError } from './errors.ts'

/** Bytes that have come whole and wait on the disk to be kept. */
export interface Received {
  /** SHA-256 of the bytes, in hex: the name that they are kept under */
  hash: string
  size: number
  path: string
  /** how they begin */
  head: Buffer
  /** lets go of what has not been kept */
  discard(): Promise<void>
}

/**
 * Contents of files in a folder, each under the hash of its bytes: what is the same is kept once. Processes on several
 * machines share the folder. Which contents are needed, the database knows.
 */
export interface Store {
  /** the most bytes of one file */
  limit: number
  /** Writes what comes to the disk, without holding it in memory. Throws AppError if it is empty, too big, or finds no room; `came` hears of each piece. */
  receive(body: Readable, came?: () => void): Promise<Received>
  /** Refuses a file of so many bytes before any of it is read. Throws AppError. */
  demandRoom(size: number): Promise<void>
  /** Puts received bytes into their place. */
  keep(received: Received): Promise<void>
  /** The size of a content; null if it is not there. */
  sizeOf(hash: string): Promise<number | null>
  read(hash: string, from?: number, to?: number): Readable
  drop(hash: string): Promise<void>
  /** The contents that are there, by parts of some thousands at most, but for those younger than a day. */
  old(): AsyncGenerator<string[]>
  /** Lets go of what has been half received a day ago. */
  tidy(): Promise<void>
}

const headLength = 1024 * 1024
const looksForRoomEvery = 16 * 1024 * 1024
const day = 86_400_000

/** Opens the folder of the files; `keepFree` bytes of its disk are left to everything else. */
export function fileStore(folder: string, { limit, keepFree }: { limit: number; keepFree: number }): Store {
  const incoming = join(folder, 'incoming')
  mkdirSync(incoming, { recursive: true, mode: 0o700 })
  const placeOf = (hash: string) => join(folder, hash.slice(0, 2), hash)

  async function demandRoom(size: number): Promise<void> {
    if (size > limit) throw tooBig(limit)
    const { bavail, bsize } = await statfs(folder)
    if (bavail * bsize < size + keepFree) throw noRoom()
  }

  return {
    limit,
    demandRoom,
    async receive(body, came) {
      await demandRoom(0)
      const path = join(incoming, randomUUID())
      const discard = () => rm(path, { force: true })
      const hash = createHash('sha256')
      let [size, looked] = [0, 0]
      const head: Buffer[] = []
      const file = await open(path, 'wx', 0o600).catch(onDisk)
      try {
        // A sender who is refused is still to hear why: his stream stays open.
        for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
          came?.()
          if (size < headLength) head.push(piece.subarray(0, headLength - size))
          size += piece.length
          if (size > limit) throw tooBig(limit)
          if (size - looked > looksForRoomEvery) {
            await demandRoom(0)
            looked = size
          }
          hash.update(piece)
          await file.appendFile(piece).catch(onDisk)
        }
        if (size === 0) throw new AppError('invalid', 'error.file.empty')
        await file.sync().catch(onDisk)
      } catch (error) {
        await file.close().catch(() => undefined)
        await discard()
        throw error
      }
      await file.close()
      return { hash: hash.digest('hex'), size, path, head: Buffer.concat(head), discard }
    },
    async keep({ hash, path }) {
      const place = placeOf(hash)
      await mkdir(join(folder, hash.slice(0, 2)), { recursive: true, mode: 0o700 }).catch(onDisk)
      // What is there already is the same, and if the disk has lost some of it, it is whole again.
      await rename(path, place).catch(async (error: unknown) => {
        // A transaction that is tried again has put it there before.
        if (codeOf(error) !== 'ENOENT' || (await this.sizeOf(hash)) === null) onDisk(error)
      })
      const parent = await open(join(folder, hash.slice(0, 2)), 'r')
      await parent.sync().finally(() => parent.close())
    },
    async sizeOf(hash) {
      try {
        return (await stat(placeOf(hash))).size
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null
        throw error
      }
    },
    read: (hash, start, end) =>
      createReadStream(placeOf(hash), {
        ...(start === undefined ? {} : { start }),
        ...(end === undefined ? {} : { end }),
      }),
    drop: (hash) => rm(placeOf(hash), { force: true }),
    async *old() {
      for (const part of await readdir(folder)) {
        if (!/^[0-9a-f]{2}$/.test(part)) continue
        const names = (await readdir(join(folder, part))).filter((name) => /^[0-9a-f]{64}$/.test(name))
        yield (await Promise.all(names.map(async (name) => ((await isOld(placeOf(name))) ? [name] : [])))).flat()
      }
    },
    async tidy() {
      for (const name of await readdir(incoming))
        if (await isOld(join(incoming, name))) await rm(join(incoming, name), { force: true })
    },
  }
}

const isOld = (path: string) =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs < Date.now() - day,
    () => false,
  )

const tooBig = (limit: number) =>
  Object.assign(new AppError('invalid', 'error.file.big', { max: Math.floor(limit / 1024 / 1024) }), { status: 413 })
const noRoom = () => new AppError('unavailable', 'error.file.full', {}, { retryAfter: 60 })

/** A disk without room is no fault of the server's. */
function onDisk(error: unknown): never {
  if (['ENOSPC', 'EDQUOT', 'EROFS'].includes(codeOf(error) ?? '')) throw noRoom()
  throw error
}
