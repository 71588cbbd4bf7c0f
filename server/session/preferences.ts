import { sql } from 'kysely'
import { z } from 'zod'
import { preferenceInput, type Preference } from '../../model/preferences.ts'
import { AppError } from '../platform/errors.ts'
import { reads, writes } from '../platform/method.ts'

/** The table of what each is about: nobody keeps settings for what does not exist. */
const abouts = { boardFields: 'pipelines' } as const satisfies Record<Preference['name'], string>

export const preferenceMethods = {
  /** All that the person has set for himself. */
  'preferences.list': reads(z.strictObject({}), async (ctx): Promise<{ items: Preference[] }> => {
    const { rows } = await sql<Preference>`
      select name, about, value from preferences where user_id = ${ctx.actor.id} order by name, about`.execute(ctx.db)
    // What an older version has kept in another shape is as if it had not been set.
    return { items: rows.filter((row) => preferenceInput.safeParse(row).success) }
  }),

  /** Sets one, or with null takes it back to the usual. */
  'preferences.set': writes(preferenceInput, async (ctx, { name, about, value }): Promise<Preference> => {
    const found =
      await sql`select 1 from ${sql.table(abouts[name])} where id = ${about} and removed_at is null`.execute(ctx.db)
    if (!found.rows.length) throw new AppError('missing', 'error.missing')
    if (value === null)
      await sql`delete from preferences where user_id = ${ctx.actor.id} and name = ${name} and about = ${about}`.execute(
        ctx.db,
      )
    else
      await sql`insert into preferences (user_id, name, about, value)
        values (${ctx.actor.id}, ${name}, ${about}, ${JSON.stringify(value)}::jsonb)
        on conflict (user_id, name, about) do update set value = excluded.value`.execute(ctx.db)
    return { name, about, value }
  }),
}
