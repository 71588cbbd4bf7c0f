import { connect, type Socket } from 'node:net'

export interface Reply {
  status: number
  body: string
}

/** One keep-alive connection to an HTTP server: as little work as a client can do, since it shares the machine. */
export class HttpConnection {
  #socket: Socket
  #host: string
  #gathered: Buffer[] = []
  #size = 0
  #wanted = -1
  #waiting: { resolve(reply: Reply): void; reject(error: Error): void } | null = null

  constructor(url: URL) {
    this.#host = url.host
    this.#socket = connect({ port: Number(url.port || 80), host: url.hostname, noDelay: true })
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk))
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.on('close', () => this.#fail(new Error('the connection was closed')))
  }

  post(path: string, key: string, input: unknown): Promise<Reply> {
    const body = JSON.stringify(input)
    const head = `POST ${path} HTTP/1.1\r\nhost: ${this.#host}\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(head + body)
    })
  }

  close(): void {
    this.#waiting = null
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#gathered.push(chunk)
    this.#size += chunk.length
    if (this.#wanted < 0) {
      const start = this.#gathered.length === 1 ? chunk : Buffer.concat(this.#gathered)
      const end = start.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = /\r\ncontent-length: *(\d+)/i.exec(start.toString('latin1', 0, end))?.[1]
      if (length === undefined) return this.#fail(new Error('an answer without a length'))
      this.#wanted = end + 4 + Number(length)
    }
    if (this.#size < this.#wanted) return
    const whole = Buffer.concat(this.#gathered)
    const waiting = this.#waiting
    this.#gathered = []
    this.#size = 0
    this.#wanted = -1
    this.#waiting = null
    waiting?.resolve({
      status: Number(whole.toString('latin1', 9, 12)),
      body: whole.toString('utf8', whole.indexOf('\r\n\r\n') + 4),
    })
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error)
    this.#waiting = null
  }
}

/** Times in milliseconds. */
export interface Times {
  p50: number
  p95: number
  p99: number
  perSecond: number
  asked: number
  errors: number
}

/** Lets each client ask one question after another for some seconds. */
export async function drive(clients: readonly ((n: number) => Promise<boolean>)[], seconds: number): Promise<Times> {
  const times: number[] = []
  let errors = 0
  let asked = 0
  const started = performance.now()
  const until = started + seconds * 1000
  await Promise.all(
    clients.map(async (ask) => {
      for (let now = performance.now(); now < until;) {
        if (!(await ask(asked++))) errors++
        const after = performance.now()
        times.push(after - now)
        now = after
      }
    }),
  )
  const took = (performance.now() - started) / 1000
  times.sort((a, b) => a - b)
  const at = (share: number) => round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), perSecond: Math.round(times.length / took), asked, errors }
}

const round = (ms: number) => Math.round(ms * 100) / 100
