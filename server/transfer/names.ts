import { sql, type RawBuilder } from 'kysely'
import { textKey, type RefTarget } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { scopeCondition } from '../access/scope.ts'
import type { Context } from '../platform/method.ts'

/** The records `t` that a file may name: what the actor sees, of a dictionary, of a pipeline. */
export const among = (
  { actor }: Context,
  { to, dictionary, pipeline }: { to: RefTarget; dictionary: string | null; pipeline: string | null },
): RawBuilder<boolean> => sql`t.removed_at is null
  ${dictionary === null ? sql`` : sql`and t.dictionary = ${dictionary}`} ${to === 'users' ? sql`and t.active` : sql``}
  ${
    to === 'stages'
      ? sql`and t.pipeline_id = coalesce((select id from pipelines where name_key = ${textKey(pipeline ?? '')} and removed_at is null
    order by id limit 1), (select id from pipelines where removed_at is null order by position, id limit 1))`
      : sql``
  }
  and ${scopeCondition(actor, to as RecordName, 'see', 't')}`
