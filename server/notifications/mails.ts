import { sql } from 'kysely'
import { noticePath } from '../../model/notifications.ts'
import type { Language } from '../../model/users.ts'
import { fill } from '../../model/words.ts'
import { mailWords } from '../../model/words/mails.ts'
import { noticeWords } from '../../model/words/notifications.ts'
import { loadActor } from '../access/actor.ts'
import type { Db } from '../platform/database.ts'
import type { JobHandler } from '../platform/jobs.ts'
import type { Letters } from '../platform/mail.ts'
import type { Installation } from '../platform/method.ts'
import { told, type Told } from './list.ts'

/** So long stays what was told: read or not. */
const days = { read: 90, unread: 365 }

export const notificationJobs = (
  { db, log, secret }: Installation,
  letters: Letters | null,
): Record<string, JobHandler> => ({
  /** Sends what somebody was told, unless he has read it by now, sees it no longer, or it is no more. */
  async 'notifications.mail'({ payload }) {
    if (!letters) return
    const id = Number(payload.id)
    const { rows } = await sql<{
      personId: number
      name: string
      email: string
      company: string
      actor: string | null
    }>`
      select n.person_id, u.name, u.email, s.company_name as company, (select a.name from users a where a.id = n.actor_id) as actor
      from notifications n join users u on u.id = n.person_id cross join settings s
      where n.id = ${id} and n.mailed_at is null and n.read_at is null and n.withdrawn_at is null and u.email is not null`.execute(
      db,
    )
    const [to] = rows
    const actor = to && (await loadActor(db, to.personId, 'web'))
    if (!actor) return
    const ctx = {
      db,
      actor,
      log,
      secret,
      mails: true,
      now: '',
      visit: null,
      store: null,
      received: null,
      signal: new AbortController().signal,
      afterCommit: () => undefined,
    }
    const [notice] = await told(ctx, { where: sql`n.id = ${id}`, limit: 1 })
    if (!notice) return
    await letters.mail.send({
      to: { name: to.name, address: to.email },
      ...letterOf(notice, to, actor.language, letters.address),
    })
    await sql`update notifications set mailed_at = now() where id = ${id}`.execute(db)
  },
})

function letterOf(
  notice: Told,
  { name, company, actor }: { name: string; company: string; actor: string | null },
  language: Language,
  address: string,
): { subject: string; text: string } {
  const { kind, data } = notice
  const sentence = fill(noticeWords[data.word ?? `notice.${kind}`][language], language, {
    who: actor ?? noticeWords['notice.system'][language],
    count: data.count ?? 1,
  })
  const words = {
    name,
    sentence,
    about: notice.name ?? company,
    text: data.text === undefined ? '' : `\n${data.text}\n`,
    link: `${address}${noticePath(notice)}`,
    settings: `${address}/settings/notifications`,
  }
  return {
    subject: fill(mailWords['mail.notice.subject'][language], language, words),
    text: fill(mailWords['mail.notice.text'][language], language, words),
  }
}

/** Lets go of what was told long ago, and of the signs that bells had to ring. */
export async function tidyNotifications(db: Db): Promise<void> {
  await sql`delete from notifications where at < now() - make_interval(days => ${days.read})
    and (read_at is not null or at < now() - make_interval(days => ${days.unread}))`.execute(db)
  await sql`delete from events where record = 'notifications' and at < now() - interval '1 day'`.execute(db)
}
