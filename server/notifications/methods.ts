import { sql } from 'kysely'
import { z } from 'zod'
import {
  noticeChoices,
  noticeKindNames,
  waysOf,
  type NoticeChoices,
  type NoticeKind,
  type NoticeWays,
} from '../../model/notifications.ts'
import { reads, whilePreviewing, writes, type Context } from '../platform/method.ts'
import { countUnread, listTold, type Told } from './list.ts'
import { ring } from './notify.ts'

const listInput = z.strictObject({
  limit: z.int().min(1).max(100).default(30),
  after: z.string().max(2000).optional(),
  /** those alone that are not read */
  unread: z.boolean().default(false),
})
const readInput = z.strictObject({
  ids: z.array(z.int().min(1)).min(1).max(200),
  /** false: they are to be read once more */
  read: z.boolean().default(true),
})
const chooseInput = z.strictObject({
  kind: z.enum(noticeKindNames),
  app: z.boolean().optional(),
  email: z.boolean().optional(),
})

/** How a person is told of a kind. */
export type Choice = NoticeWays & { kind: NoticeKind }

// What somebody is told is his own, also where an administrator looks at Sdelka as he does.
export const notificationMethods = {
  /** What the person was told, newest first. */
  'notifications.list': whilePreviewing(
    false,
    reads(listInput, (ctx, input): Promise<{ items: Told[]; next: string | null }> => listTold(ctx, input)),
  ),
  /** How many he has not read, up to a hundred. */
  'notifications.unread': whilePreviewing(
    false,
    reads(z.strictObject({}), async (ctx) => ({ count: await countUnread(ctx) })),
  ),
  'notifications.read': writes(readInput, async (ctx, { ids, read }) => {
    const mine = sql`id = any(${ids}::bigint[]) and (read_at is null) = ${read}`
    return { count: await markRead(ctx, mine, read) }
  }),
  'notifications.readAll': writes(z.strictObject({}), async (ctx) => ({
    count: await markRead(ctx, sql`read_at is null`, true),
  })),
  /** How he is told of what. */
  'notifications.choices': whilePreviewing(
    false,
    reads(z.strictObject({}), async (ctx) => ({ items: allChoices(await choicesOf(ctx)), mails: ctx.mails })),
  ),
  'notifications.choose': writes(chooseInput, async (ctx, { kind, ...ways }) => {
    const before = await choicesOf(ctx)
    const value: NoticeChoices = { ...before, [kind]: { ...before[kind], ...ways } }
    await sql`insert into preferences (user_id, name, about, value)
      values (${ctx.actor.id}, 'notifications', 0, ${JSON.stringify(value)}::jsonb)
      on conflict (user_id, name, about) do update set value = excluded.value`.execute(ctx.db)
    return { items: allChoices(value), mails: ctx.mails }
  }),
}

async function markRead(ctx: Context, which: ReturnType<typeof sql>, read: boolean): Promise<number> {
  const { rows } = await sql`
    update notifications set read_at = ${read ? ctx.now : null}::timestamptz
    where person_id = ${ctx.actor.id}::int and in_app and withdrawn_at is null and ${which} returning id`.execute(
    ctx.db,
  )
  // His other screens hear of it.
  if (rows.length) await ring(ctx, [ctx.actor.id!])
  return rows.length
}

const allChoices = (choices: NoticeChoices): Choice[] =>
  noticeKindNames.map((kind) => ({ kind, ...waysOf(kind, choices) }))

async function choicesOf(ctx: Context): Promise<NoticeChoices> {
  const { rows } = await sql<{ value: unknown }>`
    select value from preferences where user_id = ${ctx.actor.id} and name = 'notifications' and about = 0`.execute(
    ctx.db,
  )
  // What an older version has kept in another shape is as if it had not been chosen.
  return noticeChoices.safeParse(rows[0]?.value).data ?? {}
}
