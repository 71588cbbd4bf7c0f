import type { FastifyReply, FastifyRequest } from 'fastify'
import { disposition } from './download.ts'
import { AppError } from './errors.ts'
import type { Store } from './store.ts'

/** What may be shown by the browser rather than be saved: pictures that are pixels, and PDF. Nothing that could run. */
export const shownTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
])

/** What a method gives instead of an answer in JSON: a content of the store. */
export class Kept {
  hash: string
  fileName: string
  /** what the bytes were found to be, never what somebody said */
  type: string
  /** is to be shown, if it is of a kind that may be */
  show: boolean
  constructor(hash: string, fileName: string, type: string, show: boolean) {
    this.hash = hash
    this.fileName = fileName
    this.type = type
    this.show = show
  }
}

/**
 * Sends a content so that nothing of it acts in our name: what is not to be shown is saved as bytes, nothing is guessed to
 * be something else, and what is shown runs nothing and loads nothing. A browser asks each time whether it may still
 * show what it has kept.
 */
export async function sendKept(
  request: FastifyRequest,
  reply: FastifyReply,
  store: Store | undefined,
  { hash, fileName, type, show }: Kept,
): Promise<FastifyReply> {
  const size = (await store?.sizeOf(hash)) ?? null
  if (!store || size === null) throw new AppError('missing', 'error.file.lost')
  const inline = show && shownTypes.has(type)
  const etag = `"${hash}"`
  void reply
    .header('content-disposition', disposition(inline ? 'inline' : 'attachment', fileName))
    .header('content-security-policy', inline && type === 'application/pdf' ? viewed : closed)
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('cache-control', 'private, no-cache')
    .header('accept-ranges', 'bytes')
    .header('etag', etag)
    .type(inline ? type : 'application/octet-stream')
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  const part = rangeOf(request.headers.range, request.headers['if-range'], etag, size)
  if (part === 'outside')
    return reply
      .code(416)
      .removeHeader('content-type')
      .header('content-range', `bytes */${String(size)}`)
      .send()
  const [from, to] = part ?? [0, size - 1]
  if (part) void reply.code(206).header('content-range', `bytes ${String(from)}-${String(to)}/${String(size)}`)
  const body = store.read(hash, from, to)
  reply.raw.once('close', () => body.destroy())
  return reply.header('content-length', String(to - from + 1)).send(body)
}

const closed = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
/** The browser's own viewer does not work in a sandbox; it is apart from our pages by itself. */
const viewed =
  "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

/** The one part that is asked for; null: the whole. */
function rangeOf(
  range: string | undefined,
  ifRange: string | string[] | undefined,
  etag: string,
  size: number,
): [from: number, to: number] | 'outside' | null {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? []
  if ((!first && !last) || (ifRange !== undefined && ifRange !== etag)) return null
  const from = first ? Number(first) : Math.max(0, size - Number(last))
  const to = first && last ? Math.min(Number(last), size - 1) : size - 1
  return from > to ? 'outside' : [from, to]
}
