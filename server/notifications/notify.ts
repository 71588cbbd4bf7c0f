import { sql } from 'kysely'
import { farthest, type Actor } from '../../model/access.ts'
import { noticeChoices, waysOf, type NoticeData, type NoticeKind } from '../../model/notifications.ts'
import { records, type RecordName } from '../../model/records.ts'
import { loadActor } from '../access/actor.ts'
import { factsOf } from '../access/facts.ts'
import { isHidden } from '../access/fields.ts'
import { inScope, type ScopeFacts } from '../access/scope.ts'
import { emit } from '../platform/events.ts'
import { enqueue } from '../platform/jobs.ts'
import type { Context } from '../platform/method.ts'

/** Something to be told. */
export interface Notice {
  kind: NoticeKind
  /** to whom; who does it himself is not told */
  people: readonly number[]
  /** of one cause nobody is told twice: `mention 12`. By it the notice is changed and withdrawn */
  key: string
  /** what it is about, which has a responsible: who does not see it is not told. Nothing is everybody's who is named */
  record?: RecordName
  /** left out: it is about many of that kind */
  recordId?: number
  /** a field of it that one must see to be told */
  field?: string
  /** what the rule looks at, where the row has just been written by whoever tells */
  facts?: ScopeFacts
  data?: NoticeData
}

/**
 * Tells people of something, in the transaction of its cause: what they may see of it, judged with their rights of this
 * moment, in the ways that they have chosen. Gives who is told, for each notice.
 */
export async function notify(ctx: Context, notices: readonly Notice[]): Promise<number[][]> {
  const asked = notices.map((notice) => ({
    ...notice,
    people: new Set(notice.people.filter((id) => id !== ctx.actor.id)),
  }))
  const ids = [...new Set(asked.flatMap(({ people }) => [...people]))]
  if (!ids.length) return notices.map(() => [])
  const [people, facts] = [await peopleOf(ctx, ids), await factsAbout(ctx, notices)]
  const rows: object[] = []
  const told = asked.map((notice, i) =>
    [...notice.people].filter((id) => {
      const person = people.get(id)
      if (!person || !maySee(person.actor, notice, facts[i])) return false
      const { app, email } = waysOf(notice.kind, person.choices)
      if (app || email)
        rows.push({
          personId: id,
          kind: notice.kind,
          record: notice.record ?? null,
          recordId: notice.recordId ?? null,
          field: notice.field ?? null,
          data: notice.data ?? {},
          key: notice.key,
          inApp: app,
          mails: email && person.email !== null,
        })
      return true
    }),
  )
  await write(ctx, rows)
  return told
}

async function write(ctx: Context, rows: readonly object[]): Promise<void> {
  if (!rows.length) return
  const { rows: written } = await sql<{ id: number; personId: number; inApp: boolean; mails: boolean }>`
    with given as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as x("personId" int, kind text, record text,
        "recordId" int, field text, data jsonb, key text, "inApp" boolean, mails boolean)
    ), written as (
      insert into notifications (person_id, kind, record, record_id, field, actor_id, at, data, key, in_app)
      select "personId", kind, record, "recordId", field, ${ctx.actor.id}::int, ${ctx.now}::timestamptz, data, key, "inApp" from given
      on conflict (person_id, key) do nothing returning id, person_id, key, in_app)
    select w.id, w.person_id, w.in_app, g.mails from written w join given g on g."personId" = w.person_id and g.key = w.key`.execute(
    ctx.db,
  )
  await ring(
    ctx,
    written.filter(({ inApp }) => inApp).map(({ personId }) => personId),
  )
  if (ctx.mails) for (const { id, mails } of written) if (mails) await enqueue(ctx.db, 'notifications.mail', { id })
}

/** Has the bells of some people look anew. */
export async function ring(ctx: Context, people: readonly number[]): Promise<void> {
  await emit(
    ctx,
    [...new Set(people)].map((recordId) => ({
      name: 'notifications.changed',
      record: 'notifications',
      recordId,
      version: 1,
      changes: { unread: [null, null] },
    })),
  )
}

/** Takes back what was told under some keys, as its cause is no more; or brings it back. */
export async function withdraw(ctx: Context, keys: readonly string[], back = false): Promise<void> {
  const { rows } = await sql<{ personId: number }>`
    update notifications set withdrawn_at = ${back ? null : ctx.now}::timestamptz
    where key = any(${keys}::text[]) and (withdrawn_at is null) = ${!back} returning person_id`.execute(ctx.db)
  await ring(
    ctx,
    rows.map(({ personId }) => personId),
  )
}

/** Says otherwise what was told under a key. */
export const retell = (ctx: Context, key: string, data: NoticeData) =>
  sql`update notifications set data = ${JSON.stringify(data)}::jsonb where key = ${key}`.execute(ctx.db)

interface Person {
  actor: Actor
  email: string | null
  choices: ReturnType<typeof noticeChoices.parse>
}

/** Active people with their rights of this moment and what they have chosen. */
async function peopleOf(ctx: Context, ids: readonly number[]): Promise<Map<number, Person>> {
  const [{ rows }, actors] = await Promise.all([
    sql<{ id: number; email: string | null; value: unknown }>`
      select u.id, u.email, p.value from users u
        left join preferences p on p.user_id = u.id and p.name = 'notifications' and p.about = 0
      where u.id = any(${ids}::int[])`.execute(ctx.db),
    Promise.all(ids.map((id) => loadActor(ctx.db, id, 'web'))),
  ])
  const known = new Map(actors.flatMap((actor) => (actor ? [[actor.id!, actor]] : [])))
  return new Map(
    rows.flatMap(({ id, email, value }): [number, Person][] => {
      const actor = known.get(id)
      return actor ? [[id, { actor, email, choices: noticeChoices.safeParse(value).data ?? {} }]] : []
    }),
  )
}

/** What the rule looks at, of what each notice is about; undefined: it is there no more. */
async function factsAbout(ctx: Context, notices: readonly Notice[]): Promise<(ScopeFacts | undefined)[]> {
  const unread = notices.filter(({ record, recordId, facts }) => record && recordId && !facts)
  const read = new Map<string, ScopeFacts>()
  for (const [record, group] of Map.groupBy(unread, (notice) => notice.record!)) {
    const ids = group.map(({ recordId }) => recordId!)
    for (const [id, facts] of await factsOf(ctx.db, record, ids)) read.set(`${record} ${String(id)}`, facts)
  }
  return notices.map(({ record, recordId, facts }) => facts ?? read.get(`${record ?? ''} ${String(recordId)}`))
}

function maySee(
  actor: Actor,
  { record, recordId, field }: Omit<Notice, 'people'>,
  facts: ScopeFacts | undefined,
): boolean {
  if (record === undefined) return true
  if (!records[record].owned && !records[record].bound)
    throw new Error(`Of ${record}, which nobody is responsible for, nothing is told`)
  if (recordId === undefined) return farthest(actor, record, 'see') !== 'nobody'
  return (
    facts !== undefined && inScope(actor, record, 'see', facts) && !(field && isHidden(actor, record, field, facts))
  )
}
