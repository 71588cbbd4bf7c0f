import { sql, type RawBuilder } from 'kysely'
import { auditInput, type AuditLine } from '../../model/audit.ts'
import { textKey } from '../../model/fields.ts'
import { allOf } from '../platform/database.ts'
import { AppError } from '../platform/errors.ts'
import { reads } from '../platform/method.ts'

export const auditMethods = {
  /** The audit log for administrators, the newest first; `next` is the `after` of the page that follows. */
  'audit.list': reads(
    auditInput,
    async ({ db, actor }, input): Promise<{ items: AuditLine[]; next: number | null }> => {
      if (!actor.administrator) throw new AppError('denied', 'error.denied.only')
      const midnight = (day: string, days: number) =>
        sql`((${day}::date + ${days}::int)::timestamp at time zone ${actor.timeZone})`
      const { kind, personId, from, to, after, limit } = input
      const asked = textKey(input.filter ?? '')
        .split(/\s+/)
        .filter((word) => word)
      const wanted: RawBuilder<boolean>[] = [
        ...asked.map((word) => sql<boolean>`words like ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`),
        ...(kind ? [sql<boolean>`kind = ${kind}`] : []),
        ...(personId ? [sql<boolean>`(actor_id = ${personId} or (about = 'users' and about_id = ${personId}))`] : []),
        ...(from ? [sql<boolean>`at >= ${midnight(from, 0)}`] : []),
        ...(to ? [sql<boolean>`at < ${midnight(to, 1)}`] : []),
        ...(after ? [sql<boolean>`id < ${after}`] : []),
      ]
      const { rows } = await sql<AuditLine>`
      select id, at, kind, actor_id, name, about, about_id, about_name, ip, via, details from audit
      where ${wanted.length ? allOf(wanted) : sql`true`} order by id desc limit ${limit + 1}`.execute(db)
      const items = rows.slice(0, limit)
      return { items, next: rows.length > limit ? items.at(-1)!.id : null }
    },
  ),
}
