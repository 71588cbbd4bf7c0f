import type { Language } from '../../model/users.ts'
import { fill } from '../../model/words.ts'
import { mailWords } from '../../model/words/mails.ts'
import type { Db } from '../platform/database.ts'
import type { Letters } from '../platform/mail.ts'
import { linkTo, type LinkKind } from './links.ts'

export interface Addressee {
  name: string
  email: string
  language: Language
  timeZone: string
}

/** Sends somebody a link, in his language. Throws if the mail server does not take it. */
export async function sendLink(
  db: Db,
  { mail, address }: Letters,
  kind: LinkKind,
  to: Addressee,
  link: { token: string; expiresAt: string },
): Promise<void> {
  const { companyName } = await db.selectFrom('settings').select('companyName').executeTakeFirstOrThrow()
  const { language } = to
  const words = {
    company: companyName,
    name: to.name,
    link: linkTo(address, kind, link.token),
    until: moment(link.expiresAt, to),
  }
  await mail.send({
    to: { name: to.name, address: to.email },
    subject: fill(mailWords[`mail.${kind}.subject`][language], language, words),
    text: fill(mailWords[`mail.${kind}.text`][language], language, words),
  })
}

const moment = (at: string, { language, timeZone }: Addressee) =>
  new Intl.DateTimeFormat(language, {
    timeZone,
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
  }).format(new Date(at))
