import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** What a method gives instead of an answer in JSON: a file. It begins to be made when it is first read. */
export class Download {
  fileName: string
  type: string
  body: Readable
  constructor(fileName: string, type: string, fill: Fill) {
    this.fileName = fileName
    this.type = type
    this.body = filledBy(fill)
  }
}

/** Makes a file piece by piece; each piece waits until somebody takes it. `gone` ends when nobody wants it any more. */
export type Fill = (put: Put, gone: AbortSignal) => Promise<void>
export type Put = (piece: string | Buffer) => Promise<void>

function filledBy(fill: Fill): Readable {
  const gone = new AbortController()
  let begun = false
  let taken: () => void = () => undefined
  const put: Put = (piece) => {
    gone.signal.throwIfAborted()
    if (piece.length === 0 || body.push(piece)) return Promise.resolve()
    return new Promise((resolve) => (taken = resolve))
  }
  const body = new Readable({
    read() {
      taken()
      if (begun) return
      begun = true
      fill(put, gone.signal).then(
        () => body.push(null),
        (error: unknown) => body.destroy(error as Error),
      )
    },
    destroy(error, done) {
      gone.abort()
      taken()
      done(error)
    },
  })
  return body
}

/** Sends a file. What goes wrong before its first piece is a refusal like any other; later the connection breaks off. */
export async function sendDownload(reply: FastifyReply, { fileName, type, body }: Download): Promise<FastifyReply> {
  reply.raw.once('close', () => body.destroy())
  await new Promise<void>((resolve, reject) => {
    body.once('readable', resolve)
    body.once('error', reject)
  })
  return reply.header('content-disposition', disposition('attachment', fileName)).type(type).send(body)
}

/** RFC 6266: the name in plain letters for old programs, and as it is. */
export function disposition(kind: 'inline' | 'attachment', fileName: string): string {
  const plain = fileName.replace(/[^\w.-]+/g, '_')
  const whole = encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${kind}; filename="${plain}"; filename*=UTF-8''${whole}`
}
