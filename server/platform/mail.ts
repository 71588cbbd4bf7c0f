import { createTransport } from 'nodemailer'
import { oneLine } from './texts.ts'

/** A letter to one person, of plain text. */
export interface Letter {
  to: { name: string; address: string }
  subject: string
  text: string
}
/** How letters are sent: by whom, and the address of this installation that what stands in them leads to. */
export interface Letters {
  mail: Mail
  address: string
}
export interface Mail {
  /** Hands a letter over to the mail server; throws if it does not take it. */
  send(letter: Letter): Promise<void>
}

const seconds = 1000
/** A mail server that does not answer is not waited for longer than a job may be busy. */
const patience = { connectionTimeout: 10 * seconds, greetingTimeout: 10 * seconds, socketTimeout: 20 * seconds }

/** Sends letters by a mail server: `smtp://user:password@host:587` or `smtps://…`. */
export function mailBy({ url, from }: { url: string; from: string }): Mail {
  const address = new URL(url)
  const transport = createTransport({
    host: address.hostname,
    port: Number(address.port) || (address.protocol === 'smtps:' ? 465 : 587),
    secure: address.protocol === 'smtps:',
    ...(address.username
      ? { auth: { user: decodeURIComponent(address.username), pass: decodeURIComponent(address.password) } }
      : {}),
    ...patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ to, subject, text }) {
      await transport.sendMail({
        from,
        // Names are typed by people: what is a line of its own in them would be a header of its own.
        to: { name: oneLine(to.name, 120), address: oneLine(to.address, 254) },
        subject: oneLine(subject, 200),
        text,
      })
    },
  }
}
