import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { eventually } from './running.ts'

/** What has come by mail: to whom, every byte, and its text as a person reads it. */
export interface CaughtLetter {
  to: string[]
  raw: string
  body: string
}
/** A mail server that keeps what it is given. */
export interface TestMail {
  url: string
  letters: CaughtLetter[]
  /** the letter after the one that was looked at before, once it has come */
  next(): Promise<CaughtLetter>
  stop(): Promise<void>
}

export async function startMail(): Promise<TestMail> {
  const letters: CaughtLetter[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      text(stream).then((raw) => {
        letters.push({ to: session.envelope.rcptTo.map((one) => one.address), raw, body: bodyOf(raw) })
        done()
      }, done)
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  let seen = 0
  return {
    url: `smtp://127.0.0.1:${String(port)}`,
    letters,
    async next() {
      if (!(await eventually(() => letters.length > seen, 10_000))) throw new Error('no letter came')
      return letters[seen++]!
    },
    stop: () => new Promise<void>((done) => server.close(done)),
  }
}

/** The text of a letter, put together again from how mail carries it. */
function bodyOf(raw: string): string {
  const [head, body] = [raw.slice(0, raw.indexOf('\r\n\r\n')), raw.slice(raw.indexOf('\r\n\r\n') + 4)]
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString()
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => `%${hex}`)
  return decodeURIComponent(bytes.replace(/%(?![0-9A-F]{2})/g, '%25'))
}
